// Which addresses are opening connections by the hundred just now: who is behind such a crowd waits for all of it.
import type { Clock, MonotonicMs } from '../../shared/base/clock.ts'
import type { AddressGroup } from '../../shared/base/network-address.ts'
import { HTTP_LIMITS } from './limits.ts'

export class Newcomers {
  readonly #clock: Clock
  #since: MonotonicMs
  #came = new Map<AddressGroup, number>()
  #cameBefore: ReadonlyMap<AddressGroup, number> = new Map()

  constructor(clock: Clock) {
    this.#clock = clock
    this.#since = clock.now()
  }

  add(group: AddressGroup): void {
    this.#turn()
    this.#came.set(group, (this.#came.get(group) ?? 0) + 1)
  }

  /** Whether more came of an address than any program needs. */
  crowds(group: AddressGroup): boolean {
    this.#turn()
    return (this.#came.get(group) ?? 0) + (this.#cameBefore.get(group) ?? 0) > HTTP_LIMITS.newcomers
  }

  /** Of two spans one after the other, so that a crowd is one still when the next begins. */
  #turn(): void {
    const now = this.#clock.now()
    const passed = now - this.#since
    if (passed < HTTP_LIMITS.newcomersMs) return
    this.#cameBefore = passed < 2 * HTTP_LIMITS.newcomersMs ? this.#came : new Map()
    this.#came = new Map()
    this.#since = now
  }
}
