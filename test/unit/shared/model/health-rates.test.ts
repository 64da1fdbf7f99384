import { describe, expect, test } from 'vitest'
import { sampleOf } from '../../../../shared/model/health-rates.ts'
import { reportWith } from '../../../support/health-report.ts'

describe('points of the health charts', () => {
  test('rates are differences of totals per second of the engine’s clock', () => {
    const before = reportWith({ at: 1_000, dispatched: 500, received: 40 })
    const after = reportWith({ at: 1_500, dispatched: 700, received: 41 })
    expect(sampleOf(before, [], after)).toMatchObject({ eventsPerSecond: 400, oscPerSecond: 2 })
  })

  test('the first report has readings but no rates', () => {
    const sample = sampleOf(null, [], reportWith({ at: 1_000, dispatched: 500, received: 40 }))
    expect(sample).toMatchObject({ eventsPerSecond: null, oscPerSecond: null, rss: 50_000_000 })
  })

  test('totals that fell, as after a restart, give no rate', () => {
    const before = reportWith({ at: 1_000, dispatched: 500, received: 40 })
    const after = reportWith({ at: 2_000, dispatched: 3, received: 50 })
    expect(sampleOf(before, [], after)).toMatchObject({ eventsPerSecond: null, oscPerSecond: 10 })
  })

  test('a point of several reports has their rate over all and their worst time', () => {
    const [first, second, third] = [1_000, 1_500, 2_000].map((at) =>
      reportWith({ at, dispatched: at, received: 0 }),
    )
    const stalled = {
      ...second!,
      process: { ...second!.process, loopDelay: { count: 1, p50: 80, p95: 80, p99: 80, max: 80 } },
    }
    expect(sampleOf(first!, [stalled], third!)).toMatchObject({ eventsPerSecond: 1_000, loopDelayP99: 80 })
  })
})
