// What a playlist's steps come to: how long, how many, and which of them asks.
import type { PlaylistStep } from './playlist.ts'
import { lastsFor } from './ramp-words.ts'

/** The step at which a run asks the operator, and holds until it is answered. */
export const HOLDING_STEP = 'interrupt.raise'

/** Length in ms of the timeline at rate 1: when the last emission is due, and the last value has moved to its end. */
export function playlistLength(steps: readonly PlaylistStep[]): number {
  let length = 0
  for (const step of steps) {
    const { offset, repeat } = step
    const last = repeat === undefined ? offset : offset + (repeat.count - 1) * repeat.interval
    const end = last + lastsFor(step)
    if (end > length) length = end
  }
  return length
}

/** Emissions of one run, repeats included. */
export function emissionCount(steps: readonly PlaylistStep[]): number {
  let emissions = 0
  for (const { repeat } of steps) emissions += repeat?.count ?? 1
  return emissions
}
