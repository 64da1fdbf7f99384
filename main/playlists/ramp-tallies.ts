// What values that move come to: counted for each run and each target, and reported now and then instead of one by one.
import { NO_RUN } from './routes.ts'
import type { RampTally, RunNumber, RunnerSink } from './runner-protocol.ts'

const PERIOD_MS = 250

export class RampTallies {
  readonly #sink: Pick<RunnerSink, 'rampsTold' | 'rampsSent'>
  readonly #runs = new Map<RunNumber, RampTally>()
  readonly #packets = new Map<string, number>()
  #reportedAt = -Infinity

  constructor(sink: Pick<RunnerSink, 'rampsTold' | 'rampsSent'>) {
    this.#sink = sink
  }

  packet(target: string): void {
    this.#packets.set(target, (this.#packets.get(target) ?? 0) + 1)
  }

  told(run: RunNumber, lateBy: number): void {
    const tally = this.#of(run)
    tally.values += 1
    tally.lateBy += lateBy
    tally.maxLateBy = Math.max(tally.maxLateBy, lateBy)
  }

  skipped(run: RunNumber, values: number): void {
    if (values > 0) this.#of(run).skipped += values
  }

  report(now: number): void {
    if (now - this.#reportedAt < PERIOD_MS) return
    this.#reportedAt = now
    this.#reportPackets()
    for (const tally of this.#runs.values()) this.#sink.rampsTold(tally)
    this.#runs.clear()
  }

  reportRun(run: RunNumber): void {
    const tally = this.#runs.get(run)
    if (tally === undefined) return
    this.#reportPackets()
    this.#sink.rampsTold(tally)
    this.#runs.delete(run)
  }

  #reportPackets(): void {
    for (const [target, packets] of this.#packets) this.#sink.rampsSent(target, packets)
    this.#packets.clear()
  }

  #of(run: RunNumber = NO_RUN): RampTally {
    let tally = this.#runs.get(run)
    if (tally === undefined)
      this.#runs.set(run, (tally = { run, values: 0, skipped: 0, lateBy: 0, maxLateBy: 0 }))
    return tally
  }
}
