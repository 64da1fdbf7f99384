// What a playlist's steps come to: how long, how many, and which of them asks.
import type { PlaylistStep } from './playlist.ts'

/** The step at which a run asks the operator, and holds until it is answered. */
export const HOLDING_STEP = 'interrupt.raise'

/** Length in ms of the timeline at rate 1: when the last emission is due. */
export function playlistLength(steps: readonly PlaylistStep[]): number {
  let length = 0
  for (const { offset, repeat } of steps) {
    const last = repeat === undefined ? offset : offset + (repeat.count - 1) * repeat.interval
    if (last > length) length = last
  }
  return length
}

/** Emissions of one run, repeats included. */
export function emissionCount(steps: readonly PlaylistStep[]): number {
  let emissions = 0
  for (const { repeat } of steps) emissions += repeat?.count ?? 1
  return emissions
}
