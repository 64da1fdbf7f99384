// The engine's clock as seen from a client: measured by pings, of which the quickest in a round is believed.
import type { Clock, MonotonicMs } from '../base/clock.ts'
import { monotonicMs } from '../base/clock.ts'
import { dispose } from '../base/disposable.ts'

const PINGS_PER_ROUND = 5
const ROUND_EVERY_MS = 10_000
/** The first rounds fall into the busy moments after a page has opened, so they are soon repeated. */
const EARLY_ROUNDS = 3
const EARLY_ROUND_EVERY_MS = 1_000
/** A pong later than this would tell nothing: half its round trip is the error. */
const PONG_WITHIN_MS = 2_000

interface Sample {
  readonly roundTrip: number
  readonly offset: number
}

export class EngineClock {
  readonly #clock: Clock
  readonly #sendPing: () => number | null
  #offset = 0
  #roundTrip: number | null = null
  #best: Sample | null = null
  #taken = 0
  #rounds = 0
  #awaited: number | null = null
  #sentAt = 0
  #timer: Disposable | null = null

  /** `sendPing` returns the id that its pong will carry, or null where nothing can be sent. */
  constructor(clock: Clock, sendPing: () => number | null) {
    this.#clock = clock
    this.#sendPing = sendPing
  }

  now(): MonotonicMs {
    return monotonicMs(this.#clock.now() + this.#offset)
  }

  /** Round trip in ms of the sample that is believed; null before the first. */
  get roundTrip(): number | null {
    return this.#roundTrip
  }

  /** Takes the greeting's reading until a measured one is there, and starts measuring. */
  start(engineNow: number): void {
    this.stop()
    this.#offset = engineNow - this.#clock.now()
    this.#rounds = 0
    this.#begin()
  }

  stop(): void {
    dispose(this.#timer)
    this.#timer = null
    this.#awaited = null
  }

  pong(id: number, engineNow: number): void {
    if (id !== this.#awaited) return
    const roundTrip = this.#clock.now() - this.#sentAt
    if (this.#best === null || roundTrip < this.#best.roundTrip) {
      this.#best = { roundTrip, offset: engineNow - (this.#sentAt + roundTrip / 2) }
    }
    this.#taken += 1
    if (this.#taken < PINGS_PER_ROUND) this.#ping()
    else this.#finish()
  }

  #begin(): void {
    this.#best = null
    this.#taken = 0
    this.#ping()
  }

  #ping(): void {
    this.#sentAt = this.#clock.now()
    this.#awaited = this.#sendPing()
    this.#after(PONG_WITHIN_MS, () => this.#finish())
  }

  #finish(): void {
    this.#awaited = null
    if (this.#best !== null) {
      this.#offset = this.#best.offset
      this.#roundTrip = this.#best.roundTrip
    }
    this.#rounds += 1
    this.#after(this.#rounds < EARLY_ROUNDS ? EARLY_ROUND_EVERY_MS : ROUND_EVERY_MS, () => this.#begin())
  }

  #after(ms: number, run: () => void): void {
    dispose(this.#timer)
    this.#timer = this.#clock.upkeep(monotonicMs(this.#clock.now() + ms), run)
  }
}
