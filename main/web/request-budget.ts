// How much those of one address may ask for over HTTP, so that nobody keeps the engine busy with answering.
import type { Clock, MonotonicMs } from '../../shared/base/clock.ts'
import type { AddressGroup } from '../../shared/base/network-address.ts'
import { REQUEST_RATE } from './limits.ts'

interface Balance {
  points: number
  countedAt: MonotonicMs
}

export class RequestBudget {
  readonly #clock: Clock
  /** The one that was charged last comes last. */
  readonly #balances = new Map<AddressGroup, Balance>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Counts a request with its body; false where the address has used up what it may ask for. */
  ask(group: AddressGroup, bodyBytes: number): boolean {
    const balance = this.#balanceOf(group)
    if (balance.points < 0) return false
    balance.points -= 1 + bodyBytes / REQUEST_RATE.bodyBytesPerPoint
    return true
  }

  answered(group: AddressGroup, bytes: number): void {
    this.#balanceOf(group).points -= bytes / REQUEST_RATE.answerBytesPerPoint
  }

  #balanceOf(group: AddressGroup): Balance {
    const { burst, perSecond, addresses } = REQUEST_RATE
    const now = this.#clock.now()
    const balance = this.#balances.get(group) ?? { points: burst, countedAt: now }
    balance.points = Math.min(burst, balance.points + ((now - balance.countedAt) * perSecond) / 1000)
    balance.countedAt = now
    this.#balances.delete(group)
    this.#balances.set(group, balance)
    for (const oldest of this.#balances.keys()) {
      if (this.#balances.size <= addresses) break
      this.#balances.delete(oldest)
    }
    return balance
  }
}
