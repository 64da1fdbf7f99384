// The steps of a playlist that was read anew, with the very objects of those before that are equal.
import { isSameJson } from '../../shared/base/same-json.ts'
import type { PlaylistStep } from '../../shared/model/playlist.ts'

type Steps = readonly PlaylistStep[]

/** Of more that stand elsewhere than before none is looked for. */
const MOST_LOOKED_FOR = 20_000

/** `before` itself where all are, and `after` where none is. `breathe` is awaited between any two. */
export async function keepSteps(
  before: Steps,
  after: Steps,
  breathe: () => Promise<void> | null,
): Promise<Steps> {
  const shorter = Math.min(before.length, after.length)
  let head = 0
  while (head < shorter && isSameJson(before[head], after[head])) {
    head += 1
    const pause = breathe()
    if (pause !== null) await pause
  }
  if (head === before.length && head === after.length) return before
  let tail = 0
  while (tail < shorter - head && isSameJson(before.at(-1 - tail), after.at(-1 - tail))) {
    tail += 1
    const pause = breathe()
    if (pause !== null) await pause
  }
  const kept = [...after]
  for (let place = 0; place < head; place += 1) kept[place] = before[place] as PlaylistStep
  const shift = before.length - after.length
  for (let place = after.length - tail; place < after.length; place += 1)
    kept[place] = before[place + shift] as PlaylistStep
  const middle = { before, kept, head, tail, breathe }
  const size = after.length - tail - head
  let found = shift === 0 ? await keepInPlace(middle) : 0
  // Where hardly any stands where it stood, one may have come and another gone.
  if (found < size / 2 && before.length - head - tail <= MOST_LOOKED_FOR) found += await keepElsewhere(middle)
  return head + tail + found === 0 ? after : kept
}

interface Middle {
  readonly before: Steps
  readonly kept: PlaylistStep[]
  readonly head: number
  readonly tail: number
  readonly breathe: () => Promise<void> | null
}

/** Answers how many it has kept, as the next does. */
async function keepInPlace({ before, kept, head, tail, breathe }: Middle): Promise<number> {
  const replaced: number[] = []
  for (let place = head; place < kept.length - tail; place += 1) {
    const step = before[place] as PlaylistStep
    if (isSameJson(step, kept[place])) kept[place] = step
    else replaced.push(place)
    const pause = breathe()
    if (pause !== null) await pause
  }
  return kept.length - tail - head - replaced.length
}

async function keepElsewhere({ before, kept, head, tail, breathe }: Middle): Promise<number> {
  let found = 0
  const taken = new Set(kept.slice(head, kept.length - tail))
  const left = new Map<string, PlaylistStep[]>()
  // The last of those that are alike is pushed first, so that they are found in their order.
  for (let place = before.length - tail - 1; place >= head; place -= 1) {
    const step = before[place] as PlaylistStep
    if (taken.has(step)) continue
    const text = JSON.stringify(step)
    const alike = left.get(text)
    if (alike === undefined) left.set(text, [step])
    else alike.push(step)
    const pause = breathe()
    if (pause !== null) await pause
  }
  for (let place = head; place < kept.length - tail; place += 1) {
    if (kept[place] === before[place]) continue
    const step = left.get(JSON.stringify(kept[place]))?.pop()
    if (step !== undefined) {
      kept[place] = step
      found += 1
    }
    const pause = breathe()
    if (pause !== null) await pause
  }
  return found
}
