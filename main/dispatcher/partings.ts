// What came between two values of one control keeps them apart: the later does not take the place of the earlier, before it.

/** Addresses kept apart by themselves; of more all are kept apart together. */
const MOST_NAMED = 1000

export class Partings {
  #all = 0
  /** Of what has no name here, as controllers that may be bound to anything. */
  #unnamed = 0
  readonly #named = new Map<string, number>()

  /** Values under `key` that come from now on are apart from those that wait, and so are all without a name; all, where true. */
  part(key: string | true): void {
    this.#unnamed += 1
    if (key === true || this.#named.size >= MOST_NAMED) {
      this.#all += 1
      this.#named.clear()
    }
    if (key !== true) this.#named.set(key, (this.#named.get(key) ?? 0) + 1)
  }

  /** A key under which none of those waits that it is apart from. */
  keyOf(key: string, isNamed: (key: string) => boolean): string {
    if (this.#unnamed === 0) return key
    if (!isNamed(key)) return `${key}\n${this.#unnamed}`
    const own = this.#named.get(key) ?? 0
    return own + this.#all === 0 ? key : `${key}\n${this.#all}.${own}`
  }
}
