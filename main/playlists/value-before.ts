// What held before an emission that moves a value: what the timeline itself set there last, reckoned where that was moving too.
import { rampAt } from '../../shared/model/ramp.ts'
import { SETS } from './hold-table.ts'
import type { CompiledTimeline } from './timeline.ts'

/** Of each emission the one before that sets the same; found once for a timeline, by those who need it. */
const known = new WeakMap<CompiledTimeline, Int32Array>()
const NONE = -1
/** Values that begin where others are that begin where others are: further back it is their ends. */
const MOST_LINKS = 100

/** NaN where the timeline does not say it. */
export function valueBefore(timeline: CompiledTimeline, index: number): number {
  return before(timeline, previousOf(timeline), index, MOST_LINKS)
}

function before(timeline: CompiledTimeline, previous: Int32Array, index: number, links: number): number {
  const { offsets, steps, ramps, left } = timeline
  const last = previous[index] as number
  if (last === NONE) return NaN
  const step = steps[last] as number
  const ramp = ramps.get(step)
  if (ramp === undefined) return left[step] as number
  const { from, to, over, curve } = ramp
  const elapsed = (offsets[index] as number) - (offsets[last] as number)
  if (elapsed >= over || links === 0) return to
  return rampAt({ from: from ?? before(timeline, previous, last, links - 1), to, over, curve }, elapsed)
}

export function previousOf(timeline: CompiledTimeline): Int32Array {
  const found = known.get(timeline)
  if (found !== undefined) return found
  const { replacedBy, steps, sets } = timeline
  const previous = new Int32Array(steps.length).fill(NONE)
  for (let index = 0; index < steps.length; index += 1) {
    const next = replacedBy[index] as number
    if (next < steps.length && sets[steps[index] as number] !== SETS.nothing) previous[next] = index
  }
  known.set(timeline, previous)
  return previous
}
