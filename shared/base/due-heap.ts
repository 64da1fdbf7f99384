// A heap of whatever is due at a time; each knows its place in it, so that one is moved or taken out without a search.

export interface Due {
  /** Monotonic ms. */
  dueAt: number
  /** Settles equal due times: the lower goes first. */
  order: number
  /** Its index in the heap, or -1 while it is not in it; kept by the heap alone. */
  place: number
}

/** Children of a node: with four the heap is half as deep as with two, and they lie side by side in memory. */
const CHILDREN = 4

function before(left: Due, right: Due): boolean {
  return left.dueAt < right.dueAt || (left.dueAt === right.dueAt && left.order < right.order)
}

export class DueHeap<T extends Due> {
  readonly #items: T[] = []

  get size(): number {
    return this.#items.length
  }

  get first(): T | undefined {
    return this.#items[0]
  }

  /** Puts an item in its place, whether it is new or its due time has changed. */
  set(item: T): void {
    if (item.place === -1) item.place = this.#items.push(item) - 1
    this.#settle(item)
  }

  /** Takes an item out; does nothing where it is not in. */
  remove(item: T): void {
    if (item.place === -1) return
    const last = this.#items.pop() as T
    if (last !== item) {
      last.place = item.place
      this.#settle(last)
    }
    item.place = -1
  }

  clear(): void {
    for (const item of this.#items) item.place = -1
    this.#items.length = 0
  }

  /** The first `limit` items, the next first; costs nothing for the others. */
  list(limit: number): T[] {
    const listed: T[] = []
    const reached = new DueHeap<Reached>()
    const reach = (index: number): void => {
      const item = this.#items[index]
      if (item !== undefined) reached.set({ dueAt: item.dueAt, order: item.order, place: -1, index })
    }
    reach(0)
    for (let next = reached.first; next !== undefined && listed.length < limit; next = reached.first) {
      reached.remove(next)
      listed.push(this.#items[next.index] as T)
      for (let child = 1; child <= CHILDREN; child += 1) reach(CHILDREN * next.index + child)
    }
    return listed
  }

  /** Moves an item from its place up or down to where it belongs. */
  #settle(item: T): void {
    this.#rise(item)
    this.#sink(item)
  }

  #rise(item: T): void {
    while (item.place > 0) {
      const above = (item.place - 1) >>> 2
      const parent = this.#items[above] as T
      if (!before(item, parent)) break
      this.#put(parent, item.place)
      item.place = above
    }
    this.#items[item.place] = item
  }

  #sink(item: T): void {
    for (;;) {
      const child = this.#firstChild(item.place)
      if (child === undefined || !before(child, item)) break
      const below = child.place
      this.#put(child, item.place)
      item.place = below
    }
    this.#items[item.place] = item
  }

  #firstChild(place: number): T | undefined {
    const from = CHILDREN * place + 1
    const to = Math.min(from + CHILDREN, this.#items.length)
    let least = this.#items[from]
    for (let index = from + 1; index < to; index += 1) {
      const other = this.#items[index] as T
      if (before(other, least as T)) least = other
    }
    return least
  }

  #put(item: T, place: number): void {
    item.place = place
    this.#items[place] = item
  }
}

/** An item of the heap whose elders are all listed. */
interface Reached extends Due {
  readonly index: number
}
