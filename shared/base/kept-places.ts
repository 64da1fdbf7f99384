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

/** Nearly all of a list that was edited stays where it was. */
export function keptPlaces<T extends object>(before: readonly T[], after: readonly T[]): KeptPlaces {
  if (last?.before.deref() === before && last.after.deref() === after) return last.kept
  const kept = findPlaces(before, after)
  last = { before: new WeakRef(before), after: new WeakRef(after), kept }
  return kept
}

/** Of one edit several ask. */
let last: {
  readonly before: WeakRef<readonly object[]>
  readonly after: WeakRef<readonly object[]>
  readonly kept: KeptPlaces
} | null = null

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
