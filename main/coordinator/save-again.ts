// Has a save that failed tried again by itself, ever more rarely, until one succeeds or somebody gives it up.
import { backOff } from '../../shared/base/back-off.ts'
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'

const FIRST_MS = 2000
const LAST_MS = 60_000

export class SaveAgain implements Disposable {
  readonly #clock: Clock
  readonly #again: () => void
  #failures = 0
  #timer: Disposable | null = null

  constructor(clock: Clock, again: () => void) {
    this.#clock = clock
    this.#again = again
  }

  /** It failed, once more. */
  later(): void {
    dispose(this.#timer)
    this.#failures += 1
    const wait = backOff(this.#failures, FIRST_MS, LAST_MS)
    this.#timer = this.#clock.upkeep(monotonicMs(this.#clock.now() + wait), () => {
      this.#timer = null
      this.#again()
    })
  }

  /** There is nothing to be tried again. */
  over(): void {
    dispose(this.#timer)
    this.#timer = null
    this.#failures = 0
  }

  [Symbol.dispose](): void {
    this.over()
  }
}
