import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { VERSION_LIMITS, Versions } from '../../../../main/store/versions.ts'
import type { VersionLimits } from '../../../../main/store/versions.ts'
import { SimulatedClock } from '../../../../shared/base/clock.ts'
import { SimulatedDisk } from '../../../support/simulated-disk.ts'
import type { MishapAt } from '../../../support/simulated-disk.ts'

const PATH = '/shows/my.show.json'
const START = { files: new Map(), folders: ['/', '/data', '/shows'] }

function booth(mishap?: MishapAt, limits: Partial<VersionLimits> = {}) {
  const disk = new SimulatedDisk(START, mishap)
  const clock = new SimulatedClock(0, Date.UTC(2026, 10, 27, 14, 5))
  const open = () =>
    new Versions({
      ...{ folder: '/data/versions', system: disk, clock },
      limits: { ...VERSION_LIMITS, ...limits },
    })
  const first = open()
  let generation = 0
  const keep = (text: string, path = PATH, kind: 'save' | 'found' = 'save', versions = first) => {
    const bytes = Buffer.from(text)
    const digest = createHash('sha256').update(bytes).digest('hex')
    generation += 1
    return versions.keep({ path, bytes, digest, kind, generation, by: 'FOH', name: text, version: 1 })
  }
  const texts = async (versions = first, path = PATH) => {
    const listed = await versions.list(path)
    if (!listed.ok) throw new Error(listed.error.what)
    return Promise.all(
      listed.value.map(async ({ seq }) => {
        const read = await versions.read(path, seq)
        return read.ok ? Buffer.from(read.value.bytes).toString() : read.error.code
      }),
    )
  }
  const paths = (ending: string) => [...disk.files.keys()].filter((path) => path.endsWith(ending))
  return { disk, clock, versions: first, open, keep, texts, paths }
}

describe('versions of a show file', () => {
  test('are listed with all that is known of them, the newest first, by whoever opens the folder later', async () => {
    const { open, keep, clock } = booth()
    await keep('one', PATH, 'found')
    clock.advanceBy(60_000)
    await keep('two')
    const listed = await open().list(PATH)
    expect(listed.ok && listed.value).toMatchObject([
      {
        ...{ seq: 2, at: Date.UTC(2026, 10, 27, 14, 6), kind: 'save', generation: 2 },
        by: 'FOH',
        name: 'two',
      },
      {
        ...{ seq: 1, at: Date.UTC(2026, 10, 27, 14, 5), kind: 'found', generation: 1 },
        bytes: 3,
        version: 1,
      },
    ])
  })

  test('of the same content are there once, and one that is as the newest is none', async () => {
    const { keep, texts, paths } = booth()
    for (const text of ['a', 'b', 'a', 'a', 'b']) await keep(text)
    expect(await texts()).toEqual(['b', 'a', 'b', 'a'])
    expect(paths('.show.json')).toHaveLength(2)
    await keep('a', PATH, 'found')
    expect(await texts()).toEqual(['b', 'a', 'b', 'a'])
  })

  test('lose nothing but who saved them with all of their records', async () => {
    const { disk, open, keep, texts, paths } = booth()
    for (const text of ['a', 'b', 'c']) await keep(text)
    for (const path of paths('.save')) await disk.unlink(path)
    const later = open()
    expect(await texts(later)).toEqual(['c', 'b', 'a'])
    const listed = await later.list(PATH)
    expect(listed.ok && listed.value[0]).toMatchObject({
      kind: 'unknown',
      by: null,
      at: Date.UTC(2026, 10, 27, 14, 5),
    })
    await keep('d', PATH, 'save', later)
    expect(await texts(later)).toEqual(['d', 'c', 'b', 'a'])
  })

  test('whose records are damaged are there all the same', async () => {
    const { disk, open, keep, texts, paths } = booth()
    await keep('a')
    const file = await disk.open(paths('.save')[0] as string, 2)
    await file.write(Buffer.from('xx'), 0, 2, 70)
    const listed = await open().list(PATH)
    expect(listed.ok && listed.value).toMatchObject([{ kind: 'save', seq: 1, by: null, name: null }])
    expect(await texts(open())).toEqual(['a'])
  })

  test('that are damaged are not read, and the same content is kept anew', async () => {
    const { disk, keep, texts, paths } = booth()
    await keep('aaa')
    const file = await disk.open(paths('.show.json')[0] as string, 2)
    await file.write(Buffer.from('x'), 0, 1, 1)
    expect(await texts()).toEqual(['version/damaged'])
    await keep('aaa')
    expect(await texts()).toEqual(['aaa', 'aaa'])
    expect(paths('.show.json')).toHaveLength(1)
  })

  test('of a file that was left by a link are those of the file', async () => {
    const { versions, disk, keep } = booth()
    disk.realpath = (path) => Promise.resolve(path.replace('/link', '/shows'))
    await keep('a')
    const listed = await versions.list('/link/my.show.json')
    expect(listed.ok && listed.value).toHaveLength(1)
  })

  test('that nobody knows are refused by name', async () => {
    const { versions } = booth()
    expect(await versions.read(PATH, 7)).toMatchObject({ error: { code: 'version/unknown' } })
    expect(await versions.list(PATH)).toEqual({ ok: true, value: [] })
  })
})

describe('of all shows together', () => {
  test('the oldest that stay for their day alone go first, and how many is said', async () => {
    const { keep, clock, texts, versions } = booth(undefined, { recent: 2, hours: 2, days: 5, bytes: 55 })
    const other = '/shows/other.show.json'
    for (const text of ['day 1', 'day 2', 'day 3', 'day 4']) {
      await keep(`a ${text}!!`)
      await keep(`b ${text}!!`, other)
      clock.advanceBy(86_400_000)
    }
    expect(await texts(versions)).toEqual(['a day 4!!', 'a day 3!!', 'a day 2!!'])
    expect(await texts(versions, other)).toEqual(['b day 4!!', 'b day 3!!', 'b day 2!!'])
    expect(await keep('more', other)).toEqual({ ok: true, value: { count: 1, bytes: 9 } })
    expect(await texts(versions)).toEqual(['a day 4!!', 'a day 3!!'])
  })

  test('keep within their bound whatever goes for it, but for the one that was saved now', async () => {
    const { keep, texts, paths, versions } = booth(undefined, { bytes: 30 })
    for (let show = 0; show < 5; show += 1) await keep('0123456789', `/shows/${show}.json`)
    expect(paths('.show.json')).toHaveLength(3)
    await keep('x'.repeat(30), '/shows/large.json')
    expect(paths('.show.json')).toHaveLength(1)
    expect(await texts(versions, '/shows/large.json')).toEqual(['x'.repeat(30)])
  })
})

describe('a disk that fails', () => {
  test('is said in words, and all that was kept is there', async () => {
    let isFull = false
    const { keep, texts, open } = booth(({ name }) => (isFull && name === 'write' ? 'ENOSPC' : null))
    await keep('a')
    isFull = true
    expect(await keep('b')).toEqual({
      ok: false,
      error: {
        code: 'version/not-kept',
        where: '/data/versions',
        what: 'the show is saved, but no earlier version was kept of it: the disk is full',
        next: 'look after the data folder; the next save tries again',
      },
    })
    isFull = false
    expect(await texts(open())).toEqual(['a'])
    await keep('b')
    expect(await texts(open())).toEqual(['b', 'a'])
  })

  test('that does not answer lets no more wait than the bound', async () => {
    const { disk, keep } = booth()
    const answer = Promise.withResolvers<never>()
    disk.readdir = () => answer.promise
    void keep('a')
    void keep('b')
    expect(await keep('c')).toMatchObject({
      error: { code: 'version/not-kept', what: expect.stringContaining('does not answer') as string },
    })
  })
})
