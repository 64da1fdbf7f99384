// So much in any one second, of each and of all together: exact, and never remembering more than it allows.
import type { MonotonicMs } from './clock.ts'

const SECOND_MS = 1000

interface Bounds {
  readonly each: number
  /** Of all together; as many are remembered. */
  readonly all: number
}

export class PerSecond {
  readonly #bounds: Bounds
  /** What was allowed in the last second, oldest first, from `#first` on. */
  #taken: { readonly key: string; readonly at: MonotonicMs }[] = []
  #first = 0
  readonly #counts = new Map<string, number>()

  constructor(bounds: Bounds) {
    this.#bounds = bounds
  }

  /** How many are remembered. */
  get size(): number {
    return this.#taken.length - this.#first
  }

  /** Whether there is room for one more, which it then takes. */
  take(key: string, now: MonotonicMs): boolean {
    this.#forget(now)
    const count = this.#counts.get(key) ?? 0
    if (this.size >= this.#bounds.all || count >= this.#bounds.each) return false
    this.#counts.set(key, count + 1)
    this.#taken.push({ key, at: now })
    return true
  }

  #forget(now: MonotonicMs): void {
    for (let oldest = this.#taken[this.#first]; oldest !== undefined; oldest = this.#taken[this.#first]) {
      if (now - oldest.at < SECOND_MS) break
      this.#first += 1
      const count = (this.#counts.get(oldest.key) ?? 1) - 1
      if (count === 0) this.#counts.delete(oldest.key)
      else this.#counts.set(oldest.key, count)
    }
    if (this.#first < this.#bounds.all) return
    this.#taken = this.#taken.slice(this.#first)
    this.#first = 0
  }
}
