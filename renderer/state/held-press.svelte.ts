// A press that acts only once it has been held for a moment: let go of earlier, it was nothing.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import { HELD_MS } from '../lib/hand-times.ts'

export class HeldPress implements Disposable {
  readonly #clock: Clock
  readonly #act: () => void
  #timer: Disposable | null = null

  /** Whether it is being held, and has not acted yet. */
  holding = $state(false)

  constructor(clock: Clock, act: () => void) {
    this.#clock = clock
    this.#act = act
  }

  readonly begin = (): void => {
    if (this.holding) return
    this.holding = true
    this.#timer = this.#clock.upkeep(monotonicMs(this.#clock.now() + HELD_MS), () => {
      this.#timer = null
      this.holding = false
      this.#act()
    })
  }

  readonly end = (): void => {
    dispose(this.#timer)
    this.#timer = null
    this.holding = false
  };

  [Symbol.dispose](): void {
    this.end()
  }
}
