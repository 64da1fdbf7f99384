// The engine's latest report about itself, and the last minutes of it as points for charts.
import { dispose } from '../../shared/base/disposable.ts'
import { Ring } from '../../shared/base/ring.ts'
import type { ContractClient } from '../../shared/contract/client.ts'
import type { HealthReport } from '../../shared/model/health.ts'
import { gapAt, sampleOf, timingOf } from '../../shared/model/health-rates.ts'
import type { HealthSample, Timing } from '../../shared/model/health-rates.ts'
import { grouped } from '../lib/warning-groups.ts'

/** Seconds that the charts reach back. */
export const CHART_SECONDS = 300
/** Reports come four times a second; a point stands for a second of them, give or take a late timer. */
const POINT_MS = 900
/** Twice the points of the time shown leave room for gaps. */
const SAMPLES = 2 * CHART_SECONDS
/** The two clocks are read one after the other; only more than this is a step of the wall clock. */
const STEP_MS = 50
/** Milliseconds between reports beyond which a chart shows a gap. */
const GAP_MS = 3_000

export class Health implements Disposable {
  readonly #subscription: Disposable
  readonly #ring = new Ring<HealthSample>(SAMPLES)
  /** The report that made the last point, and those that came after it. */
  #pointed: HealthReport | null = null
  #since: HealthReport[] = []

  report = $state.raw<HealthReport | null>(null)
  /** Of the last second: figures that change more often are not read. */
  timing = $state.raw<Timing | null>(null)
  /** Wall time at 0 of the engine's clock: steady, so that what is worked out from it does not flicker. */
  wallOffset = $state<number | null>(null)
  /** Oldest first. */
  samples = $state.raw<readonly HealthSample[]>([])

  readonly latest = $derived(this.samples.at(-1) ?? null)
  /** What stands, by what it is about. */
  readonly warnings = $derived(grouped(this.report?.warnings ?? []))

  constructor(client: ContractClient) {
    this.#subscription = client.subscribe('health', (report) => this.#take(report))
  }

  [Symbol.dispose](): void {
    dispose(this.#subscription)
  }

  #take(report: HealthReport): void {
    const before = this.report
    // After a reconnect the engine repeats the report that it last made.
    if (report.at === before?.at) return
    this.report = report
    const offset = report.time - report.at
    if (this.wallOffset === null || Math.abs(offset - this.wallOffset) > STEP_MS) this.wallOffset = offset
    if (before !== null && (report.at < before.at || report.at - before.at > GAP_MS)) {
      this.#ring.push(gapAt(before.time / 1000 + 0.001))
      this.#pointed = null
      this.#since = []
    }
    if (this.#pointed !== null && report.at - this.#pointed.at < POINT_MS) {
      this.#since.push(report)
      return
    }
    this.#ring.push(sampleOf(this.#pointed, this.#since, report))
    this.timing = timingOf([...this.#since, report])
    this.#pointed = report
    this.#since = []
    const shownFrom = report.time / 1000 - CHART_SECONDS
    this.samples = [...this.#ring.oldestFirst()].filter(({ time }) => time >= shownFrom)
  }
}
