// A fixed number of most recent items; the oldest makes room for the newest.

export class Ring<T> {
  readonly capacity: number
  /** Grows until it is as long as the capacity: most rings of runs that are over soon hold a handful. */
  #items: T[] = []
  #next = 0
  #size = 0

  constructor(capacity: number) {
    if (!Number.isInteger(capacity) || capacity < 1) throw new RangeError(`ring capacity ${capacity}`)
    this.capacity = capacity
  }

  get size(): number {
    return this.#size
  }

  /** Adds the newest item and returns the one that fell out, if any. */
  push(item: T): T | undefined {
    const fallen = this.#items[this.#next]
    this.#items[this.#next] = item
    this.#next = this.#next + 1 === this.capacity ? 0 : this.#next + 1
    if (this.#size < this.capacity) this.#size += 1
    return fallen
  }

  clear(): void {
    this.#items = []
    this.#next = 0
    this.#size = 0
  }

  *newestFirst(): Generator<T> {
    for (let age = 1; age <= this.#size; age += 1) {
      yield this.#items[(this.#next - age + this.capacity) % this.capacity] as T
    }
  }

  *oldestFirst(): Generator<T> {
    for (let age = this.#size; age >= 1; age -= 1) {
      yield this.#items[(this.#next - age + this.capacity) % this.capacity] as T
    }
  }
}
