// Keeps versions of shows on a disk that loses its power at any moment, and on one that fails at every call.
import { createHash } from 'node:crypto'
import { dirname } from 'node:path'
import { expect, test } from 'vitest'
import { parseShow } from '../../main/build/parse-show.ts'
import { Versions } from '../../main/store/versions.ts'
import type { VersionLimits } from '../../main/store/versions.ts'
import { SimulatedClock } from '../../shared/base/clock.ts'
import { Counts, CrashBook } from '../support/crash-counts.ts'
import { FOH, KeptBooth, PATH as SHOWN, diskWith, turns } from '../support/kept-booth.ts'
import { bytesOf, playlistData, showData } from '../support/show-bytes.ts'
import { ERRORS, SimulatedDisk } from '../support/simulated-disk.ts'
import type { CrashState, Mishap, MishapAt } from '../support/simulated-disk.ts'

const PATH = '/shows/my.show.json'
const OTHER = '/shows/other.show.json'
const HOUR = 3_600_000
const KEPT = showData({ playlists: [playlistData('a'), playlistData('b')] })
const counts = new Counts('versions')
const EMPTY: CrashState = { files: new Map(), folders: ['/', '/data', '/shows'] }

const show = (name: string) => bytesOf(showData({ name, playlists: [playlistData('a', { name })] }))
const SIZE = show('Save 10').length
/** Small, so that each save has something to let go of; and all shows together run out of room. */
const LIMITS: VersionLimits = { recent: 2, hours: 2, days: 2, bytes: SIZE * 7 + 100, waiting: 2 }

class Desk {
  readonly clock = new SimulatedClock(0, Date.UTC(2026, 10, 27, 9))
  readonly versions: Versions
  saves = 0

  constructor(disk: SimulatedDisk) {
    const { clock } = this
    this.versions = new Versions({ folder: '/data/versions', system: disk, clock, limits: LIMITS })
  }

  keep(path = PATH, name = `Save ${this.saves + 1}`, kind: 'save' | 'found' = 'save') {
    this.saves += 1
    const bytes = show(name)
    const digest = createHash('sha256').update(bytes).digest('hex')
    const note = { generation: this.saves, by: 'FOH', name, version: 1 }
    return this.versions.keep({ path, bytes, digest, kind, ...note })
  }
}

/** Names of the shows of all versions that are listed, each read back whole. */
async function namesIn(disk: SimulatedDisk, path = PATH): Promise<readonly string[]> {
  const { versions } = new Desk(disk)
  const listed = await versions.list(path)
  if (!listed.ok) throw new Error(listed.error.what)
  const names: string[] = []
  for (const { seq } of listed.value) {
    const read = await versions.read(path, seq)
    if (!read.ok) throw new Error(`${seq}: ${read.error.what}`)
    const parsed = parseShow(read.value.bytes, path)
    if (!parsed.ok) throw new Error(parsed.error[0]?.what)
    names.push(parsed.value.name)
  }
  return names
}

/** The disk as it is, without its mishaps. */
function wellAgain({ files }: SimulatedDisk): SimulatedDisk {
  const folders = new Set(EMPTY.folders)
  for (const path of files.keys()) folders.add(dirname(dirname(path))).add(dirname(path))
  return new SimulatedDisk({ files, folders: [...folders] })
}

const holds = (names: readonly string[], all: readonly string[]): boolean =>
  all.every((name) => names.includes(name))

/** What is kept by a desk after each of its saves, without any trouble. */
async function course(act: (desk: Desk, save: number) => Promise<unknown>, saves: number) {
  const disk = new SimulatedDisk(EMPTY)
  const desk = new Desk(disk)
  const stays: (readonly string[])[] = [[]]
  for (let save = 1; save <= saves; save += 1) {
    await act(desk, save)
    stays.push(await namesIn(disk))
  }
  return stays
}

/** Two shows, hours that pass, a show that is as it was before, and what was found in the file. */
async function act(desk: Desk, save: number): Promise<void> {
  desk.clock.advanceBy(save % 3 === 0 ? 5 * HOUR : HOUR / 4)
  if (save === 1) await desk.keep(PATH, 'Found', 'found')
  else if (save % 5 === 0) await desk.keep(PATH, `Save ${save - 2}`)
  else await desk.keep(PATH, `Save ${save}`)
  if (save % 4 === 0) await desk.keep(OTHER, `Other ${save}`)
}

const SAVES = 40

test('a power cut leaves all versions that stood, until a newer one stands in the place of the oldest', async () => {
  const stays = await course(act, SAVES)
  const disk = new SimulatedDisk(EMPTY)
  const desk = new Desk(disk)
  let done = 0
  const book = new CrashBook(disk, counts, () => done)
  for (let save = 1; save <= SAVES; save += 1) {
    await act(desk, save)
    done = save
    book.look()
  }
  expect(stays[16]).toEqual(['Save 16', 'Save 13', 'Save 14', 'Found'])
  for (const { state, promised } of book.states) {
    const names = await namesIn(new SimulatedDisk(state))
    const [before, after] = [stays[promised] ?? [], stays[promised + 1] ?? stays[promised] ?? []]
    const isWhole = holds(names, before) || holds(names, after)
    expect(isWhole, `${names.join()} after ${before.join()}`).toBe(true)
  }
  expect(counts.of('of them different')).toBeGreaterThan(500)
})

const MISHAPS: readonly NonNullable<Mishap>[] = [...ERRORS, 'short']

test.each(MISHAPS)(
  '%s at any one call loses no version, and the next save keeps one more',
  async (mishap) => {
    for (let at = 1; ; at += 1) {
      const mishapAt: MishapAt = ({ number }) => (number === at ? mishap : null)
      const disk = new SimulatedDisk(EMPTY, mishapAt)
      const desk = new Desk(disk)
      let [before, wereRefused]: [readonly string[], number] = [[], 0]
      for (let save = 1; save <= 5; save += 1) {
        desk.clock.advanceBy(HOUR / 4)
        const from = disk.calls
        const kept = await desk.keep()
        const isNear = from < at && at <= disk.calls + 20
        for (const state of isNear ? disk.crashStates() : []) {
          const names = await namesIn(new SimulatedDisk(state))
          // The newest of before is among them whatever happened, and the one that is said to be kept.
          expect(holds(names, before.slice(0, 1))).toBe(true)
          if (kept.ok) expect(names[0]).toBe(`Save ${save}`)
        }
        if (!kept.ok) {
          wereRefused += 1
          expect(['version/not-kept', 'version/not-removed']).toContain(kept.error.code)
        }
        before = await namesIn(wellAgain(disk))
      }
      expect(wereRefused).toBeLessThanOrEqual(1)
      if (disk.calls < at) break
      counts.add('calls that failed once')
    }
  },
)

/** Three saves of a show by its owner, whatever becomes of them. */
async function savesOf(disk: SimulatedDisk) {
  const booth = await KeptBooth.open(disk, { versions: LIMITS })
  const first = disk.calls
  const saved: string[] = []
  for (const name of ['One', 'Two', 'Three']) {
    booth.rename(name)
    const answer = booth.coordinator.save(FOH)
    await turns()
    await booth.passes(100)
    if ((await answer).ok) saved.push(name)
  }
  return { booth, first, saved }
}

test.each(['EIO', 'ENOSPC', 'short'] as const)(
  '%s at any one call of a save fails no other, and a file that is spoilt then opens as it was saved last',
  async (mishap) => {
    const well = await savesOf(new SimulatedDisk(diskWith(KEPT)))
    await well.booth[Symbol.asyncDispose]()
    for (let at = 1; ; at += 1) {
      // Counted from the first edit on: to read the show is no part of it.
      const fails = well.first + at
      const disk = new SimulatedDisk(diskWith(KEPT), ({ number }) => (number === fails ? mishap : null))
      const { booth, saved } = await savesOf(disk)
      await using _ = booth
      expect(saved.length).toBeGreaterThanOrEqual(2)
      const trouble = booth.coordinator.health().versions
      const left = wellAgain(disk)
      const files = new Map(left.files)
      files.set(SHOWN, Buffer.from('{"version":1,"na'))
      const folders = [
        ...new Set([...files.keys()].flatMap((path) => [dirname(dirname(path)), dirname(path)])),
      ]
      const again = await KeptBooth.open(new SimulatedDisk({ files, folders }), { versions: LIMITS })
      await using __ = again
      // Of the last save none may have been kept, which is said then.
      const opened = again.names[0] ?? ''
      if (trouble?.code === 'version/not-kept') expect(['a', 'One', 'Two', 'Three']).toContain(opened)
      else expect(opened).toBe('Three')
      if (disk.calls < fails) break
      counts.add('calls of saves that failed once')
    }
  },
)
