// The steps of a playlist made into others by edits: what stays keeps its key, and so does what is only other in part.
import { isSameJson } from '../../shared/base/same-json.ts'
import { rangesOf } from '../../shared/model/mutations/key-ranges.ts'
import type { StepEdit, StepWork } from '../../shared/model/mutations/mutation.ts'
import type { PlaylistStep } from '../../shared/model/playlist.ts'

type Steps = readonly PlaylistStep[]

/** Of more than this share of a playlist it is replaced whole. */
const MOST_OF_ALL = 0.5

/** `keys` are those of the steps before. Null where too much is other. What is equal may be the very same object, and is found by that. */
export function stepEdits(
  playlist: string,
  keys: Readonly<Uint32Array>,
  before: Steps,
  after: Steps,
): readonly StepEdit[] | null {
  const shorter = Math.min(before.length, after.length)
  let head = 0
  while (head < shorter && isSameJson(before[head], after[head])) head += 1
  let tail = 0
  while (tail < shorter - head && isSameJson(before.at(-1 - tail), after.at(-1 - tail))) tail += 1
  const span = { keys, before, after, head, tail }
  const works = replacements(span) ?? rearrangements(span)
  const touched = works.reduce((sum, work) => sum + sizeOf(work), 0)
  if (touched > Math.max(before.length, after.length) * MOST_OF_ALL) return null
  return works.map((work) => ({ edit: 'steps', playlist, ...work }))
}

/** Where two lists differ: behind `head` steps from the beginning, and before `tail` from the end. */
interface Span {
  readonly keys: Readonly<Uint32Array>
  readonly before: Steps
  readonly after: Steps
  readonly head: number
  readonly tail: number
}

/** Where each stands in the place of one with which it has something in common: it is that one, edited. */
function replacements({ keys, before, after, head, tail }: Span): readonly StepWork[] | null {
  if (before.length !== after.length) return null
  const steps: [number, PlaylistStep][] = []
  for (let place = head; place < after.length - tail; place += 1) {
    const [old, step] = [before[place] as PlaylistStep, after[place] as PlaylistStep]
    if (isSameJson(old, step)) continue
    if (!isAkin(old, step)) return null
    steps.push([keys[place] as number, step])
  }
  return steps.length === 0 ? [] : [{ do: 'replace', steps }]
}

function isAkin(old: PlaylistStep, step: PlaylistStep): boolean {
  return old.offset === step.offset || (old.type === step.type && isSameJson(old.payload, step.payload))
}

/** What is not found again goes, and what was not there comes before the next that stays. */
function rearrangements({ keys, before, after, head, tail }: Span): readonly StepWork[] {
  const places = new Map<PlaylistStep, number>()
  for (let place = head; place < before.length - tail; place += 1)
    places.set(before[place] as PlaylistStep, place)
  const stays = new Set<number>()
  const runs: { before: number | null; steps: PlaylistStep[] }[] = []
  let coming: PlaylistStep[] = []
  let last = -1
  const putBefore = (key: number | null): void => {
    if (coming.length > 0) runs.push({ before: key, steps: coming })
    coming = []
  }
  for (let at = head; at < after.length - tail; at += 1) {
    const step = after[at] as PlaylistStep
    const place = places.get(step) ?? -1
    if (place <= last) coming.push(step)
    else {
      last = place
      stays.add(place)
      putBefore(keys[place] as number)
    }
  }
  putBefore(keys[before.length - tail] ?? null)
  const gone: number[] = []
  for (let place = head; place < before.length - tail; place += 1)
    if (!stays.has(place)) gone.push(keys[place] as number)
  return [
    ...(runs.length === 0 ? [] : [{ do: 'put', runs } as const]),
    ...(gone.length === 0 ? [] : [{ do: 'remove', keys: rangesOf(gone) } as const]),
  ]
}

function sizeOf(work: StepWork): number {
  switch (work.do) {
    case 'replace':
      return work.steps.length
    case 'put':
      return work.runs.reduce((sum, { steps }) => sum + steps.length, 0)
    default:
      return 0
  }
}
