// Where the steps of a playlist are found again after it was changed: by their keys, or by what they are.
import { isSameJson } from '../../shared/base/same-json.ts'
import type { PlaylistStep } from '../../shared/model/playlist.ts'

/** Marks a step that is not there any more. */
export const GONE = 0xffffffff

/** One entry a step as it was: its place now, or GONE; null where each stands where it stood. */
export type StepPlaces = Readonly<Uint32Array> | null

/** By their keys before and now: a step that was edited is the same. */
export function placesByKey(before: Readonly<Uint32Array>, now: Readonly<Uint32Array>): StepPlaces {
  const shorter = Math.min(before.length, now.length)
  let head = before === now ? shorter : 0
  while (head < shorter && before[head] === now[head]) head += 1
  if (head === before.length && head === now.length) return null
  const places = new Uint32Array(before.length).fill(GONE)
  const placeOf = new Map<number, number>()
  for (let place = 0; place < head; place += 1) places[place] = place
  for (let place = head; place < now.length; place += 1) placeOf.set(now[place] as number, place)
  for (let place = head; place < before.length; place += 1)
    places[place] = placeOf.get(before[place] as number) ?? GONE
  return places
}

/** By what they are: those that were reordered are the same, and one that was edited is another. */
export function placesByContent(
  before: readonly PlaylistStep[],
  after: readonly PlaylistStep[],
): Readonly<Uint32Array> {
  const carried = new Uint32Array(before.length).fill(GONE)
  const shorter = Math.min(before.length, after.length)
  let head = 0
  for (; head < shorter && isSame(before[head], after[head]); head += 1) carried[head] = head
  let tail = 0
  while (tail < shorter - head && isSame(before.at(-1 - tail), after.at(-1 - tail))) {
    tail += 1
    carried[before.length - tail] = after.length - tail
  }
  const middle = { before, after, carried, head, tail }
  // In an edit nearly all are the very same objects; of a file that was read anew none is.
  findAgain(middle, (step) => step)
  findAgain(middle, (step) => JSON.stringify(step))
  return carried
}

interface Middle {
  readonly before: readonly PlaylistStep[]
  readonly after: readonly PlaylistStep[]
  readonly carried: Uint32Array
  /** Steps at the beginning and at the end that have been found. */
  readonly head: number
  readonly tail: number
}

/** Of steps with the same key the first is found again in the first. */
function findAgain(
  { before, after, carried, head, tail }: Middle,
  keyOf: (step: PlaylistStep) => unknown,
): void {
  // Those before and behind are taken as well, and cannot be met here.
  const found = new Set(carried.subarray(head, before.length - tail))
  const places = new Map<unknown, number[]>()
  for (let place = after.length - tail - 1; place >= head; place -= 1) {
    if (found.has(place)) continue
    const key = keyOf(after[place] as PlaylistStep)
    const alike = places.get(key)
    if (alike === undefined) places.set(key, [place])
    else alike.push(place)
  }
  if (places.size === 0) return
  for (let step = head; step < before.length - tail; step += 1) {
    if (carried[step] === GONE) carried[step] = places.get(keyOf(before[step] as PlaylistStep))?.pop() ?? GONE
  }
}

function isSame(a: PlaylistStep | undefined, b: PlaylistStep | undefined): boolean {
  return a === b || isSameJson(a, b)
}
