// A bounded map that forgets what nobody has asked for since as many others were added.

/** Characters of a name beyond which it counts as several: names are made by senders, and as long as they like. */
const NAME_LENGTH = 128

/** Two halves, because a map from which the oldest is taken one by one slows down under a flood of ever new names. */
export class Recent<V> {
  readonly #half: () => number
  readonly #forgot: (values: Iterable<V>) => void
  #young = new Map<string, V>()
  /** Names in it, long ones counted several times. */
  #weight = 0
  #old = new Map<string, V>()

  /**
   * Surely keeps `half`, and never more than twice as many; long names count several times. A half that is asked for may
   * change. `forgot` is told what had to go for lack of room.
   */
  constructor(half: number | (() => number), forgot: (values: Iterable<V>) => void = () => undefined) {
    this.#half = typeof half === 'number' ? () => half : half
    this.#forgot = forgot
  }

  get size(): number {
    return this.#young.size + this.#old.size
  }

  get(name: string): V | undefined {
    const found = this.#young.get(name)
    if (found !== undefined) return found
    const old = this.#old.get(name)
    if (old === undefined) return undefined
    this.#old.delete(name)
    this.add(name, old)
    return old
  }

  add(name: string, value: V): void {
    if (this.#weight >= this.#half()) {
      if (this.#old.size > 0) this.#forgot(this.#old.values())
      this.#old = this.#young
      this.#young = new Map()
      this.#weight = 0
    }
    this.#young.set(name, value)
    this.#weight += weightOf(name)
  }

  delete(name: string): void {
    if (this.#young.delete(name)) this.#weight -= weightOf(name)
    this.#old.delete(name)
  }

  *entries(): Generator<[name: string, value: V]> {
    yield* this.#old
    yield* this.#young
  }
}

const weightOf = (name: string): number => 1 + Math.floor(name.length / NAME_LENGTH)
