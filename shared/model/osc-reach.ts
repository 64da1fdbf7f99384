// Address patterns that somebody sends: which of the addresses that are listened to they reach.
import { isOscPattern } from './osc-pattern.ts'
import type { PatternWork } from './pattern-work.ts'

/** Senders choose patterns, so what is remembered of them has an end. */
const REMEMBERED_PATTERNS = 64

/** Remembers what each pattern reached, because the same few come again and again. */
export class OscReach {
  readonly #addresses: () => Iterable<string>
  readonly #work: PatternWork
  readonly #reached = new Map<string, readonly string[] | null>()

  /** `addresses` answers all that are listened to literally. */
  constructor(addresses: () => Iterable<string>, work: PatternWork) {
    this.#addresses = addresses
    this.#work = work
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
    const { addresses, lasts } = this.#work.reached(address, this.#addresses())
    if (!lasts) return addresses
    if (this.#reached.size === REMEMBERED_PATTERNS) this.#reached.clear()
    this.#reached.set(address, addresses)
    return addresses
  }
}
