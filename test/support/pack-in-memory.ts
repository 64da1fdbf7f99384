// A bundle made and taken apart again in memory.
import { pack } from '../../main/bundle/pack.ts'
import type { BundleSource } from '../../main/bundle/pack.ts'
import { unpack } from '../../main/bundle/unpack.ts'
import { FilesInMemory } from './files-in-memory.ts'

export const HEAD = { version: '0.1.0', show: 'A show', unsaved: false }

export async function packed(
  sources: readonly BundleSource[],
  given = new Map<string, Buffer>(),
): Promise<Buffer> {
  const { system } = new FilesInMemory(given)
  const pieces: Uint8Array[] = []
  for await (const piece of pack({ head: HEAD, sources, system })) pieces.push(piece)
  return Buffer.concat(pieces)
}

/** Content by name; throws what it is refused with. */
export async function contentsOf(archive: Buffer): Promise<ReadonlyMap<string, Buffer>> {
  const files = new FilesInMemory(new Map([['/a', archive]]))
  const spent = { read: 0, inflated: 0 }
  const { signal: abort } = new AbortController()
  const progress = (): void => undefined
  const outcome = await unpack({ path: '/a', into: '/out', system: files.system, abort, spent, progress })
  if (!outcome.ok) throw new Error(outcome.error.code)
  return new Map(outcome.value.files.map(({ name, path }) => [name, files.content(path) as Buffer]))
}
