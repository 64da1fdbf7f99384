// Exports and takes bundles on a disk that fails at every call, and looks at what a power cut may leave of a take.
import { expect, test } from 'vitest'
import { SimulatedClock } from '../../shared/base/clock.ts'
import { PROFILE, below, bundleRig, showText } from '../support/bundle-rig.ts'
import { Counts, CrashBook } from '../support/crash-counts.ts'
import { contentsOf } from '../support/pack-in-memory.ts'
import { ERRORS, SimulatedDisk } from '../support/simulated-disk.ts'
import type { Mishap } from '../support/simulated-disk.ts'

const counts = new Counts('bundles')
const MISHAPS: readonly NonNullable<Mishap>[] = [...ERRORS, 'short']
const PLACE = '/shows/away.show.json'
const THEIRS = showText('Away', { pad: 'hid:1209:0002:1' })
const MINE = {
  '/data/recordings/take.jsonl': '{"mine":1}\n',
  '/data/profiles/pad.json': '{"name":"Mine"}',
  [PLACE]: showText('Mine'),
}

async function archive(): Promise<Buffer> {
  using clock = new SimulatedClock()
  const files = { '/data/recordings/take.jsonl': '{"theirs":1}\n', '/data/profiles/pad.json': PROFILE }
  const { bundles, disk } = await bundleRig({ clock, files, show: THEIRS })
  await bundles.export({ path: '/shows/away.cuewright', replace: false, recordings: 'all' })
  return disk.files.get('/shows/away.cuewright') as Buffer
}

const ARCHIVE = await archive()
const TAKE = { id: 'import-one', path: PLACE, replace: true, discard: false, profiles: 'theirs' as const }
const kept = (disk: SimulatedDisk) => ({
  ...below(disk, '/data/recordings'),
  ...below(disk, '/data/profiles'),
  [PLACE]: below(disk, '/shows')[PLACE],
})

/** A rig with a bundle that was looked at; calls of the disk fail from then on, counted anew. */
async function looking(clock: SimulatedClock, mishapAt: (call: number) => Mishap) {
  let from = Infinity
  const rig = await bundleRig({
    clock,
    files: { '/shows/away.cuewright': ARCHIVE, ...MINE },
    mishap: ({ number }) => (number > from ? mishapAt(number - from) : null),
  })
  const view = await rig.bundles.open('/shows/away.cuewright', 'import-one', 'page 1')
  expect(view.ok).toBe(true)
  from = rig.disk.calls
  return { ...rig, since: () => rig.disk.calls - from }
}

test.each(MISHAPS)(
  '%s at any one call of a take leaves all that was there, or all that came',
  async (mishap) => {
    for (let at = 1; ; at += 1) {
      using clock = new SimulatedClock()
      const { bundles, disk, approvals, since } = await looking(clock, (call) =>
        call === at ? mishap : null,
      )
      const before = kept(disk)
      const taken = await bundles.take(TAKE, null)
      const calls = since()
      await bundles[Symbol.asyncDispose]()
      if (taken.ok) {
        expect(kept(disk)).toEqual({
          ...before,
          '/data/recordings/take 2.jsonl': '{"theirs":1}\n',
          '/data/profiles/pad.json': PROFILE,
          [PLACE]: THEIRS,
        })
        expect(approvals.waits(PLACE)).toBe(true)
      } else expect(kept(disk)).toEqual(before)
      if (calls < at) break
      counts.add('calls that failed once')
    }
  },
)

test.each(MISHAPS)(
  '%s at any one call of an export leaves the bundle that was there, or a whole new one',
  async (mishap) => {
    for (let at = 1; ; at += 1) {
      using clock = new SimulatedClock()
      const { bundles, disk, since } = await looking(clock, (call) => (call === at ? mishap : null))
      const exported = await bundles.export({
        path: '/shows/away.cuewright',
        replace: true,
        recordings: 'all',
      })
      const fresh = await bundles.export({
        path: '/shows/fresh.cuewright',
        replace: false,
        recordings: 'none',
      })
      const calls = since()
      await bundles[Symbol.asyncDispose]()
      const there = disk.files.get('/shows/away.cuewright') as Buffer
      if (exported.ok || !there.equals(ARCHIVE)) expect((await contentsOf(there)).size).toBe(2)
      expect(disk.files.has('/shows/fresh.cuewright')).toBe(fresh.ok)
      if (calls < at) break
      counts.add('calls that failed once')
    }
  },
)

test('a power cut leaves a show that waits, or the one that was there', async () => {
  using clock = new SimulatedClock()
  const { bundles, disk } = await looking(clock, () => null)
  let taken = false
  const book = new CrashBook(disk, counts, () => taken)
  expect(await bundles.take(TAKE, null)).toMatchObject({ ok: true })
  taken = true
  book.look()
  await bundles[Symbol.asyncDispose]()
  for (const { state, promised } of book.states) {
    const left = new SimulatedDisk(state)
    const { approvals } = await bundleRig({ clock, disk: left })
    const show = left.files.get(PLACE)?.toString('utf8')
    expect(promised ? [THEIRS] : [THEIRS, MINE[PLACE]]).toContain(show)
    if (show === THEIRS) expect(approvals.waits(PLACE)).toBe(true)
    // What was there of one's own is what it was.
    expect(left.files.get('/data/recordings/take.jsonl')?.toString()).toBe('{"mine":1}\n')
    expect(['{"name":"Mine"}', PROFILE]).toContain(left.files.get('/data/profiles/pad.json')?.toString())
  }
})
