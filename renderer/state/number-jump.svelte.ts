// A cue's number that is typed without a field: digits, then Enter. It says what it would reach, and is forgotten
// after a while, and by GO and a panic.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import { CUE_LIMITS } from '../../shared/model/cue.ts'

const FORGOTTEN_MS = 5_000
export class NumberJump implements Disposable {
  readonly #clock: Clock
  #timer: Disposable | null = null

  /** Empty while nothing is typed. */
  typed = $state('')
  /** Whether Enter found nothing of it: the next digit begins another. */
  #isRefused = false

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** One more digit, or the dot. */
  type(key: string): void {
    const before = this.#isRefused && key !== '.' ? '' : this.typed
    this.#set((before + key).slice(0, CUE_LIMITS.number))
  }

  /** It reaches nothing, and stays a while to be read. */
  refuse(): void {
    this.#set(this.typed)
    this.#isRefused = true
  }

  readonly forget = (): void => this.#set('');

  [Symbol.dispose](): void {
    dispose(this.#timer)
  }

  #set(typed: string): void {
    dispose(this.#timer)
    this.#timer = null
    this.#isRefused = false
    this.typed = typed
    if (typed === '') return
    this.#timer = this.#clock.upkeep(monotonicMs(this.#clock.now() + FORGOTTEN_MS), () => this.#set(''))
  }
}
