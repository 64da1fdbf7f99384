// Where the members of a list stood in the list that it was made from, found by identity in one pass.

/** Marks a member that was not there. */
export const NEW = -1

export interface KeptPlaces {
  /** For each member its place before, which is no other's, or NEW. */
  readonly from: Readonly<Int32Array>
  /** Places of those that are NEW. */
  readonly fresh: readonly number[]
  /** Whether the list is as long as it was, and all that stayed stand where they stood. */
  readonly inPlace: boolean
}

/** Of each list that was made from another, as long as it lives: of one edit several ask. */
const known = new WeakMap<
  readonly object[],
  { readonly before: WeakRef<readonly object[]>; readonly kept: KeptPlaces }
>()

/** Null where nobody has told them, nor found them out yet. */
export function knownPlaces(before: readonly object[], after: readonly object[]): KeptPlaces | null {
  const found = known.get(after)
  return found?.before.deref() === before ? found.kept : null
}

/** Nearly all of a list that was edited stays where it was. */
export function keptPlaces<T extends object>(before: readonly T[], after: readonly T[]): KeptPlaces {
  const found = knownPlaces(before, after)
  if (found !== null) return found
  const kept = findPlaces(before, after)
  known.set(after, { before: new WeakRef(before), kept })
  return kept
}

/** Tells what whoever made the list knows, so that it need not be found out: members at `places`, in order, took those of others. */
export function replacedAt(
  before: readonly object[],
  after: readonly object[],
  places: readonly number[],
): void {
  known.set(after, { before: new WeakRef(before), kept: new InPlace(after.length, places) })
}

/** All stayed where they stood but for those that others have taken the place of. */
export class InPlace implements KeptPlaces {
  readonly inPlace = true
  readonly fresh: readonly number[]
  readonly #count: number
  #from: Int32Array | null = null

  constructor(count: number, fresh: readonly number[]) {
    this.#count = count
    this.fresh = fresh
  }

  /** Made when it is asked for: hardly anybody needs it. */
  get from(): Readonly<Int32Array> {
    if (this.#from === null) {
      this.#from = new Int32Array(this.#count)
      for (let place = 0; place < this.#count; place += 1) this.#from[place] = place
      for (const place of this.fresh) this.#from[place] = NEW
    }
    return this.#from
  }
}

function findPlaces<T>(before: readonly T[], after: readonly T[]): KeptPlaces {
  const from = new Int32Array(after.length)
  const shorter = Math.min(before.length, after.length)
  let head = 0
  for (; head < shorter && before[head] === after[head]; head += 1) from[head] = head
  let tail = 0
  const [end, endBefore] = [after.length - 1, before.length - 1]
  for (; tail < shorter - head && before[endBefore - tail] === after[end - tail]; tail += 1)
    from[end - tail] = endBefore - tail
  const { fresh, moved } = findMiddle({ before, after, from, head, tail })
  return { from, fresh, inPlace: !moved && before.length === after.length }
}

interface Middle<T> {
  readonly before: readonly T[]
  readonly after: readonly T[]
  readonly from: Int32Array
  readonly head: number
  readonly tail: number
}

function findMiddle<T>({ before, after, from, head, tail }: Middle<T>): {
  readonly fresh: readonly number[]
  readonly moved: boolean
} {
  const [end, endBefore] = [after.length - tail, before.length - tail]
  const isAsLong = end === endBefore
  const missing: number[] = []
  for (let place = head; place < end; place += 1) {
    if (isAsLong && before[place] === after[place]) from[place] = place
    else missing.push(place)
  }
  const left = new Map<T, number>()
  for (let place = head; missing.length > 0 && place < endBefore; place += 1)
    if (!isAsLong || before[place] !== after[place]) left.set(before[place] as T, place)
  const fresh: number[] = []
  for (const place of missing) {
    const member = after[place] as T
    const found = left.get(member) ?? NEW
    from[place] = found
    if (found === NEW) fresh.push(place)
    // One that is there twice has two places, or is new the second time.
    left.delete(member)
  }
  return { fresh, moved: fresh.length < missing.length }
}
