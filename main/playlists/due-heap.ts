// A binary heap of runs by when each is next due; runs know their place, so that moving one costs no search.

export interface Due {
  /** Monotonic ms. */
  dueAt: number
  /** Settles equal due times: the lower goes first. */
  readonly order: number
  /** Its index in the heap, or -1 while it is not in it; kept by the heap alone. */
  place: number
}

function before(left: Due, right: Due): boolean {
  return left.dueAt < right.dueAt || (left.dueAt === right.dueAt && left.order < right.order)
}

export class DueHeap<T extends Due> {
  readonly #items: T[] = []

  get first(): T | undefined {
    return this.#items[0]
  }

  /** Puts an item in its place, whether it is new or its due time has changed. */
  set(item: T): void {
    if (item.place === -1) {
      item.place = this.#items.length
      this.#items.push(item)
    }
    this.#rise(item)
    this.#sink(item)
  }

  remove(item: T): void {
    if (item.place === -1) return
    const last = this.#items.pop() as T
    const place = item.place
    item.place = -1
    if (last === item) return
    last.place = place
    this.#items[place] = last
    this.#rise(last)
    this.#sink(last)
  }

  #rise(item: T): void {
    while (item.place > 0) {
      const parent = this.#items[(item.place - 1) >>> 1] as T
      if (!before(item, parent)) return
      this.#swap(item, parent)
    }
  }

  #sink(item: T): void {
    for (;;) {
      const left = this.#items[2 * item.place + 1]
      if (left === undefined) return
      const right = this.#items[2 * item.place + 2]
      const child = right !== undefined && before(right, left) ? right : left
      if (!before(child, item)) return
      this.#swap(child, item)
    }
  }

  #swap(a: T, b: T): void {
    const place = a.place
    a.place = b.place
    b.place = place
    this.#items[a.place] = a
    this.#items[b.place] = b
  }
}
