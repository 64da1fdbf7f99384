// A playlist's steps as rows of a timeline, each sorted so that what is on screen is found by binary search.
import type { TimelineStep } from './timeline-steps.ts'

export interface TimelineRow {
  readonly label: string
  /** By offset, equal ones in the order of the playlist. */
  readonly steps: readonly TimelineStep[]
  /** Place of each step in the playlist, from 0. */
  readonly places: readonly number[]
  /** Latest end of this step and all before it: non-decreasing although ends are not. */
  readonly reach: Float64Array
}

/** Up to here every step has a row of its own; beyond, steps share rows. */
const OWN_ROW_STEPS = 24
const MOST_ROWS = 200

export function stepEnd({ offset, count, interval, lasts = 0 }: TimelineStep): number {
  return offset + (count - 1) * interval + lasts
}

function rowOf(label: string, places: number[], all: readonly TimelineStep[]): TimelineRow {
  const at = (place: number): TimelineStep => all[place] as TimelineStep
  places.sort((left, right) => at(left).offset - at(right).offset || left - right)
  const steps = places.map(at)
  const reach = new Float64Array(steps.length)
  let latest = 0
  steps.forEach((step, index) => {
    latest = Math.max(latest, stepEnd(step))
    reach[index] = latest
  })
  return { label, steps, places, reach }
}

function groupBy(
  steps: readonly TimelineStep[],
  keyOf: (step: TimelineStep) => string,
): Map<string, number[]> {
  const groups = new Map<string, number[]>()
  steps.forEach((step, place) => {
    const key = keyOf(step)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [place])
    else group.push(place)
  })
  return groups
}

/** One row a step while they are few; then one for each way that they go, or the event type. */
export function rowsOf(steps: readonly TimelineStep[]): TimelineRow[] {
  if (steps.length <= OWN_ROW_STEPS) return steps.map((step, place) => rowOf(step.label, [place], steps))
  const ways = [(step: TimelineStep) => step.way, (step: TimelineStep) => step.type]
  for (const keyOf of ways) {
    const groups = groupBy(steps, keyOf)
    if (groups.size <= MOST_ROWS) return [...groups].map(([label, places]) => rowOf(label, places, steps))
  }
  return [laneOf('all steps', steps)]
}

/** All steps of a playlist in one row. */
export function laneOf(label: string, steps: readonly TimelineStep[]): TimelineRow {
  return rowOf(
    label,
    steps.map((_, place) => place),
    steps,
  )
}

/** Indices `[from, to)` of the row's steps that may touch the time from `start` to `end`. */
export function stepsWithin({ steps, reach }: TimelineRow, start: number, end: number): [number, number] {
  const from = firstIndex(steps.length, (index) => (reach[index] as number) >= start)
  const to = firstIndex(steps.length, (index) => (steps[index] as TimelineStep).offset > end)
  return [from, Math.max(from, to)]
}

/** The first index that `holds`, where all after it hold too. */
function firstIndex(length: number, holds: (index: number) => boolean): number {
  let low = 0
  let high = length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (holds(middle)) high = middle
    else low = middle + 1
  }
  return low
}
