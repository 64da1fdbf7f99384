import { describe, expect, test } from 'vitest'
import { SimulatedClock } from '../../../../shared/base/clock.ts'
import type { EventDraft, Publish } from '../../../../shared/model/event.ts'
import type { HealthWarning } from '../../../../shared/model/payload/health.ts'
import type { Condition, Sample } from '../../../../main/health/condition.ts'
import { Warnings } from '../../../../main/health/warnings.ts'

const NO_SAMPLE = {} as Sample
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
    sample(times: number): void {
      for (let left = times; left > 0; left -= 1) {
        clock.advanceBy(250)
        warnings.update(NO_SAMPLE)
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
  expect(rig.warnings.current()).toEqual([{ ...warning('desk'), since, times: 1, isNow: true }])
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
