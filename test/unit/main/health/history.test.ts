import { expect, test } from 'vitest'
import { HealthHistories } from '../../../../main/health/history.ts'
import type { HealthReport } from '../../../../shared/model/health.ts'
import { reportWith } from '../../../support/health-report.ts'
import { timing } from './readings.ts'

/** As it is after so many seconds, with a thousand events in each. */
function after(seconds: number, late: number): HealthReport {
  const report = reportWith({ at: seconds * 1000, dispatched: seconds * 1000, received: seconds * 10 })
  return { ...report, playlists: { ...report.playlists, lateness: timing(late) } }
}

function lived(seconds: number, lateAt: (second: number) => number = () => 1): HealthHistories {
  const histories = new HealthHistories()
  for (let quarter = 0; quarter <= seconds * 4; quarter += 1)
    histories.add(after(quarter / 4, lateAt(quarter / 4)))
  return histories
}

test('a point a second, with rates over it and the worst that was measured in it', () => {
  const { times, readings } = lived(3, (second) => (second === 1.5 ? 40 : 1)).read('minutes')
  expect(times).toEqual([1_700_000_000_000, 1000, 1000, 1000])
  expect(readings.eventsPerSecond).toEqual([null, 1000, 1000, 1000])
  expect(readings.latenessP99).toEqual([1, 1, 40, 1])
  expect(readings.rss).toEqual([5e7, 5e7, 5e7, 5e7])
})

test('ten minutes of them are kept, and six hours of one every ten seconds', () => {
  const histories = lived(700, (second) => (second === 33 ? 25 : 1))
  const minutes = histories.read('minutes')
  expect(minutes.times).toHaveLength(600)
  expect(minutes.times[0]).toBe(1_700_000_000_000 + 101_000)
  const { times, readings } = histories.read('hours')
  expect(times).toHaveLength(70)
  expect(times[1]).toBe(10_000)
  expect(readings.eventsPerSecond[5]).toBe(1000)
  expect(readings.latenessP99.map((late) => (late ?? 0) > 1)).toContain(true)
  expect(readings.latenessP99.filter((late) => late === 25)).toHaveLength(1)
})

test('as it is sent, ten minutes are a few dozen kilobytes', () => {
  const bytes = JSON.stringify(lived(700).read('minutes')).length
  expect(bytes).toBeLessThan(40_000)
})
