// Where the steps of a playlist are found again after it was changed, so that what plays goes on behind what it has played.
import { isSameJson } from '../../shared/base/same-json.ts'
import type { PlaylistStep } from '../../shared/model/playlist.ts'
import { emissionAt } from './timeline.ts'
import type { CompiledTimeline } from './timeline.ts'

/** Marks a step that is not there any more. */
const GONE = 0xffffffff

/** One entry a step as it was: its place now, or GONE. In shared memory, as the rest of a timeline. */
export type Carried = Uint32Array

/** Steps that were reordered stay what they are; one that was edited is another. */
export function carrySteps(before: readonly PlaylistStep[], after: readonly PlaylistStep[]): Carried {
  const carried = new Uint32Array(new SharedArrayBuffer(4 * before.length)).fill(GONE)
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
  readonly carried: Carried
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

/** The emission of `to` that was `index` in `from`; null where it is gone. */
export function carriedEmission(
  from: CompiledTimeline,
  to: CompiledTimeline,
  carried: Carried,
  index: number,
): number | null {
  const step = carried[from.steps[index] as number]
  const offset = from.offsets[index] as number
  for (let at = emissionAt(to, offset); to.offsets[at] === offset; at += 1) {
    if (to.steps[at] === step && to.repeats[at] === from.repeats[index]) return at
  }
  return null
}

/**
 * Where a run goes on in `to` that has played `from` up to `cursor`, and stands at `playhead` ms: of what lies at that very
 * moment it goes on behind the last that it has played.
 */
export function carriedCursor(
  from: CompiledTimeline,
  to: CompiledTimeline,
  carried: Carried,
  { cursor, playhead }: { readonly cursor: number; readonly playhead: number },
): number {
  const played = new Set<number>()
  for (let index = emissionAt(from, playhead); index < cursor; index += 1)
    played.add(carried[from.steps[index] as number] as number)
  let next = emissionAt(to, playhead)
  for (let at = next; played.size > 0 && to.offsets[at] === playhead; at += 1)
    if (played.has(to.steps[at] as number)) next = at + 1
  return next
}
