// What a row shows on each pixel column, and what lies under the pointer.
import type { TimelineStep } from './timeline-steps.ts'
import { timeAt, xAt } from './time-scale.ts'
import type { TimeScale } from './time-scale.ts'
import { stepEnd, stepsWithin } from './timeline-rows.ts'
import type { TimelineRow } from './timeline-rows.ts'

/** One entry a pixel column; reused from row to row. */
export interface Columns {
  /** Emissions in the column, at most 255. */
  readonly marks: Uint8Array
  /** Steps under way in the column that repeat, or that move a value. */
  readonly spans: Int32Array
}

export function columnsFor(width: number): Columns {
  const length = Math.max(1, Math.ceil(width)) + 1
  return { marks: new Uint8Array(length), spans: new Int32Array(length + 1) }
}

/** Fills `columns` with what `row` shows: work grows with the steps on screen and the pixels, not with the repeats. */
export function fillColumns(columns: Columns, row: TimelineRow, scale: TimeScale): void {
  const { marks, spans } = columns
  marks.fill(0)
  spans.fill(0)
  const last = marks.length - 1
  const add = (column: number): void => {
    if (column < 0 || column > last) return
    const before = marks[column] as number
    if (before < 255) marks[column] = before + 1
  }
  const [from, to] = stepsWithin(row, scale.start, scale.start + scale.span)
  for (let index = from; index < to; index += 1) {
    const step = row.steps[index] as TimelineStep
    if (step.count === 1) {
      add(Math.floor(xAt(scale, step.offset)))
      if ((step.lasts ?? 0) === 0) continue
    }
    const left = Math.max(0, Math.floor(xAt(scale, step.offset)))
    const right = Math.min(last, Math.floor(xAt(scale, stepEnd(step))))
    if (right < left) continue
    spans[left] = (spans[left] as number) + 1
    spans[right + 1] = (spans[right + 1] as number) - 1
    if (step.count === 1) continue
    if ((step.interval / scale.span) * scale.width < 1) for (let x = left; x <= right; x += 1) add(x)
    else
      for (const repeat of repeatsWithin(step, scale))
        add(Math.floor(xAt(scale, step.offset + repeat * step.interval)))
  }
  for (let x = 1; x <= last; x += 1) spans[x] = (spans[x] as number) + (spans[x - 1] as number)
}

function* repeatsWithin(
  { offset, count, interval }: TimelineStep,
  { start, span }: TimeScale,
): Generator<number> {
  const first = Math.max(0, Math.ceil((start - offset) / interval))
  const last = Math.min(count - 1, Math.floor((start + span - offset) / interval))
  for (let repeat = first; repeat <= last; repeat += 1) yield repeat
}

export interface Hit {
  readonly step: TimelineStep
  /** Place of the step in the playlist, from 0. */
  readonly place: number
  /** From 0. */
  readonly repeat: number
  /** When this repeat is due, in ms. */
  readonly time: number
  /** Further steps with a mark on the same pixel. */
  readonly others: number
}

/** The mark nearest to `x` and no more than `tolerance` pixels away. */
export function hitTest(row: TimelineRow, scale: TimeScale, x: number, tolerance: number): Hit | null {
  const time = timeAt(scale, x)
  const slack = timeAt(scale, x + tolerance) - time
  const [from, to] = stepsWithin(row, time - slack, time + slack)
  let nearest: Omit<Hit, 'others'> | null = null
  let pixels = new Map<number, number>()
  for (let index = from; index < to; index += 1) {
    const step = row.steps[index] as TimelineStep
    const repeat = step.count === 1 ? 0 : Math.round((time - step.offset) / step.interval)
    const kept = Math.min(Math.max(0, repeat), step.count - 1)
    const due = step.offset + kept * step.interval
    if (Math.abs(due - time) > slack) continue
    const pixel = Math.floor(xAt(scale, due))
    pixels = pixels.set(pixel, (pixels.get(pixel) ?? 0) + 1)
    if (nearest === null || Math.abs(due - time) < Math.abs(nearest.time - time)) {
      nearest = { step, place: row.places[index] as number, repeat: kept, time: due }
    }
  }
  if (nearest === null) return null
  return { ...nearest, others: (pixels.get(Math.floor(xAt(scale, nearest.time))) as number) - 1 }
}
