// The folders in which earlier versions of show files lie: what is in each, as the names of its files say.
import { join } from 'node:path'
import { READ_AT_ONCE, codeOf, readAll, removeQuietly } from './file-system.ts'
import type { FileSystem } from './file-system.ts'
import { UNFINISHED, contentName, readName, recordName } from './version-names.ts'
import type { VersionKind, VersionName } from './version-names.ts'
import { UNKNOWN, readNote } from './version-records.ts'
import type { VersionNote } from './version-records.ts'

const MOST_RECORD_BYTES = 64 * 1024

export interface ShelvedVersion extends VersionName {
  readonly kind: VersionKind
  /** Null until the record has been read. */
  note: VersionNote | null
}

/** The versions of one show file. */
export interface Shelf {
  readonly folder: string
  /** Oldest first. */
  versions: ShelvedVersion[]
  /** By digest; of two of the same the newer. */
  readonly contents: Map<string, VersionName>
  /** The older ones, and records whose content is gone: names of files that nothing needs. */
  readonly needless: string[]
}

/** Every shelf below `root`, by the name of its folder. What is not finished is removed: nothing says that it is there. */
export async function readShelves(root: string, system: FileSystem): Promise<Map<string, Shelf>> {
  const shelves = new Map<string, Shelf>()
  for (const name of await namesIn(root, system)) {
    const folder = join(root, name)
    // Not every entry need be a folder.
    const files = await namesIn(folder, system)
    for (const file of files) if (UNFINISHED.test(file)) await removeQuietly(join(folder, file), system)
    shelves.set(name, shelfOf(folder, files))
  }
  return shelves
}

export function shelfOf(folder: string, files: readonly string[]): Shelf {
  const read = files.flatMap((file) => readName(file) ?? [])
  read.sort((left, right) => bySeq(left.name, right.name))
  const contents = new Map<string, VersionName>()
  const needless: string[] = []
  for (const { name, is } of read) {
    if (is !== 'content') continue
    const older = contents.get(name.digest)
    if (older !== undefined) needless.push(contentName(older))
    contents.set(name.digest, name)
  }
  const versions: ShelvedVersion[] = []
  for (const { name, is } of read) {
    if (is === 'content') continue
    if (contents.has(name.digest)) versions.push({ ...name, kind: is, note: null })
    else needless.push(recordName(name, is))
  }
  const recorded = new Set(versions.map(({ digest }) => digest))
  for (const name of contents.values())
    if (!recorded.has(name.digest)) versions.push({ ...name, kind: 'unknown', note: UNKNOWN })
  return { folder, versions: versions.sort(bySeq), contents, needless }
}

function bySeq(left: VersionName, right: VersionName): number {
  return left.seq - right.seq
}

/** What its record says of a version. A damaged record says nothing, and the version is there all the same. */
export async function noteOf(
  { folder }: Shelf,
  version: ShelvedVersion,
  system: FileSystem,
): Promise<VersionNote> {
  if (version.note !== null || version.kind === 'unknown') return version.note ?? UNKNOWN
  try {
    const file = await system.open(join(folder, recordName(version, version.kind)), READ_AT_ONCE)
    try {
      version.note = readNote(await readAll(file, MOST_RECORD_BYTES)) ?? UNKNOWN
      return version.note
    } finally {
      await file.close()
    }
  } catch {
    return UNKNOWN
  }
}

export function contentPath({ folder }: Shelf, content: VersionName): string {
  return join(folder, contentName(content))
}

async function namesIn(folder: string, system: FileSystem): Promise<readonly string[]> {
  try {
    return await system.readdir(folder)
  } catch (thrown) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(thrown))) return []
    throw thrown
  }
}
