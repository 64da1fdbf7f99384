// A field that was asked for and is about to open: what is typed before it is there was meant for it, and acts on nothing.
import type { Clock } from '../../shared/base/clock.ts'
import { isTextKey } from './typed-on.ts'

/** An engine that takes longer to answer has no say over the keys of the show. */
const COMES_WITHIN_MS = 2_000

export class ComingField {
  readonly #clock: Pick<Clock, 'now'>
  #until = -Infinity

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock
  }

  readonly expect = (): void => {
    this.#until = this.#clock.now() + COMES_WITHIN_MS
  }

  /** It is there, or will not be, or the hands have moved on. */
  readonly end = (): void => {
    this.#until = -Infinity
  }

  /** Whether this key was meant for it. */
  takes(key: string): boolean {
    return this.#clock.now() < this.#until && isTextKey(key)
  }
}
