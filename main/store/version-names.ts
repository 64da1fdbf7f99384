// How earlier versions of show files are called on the disk: their names alone say in which order they came, and what they hold.
import { createHash } from 'node:crypto'
import { basename } from 'node:path'

/** `found` stood in the file before a save replaced it; nobody says how an `unknown` one came, as its record is gone. */
export type VersionKind = 'save' | 'found' | 'unknown'

export interface VersionName {
  /** Numbers the versions of all shows in the order in which they came, whatever the clock said. */
  readonly seq: number
  /** How often the clock had been put back by then. */
  readonly era: number
  /** Wall milliseconds. */
  readonly at: number
  readonly bytes: number
  /** SHA-256 of the content, in hexadecimal. */
  readonly digest: string
}

const NAME = /^(\d{10})-(\d{1,9})-(\d{1,15})-(\d{1,12})-([\da-f]{64})\.(save|found|show\.json)$/
export const UNFINISHED = /^\..+\.tmp$/
const CONTENT = 'show.json'

function nameOf({ seq, era, at, bytes, digest }: VersionName, ending: string): string {
  return `${String(seq).padStart(10, '0')}-${era}-${at}-${bytes}-${digest}.${ending}`
}

export function contentName(name: VersionName): string {
  return nameOf(name, CONTENT)
}

export function recordName(name: VersionName, kind: Exclude<VersionKind, 'unknown'>): string {
  return nameOf(name, kind)
}

/** Null of what is none of ours. */
export function readName(
  file: string,
): { readonly name: VersionName; readonly is: 'content' | 'save' | 'found' } | null {
  const [, seq, era, at, bytes, digest = '', ending] = NAME.exec(file) ?? []
  if (ending === undefined) return null
  const name = { seq: Number(seq), era: Number(era), at: Number(at), bytes: Number(bytes), digest }
  return { name, is: ending === CONTENT ? 'content' : (ending as 'save' | 'found') }
}

/** Of the versions of the file at `path`; people find it by its beginning. */
export function folderName(path: string): string {
  const plain = basename(path)
    .replace(/(\.show)?\.json$/i, '')
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .trim()
    .slice(0, 40)
  const hash = createHash('sha256').update(path).digest('hex').slice(0, 24)
  return `${plain === '' ? 'show' : plain}-${hash}`
}
