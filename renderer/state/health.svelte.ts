// The engine's latest report about itself, and how it was: points for charts, those from before the page opened too.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import { Ring } from '../../shared/base/ring.ts'
import type { ContractClient } from '../../shared/contract/client.ts'
import { HISTORY_READINGS } from '../../shared/model/health-history.ts'
import type { HealthHistory, HistorySpan } from '../../shared/model/health-history.ts'
import type { HealthReport } from '../../shared/model/health.ts'
import { gapAt, sampleOf, timingOf } from '../../shared/model/health-rates.ts'
import type { HealthSample, Timing } from '../../shared/model/health-rates.ts'
import { grouped } from '../lib/warning-groups.ts'
import { worstFirst } from '../lib/worst.ts'

/** Seconds that the charts reach back. */
export const CHART_SECONDS: Readonly<Record<HistorySpan, number>> = { minutes: 600, hours: 21_600 }
/** Reports come four times a second; a point stands for a second of them, give or take a late timer. */
const POINT_MS = 900
/** Twice the points of the time shown leave room for gaps. */
const SAMPLES = 2 * CHART_SECONDS.minutes
/** The two clocks are read one after the other; only more than this is a step of the wall clock. */
const STEP_MS = 50
/** Milliseconds between reports beyond which a chart shows a gap. */
const GAP_MS = 3_000
/** A point of the hours is ten seconds. */
const HOURS_READ_EVERY_MS = 20_000

export class Health implements Disposable {
  readonly #client: ContractClient
  readonly #clock: Clock
  readonly #subscription: Disposable
  readonly #listening: Disposable
  readonly #ring = new Ring<HealthSample>(SAMPLES)
  /** The report that made the last point, and those that came after it. */
  #pointed: HealthReport | null = null
  #since: HealthReport[] = []
  /** Of what is read. */
  #standing = ''
  #watchers = 0
  #next: Disposable | null = null

  report = $state.raw<HealthReport | null>(null)
  /** The same as people read it: once a second, and at once where something is wrong, or not any more. */
  readable = $state.raw<HealthReport | null>(null)
  /** Of the last second: figures that change more often are not read. */
  timing = $state.raw<Timing | null>(null)
  /** Wall time at 0 of the engine's clock: steady, so that what is worked out from it does not flicker. */
  wallOffset = $state<number | null>(null)
  /** How far back the charts look. */
  span = $state<HistorySpan>('minutes')
  /** Oldest first, a point a second. */
  samples = $state.raw<readonly HealthSample[]>([])
  #hours = $state.raw<readonly HealthSample[]>([])

  readonly latest = $derived(this.samples.at(-1) ?? null)
  /** What the charts show. */
  readonly charted = $derived(this.span === 'minutes' ? this.samples : this.#hours)
  /** What stands, by what it is about; worst first. */
  readonly warnings = $derived(grouped(worstFirst(this.report?.warnings ?? [])))

  constructor(client: ContractClient, clock: Clock) {
    this.#client = client
    this.#clock = clock
    this.#subscription = client.subscribe('health', (report) => this.#take(report))
    this.#listening = client.onState((state) => {
      if (state === 'open' && this.#watchers > 0) void this.#readHistory()
    })
  }

  /** For as long as somebody looks at the charts: asks how it was before. */
  readonly watch = (): (() => void) => {
    this.#watchers += 1
    void this.#readHistory()
    return () => {
      this.#watchers -= 1
      if (this.#watchers > 0) return
      dispose(this.#next)
      this.#next = null
    }
  }

  look(span: HistorySpan): void {
    this.span = span
    void this.#readHistory()
  }

  [Symbol.dispose](): void {
    dispose(this.#subscription)
    dispose(this.#listening)
    dispose(this.#next)
  }

  async #readHistory(): Promise<void> {
    dispose(this.#next)
    this.#next = null
    const { span } = this
    const history = await this.#client.command('health.history', { span })
    if (this.#watchers === 0 || span !== this.span) return
    if (history.ok && span === 'minutes') this.#begin(samplesOf(history.value))
    else if (history.ok) this.#hours = samplesOf(history.value)
    if (span === 'minutes') return
    const dueAt = monotonicMs(this.#clock.now() + HOURS_READ_EVERY_MS)
    this.#next = this.#clock.upkeep(dueAt, () => void this.#readHistory())
  }

  /** What the engine remembers takes the place of what this page has seen. */
  #begin(remembered: readonly HealthSample[]): void {
    const newest = remembered.at(-1)
    if (newest === undefined) return
    const later = [...this.#ring.oldestFirst()].filter(({ time }) => time > newest.time)
    this.#ring.clear()
    for (const sample of [...remembered, ...later]) this.#ring.push(sample)
    this.#show(newest.time)
  }

  #take(report: HealthReport): void {
    const before = this.report
    this.report = report
    if (standingOf(report) !== this.#standing) this.#read(report)
    // After a reconnect the engine repeats the report that it last made, and where somebody has seen a warning with what stands now.
    if (report.at === before?.at) return
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
    this.#read(report)
    this.#show(report.time / 1000)
  }

  #read(report: HealthReport): void {
    this.#standing = standingOf(report)
    this.readable = report
  }

  #show(newest: number): void {
    const shownFrom = newest - CHART_SECONDS.minutes
    this.samples = [...this.#ring.oldestFirst()].filter(({ time }) => time >= shownFrom)
  }
}

/** All that is no figure: what is wrong, and how everything that has a state is. */
function standingOf({ warnings, muted, devices, osc, midi }: HealthReport): string {
  const targets = osc.targets.map(({ target, state }) => [target, state])
  const outputs = midi.outputs.map(({ output, state, reason }) => [output, state, reason])
  const plugged = devices.map(({ device, state, reason }) => [device, state, reason])
  return JSON.stringify([warnings, muted, targets, outputs, plugged])
}

function samplesOf({ times, readings }: HealthHistory): readonly HealthSample[] {
  let time = 0
  return times.map((step, index) => {
    time += step
    const values = Object.fromEntries(HISTORY_READINGS.map((name) => [name, readings[name][index] ?? null]))
    return { ...(values as Omit<HealthSample, 'time'>), time: time / 1000 }
  })
}
