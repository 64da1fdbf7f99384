// Sets of step keys as ranges, so that "all of them" is one pair.
import type { KeyRange } from './mutation.ts'

/** Keys in the order given, neighbours that follow each other by one joined. */
export function rangesOf(keys: Iterable<number>): readonly KeyRange[] {
  const ranges: [number, number][] = []
  for (const key of keys) {
    const last = ranges.at(-1)
    if (last?.[1] === key - 1) last[1] = key
    else ranges.push([key, key])
  }
  return ranges
}

export function* keysOf(ranges: readonly KeyRange[]): Generator<number> {
  for (const [first, last] of ranges) for (let key = first; key <= last; key += 1) yield key
}

export function keyCount(ranges: readonly KeyRange[]): number {
  return ranges.reduce((count, [first, last]) => count + Math.max(0, last - first + 1), 0)
}

/** Tells which of its ranges a key lies in, however many there are; the first where several overlap. */
export class RangeFinder {
  readonly #sorted: readonly (readonly [first: number, last: number, order: number])[]
  /** Highest last key up to each. */
  readonly #reach: readonly number[]

  constructor(ranges: readonly KeyRange[]) {
    this.#sorted = ranges
      .map(([first, last], order) => [first, last, order] as const)
      .sort(([left], [right]) => left - right)
    let reach = -Infinity
    this.#reach = this.#sorted.map(([, last]) => (reach = Math.max(reach, last)))
  }

  /** Null where it lies in none. */
  find(key: number): number | null {
    let from = 0
    let to = this.#sorted.length
    while (from < to) {
      const middle = (from + to) >> 1
      if ((this.#sorted[middle]?.[0] ?? Infinity) <= key) from = middle + 1
      else to = middle
    }
    let found: number | null = null
    for (let at = from - 1; at >= 0 && (this.#reach[at] as number) >= key; at -= 1) {
      const [, last, order] = this.#sorted[at] as readonly [number, number, number]
      if (last >= key && (found === null || order < found)) found = order
    }
    return found
  }
}
