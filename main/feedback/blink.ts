// The one clock by which all that blinks blinks together; it costs nothing while nothing does.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import type { Place } from './place.ts'

interface BlinksOptions {
  readonly clock: Clock
  /** Whether it goes on: in a rehearsal not for its own sake. */
  readonly goesOn: () => boolean
  readonly turned: (place: Place) => void
}

export class Blinks implements Disposable {
  readonly #options: BlinksOptions
  /** Milliseconds from one value to the other, by place. */
  readonly #every = new Map<Place, number>()
  #timer: Disposable | null = null
  #dueAt = Infinity
  #tickedAt = 0

  constructor(options: BlinksOptions) {
    this.#options = options
  }

  /** From now on it blinks so fast; null where it does not. */
  set(place: Place, every: number | null): void {
    if (every === null) {
      this.#every.delete(place)
      if (this.#every.size === 0) this.#sleep()
      return
    }
    if (this.#timer === null) this.#tickedAt = this.#options.clock.now()
    this.#every.set(place, every)
    this.#wakeBy(this.#next(every))
  }

  /** Whether it is time for the second of two values, for all that blink so fast. */
  turn(every: number): boolean {
    return Math.floor(this.#options.clock.now() / every) % 2 === 1
  }

  [Symbol.dispose](): void {
    this.#every.clear()
    this.#sleep()
  }

  #next(every: number): number {
    return (Math.floor(this.#options.clock.now() / every) + 1) * every
  }

  #wakeBy(dueAt: number): void {
    if (this.#timer !== null && this.#dueAt <= dueAt) return
    this.#sleep()
    this.#dueAt = dueAt
    this.#timer = this.#options.clock.upkeep(monotonicMs(dueAt), () => this.#tick())
  }

  #tick(): void {
    this.#timer = null
    this.#dueAt = Infinity
    if (!this.#options.goesOn()) return
    const now = this.#options.clock.now()
    const before = this.#tickedAt
    const turned = [...this.#every].filter(
      ([, every]) => Math.floor(now / every) !== Math.floor(before / every),
    )
    for (const every of new Set(this.#every.values())) this.#wakeBy(this.#next(every))
    this.#tickedAt = now
    for (const [place] of turned) this.#options.turned(place)
  }

  #sleep(): void {
    dispose(this.#timer)
    this.#timer = null
    this.#dueAt = Infinity
  }
}
