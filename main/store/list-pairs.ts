// Which entry of a list that was read each entry of the list as it is now comes from.
import { isExactJson } from '../../shared/base/exact-json.ts'

const AT_ONCE = 1000
/** Entries that are looked at for one that was changed. */
const NEARBY = 8

export interface ListPairs {
  /** Place in the older list; -1 of what is new. */
  readonly from: Int32Array
  /** 1 where it is the very same. */
  readonly same: Uint8Array
}

/** Yields now and then, so that others are not kept waiting. */
export function* pairsOf(old: readonly unknown[], now: readonly unknown[]): Generator<void, ListPairs> {
  const from = new Int32Array(now.length).fill(-1)
  const same = new Uint8Array(now.length)
  const pair = (index: number, place: number): void => {
    from[index] = place
    same[index] = 1
  }
  const most = Math.min(old.length, now.length)
  let head = 0
  for (; head < most && isExactJson(old[head], now[head]); head += 1) {
    pair(head, head)
    if (head % AT_ONCE === 0) yield
  }
  let tail = 0
  for (; tail < most - head && isExactJson(old.at(-1 - tail), now.at(-1 - tail)); tail += 1) {
    pair(now.length - 1 - tail, old.length - 1 - tail)
    if (tail % AT_ONCE === 0) yield
  }
  yield* pairMiddle({ old, now, from, same, head, tail })
  return { from, same }
}

interface Middle {
  readonly old: readonly unknown[]
  readonly now: readonly unknown[]
  readonly from: Int32Array
  readonly same: Uint8Array
  /** Entries before and behind it. */
  readonly head: number
  readonly tail: number
}

function* pairMiddle(middle: Middle): Generator<void> {
  const { old, now, from, head, tail } = middle
  const end = now.length - tail
  if (head === end) return
  const free = new Set<number>()
  for (let place = head; place < old.length - tail; place += 1) free.add(place)
  yield* pairBy(middle, free, (entry) => (typeof entry === 'object' ? entry : undefined), true)
  yield* pairBy(middle, free, nameOf, false)
  // What has a name may be large.
  yield* pairBy(
    middle,
    free,
    (entry) => (nameOf(entry) === undefined ? JSON.stringify(entry) : undefined),
    true,
  )
  let next = head
  for (let index = head; index < end; index += 1) {
    const place = from[index] as number
    if (place < 0) {
      const found = nearest(old, now[index], free, next)
      if (found === null) continue
      free.delete(found)
      from[index] = found
      next = found + 1
    } else next = place + 1
    if (index % AT_ONCE === 0) yield
  }
}

/** Pairs what has the same key, the first with the first. */
function* pairBy(
  { old, now, from, same, head, tail }: Middle,
  free: Set<number>,
  keyOf: (entry: unknown) => unknown,
  isSame: boolean,
): Generator<void> {
  if (free.size === 0) return
  const places = new Map<unknown, number[]>()
  for (const place of free) {
    const key = keyOf(old[place])
    const known = places.get(key)
    if (known === undefined) places.set(key, [place])
    else known.push(place)
    if (place % AT_ONCE === 0) yield
  }
  // Taken from the end.
  for (const known of places.values()) known.reverse()
  for (let index = head; index < now.length - tail; index += 1) {
    if ((from[index] as number) >= 0) continue
    const key = keyOf(now[index])
    const place = key === undefined ? undefined : places.get(key)?.pop()
    if (place !== undefined) {
      from[index] = place
      same[index] = isSame && isExactJson(old[place], now[index]) ? 1 : 0
      free.delete(place)
    }
    if (index % AT_ONCE === 0) yield
  }
}

/** What a thing in a list goes by. */
function nameOf(entry: unknown): unknown {
  if (typeof entry !== 'object' || entry === null) return undefined
  const { id, name } = entry as { readonly id?: unknown; readonly name?: unknown }
  return id ?? name
}

/** Of the next that are free the one with which an entry has most in common. */
function nearest(
  old: readonly unknown[],
  entry: unknown,
  free: ReadonlySet<number>,
  from: number,
): number | null {
  let best: number | null = null
  let most = -1
  for (let place = from; place < from + NEARBY && place < old.length; place += 1) {
    if (!free.has(place)) continue
    const shared = inCommon(old[place], entry)
    if (shared <= most) continue
    best = place
    most = shared
  }
  return best
}

function inCommon(left: unknown, right: unknown): number {
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return 0
  const other = right as Readonly<Record<string, unknown>>
  return Object.entries(left).filter(([name, value]) => isExactJson(value, other[name], 100)).length
}
