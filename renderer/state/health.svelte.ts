// The engine's latest report about itself, and the last minutes of it as points for charts.
import { dispose } from '../../shared/base/disposable.ts'
import { Ring } from '../../shared/base/ring.ts'
import type { ContractClient } from '../../shared/contract/client.ts'
import type { HealthReport } from '../../shared/model/health.ts'
import { gapAt, sampleOf } from '../lib/health-rates.ts'
import type { HealthSample } from '../lib/health-rates.ts'

/** Seconds that the charts reach back. */
export const CHART_SECONDS = 300
/** Reports come about once a second; twice as many leave room for gaps. */
const SAMPLES = 2 * CHART_SECONDS
/** Milliseconds between reports beyond which a chart shows a gap. */
const GAP_MS = 3_000

export class Health implements Disposable {
  readonly #subscription: Disposable
  readonly #ring = new Ring<HealthSample>(SAMPLES)

  report = $state.raw<HealthReport | null>(null)
  /** Oldest first. */
  samples = $state.raw<readonly HealthSample[]>([])

  readonly latest = $derived(this.samples.at(-1) ?? null)
  readonly warnings = $derived(this.report?.warnings ?? [])

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
    const gap = before !== null && (report.at < before.at || report.at - before.at > GAP_MS)
    if (gap) this.#ring.push(gapAt(before.time / 1000 + 0.001))
    this.#ring.push(sampleOf(gap ? null : before, report))
    const oldest = report.time / 1000 - CHART_SECONDS
    this.report = report
    this.samples = [...this.#ring.oldestFirst()].filter(({ time }) => time >= oldest)
  }
}
