// One attempt at a time, each repeated after twice the wait of the one before.
import { backOff } from '../../../shared/base/back-off.ts'
import { monotonicMs } from '../../../shared/base/clock.ts'
import type { Clock } from '../../../shared/base/clock.ts'
import { dispose } from '../../../shared/base/disposable.ts'

const FIRST_WAIT_MS = 250
const LONGEST_WAIT_MS = 10_000

export class BackOff implements Disposable {
  readonly #clock: Clock
  readonly #attempt: () => void
  #failures = 0
  #attemptedAt: number = -Infinity
  #next: { readonly dueAt: number; readonly timer: Disposable } | null = null

  constructor(clock: Clock, attempt: () => void) {
    this.#clock = clock
    this.#attempt = attempt
  }

  /** Attempts now; does nothing while an attempt is already to come. */
  start(): void {
    if (this.#next === null) this.#run()
  }

  /** Attempts again after the wait; does nothing while an attempt is already to come. */
  again(): void {
    if (this.#next !== null) return
    this.#failures += 1
    this.#runAt(this.#clock.now() + backOff(this.#failures, FIRST_WAIT_MS, LONGEST_WAIT_MS))
  }

  /** Does not wait any longer for the attempt that is to come; but there is never more than one in the shortest wait. */
  hurry(): void {
    if (this.#next === null) return
    const dueAt = Math.max(this.#clock.now(), this.#attemptedAt + FIRST_WAIT_MS)
    if (dueAt >= this.#next.dueAt) return
    this.#next.timer[Symbol.dispose]()
    if (dueAt > this.#clock.now()) this.#runAt(dueAt)
    else this.#run()
  }

  succeeded(): void {
    this.#failures = 0
  }

  [Symbol.dispose](): void {
    dispose(this.#next?.timer)
    this.#next = null
  }

  #runAt(dueAt: number): void {
    this.#next = { dueAt, timer: this.#clock.upkeep(monotonicMs(dueAt), () => this.#run()) }
  }

  #run(): void {
    this.#next = null
    this.#attemptedAt = this.#clock.now()
    this.#attempt()
  }
}
