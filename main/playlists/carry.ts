// Which emissions of a timeline became which of the one after an edit, so that what plays goes on with what it has not played.
import { isSameJson } from '../../shared/base/same-json.ts'
import type { PlaylistStep } from '../../shared/model/playlist.ts'
import { alikeHead, alikeTail } from './alike.ts'
import { GONE } from './step-places.ts'
import type { StepPlaces } from './step-places.ts'
import type { CompiledTimeline } from './timeline.ts'

export interface Carried {
  /** For those that stayed together, in the order in which they left: index before, index now, and how many. */
  readonly spans: Uint32Array
  /** Indexes before of questions that are not asked as they were: in other words, or at another time. */
  readonly askedAnew: Uint32Array
}

/** A timeline, and the steps that it was compiled from. */
export interface Laid {
  readonly timeline: CompiledTimeline
  readonly steps: readonly PlaylistStep[]
}

const SPAN = 3

/** `places` tells where each step is now. */
export function carryEmissions(before: Laid, now: Laid, places: StepPlaces): Carried {
  const spans = new Spans()
  const [was, is] = [before.timeline, now.timeline]
  const placeOf = (step: number): number => (places === null ? step : (places[step] as number))
  const { head, tail } = alikeEnds(was, is, places)
  const [end, endNow] = [was.steps.length - tail, is.steps.length - tail]
  spans.add(0, 0, head)
  const found = new Finder(is, head, endNow)
  for (let index = head; index < end; index += 1) {
    const other = found.indexOf(placeOf(was.steps[index] as number), was.repeats[index] as number)
    if (other !== null) spans.add(index, other, 1)
  }
  spans.add(end, endNow, tail)
  const askedAnew = was.questions.filter((index) => {
    const step = was.steps[index] as number
    const place = placeOf(step)
    return place !== GONE && !isSameJson(before.steps[step], now.steps[place])
  })
  return { spans: spans.whole(), askedAnew }
}

/** Emissions at the beginning and at the end that are in one order; nearly always these are all but a few. */
function alikeEnds(
  was: CompiledTimeline,
  is: CompiledTimeline,
  places: StepPlaces,
): { head: number; tail: number } {
  const shorter = Math.min(was.steps.length, is.steps.length)
  if (places === null) {
    const head = Math.min(alikeHead(was.steps, is.steps), alikeHead(was.repeats, is.repeats))
    const most = shorter - head
    return {
      head,
      tail: Math.min(alikeTail(was.steps, is.steps, most), alikeTail(was.repeats, is.repeats, most)),
    }
  }
  const isSame = (index: number, other: number): boolean =>
    places[was.steps[index] as number] === is.steps[other] && was.repeats[index] === is.repeats[other]
  let [head, tail] = [0, 0]
  while (head < shorter && isSame(head, head)) head += 1
  while (tail < shorter - head && isSame(was.steps.length - tail - 1, is.steps.length - tail - 1)) tail += 1
  return { head, tail }
}

/** Finds emissions by step and repeat; those of one step lie in the order of their repeats. */
class Finder {
  readonly #repeats: Uint32Array
  readonly #indexes = new Map<number, number[]>()

  constructor({ steps, repeats }: CompiledTimeline, from: number, end: number) {
    this.#repeats = repeats
    for (let index = from; index < end; index += 1) {
      const step = steps[index] as number
      const known = this.#indexes.get(step)
      if (known === undefined) this.#indexes.set(step, [index])
      else known.push(index)
    }
  }

  indexOf(step: number, repeat: number): number | null {
    const indexes = this.#indexes.get(step)
    if (indexes === undefined) return null
    const first = this.#repeats[indexes[0] as number] as number
    return indexes[repeat - first] ?? null
  }
}

class Spans {
  readonly #numbers: number[] = []

  add(before: number, now: number, count: number): void {
    if (count === 0) return
    const numbers = this.#numbers
    const last = numbers.length - SPAN
    if (last >= 0) {
      const [wasLast, isLast, many] = [numbers[last], numbers[last + 1], numbers[last + 2]] as [
        number,
        number,
        number,
      ]
      if (wasLast + many === before && isLast + many === now) {
        numbers[last + 2] = many + count
        return
      }
    }
    numbers.push(before, now, count)
  }

  /** In shared memory, as the rest of a timeline. */
  whole(): Uint32Array {
    const whole = new Uint32Array(new SharedArrayBuffer(4 * this.#numbers.length))
    whole.set(this.#numbers)
    return whole
  }
}

/** Where the emission `index` is now; null where it is gone. */
export function carriedEmission({ spans }: Carried, index: number): number | null {
  let low = 0
  let high = spans.length / SPAN
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((spans[middle * SPAN] as number) <= index) low = middle + 1
    else high = middle
  }
  const at = (low - 1) * SPAN
  if (at < 0) return null
  const within = index - (spans[at] as number)
  return within < (spans[at + 2] as number) ? (spans[at + 1] as number) + within : null
}

/** The same of a question that waits for its answer; null where it is asked anew. */
export function carriedQuestion(carried: Carried, index: number): number | null {
  return carried.askedAnew.includes(index) ? null : carriedEmission(carried, index)
}
