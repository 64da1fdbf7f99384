// Whether the engine has just stood still: frozen, asleep, or busy for so long that what it reads now may be old.
import { nextBeat } from '../shared/base/clock.ts'
import type { Clock } from '../shared/base/clock.ts'
import { dispose } from '../shared/base/disposable.ts'

const BEAT_MS = 250
/** Shorter than this is a late press, longer an old one. */
const OLD_MS = 2000
/** What waited in the system's buffers has been read by then. */
const READ_WITHIN_MS = 100

export class Standstill implements Disposable {
  readonly #clock: Clock
  #beatAt: number
  /** The latest that was noticed. */
  #last: { readonly endedAt: number; readonly lasted: number } | null = null
  #timer: Disposable

  constructor(clock: Clock) {
    this.#clock = clock
    this.#beatAt = clock.now()
    this.#timer = this.#beatLater()
  }

  /** Milliseconds for which it stood still until just now; null where it did not, or has read by now what came meanwhile. */
  readonly lasted = (): number | null => {
    const now = this.#clock.now()
    // A socket may be read before the timer, once the engine goes on.
    this.#look(now)
    return this.#last !== null && now - this.#last.endedAt <= READ_WITHIN_MS ? this.#last.lasted : null
  };

  [Symbol.dispose](): void {
    dispose(this.#timer)
  }

  #look(now: number): void {
    const lasted = now - this.#beatAt - BEAT_MS
    if (lasted < OLD_MS) return
    this.#last = { endedAt: now, lasted }
    this.#beatAt = now
  }

  #beatLater(): Disposable {
    return this.#clock.upkeep(nextBeat(this.#clock.now(), BEAT_MS), () => {
      const now = this.#clock.now()
      this.#look(now)
      this.#beatAt = now
      this.#timer = this.#beatLater()
    })
  }
}
