import { describe, expect, test } from 'vitest'
import { Histogram } from '../../../../shared/base/histogram.ts'
import type { HealthReport, StandingWarning } from '../../../../shared/model/health.ts'
import { metricsText } from '../../../../main/web/metrics.ts'
import { readExposition } from '../../../support/exposition.ts'
import { fakeReport } from '../../../support/fake-health.ts'
import { reportWith } from '../../../support/health-report.ts'

const troubled = (): HealthReport => fakeReport(1000, 1_700_000_000_000, 90, true, [])
const valueOf = (report: HealthReport, series: string): number | undefined => {
  const [name = ''] = series.split('{')
  const family = name.replace(/_(?:bucket|sum|count)$/, '')
  const families = readExposition(metricsText(report, '1.2.3'))
  return (families.get(name) ?? families.get(family))?.series.get(
    series.includes('{') ? series : `${series}{}`,
  )
}

test('what an engine at rest and one in trouble measure is whole and right', () => {
  const calm = readExposition(metricsText(reportWith({ at: 1, dispatched: 2, received: 3 }), '1.2.3'))
  const busy = readExposition(metricsText(troubled(), '1.2.3'))
  expect(calm.size).toBeGreaterThanOrEqual(40)
  expect([...calm.keys()].filter((name) => !busy.has(name))).toEqual([])
})

test('durations are in seconds, and counts are the report’s', () => {
  const report = troubled()
  expect(valueOf(report, 'cuewright_events_published_total')).toBe(report.dispatcher.published)
  expect(valueOf(report, 'cuewright_osc_target_failing{target="desk",transport="udp"}')).toBe(1)
  expect(valueOf(report, 'cuewright_queue_oldest_age_seconds{queue="show"}')).toBe(0.0002)
  expect(valueOf(report, 'process_start_time_seconds')).toBe(1_700_000_000 - report.process.uptime)
  expect(valueOf(report, 'cuewright_build_info{version="1.2.3"}')).toBe(1)
})

test('timings are histograms of all that ever was, whenever a period was closed', () => {
  const lateness = new Histogram()
  for (const ms of [0.001, 0.2, 1, 40, 60_000]) lateness.record(ms)
  lateness.clear()
  lateness.record(3)
  const report = reportWith({ at: 1, dispatched: 2, received: 3 })
  const late = { ...report, playlists: { ...report.playlists, latenessTotals: lateness.totals() } }
  const name = 'cuewright_step_lateness_seconds'
  expect(valueOf(late, `${name}_count`)).toBe(6)
  expect(valueOf(late, `${name}_sum`)).toBeCloseTo(60.044201, 9)
  expect(valueOf(late, `${name}_bucket{le="0.002048"}`)).toBe(3)
  expect(valueOf(late, `${name}_bucket{le="8.388608"}`)).toBe(5)
  expect(valueOf(late, `${name}_bucket{le="+Inf"}`)).toBe(6)
})

test('names of the show are written so that they can be read back', () => {
  const report = troubled()
  const [target] = report.osc.targets
  const named = { ...target!, target: 'the "desk" \\ at\nFOH' }
  const text = metricsText({ ...report, osc: { ...report.osc, targets: [named] } }, '1.2.3')
  readExposition(text)
  expect(text).toContain('{target="the \\"desk\\" \\\\ at\\nFOH",transport="udp"}')
})

describe('strangers make no series', () => {
  const warning = (id: number): StandingWarning => ({
    ...{ id: `osc.sender.${id}.ahead`, code: 'osc/clock-ahead', what: 'w', where: `${id}`, next: 'n' },
    ...{ since: 1_700_000_000_000 + id, times: 1, isNow: true, happened: false },
  })
  const crowd = (strangers: number): HealthReport => {
    const report = reportWith({ at: 1, dispatched: 2, received: 3 })
    const many = Array.from({ length: strangers }, (_, number) => number + 1)
    return {
      ...report,
      devices: many.map((number) => ({
        ...{ device: `gamepad:${number}`, name: `Pad ${number}`, family: 'gamepad', state: 'open' },
        ...{ reason: null, received: 1, rejected: 0 },
      })),
      warnings: many.map(warning),
      dispatcher: {
        ...report.dispatcher,
        droppedByType: Object.fromEntries(many.map((number) => [`own.${number}`, 1])),
      },
      osc: {
        ...report.osc,
        input: {
          ...report.osc.input,
          clocksAhead: many.map((number) => ({ sender: `10.0.0.${number}`, aheadBy: 1 })),
        },
      },
    }
  }

  test('whatever they are called and however many they are', () => {
    const seriesOf = (strangers: number): string[] =>
      [...readExposition(metricsText(crowd(strangers), '1.2.3')).values()].flatMap(({ series }) => [
        ...series.keys(),
      ])
    expect(seriesOf(1000)).toEqual(seriesOf(1))
  })

  test('but they are counted', () => {
    expect(valueOf(crowd(1000), 'cuewright_devices{family="gamepad",state="open"}')).toBe(1000)
    expect(valueOf(crowd(1000), 'cuewright_warnings_by_code{code="osc/clock-ahead"}')).toBe(1000)
    expect(
      valueOf(crowd(9), 'cuewright_warning_oldest_raised_timestamp_seconds{code="osc/clock-ahead"}'),
    ).toBe(1_700_000_000.001)
  })
})
