// Puts what a bundle holds in its places, all of it or nothing: what was done is undone where a later part fails.
import { createHash } from 'node:crypto'
import { basename, join } from 'node:path'
import { FaultError, failed, fault, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import { SHOW_LIMITS } from '../../shared/model/show.ts'
import { codeOf, makeFolder, removeQuietly } from '../store/file-system.ts'
import type { FileSystem } from '../store/file-system.ts'
import { systemWords } from '../store/system-words.ts'
import type { Approvals } from './approvals.ts'
import { fileIn, placeFile, placeNewFile } from './place-file.ts'
import { contentOf, freeName, namesIn } from './preview.ts'
import type { Checked, Folders } from './preview.ts'
import { refuse } from './refusals.ts'
import type { UnpackedFile } from './unpack.ts'

export interface TakeOptions {
  readonly checked: Checked
  readonly files: readonly UnpackedFile[]
  /** Where the show goes; what is there may be replaced. */
  readonly path: string
  readonly profiles: 'mine' | 'theirs'
  readonly folders: Folders
  readonly system: FileSystem
  readonly approvals: Approvals
  /** In place of the content of that digest, or of nothing; where it is null, of anything. */
  save(
    path: string,
    bytes: Uint8Array,
    replaced: { readonly digest: string | null } | null,
  ): Promise<Result<void>>
  /** The last thing that can fail. */
  open(path: string): Promise<Result<{ readonly generation: number }>>
}

export interface Taken {
  readonly path: string
  readonly generation: number
  readonly recordings: readonly string[]
  readonly profiles: readonly string[]
}

type Undo = () => Promise<void>

export async function takeBundle(options: TakeOptions): Promise<Result<Taken>> {
  const undone: Undo[] = []
  try {
    return ok(await take(options, undone))
  } catch (thrown) {
    // Each for itself: one that fails keeps no other from being undone.
    for (const undo of undone.reverse()) await undo().catch(() => undefined)
    if (thrown instanceof FaultError) return failed(thrown.fault)
    const what = `nothing of it was taken: ${systemWords(thrown)}`
    return failed(fault('bundle/not-taken', options.path, what, 'put this right, then take it again'))
  }
}

async function take(options: TakeOptions, undone: Undo[]): Promise<Taken> {
  const { files, checked, path, system, approvals } = options
  const recordings: string[] = []
  for (const file of files.filter(({ kind }) => kind === 'recording')) {
    const name = await placeRecording(file, options, undone)
    if (name !== null) recordings.push(name)
  }
  const profiles: string[] = []
  for (const file of files.filter(({ kind }) => kind === 'profile')) {
    if (await placeProfile(file, options, undone)) profiles.push(basename(file.name))
  }
  const show = files.find(({ kind }) => kind === 'show') as UnpackedFile
  const bytes = await contentOf(show, SHOW_LIMITS.bytes, system)
  const before = await contentAt(path, system)
  // Before the show is there: cut off in between, a show that is there waits.
  undone.push(await approvals.imported(path, checked.preview.digest))
  const digest = before === null ? null : createHash('sha256').update(before).digest('hex')
  const saved = await options.save(path, bytes, { digest })
  // What was refused is as it was, or as somebody else has made it meanwhile.
  if (saved.ok || saved.error.code === 'save/not-durable') {
    undone.push(async () => {
      if (before === null) await removeQuietly(path, system)
      else await options.save(path, before, null)
    })
  }
  if (!saved.ok) refuse(saved.error)
  const opened = await options.open(path)
  if (!opened.ok) return refuse(opened.error)
  return { path, generation: opened.value.generation, recordings, profiles }
}

/** Under a name that nothing has; null where the same is there already. */
async function placeRecording(
  file: UnpackedFile,
  { checked, folders, system }: TakeOptions,
  undone: Undo[],
): Promise<string | null> {
  const name = basename(file.name, '.jsonl')
  const told = checked.preview.recordings.find((each) => each.name === name)
  if (told?.becomes === null) return null
  await makeFolder(folders.recordings, system)
  for (;;) {
    const there = new Set(
      (await namesIn(folders.recordings, system)).map((each) => each.normalize('NFC').toLowerCase()),
    )
    const free = freeName(told?.becomes ?? name, there)
    const path = join(folders.recordings, `${free}.jsonl`)
    try {
      await placeNewFile(path, fileIn(file.path, system), system)
    } catch (thrown) {
      // Somebody was quicker, such as a recording that begins at this moment.
      if (codeOf(thrown) === 'EEXIST') continue
      throw thrown
    }
    undone.push(() => system.unlink(path))
    return free
  }
}

/** False where the one that is here stays. */
async function placeProfile(
  file: UnpackedFile,
  { checked, folders, system, profiles }: TakeOptions,
  undone: Undo[],
): Promise<boolean> {
  const name = basename(file.name)
  const standing = checked.preview.profiles.find((each) => each.file === name)?.standing
  if (standing === 'same' || (standing === 'differs' && profiles === 'mine')) return false
  const path = join(folders.profiles, name)
  await makeFolder(folders.profiles, system)
  const before = await contentAt(path, system)
  if (before === null) {
    await placeNewFile(path, fileIn(file.path, system), system)
    undone.push(() => system.unlink(path))
  } else {
    undone.push(async () => {
      await placeFile(path, piecesOf(before), system)
    })
    await placeFile(path, fileIn(file.path, system), system)
  }
  return true
}

/** Null where nothing is there. */
async function contentAt(path: string, system: FileSystem): Promise<Uint8Array | null> {
  const pieces: Uint8Array[] = []
  let bytes = 0
  try {
    for await (const piece of fileIn(path, system)) {
      pieces.push(piece)
      bytes += piece.length
      if (bytes > SHOW_LIMITS.bytes) throw new Error('what is there is too large to be kept meanwhile')
    }
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return null
    throw thrown
  }
  return Buffer.concat(pieces)
}

// eslint-disable-next-line @typescript-eslint/require-await -- as a stream of one piece
async function* piecesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
