// What is known of an earlier version of a show file beside its content: one line of JSON, with its own checksum before it.
import { createHash } from 'node:crypto'
import type { VersionKind, VersionName } from './version-names.ts'

const FORMAT = 1

/** Who saved what. Null is what nobody knows, as of what stood in the file before. */
export interface VersionNote {
  /** Of the show, when it was saved. */
  readonly generation: number | null
  readonly by: string | null
  readonly name: string | null
  /** Of the format of show files. */
  readonly version: number | null
}

export interface KeptVersion extends VersionName, VersionNote {
  readonly kind: VersionKind
}

export const UNKNOWN: VersionNote = { generation: null, by: null, name: null, version: null }

/** `path` is for people who look into the folder. */
export function recordBytes(version: KeptVersion, path: string): Uint8Array {
  const text = JSON.stringify({ record: FORMAT, path, ...version })
  return Buffer.from(`${digestOf(text)} ${text}\n`)
}

/** Null where it is damaged, or of another format: all that it takes to have the version back is in its name. */
export function readNote(bytes: Uint8Array): VersionNote | null {
  const [, digest, text = ''] = /^([\da-f]{64}) (.+)\n$/.exec(Buffer.from(bytes).toString('utf8')) ?? []
  if (digest !== digestOf(text)) return null
  const { record, generation, by, name, version } = JSON.parse(text) as Readonly<Record<string, unknown>>
  if (record !== FORMAT) return null
  const number = (value: unknown): number | null => (typeof value === 'number' ? value : null)
  const words = (value: unknown): string | null => (typeof value === 'string' ? value : null)
  return { generation: number(generation), by: words(by), name: words(name), version: number(version) }
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
