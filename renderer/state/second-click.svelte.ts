// What cannot be taken back is done by a second click on the same button, neither too soon nor too late after the first.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'

/** A click sooner than this belongs to a double click. */
const SOONEST_MS = 400
const LATEST_MS = 4_000

export class SecondClick implements Disposable {
  readonly #clock: Clock
  #timer: Disposable | null = null
  #askedAt = 0

  /** What waits for its second click. */
  asked = $state<string | null>(null)

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Asks at the first click, acts at the second. */
  click(what: string, act: () => void): void {
    const now = this.#clock.now()
    if (this.asked !== what) {
      dispose(this.#timer)
      this.asked = what
      this.#askedAt = now
      this.#timer = this.#clock.upkeep(monotonicMs(now + LATEST_MS), () => this.forget())
    } else if (now - this.#askedAt >= SOONEST_MS) {
      this.forget()
      act()
    }
  }

  forget(): void {
    dispose(this.#timer)
    this.#timer = null
    this.asked = null
  }

  [Symbol.dispose](): void {
    this.forget()
  }
}
