// Writes how a show stands on a disk that fails at every call, and looks at all that a power cut may leave of it.
import { expect, test } from 'vitest'
import { StateFile } from '../../main/store/state-file.ts'
import { Counts, CrashBook } from '../support/crash-counts.ts'
import { ERRORS, SimulatedDisk } from '../support/simulated-disk.ts'
import type { CrashState, Mishap, MishapAt } from '../support/simulated-disk.ts'

const BASE = '/data/state/0123456789abcdef0123456789abcdef'
const EMPTY: CrashState = { files: new Map(), folders: ['/', '/data'] }
const counts = new Counts('states of a show')

/** Of every length, so that what comes after may be shorter. */
const body = (number: number): Buffer => Buffer.from(`${number} ${'x'.repeat((number * 37) % 400)}`)

/** The number of what is there; 0 for nothing. */
async function numberIn(disk: SimulatedDisk): Promise<number> {
  const { body: found } = await new StateFile(BASE, disk).read()
  const number = Number(found?.toString().split(' ')[0] ?? 0)
  if (number > 0) expect(found).toEqual(body(number))
  return number
}

async function written(file: StateFile, number: number): Promise<boolean> {
  try {
    await file.write(body(number))
    return true
  } catch {
    return false
  }
}

test('a power cut leaves how it stood before, or how it stands now', async () => {
  const disk = new SimulatedDisk(EMPTY)
  let kept = 0
  const book = new CrashBook(disk, counts, () => kept)
  let file = new StateFile(BASE, disk)
  for (let number = 1; number <= 60; number += 1) {
    // The program begins anew now and then.
    if (number % 7 === 0) file = new StateFile(BASE, disk)
    expect(await written(file, number)).toBe(true)
    kept = number
    book.look()
  }
  for (const { state, promised } of book.states)
    expect([promised, promised + 1]).toContain(await numberIn(new SimulatedDisk(state)))
  expect(book.states.length).toBeGreaterThan(100)
})

const MISHAPS: readonly NonNullable<Mishap>[] = [...ERRORS, 'short']

test.each(MISHAPS)('%s at any one call loses no more than that one write', async (mishap) => {
  for (let at = 1; ; at += 1) {
    const mishapAt: MishapAt = ({ number }) => (number === at ? mishap : null)
    const disk = new SimulatedDisk(EMPTY, mishapAt)
    const file = new StateFile(BASE, disk)
    let kept = 0
    for (let number = 1; number <= 6; number += 1) {
      if (await written(file, number)) kept = number
      for (const state of disk.crashStates()) {
        const found = await numberIn(new SimulatedDisk(state))
        expect(found).toBeGreaterThanOrEqual(kept)
        expect(found).toBeLessThanOrEqual(number)
      }
    }
    expect(kept).toBeGreaterThanOrEqual(5)
    expect((await written(file, 7)) || (await written(file, 8))).toBe(true)
    if (disk.calls < at) break
    counts.add('calls that failed once')
  }
})

test('a disk on which every sync fails for a while has the last before, and then the newest', async () => {
  let isFailing = false
  const disk = new SimulatedDisk(EMPTY, ({ name }) => (isFailing && name === 'sync' ? 'EIO' : null))
  const file = new StateFile(BASE, disk)
  for (const number of [1, 2, 3]) expect(await written(file, number)).toBe(true)
  isFailing = true
  for (const number of [4, 5, 6]) {
    expect(await written(file, number)).toBe(false)
    for (const state of disk.crashStates())
      expect([3, 4, 5, 6]).toContain(await numberIn(new SimulatedDisk(state)))
  }
  isFailing = false
  expect(await written(file, 7)).toBe(true)
  for (const state of disk.crashStates()) expect(await numberIn(new SimulatedDisk(state))).toBe(7)
})
