// Address patterns that somebody sends: which of the addresses that are listened to they reach.
import { addressesReached, isOscPattern } from './osc-pattern.ts'

/** Senders choose patterns, so what is remembered of them has an end. */
const REMEMBERED_PATTERNS = 64

/** Remembers what each pattern reached, because the same few come again and again. */
export class OscReach {
  readonly #addresses: () => Iterable<string>
  readonly #reached = new Map<string, readonly string[] | null>()

  /** `addresses` answers all that are listened to literally. */
  constructor(addresses: () => Iterable<string>) {
    this.#addresses = addresses
  }

  /** To be called whenever the addresses change. */
  forget(): void {
    this.#reached.clear()
  }

  /** What an address reaches besides itself: nothing where it is no pattern, null where it takes too much work to tell. */
  of(address: string): readonly string[] | null {
    if (!isOscPattern(address)) return []
    const known = this.#reached.get(address)
    if (known !== undefined) return known
    const reached = addressesReached(address, this.#addresses())
    if (this.#reached.size === REMEMBERED_PATTERNS) this.#reached.clear()
    this.#reached.set(address, reached)
    return reached
  }
}
