// Points of the health charts: rates and readings worked out from successive reports.
import type { DistributionSummary } from '../base/histogram.ts'
import type { HealthReport } from './health.ts'

/** Null where nothing can be said: no report before this one, or the engine restarted in between. */
export interface HealthSample {
  /** Wall seconds. */
  readonly time: number
  readonly eventsPerSecond: number | null
  readonly emittedPerSecond: number | null
  readonly oscPerSecond: number | null
  readonly oscBytesPerSecond: number | null
  /** Milliseconds. */
  readonly dispatchP99: number | null
  readonly latenessP99: number | null
  readonly loopDelayP99: number | null
  /** Bytes. */
  readonly rss: number | null
}

/** Per second between two totals; null where the total fell, as after a restart. */
function rate(before: number, after: number, ms: number): number | null {
  return after < before || ms <= 0 ? null : ((after - before) * 1000) / ms
}

/**
 * A point made from `report` and those that came before it and since `previous` made a point: rates over the whole time,
 * the worst of the measured times.
 */
export function sampleOf(
  previous: HealthReport | null,
  between: readonly HealthReport[],
  report: HealthReport,
): HealthSample {
  const since = (total: (of: HealthReport) => number): number | null =>
    previous === null ? null : rate(total(previous), total(report), report.at - previous.at)
  const worst = (time: (of: HealthReport) => number): number => Math.max(time(report), ...between.map(time))
  return {
    time: report.time / 1000,
    eventsPerSecond: since((of) => of.dispatcher.dispatched),
    emittedPerSecond: since((of) => of.playlists.emitted),
    oscPerSecond: since((of) => of.osc.input.received),
    oscBytesPerSecond: since((of) => of.osc.input.bytes),
    dispatchP99: worst((of) => of.dispatcher.dispatch.p99),
    latenessP99: worst((of) => of.playlists.lateness.p99),
    loopDelayP99: worst((of) => of.process.loopDelay.p99),
    rss: report.process.rss,
  }
}

/** How long things took, as the Timing panel tells it. */
export interface Timing {
  readonly dispatch: DistributionSummary
  readonly lateness: DistributionSummary
  readonly loopDelay: DistributionSummary
}

/** Of several sampling periods the worst of each figure, so that no stall is smoothed away; counts add up. */
function worstOf(periods: readonly DistributionSummary[]): DistributionSummary {
  const worst = (figure: 'p50' | 'p95' | 'p99' | 'max'): number =>
    Math.max(...periods.map((period) => period[figure]))
  return {
    count: periods.reduce((sum, { count }) => sum + count, 0),
    p50: worst('p50'),
    p95: worst('p95'),
    p99: worst('p99'),
    max: worst('max'),
  }
}

export function timingOf(reports: readonly HealthReport[]): Timing {
  return {
    dispatch: worstOf(reports.map((report) => report.dispatcher.dispatch)),
    lateness: worstOf(reports.map((report) => report.playlists.lateness)),
    loopDelay: worstOf(reports.map((report) => report.process.loopDelay)),
  }
}

/** A point without readings: draws as a gap. */
export function gapAt(time: number): HealthSample {
  return {
    time,
    eventsPerSecond: null,
    emittedPerSecond: null,
    oscPerSecond: null,
    oscBytesPerSecond: null,
    dispatchP99: null,
    latenessP99: null,
    loopDelayP99: null,
    rss: null,
  }
}
