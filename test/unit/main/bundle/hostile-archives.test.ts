import { expect, test } from 'vitest'
import type { Spent } from '../../../../main/bundle/archive-reader.ts'
import { unpack } from '../../../../main/bundle/unpack.ts'
import { HOSTILE, bundleOf, streamed } from '../../../support/hostile-archives.ts'
import { FilesInMemory } from '../../../support/files-in-memory.ts'

async function unpacked(bytes: Buffer) {
  const files = new FilesInMemory(new Map([['/in/a.cuewright', bytes]]))
  const spent: Spent = { read: 0, inflated: 0 }
  const { signal: abort } = new AbortController()
  const progress = (): void => undefined
  const { system } = files
  const outcome = await unpack({ path: '/in/a.cuewright', into: '/out', system, abort, spent, progress })
  return { outcome, spent, files }
}

test.for(HOSTILE)('$code: an archive that $what', async ({ bytes, code, inflated }) => {
  const archive = bytes()
  const { outcome, spent, files } = await unpacked(archive)
  expect(outcome.ok ? 'taken' : outcome.error.code).toBe(code)
  expect(spent.inflated).toBeLessThanOrEqual(inflated)
  // The list, the headers, and what is needed to find them: nothing is read over and over.
  expect(spent.read).toBeLessThanOrEqual(archive.length + 3 * 1024 * 1024)
  for (const path of files.written.keys()) expect(path).toMatch(/^\/out\/\d+$/)
})

test('what is refused names a file in one line of bounded length', async () => {
  for (const { bytes } of HOSTILE) {
    const { outcome } = await unpacked(bytes())
    if (outcome.ok) throw new Error('taken')
    const { where, what, next } = outcome.error
    for (const text of [where, what, next]) expect(text).toMatch(/^[^\n\0]{1,200}$/)
  }
})

test.for([true, false])(
  'sizes behind the content are as good as those before it (signed: %s)',
  async (isSigned) => {
    const { outcome } = await unpacked(streamed(isSigned))
    expect(outcome.ok).toBe(true)
  },
)

const GOOD = bundleOf([{ name: 'recordings/a.jsonl', content: Buffer.from('{"a":1}\n'.repeat(200)) }])

test('a bundle that was cut off is refused wherever it was', async () => {
  const codes = new Map<string, number>()
  for (let length = 0; length < GOOD.length; length += 1) {
    const { outcome } = await unpacked(GOOD.subarray(0, length))
    const code = outcome.ok ? 'taken' : outcome.error.code
    codes.set(code, (codes.get(code) ?? 0) + 1)
  }
  expect([...codes.keys()]).toEqual(['bundle/not-an-archive'])
})

test('a bundle with one bit another is refused, or is the same in all that it says', async () => {
  const content = async (bytes: Buffer) => {
    const { outcome, files } = await unpacked(bytes)
    if (!outcome.ok) return outcome.error.code
    return outcome.value.files.map(({ name, path }) => `${name}: ${files.content(path)?.toString('latin1')}`)
  }
  const said = await content(GOOD)
  const codes = new Map<string, number>()
  for (let bit = 0; bit < 8 * GOOD.length; bit += 1) {
    const flipped = Buffer.from(GOOD)
    flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7))
    const found = await content(flipped)
    const code = typeof found === 'string' ? found : 'the same'
    codes.set(code, (codes.get(code) ?? 0) + 1)
    if (typeof found !== 'string') expect(found).toEqual(said)
  }
  console.info(`${8 * GOOD.length} flips:`, Object.fromEntries(codes))
  expect([...codes.keys()].every((code) => code === 'the same' || code.startsWith('bundle/'))).toBe(true)
})
