// What waits for somebody outside: bounded in number, in bytes and in age, because what comes late does harm instead of good.
import { monotonicMs } from './clock.ts'
import type { MonotonicMs } from './clock.ts'

export interface Waiting {
  readonly bytes: number
  /**
   * The last moment at which it still does good. Infinity for what is better late than never there, such as the end of a
   * note, which is also the last to make room.
   */
  readonly goodUntil: number
  /** Of those of one route only the latest waits, in the place of the first. */
  readonly route?: string | undefined
}

interface Bounds {
  readonly items: number
  readonly bytes: number
}

/** First in, first out. Whoever gets what had to make room, or is too old, says so. */
export class AgingQueue<T extends Waiting> {
  readonly #bounds: Bounds
  #items: T[] = []
  #bytes = 0
  #replaced = 0

  constructor(bounds: Bounds) {
    this.#bounds = bounds
  }

  get length(): number {
    return this.#items.length
  }

  get bytes(): number {
    return this.#bytes
  }

  /** How many gave way to a later one of their route since it was made. */
  get replaced(): number {
    return this.#replaced
  }

  count(holds: (item: T) => boolean): number {
    return this.#items.reduce((count, item) => (holds(item) ? count + 1 : count), 0)
  }

  /** Adds the newest and answers what had to make room for it, the oldest first. */
  push(item: T): T[] {
    const place = item.route === undefined ? -1 : this.#items.findIndex(({ route }) => route === item.route)
    if (place === -1) this.#items.push(item)
    else {
      this.#bytes -= (this.#items.splice(place, 1, item) as [T])[0].bytes
      this.#replaced += 1
    }
    this.#bytes += item.bytes
    const losers: T[] = []
    while (this.#items.length > this.#bounds.items || this.#bytes > this.#bounds.bytes) {
      losers.push(this.#makeRoom())
    }
    return losers
  }

  peek(): T | undefined {
    return this.#items[0]
  }

  shift(): T | undefined {
    const item = this.#items.shift()
    if (item !== undefined) this.#bytes -= item.bytes
    return item
  }

  /** Takes out what does no good any more. */
  takeStale(now: MonotonicMs): T[] {
    const stale = this.#items.filter(({ goodUntil }) => goodUntil < now)
    if (stale.length === 0) return stale
    this.#items = this.#items.filter(({ goodUntil }) => goodUntil >= now)
    for (const { bytes } of stale) this.#bytes -= bytes
    return stale
  }

  /** Takes out everything. */
  takeAll(): T[] {
    this.#bytes = 0
    return this.#items.splice(0)
  }

  /** The last moment at which nothing is too old yet; null where nothing waits that ages. */
  freshUntil(): MonotonicMs | null {
    const until = this.#items.reduce((first, { goodUntil }) => Math.min(first, goodUntil), Infinity)
    return until === Infinity ? null : monotonicMs(until)
  }

  /** There must be one. Routes give way where they are more than half of all, so that their values push out no cue. */
  #makeRoom(): T {
    const routes = this.count(({ route }) => route !== undefined)
    const loser = this.#items.findIndex(({ goodUntil, route }) =>
      routes * 2 > this.#items.length ? route !== undefined : goodUntil !== Infinity,
    )
    const [taken] = this.#items.splice(Math.max(0, loser), 1) as [T]
    this.#bytes -= taken.bytes
    return taken
  }
}
