// Edits and saves a show on a disk that loses its power at any moment, and on one that fails at every call, and starts again.
import { expect, test } from 'vitest'
import { Counts, CrashBook } from '../support/crash-counts.ts'
import { FOH, KeptBooth, diskWith, turns } from '../support/kept-booth.ts'
import { playlistData, showData } from '../support/show-bytes.ts'
import { ERRORS, SimulatedDisk } from '../support/simulated-disk.ts'
import type { CrashState, Mishap, MishapAt } from '../support/simulated-disk.ts'

const counts = new Counts('edits')

const stepAt = (offset: number) => ({ offset, type: 'lights.go' })
const SHOW = showData({
  playlists: [playlistData('a', { steps: [0, 10, 20, 30].map(stepAt) }), playlistData('b')],
})
/** Small, so that a few edits fill a journal. */
const LIMITS = { waiting: 20_000, records: 1500 }

/** Numbers that look as if by chance, and are the same each time. */
function chances(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

/** A booth, and the show at each of its generations. */
class Watched {
  readonly booth: KeptBooth
  readonly states = new Map<number, string>()
  #edits = 0

  constructor(booth: KeptBooth) {
    this.booth = booth
    this.#note()
  }

  get kept(): number {
    return this.booth.coordinator.edits().kept
  }

  edit(): void {
    this.#edits += 1
    const edited = this.booth.rename(`Name ${this.#edits}`)
    if (!edited.ok) throw new Error(edited.error.what)
    this.#note()
  }

  shift(): void {
    const ran = this.booth.edit({ edit: 'steps', playlist: 'a', do: 'shift', keys: [[2, 3]], by: 7 })
    if (!ran.ok) throw new Error(ran.error.what)
    this.#note()
  }

  undo(): void {
    this.booth.coordinator.undo(FOH)
    this.#note()
  }

  #note(): void {
    const { generation, show } = this.booth.coordinator.current()
    this.states.set(generation, JSON.stringify(show))
  }
}

/** The show that comes of a crash is that of a generation that was kept, or a later one. */
async function comesBack(state: CrashState, { states }: Watched, kept: number): Promise<void> {
  const disk = new SimulatedDisk(state)
  await using again = await KeptBooth.open(disk, { limits: LIMITS })
  const show = JSON.stringify(again.coordinator.current().show)
  const found = [...states].filter(([, each]) => each === show).map(([generation]) => generation)
  expect(Math.max(...found), `kept up to ${kept}`).toBeGreaterThanOrEqual(kept)
  const { notices, isEdited, restored } = again.coordinator.edits()
  expect(notices).toEqual([])
  expect(restored !== null).toBe(isEdited)
}

const DEEDS = ['edit', 'edit', 'shift', 'shift', 'undo', 'wait', 'wait', 'save', 'saveAndEdit'] as const

async function act(
  watched: Watched,
  deed: (typeof DEEDS)[number],
  chance: (below: number) => number,
): Promise<void> {
  const { booth } = watched
  if (deed === 'wait') {
    await booth.passes(50 * (1 + chance(6)))
    return
  }
  if (deed === 'edit' || deed === 'shift' || deed === 'undo') {
    watched[deed]()
    return
  }
  const saved = booth.coordinator.save(FOH)
  if (deed === 'saveAndEdit') {
    for (let turn = chance(60); turn > 0; turn -= 1) await Promise.resolve()
    watched.edit()
  }
  await turns()
  await saved
}

test('of what a power cut leaves, nothing cannot be opened, and no edit that was kept is gone', async () => {
  for (let seed = 1; seed <= 80; seed += 1) {
    const chance = chances(seed)
    const disk = new SimulatedDisk(diskWith(SHOW))
    await using booth = await KeptBooth.open(disk, { limits: LIMITS })
    const watched = new Watched(booth)
    const book = new CrashBook(disk, counts, () => watched.kept)
    booth.heard = () => book.look()
    for (let deed = 0; deed < 40; deed += 1) await act(watched, DEEDS[chance(DEEDS.length)] ?? 'wait', chance)
    await booth.passes(300)
    disk.changed = () => undefined
    for (const { state, promised } of book.states) await comesBack(state, watched, promised)
  }
  expect(counts.of('of them different')).toBeGreaterThan(10_000)
})

test('nor after a second power cut, while what was kept is taken up again', async () => {
  for (let seed = 1; seed <= 30; seed += 1) {
    const chance = chances(100 + seed)
    const disk = new SimulatedDisk(diskWith(SHOW))
    await using booth = await KeptBooth.open(disk, { limits: LIMITS })
    const watched = new Watched(booth)
    for (let edit = 0; edit < 12; edit += 1) await act(watched, DEEDS[chance(5)] ?? 'wait', chance)
    await booth.passes(150)
    watched.edit()
    // In the middle of its way to the disk.
    booth.clock.advanceBy(100)
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve()
    for (const left of [...disk.crashStates()]) {
      const second = new SimulatedDisk(left)
      await using again = await KeptBooth.open(second, { limits: LIMITS })
      const goneOn = new Watched(again)
      for (const [generation, show] of watched.states)
        if (!goneOn.states.has(generation)) goneOn.states.set(generation, show)
      const book = new CrashBook(second, counts, () => goneOn.kept)
      again.heard = () => book.look()
      goneOn.edit()
      await again.passes(300)
      expect(goneOn.kept).toBe(again.coordinator.current().generation)
      second.changed = () => undefined
      for (const { state, promised } of book.states) await comesBack(state, goneOn, promised)
    }
  }
})

/** A little of everything. */
async function session(watched: Watched): Promise<void> {
  const { booth } = watched
  watched.edit()
  watched.shift()
  await booth.passes(200)
  watched.edit()
  await booth.passes(200)
  const saved = booth.coordinator.save(FOH)
  watched.edit()
  await turns()
  await saved
  await booth.passes(200)
  await booth.coordinator.save(FOH)
  watched.shift()
  watched.undo()
  await booth.passes(200)
  // Enough for the whole show to take their place.
  for (let edit = 0; edit < 8; edit += 1) watched.edit()
  await booth.passes(600)
}

const MISHAPS: readonly NonNullable<Mishap>[] = [...ERRORS, 'short']

async function failing(mishap: NonNullable<Mishap>, from: number, until: number): Promise<number> {
  let first = Infinity
  const mishapAt: MishapAt = ({ number }) =>
    number >= first + from && number < first + until ? mishap : null
  const sick = new SimulatedDisk(diskWith(SHOW), mishapAt)
  await using booth = await KeptBooth.open(sick, { limits: LIMITS })
  // To read the show is no part of it.
  first = sick.calls
  const watched = new Watched(booth)
  let keptAtWorst = true
  booth.heard = () => {
    keptAtWorst &&= watched.kept <= booth.coordinator.current().generation
  }
  await session(watched)
  for (const state of sick.crashStates()) await comesBack(state, watched, watched.kept)
  // Each attempt may fail at its first call, and the last of them are ten seconds apart.
  for (let tries = 0; tries < until - from + 2; tries += 1) await booth.passes(10_000)
  expect(keptAtWorst).toBe(true)
  expect(booth.coordinator.edits()).toMatchObject({
    kept: booth.coordinator.current().generation,
    notKept: null,
  })
  for (const state of sick.crashStates()) await comesBack(state, watched, watched.kept)
  const made = sick.calls - first
  return made
}

test.each(MISHAPS)('%s at any one call loses no edit, and what was not kept is later', async (mishap) => {
  for (let at = 1; ; at += 1) {
    const calls = await failing(mishap, at, at + 1)
    if (calls < at) break
    counts.add('calls that failed once')
  }
})

test.each(ERRORS)('%s for a while is said, and all is kept when it is over', async (mishap) => {
  for (let from = 1; from < 60; from += 7) {
    await failing(mishap, from, from + 25)
    counts.add('times that calls failed for a while')
  }
})

test('a disk that takes nothing is said, edits go on, and all of them are kept when it does again', async () => {
  let isFull = false
  const disk = new SimulatedDisk(diskWith(SHOW), ({ name }) => (isFull && name === 'write' ? 'ENOSPC' : null))
  await using booth = await KeptBooth.open(disk, { limits: LIMITS })
  const watched = new Watched(booth)
  watched.edit()
  await booth.passes(200)
  isFull = true
  // An hour of them: more than may wait.
  for (let edit = 0; edit < 720; edit += 1) {
    watched.edit()
    await booth.passes(5000)
  }
  expect(booth.coordinator.edits()).toMatchObject({ kept: 2, notKept: { what: 'the disk is full' } })
  expect(booth.said('show.persistence.notKept')).toHaveLength(1)
  expect(await booth.coordinator.whenKept({ generation: 700 })).toMatchObject({
    error: { code: 'journal/disk-full' },
  })
  expect(await booth.coordinator.save(FOH)).toMatchObject({ error: { code: 'save/disk-full' } })
  isFull = false
  await booth.passes(11_000)
  expect(booth.coordinator.edits()).toMatchObject({ kept: 722, notKept: null })
  for (const state of disk.crashStates()) await comesBack(state, watched, 722)
})

test('what fails while the journals are looked at leaves them where they are', async () => {
  const disk = new SimulatedDisk(diskWith(SHOW))
  await using booth = await KeptBooth.open(disk)
  const watched = new Watched(booth)
  watched.edit()
  await booth.passes(300)
  const [left] = disk.crashStates()
  if (left === undefined) throw new Error('nothing is left')
  for (const mishap of ERRORS) {
    for (let at = 1; ; at += 1) {
      const sick = new SimulatedDisk(left, ({ number }) => (number === at ? mishap : null))
      const again = await KeptBooth.open(sick).catch(() => null)
      // Without the show itself nothing starts.
      await again?.passes(1000)
      await again?.[Symbol.asyncDispose]()
      for (const state of sick.crashStates()) {
        await using third = await KeptBooth.open(new SimulatedDisk(state))
        expect(third.names).toEqual(['Name 1', 'b'])
      }
      if (sick.calls < at) break
      counts.add('calls of a start that failed once')
    }
  }
})
