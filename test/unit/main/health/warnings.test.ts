import { describe, expect, test } from 'vitest'
import { SimulatedClock } from '../../../../shared/base/clock.ts'
import type { EventDraft, Publish } from '../../../../shared/model/event.ts'
import type { HealthWarning } from '../../../../shared/model/payload/health.ts'
import type { Condition, Sample } from '../../../../main/health/condition.ts'
import { Warnings } from '../../../../main/health/warnings.ts'

const NO_SAMPLE = { mended: [] as readonly string[] } as Sample
const MINUTE = 240

const warning = (id: string): HealthWarning => ({
  ...{ id, code: 'test/wrong', what: `${id} is wrong`, where: id, next: 'put it right' },
})

/** Warnings of one condition that shows what the test says. */
function watched(condition: Partial<Condition> = {}) {
  const clock = new SimulatedClock(1000, 1_700_000_000_000)
  const told: EventDraft[] = []
  const shows = new Set<string>()
  const room = { isThere: true }
  const publish: Publish = (draft) => (room.isThere ? told.push(draft) : null)
  const find = (): HealthWarning[] => [...shows].map(warning)
  const warnings = new Warnings([{ raiseAfter: 1, clearAfter: 4, find, ...condition }], clock, publish)
  return {
    warnings,
    shows,
    room,
    sample(times: number, mended: readonly string[] = []): void {
      for (let left = times; left > 0; left -= 1) {
        clock.advanceBy(250)
        warnings.update({ ...NO_SAMPLE, mended })
      }
    },
    /** What was told since the last call. */
    heard: (): string[] => told.splice(0).map(({ type }) => type),
    told,
  }
}

describe('what comes and goes', () => {
  /** Samples that show it and then samples that do not, so many times. */
  function flap(rig: ReturnType<typeof watched>, rounds: number, on: number, off: number): void {
    for (let round = 0; round < rounds; round += 1) {
      rig.shows.add('desk')
      rig.sample(on)
      rig.shows.clear()
      rig.sample(off)
    }
  }

  test('faster than it is cleared is one warning, with how often it came', () => {
    const rig = watched()
    flap(rig, 50, 2, 2)
    expect(rig.heard()).toEqual(['health.warning.raised'])
    expect(rig.warnings.current()).toMatchObject([{ id: 'desk', times: 50, isNow: false }])
  })

  test('slower is raised a second time, and that one stands until it was well for a minute', () => {
    const rig = watched()
    flap(rig, 20, 2, 20)
    expect(rig.heard()).toEqual([
      'health.warning.raised',
      'health.warning.cleared',
      'health.recovered',
      'health.warning.raised',
    ])
    expect(rig.warnings.current()).toMatchObject([{ times: 20, isNow: false }])
    rig.sample(MINUTE - 21)
    expect(rig.heard()).toEqual([])
    rig.sample(1)
    expect(rig.told.map(({ type, payload }) => [type, (payload as { times: number }).times])).toEqual([
      ['health.warning.cleared', 20],
      ['health.recovered', 20],
    ])
  })

  test('a minute apart is something new each time', () => {
    const rig = watched()
    flap(rig, 3, 1, MINUTE + 5)
    expect(rig.told.map(({ payload }) => (payload as { times: number }).times)).toEqual(Array(9).fill(1))
  })

  test('by hand is cleared as soon as it is over, however often', () => {
    const rig = watched({ clearAfter: 1, byHand: true })
    flap(rig, 5, 1, 1)
    expect(rig.heard().filter((type) => type === 'health.warning.cleared')).toHaveLength(5)
    expect(rig.warnings.current()).toEqual([])
  })

  test('without being there long enough to be raised is nothing', () => {
    const rig = watched({ raiseAfter: 3 })
    flap(rig, 10, 2, 1)
    expect(rig.heard()).toEqual([])
  })
})

test('a warning says since when it stands', () => {
  const rig = watched()
  rig.shows.add('desk')
  rig.sample(10)
  const since = 1_700_000_000_250
  expect(rig.told[0]?.payload).toEqual({ ...warning('desk'), since, times: 1 })
  expect(rig.warnings.current()).toEqual([
    { ...warning('desk'), since, times: 1, isNow: true, happened: false },
  ])
})

test('what finds no room in the lane is told later, once each and in its order', () => {
  const rig = watched()
  rig.room.isThere = false
  rig.shows.add('desk')
  rig.sample(2)
  expect(rig.warnings.current()).toHaveLength(1)
  rig.shows.clear()
  rig.sample(5)
  rig.room.isThere = true
  rig.sample(1)
  expect(rig.heard()).toEqual(['health.warning.raised', 'health.warning.cleared', 'health.recovered'])
  rig.sample(10)
  expect(rig.heard()).toEqual([])
})

test('more than there is room for are counted in one', () => {
  const rig = watched({ clearAfter: 1 })
  for (let desk = 0; desk < 503; desk += 1) rig.shows.add(`desk ${desk}`)
  rig.sample(2)
  expect(rig.warnings.current()).toHaveLength(501)
  expect(rig.warnings.current().at(-1)).toMatchObject({
    id: 'health.more',
    what: '3 more things are wrong than are listed here',
  })
  rig.shows.clear()
  rig.sample(1)
  expect(rig.warnings.current()).toEqual([])
})

describe('what has happened', () => {
  const DAY = 345_600
  const happened = { clearAfter: DAY, happened: true } as const

  test('stands until somebody has seen it, which everybody is told', () => {
    const rig = watched(happened)
    rig.shows.add('run')
    rig.sample(1)
    rig.shows.clear()
    rig.sample(10_000)
    expect(rig.warnings.current()).toMatchObject([{ id: 'run', isNow: false, happened: true }])
    rig.heard()
    expect(rig.warnings.acknowledge('run', 'FOH', 7)).toBe(1)
    expect(rig.told).toMatchObject([
      {
        type: 'health.warning.acknowledged',
        cause: 7,
        payload: { id: 'run', what: 'run is wrong', by: 'FOH' },
      },
      { type: 'health.warning.cleared', cause: 7, payload: { id: 'run', times: 1 } },
    ])
    expect(rig.warnings.current()).toEqual([])
    expect(rig.warnings.acknowledge('run', 'FOH', 8)).toBeNull()
  })

  test('is told anew when it happens again, also right after it was seen', () => {
    const rig = watched(happened)
    rig.shows.add('run')
    rig.sample(1)
    rig.warnings.acknowledge('run', 'FOH', null)
    rig.sample(1)
    expect(rig.warnings.current()).toMatchObject([{ id: 'run', times: 1 }])
  })

  test('and goes on being known does not come back once it was seen', () => {
    const rig = watched({ clearAfter: 1, happened: true })
    rig.shows.add('crash')
    rig.sample(5)
    expect(rig.warnings.acknowledge(null, 'FOH', null)).toBe(1)
    rig.sample(50)
    expect(rig.warnings.current()).toEqual([])
    rig.shows.clear()
    rig.sample(1)
    rig.shows.add('crash')
    rig.sample(1)
    expect(rig.warnings.current()).toHaveLength(1)
  })

  test('is over by itself after a day, or as soon as it was mended', () => {
    const rig = watched({ ...happened, clearAfter: 100 })
    rig.shows.add('run').add('cue')
    rig.sample(1)
    rig.shows.clear()
    rig.sample(1, ['cue'])
    expect(rig.warnings.current()).toMatchObject([{ id: 'run' }])
    expect(rig.heard()).toContain('health.recovered')
    rig.sample(99)
    expect(rig.warnings.current()).toEqual([])
  })
})

test('what is still so is not seen away; what was over a moment ago is', () => {
  const rig = watched({ clearAfter: 40 })
  rig.shows.add('desk')
  rig.sample(3)
  expect(rig.warnings.acknowledge('desk', 'FOH', null)).toBeNull()
  expect(rig.warnings.acknowledge(null, 'FOH', null)).toBe(0)
  rig.shows.clear()
  rig.sample(2)
  expect(rig.warnings.acknowledge('desk', 'FOH', null)).toBe(1)
  expect(rig.warnings.current()).toEqual([])
})

test('what it is about has its name of now, as the warning has', () => {
  const rig = watched()
  rig.shows.add('desk')
  rig.sample(1)
  rig.warnings.rename(
    (id) => `${id} 2`,
    () => ({ kind: 'target', id: 'desk 2' }),
  )
  expect(rig.warnings.current()).toMatchObject([{ id: 'desk 2', about: { kind: 'target', id: 'desk 2' } }])
})
