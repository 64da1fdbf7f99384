// A simulated clock that can stand still for its timers: after a freeze they all run at once, late, in the order they were due.
import { SimulatedClock, monotonicMs, wallMs } from '../../shared/base/clock.ts'
import type { MonotonicMs, WallMs } from '../../shared/base/clock.ts'

export class FrozenClock extends SimulatedClock {
  #wokeAt = -Infinity
  #asleep = 0

  /** Nothing happens for a while; until `goOn` no timer has run, as where a socket is read first. */
  freeze(ms: number): void {
    this.#wokeAt = this.now() + ms
  }

  /** The timers run that have fallen due. */
  goOn(): void {
    this.advanceTo(this.#wokeAt)
  }

  /** Stands still, while the machine counts on. */
  sleep(ms: number): void {
    this.#asleep += ms
  }

  override now(): MonotonicMs {
    return monotonicMs(Math.max(super.now(), this.#wokeAt))
  }

  override wall(): WallMs {
    return wallMs(super.wall() + this.now() - super.now() + this.#asleep)
  }

  machineTime(): number {
    return this.now() + this.#asleep
  }
}
