// One attempt at a time, each repeated after twice the wait of the one before.
import { monotonicMs } from '../../../shared/base/clock.ts'
import type { Clock } from '../../../shared/base/clock.ts'
import { dispose } from '../../../shared/base/disposable.ts'

const FIRST_WAIT_MS = 250
const LONGEST_WAIT_MS = 10_000

export class BackOff implements Disposable {
  readonly #clock: Clock
  readonly #attempt: () => void
  #wait = FIRST_WAIT_MS
  #timer: Disposable | null = null

  constructor(clock: Clock, attempt: () => void) {
    this.#clock = clock
    this.#attempt = attempt
  }

  get waiting(): boolean {
    return this.#timer !== null
  }

  /** Attempts again after the wait; does nothing while an attempt is already to come. */
  again(): void {
    if (this.#timer !== null) return
    this.#timer = this.#clock.upkeep(monotonicMs(this.#clock.now() + this.#wait), () => {
      this.#timer = null
      this.#attempt()
    })
    this.#wait = Math.min(2 * this.#wait, LONGEST_WAIT_MS)
  }

  succeeded(): void {
    this.#wait = FIRST_WAIT_MS
  }

  [Symbol.dispose](): void {
    dispose(this.#timer)
    this.#timer = null
  }
}
