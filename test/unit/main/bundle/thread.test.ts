import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { SENT_BYTES } from '../../../../main/bundle/messages.ts'
import { bundleThreads } from '../../../../main/bundle/thread.ts'
import { HEAD } from '../../../support/pack-in-memory.ts'
import { scratch } from '../../../support/scratch.ts'

const MB = 1024 * 1024
const SHOW = { name: 'show.json', from: { bytes: Buffer.from('{"version":1,"name":"A show"}') } }

function setUp() {
  const folder = scratch({})
  const recording = join(folder.path, 'a.jsonl')
  writeFileSync(recording, randomBytes(8 * MB))
  const sources = [SHOW, { name: 'recordings/a.jsonl', from: { path: recording } }]
  const into = join(folder.path, 'into')
  mkdirSync(into)
  const archive = join(folder.path, 'a.cuewright')
  const write = async (): Promise<void> => {
    const pieces: Uint8Array[] = []
    for await (const piece of bundleThreads.pack(HEAD, sources)) {
      // The thread hands over whole pieces of memory, of a size that is known.
      expect(piece.buffer.byteLength).toBeLessThanOrEqual(2 * SENT_BYTES + MB)
      pieces.push(piece)
    }
    writeFileSync(archive, Buffer.concat(pieces))
  }
  return { folder, recording, sources, into, archive, write }
}

test('a bundle is packed and unpacked on threads, and how far is said', async () => {
  const { folder, recording, into, archive, write } = setUp()
  using _ = folder
  await write()
  const heard: number[] = []
  const { signal } = new AbortController()
  const unpacked = await bundleThreads.unpack(archive, into, signal, (bytes) => void heard.push(bytes))
  if (!unpacked.ok) throw new Error(unpacked.error.what)
  const [, taken] = unpacked.value.files
  expect(readFileSync(taken?.path ?? '')).toEqual(readFileSync(recording))
  expect(heard.length).toBeGreaterThan(8)
  expect(heard.at(-1)).toBe(8 * MB + SHOW.from.bytes.length)
})

test('what is given up ends its thread, at the beginning and in the middle', async () => {
  const { folder, into, archive, sources, write } = setUp()
  using _ = folder
  await write()
  const early = AbortSignal.abort()
  expect(await bundleThreads.unpack(archive, into, early, () => undefined)).toMatchObject({
    error: { code: 'bundle/given-up' },
  })
  const abort = new AbortController()
  const unpacked = await bundleThreads.unpack(archive, into, abort.signal, () => abort.abort())
  expect(unpacked).toMatchObject({ error: { code: 'bundle/given-up' } })
  // Whoever downloads it leaves: nothing of it goes on.
  for await (const _piece of bundleThreads.pack(HEAD, sources)) break
})

test('a file that is refused is refused by its fault', async () => {
  const { folder, into } = setUp()
  using _ = folder
  const { signal } = new AbortController()
  const refused = await bundleThreads.unpack(join(folder.path, 'a.jsonl'), into, signal, () => undefined)
  expect(refused).toMatchObject({ error: { code: 'bundle/not-an-archive' } })
  const packing = bundleThreads.pack(HEAD, [{ name: '../show.json', from: { bytes: Buffer.alloc(1) } }])
  await expect(packing.next()).rejects.toMatchObject({ fault: { code: 'bundle/name' } })
})
