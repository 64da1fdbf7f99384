// The folder in which recordings are kept, as far as recording and replay need it.
import { createReadStream } from 'node:fs'
import { access, constants, mkdir, open, readdir, rm, stat } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { messageOf } from '../../../shared/base/result.ts'
import { commands } from '../../../shared/contract/commands.ts'
import type { RecordingFile } from '../../../shared/contract/streams.ts'

/** A file that is being recorded to. */
export interface SessionFile {
  /** Rejects where not all of it could be written; the file then ends where it ended before. */
  append(bytes: Uint8Array): Promise<void>
  /** Settles when what was appended would outlast a power cut. */
  sync(): Promise<void>
  close(): Promise<void>
}

/** Everything rejects with the system's own error. */
export interface RecordingsFolder {
  /** Makes it where it is missing; rejects where it cannot be written. */
  prepare(): Promise<void>
  /** The newest recordings, the newest first; none where there is no folder yet. */
  list(): Promise<readonly RecordingFile[]>
  /** Rejects where a file of this name is there. */
  create(name: string): Promise<SessionFile>
  read(name: string): AsyncIterable<Uint8Array>
  remove(name: string): Promise<void>
}

const ENDING = '.jsonl'
const MOST_LISTED = 1_000
/** Files looked at together. */
const AT_ONCE = 32
/** Bytes; as many lines as this holds are read in well under the time that a show can be kept waiting. */
const CHUNK = 16_384

export function openFolder(dir: string): RecordingsFolder {
  const pathOf = (name: string): string => join(dir, `${name}${ENDING}`)
  return {
    async prepare() {
      await makeFolder(dir)
      await access(dir, constants.R_OK | constants.W_OK | constants.X_OK)
    },
    list: () => listFiles(dir),
    create: async (name) => sessionFile(await open(pathOf(name), 'ax', 0o600), pathOf(name)),
    read: (name) => createReadStream(pathOf(name), { highWaterMark: CHUNK }),
    remove: (name) => rm(pathOf(name)),
  }
}

/** Why the disk did not do it, in the operator's words. */
export function diskTrouble(thrown: unknown): string {
  switch (codeOf(thrown)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return 'the disk is full'
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return `the folder of recordings may not be written (${messageOf(thrown)})`
    case 'EEXIST':
      return 'there is a file of this name already'
    default:
      return messageOf(thrown)
  }
}

function codeOf(thrown: unknown): unknown {
  return thrown instanceof Error && 'code' in thrown ? thrown.code : null
}

/** One by one, because Node's own recursive mkdir never returns below folders such as /proc. */
async function makeFolder(dir: string): Promise<void> {
  try {
    await mkdir(dir, { mode: 0o700 })
  } catch (thrown) {
    const code = codeOf(thrown)
    // A file in its place is told by what is tried next.
    if (code === 'EEXIST') return
    if (code !== 'ENOENT' || dirname(dir) === dir) throw thrown
    await makeFolder(dirname(dir))
    await mkdir(dir, { mode: 0o700 })
  }
}

async function listFiles(dir: string): Promise<readonly RecordingFile[]> {
  const entries = await readdir(dir).catch((thrown: unknown) => {
    if (codeOf(thrown) === 'ENOENT') return []
    throw thrown
  })
  const names = entries
    .filter((entry) => entry.endsWith(ENDING))
    .map((entry) => entry.slice(0, -ENDING.length))
  const nameable = names.filter(
    (name) => commands['recording.remove'].args.shape.name.safeParse(name).success,
  )
  const files: RecordingFile[] = []
  for (let at = 0; at < nameable.length; at += AT_ONCE) {
    const some = nameable.slice(at, at + AT_ONCE).map((name) => fileOf(dir, name))
    files.push(...(await Promise.all(some)).filter((file) => file !== null))
  }
  return files.sort((a, b) => b.modified - a.modified || (a.name < b.name ? -1 : 1)).slice(0, MOST_LISTED)
}

/** Null where it is no file, or has just gone. */
async function fileOf(dir: string, name: string): Promise<RecordingFile | null> {
  const stats = await stat(join(dir, `${name}${ENDING}`)).catch(() => null)
  return stats?.isFile() === true ? { name, bytes: stats.size, modified: stats.mtimeMs } : null
}

/** What is written to a file that lies nowhere any more is gone, and the system does not say so. */
async function checkThere(handle: FileHandle, path: string): Promise<void> {
  const [own, there] = await Promise.all([
    handle.stat({ bigint: true }),
    stat(path, { bigint: true }).catch((thrown: unknown) => {
      if (codeOf(thrown) === 'ENOENT') return null
      throw thrown
    }),
  ])
  if (there?.ino !== own.ino || there.dev !== own.dev) {
    throw new Error('its file was deleted or moved while it was recorded')
  }
}

function sessionFile(handle: FileHandle, path: string): SessionFile {
  let length = 0
  return {
    async append(bytes) {
      try {
        await handle.writeFile(bytes)
        await checkThere(handle, path)
        length += bytes.length
      } catch (thrown) {
        // Lines stay whole; where even that fails, readers pass over the torn last one.
        await handle.truncate(length).catch(() => undefined)
        throw thrown
      }
    },
    async sync() {
      await handle.sync()
      await checkThere(handle, path)
    },
    close: () => handle.close(),
  }
}
