// Times that come again and again on the wall clock, and the latest of them in a stretch of time.
import { wallMs } from '../../shared/base/clock.ts'
import type { WallMs } from '../../shared/base/clock.ts'

export interface Occurrences {
  /** The first strictly after an instant; null where there is none any more. */
  next(after: WallMs): WallMs | null
}

/** The latest from `from` to `to`, both inclusive; null where there is none. Halves the stretch, as there may be millions. */
export function latestOf(occurrences: Occurrences, from: WallMs, to: WallMs): WallMs | null {
  const firstAfter = (after: number): WallMs | null => {
    const found = occurrences.next(wallMs(after))
    return found !== null && found <= to ? found : null
  }
  const first = firstAfter(Math.ceil(from) - 1)
  const second = first === null ? null : firstAfter(first)
  if (second === null) return first
  let [low, high]: [number, number] = [second, Math.floor(to)]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const beyond = firstAfter(middle)
    if (beyond === null) high = middle
    else low = beyond
  }
  return wallMs(low)
}

/** How many from `first`, which is one, to `last` inclusive; counted up to `most`. */
export function countOf(occurrences: Occurrences, first: WallMs, last: WallMs, most: number): number {
  let count = 0
  for (let at: WallMs | null = first; at !== null && at <= last && count < most; at = occurrences.next(at))
    count += 1
  return count
}
