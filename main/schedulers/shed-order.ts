// Which of many has to make room first: those of the lowest rank, and of these the oldest or one of the biggest.

interface Place {
  readonly rank: number
  readonly sizeClass: number
  readonly bytes: number
  /** Counts up, so that it tells which came to its rank first. */
  readonly came: number
}

interface ShedOrderOptions<T> {
  /** As things stand now; 0 goes first. */
  rankOf(item: T): number
  bytesOf(item: T): number
}

export class ShedOrder<T> {
  readonly #options: ShedOrderOptions<T>
  readonly #places = new Map<T, Place>()
  /** By rank and then by size class, each in the order in which they came to it. */
  readonly #classes: ((Set<T> | undefined)[] | undefined)[] = []
  #came = 0
  #bytes = 0

  constructor(options: ShedOrderOptions<T>) {
    this.#options = options
  }

  /** Bytes of all. */
  get bytes(): number {
    return this.#bytes
  }

  /** Adds an item, or gives it the rank that it now has. */
  put(item: T): void {
    const rank = this.#options.rankOf(item)
    const before = this.#places.get(item)
    if (before?.rank === rank) return
    if (before !== undefined) this.remove(item)
    const bytes = this.#options.bytesOf(item)
    // Within a factor of two, so that the biggest are found without comparing all.
    const sizeClass = 32 - Math.clz32(bytes)
    const classes = (this.#classes[rank] ??= [])
    const members = (classes[sizeClass] ??= new Set())
    members.add(item)
    this.#places.set(item, { rank, sizeClass, bytes, came: this.#came++ })
    this.#bytes += bytes
  }

  remove(item: T): void {
    const place = this.#places.get(item)
    if (place === undefined) return
    this.#places.delete(item)
    this.#classes[place.rank]?.[place.sizeClass]?.delete(item)
    this.#bytes -= place.bytes
  }

  /** The first to go, which is `newest` only where no other is of so low a rank; null where there is none. */
  first(by: 'age' | 'size', newest: T): T | null {
    for (;;) {
      const found = this.#lowest(by, newest)
      if (found === null) return null
      const rank = this.#places.get(found)?.rank
      // What was of no use when it came may be by now.
      if (this.#options.rankOf(found) === rank) return found
      this.put(found)
    }
  }

  #lowest(by: 'age' | 'size', newest: T): T | null {
    for (const classes of this.#classes) {
      const found = by === 'age' ? this.#oldest(classes ?? []) : biggest(classes ?? [], newest)
      if (found !== null) return found
    }
    return null
  }

  #oldest(classes: readonly (Set<T> | undefined)[]): T | null {
    let oldest: T | null = null
    let came = Infinity
    for (const members of classes) {
      if (members === undefined) continue
      for (const member of members) {
        const place = this.#places.get(member)
        if (place !== undefined && place.came < came) [oldest, came] = [member, place.came]
        break
      }
    }
    return oldest
  }
}

function biggest<T>(classes: readonly (Set<T> | undefined)[], newest: T): T | null {
  let found: T | null = null
  for (let sizeClass = classes.length - 1; sizeClass >= 0; sizeClass -= 1) {
    for (const member of classes[sizeClass] ?? []) {
      if (member !== newest) return member
      found = member
    }
  }
  return found
}
