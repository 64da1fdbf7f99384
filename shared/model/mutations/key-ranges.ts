// Sets of step keys as ranges, so that "all of them" is one pair.
import { firstFrom } from '../../base/first-from.ts'
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

/** Where keys stand that lie in any of the ranges. */
export function indexesWithin(keys: Readonly<Uint32Array>, ranges: readonly KeyRange[]): readonly number[] {
  const finder = new RangeFinder(ranges)
  return placesBetween(keys, finder.lowest, finder.highest, (key) => finder.find(key) !== null)
}

/** Where those stand that are wanted, in the order of the file. */
export function placesOfKeys(
  keys: Readonly<Uint32Array>,
  wanted: ReadonlyMap<number, unknown>,
): readonly number[] {
  let [lowest, highest] = [Infinity, -Infinity]
  for (const key of wanted.keys()) {
    if (key < lowest) lowest = key
    if (key > highest) highest = key
  }
  return placesBetween(keys, lowest, highest, (key) => wanted.has(key))
}

/** Most edits are of few steps that lie close together. */
function placesBetween(
  keys: Readonly<Uint32Array>,
  lowest: number,
  highest: number,
  isMeant: (key: number) => boolean,
): readonly number[] {
  const places: number[] = []
  const inOrder = isAscending(keys)
  for (let place = inOrder ? firstFrom(keys, lowest) : 0; place < keys.length; place += 1) {
    const key = keys[place] as number
    if (key >= lowest && key <= highest && isMeant(key)) places.push(place)
    else if (inOrder && key > highest) break
  }
  return places
}

/** Edits that leave steps where they stand leave the very same keys. */
const ascending = new WeakMap<Readonly<Uint32Array>, boolean>()

function isAscending(keys: Readonly<Uint32Array>): boolean {
  let is = ascending.get(keys)
  if (is === undefined) {
    is = true
    for (let place = 1; is && place < keys.length; place += 1)
      is = (keys[place - 1] as number) < (keys[place] as number)
    ascending.set(keys, is)
  }
  return is
}

/** Tells which of its ranges a key lies in, however many there are; the first where several overlap. */
export class RangeFinder {
  readonly lowest: number
  readonly highest: number
  readonly #order: readonly number[]
  readonly #first: Float64Array
  readonly #last: Float64Array
  /** Highest last key up to each. */
  readonly #reach: Float64Array

  constructor(ranges: readonly KeyRange[]) {
    const sorted = [...ranges.entries()].sort(([, left], [, right]) => left[0] - right[0])
    this.#order = sorted.map(([order]) => order)
    this.#first = Float64Array.from(sorted, ([, [first]]) => first)
    this.#last = Float64Array.from(sorted, ([, [, last]]) => last)
    let reach = -Infinity
    this.#reach = this.#last.map((last) => (reach = Math.max(reach, last)))
    this.lowest = this.#first[0] ?? Infinity
    this.highest = reach
  }

  /** Null where it lies in none. */
  find(key: number): number | null {
    let from = 0
    let to = this.#first.length
    while (from < to) {
      const middle = (from + to) >> 1
      if ((this.#first[middle] as number) <= key) from = middle + 1
      else to = middle
    }
    let found: number | null = null
    for (let at = from - 1; at >= 0 && (this.#reach[at] as number) >= key; at -= 1) {
      const order = this.#order[at] as number
      if ((this.#last[at] as number) >= key && (found === null || order < found)) found = order
    }
    return found
  }
}
