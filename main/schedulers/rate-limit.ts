// At most so many in any stretch of time.

export class RateLimit {
  readonly #count: number
  readonly #per: number
  /** The latest ones; from `#oldest` on round once it is full. */
  readonly #times: number[] = []
  #oldest = 0

  constructor(count: number, per: number) {
    this.#count = count
    this.#per = per
  }

  /** When there is room for one more again; null where there is now. */
  fullUntil(now: number): number | null {
    if (this.#times.length < this.#count) return null
    const until = (this.#times[this.#oldest] as number) + this.#per
    return until > now ? until : null
  }

  add(now: number): void {
    if (this.#times.length < this.#count) {
      this.#times.push(now)
      return
    }
    this.#times[this.#oldest] = now
    this.#oldest = (this.#oldest + 1) % this.#count
  }
}
