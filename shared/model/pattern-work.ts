// How much of the engine's time may go into address patterns that are received: anyone can send them, and they can be made costly.
import type { Clock } from '../base/clock.ts'
import type { EventEnvelope } from './event.ts'
import { MOST_STEPS, addressesReached } from './osc-pattern.ts'

/** Steps at once, some 10 ms; and what comes back of them in a second, some 3 % of its time. */
const BURST_STEPS = MOST_STEPS
const STEPS_PER_SECOND = 2_500_000

interface PatternWorkOptions {
  readonly clock: Clock
  /** A pattern was not carried out, or not by everybody; told once for each event. */
  refused(event: EventEnvelope<'osc.received'>, detail: string): void
}

export interface Reached {
  /** Null where it would take too much work to tell. */
  readonly addresses: readonly string[] | null
  /** False where it is refused for what came before it, and may be told another time. */
  readonly lasts: boolean
}

const SPENT: Reached = { addresses: null, lasts: false }

/** Counted in steps of matching, which are the same on every machine, and given back by the clock. */
export class PatternWork {
  readonly #options: PatternWorkOptions | null
  #left = BURST_STEPS
  #countedAt = 0
  #refusedSeq = 0
  /** Several tables ask for one event: the first decides for all. */
  #admitted: string | null = null

  /** Null where nothing but the work of each single pattern is bounded. */
  constructor(options: PatternWorkOptions | null) {
    this.#options = options
  }

  reached(pattern: string, addresses: Iterable<string>): Reached {
    if (pattern !== this.#admitted && !this.#hasSteps()) return SPENT
    this.#admitted = pattern
    const meter = { steps: 0 }
    const found = addressesReached(pattern, addresses, meter)
    this.#left -= meter.steps
    return { addresses: found, lasts: true }
  }

  refuse(event: EventEnvelope): void {
    if (this.#options === null || event.seq === this.#refusedSeq) return
    this.#refusedSeq = event.seq
    const received = event as EventEnvelope<'osc.received'>
    const pattern = received.payload.address.slice(0, 60)
    this.#options.refused(received, `the address pattern ${pattern} takes too much work, or too many do`)
  }

  #hasSteps(): boolean {
    if (this.#options === null) return true
    const now = this.#options.clock.now()
    this.#left = Math.min(BURST_STEPS, this.#left + ((now - this.#countedAt) / 1000) * STEPS_PER_SECOND)
    this.#countedAt = now
    return this.#left > 0
  }
}
