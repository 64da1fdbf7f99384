// Fades of parameters that begin in their middle, because their run was moved there or missed their beginning.
import { fadeValueAt, paramFade } from '../../shared/model/fade.ts'
import type { ParamValue } from '../../shared/model/param.ts'
import type { Run } from './run.ts'
import { previousOf } from './value-before.ts'

/** Fades that begin where others are that begin where others are: further back nobody asks. */
const MOST_LINKS = 100

/** What is said of a step that takes time and begins now, later than it was due. */
export interface Chased {
  /** Milliseconds before now at which it would have begun. */
  readonly ago: number
  /** Where the playlist itself has a fade begin; absent where that does not say it. */
  readonly from?: ParamValue
}

export function chasedAt(run: Run, index: number, now: number): Chased {
  const { anchor, timeline } = run
  const meantAt = anchor.at + ((timeline.offsets[index] as number) - anchor.position) / anchor.rate
  const from = beginOf(run, index, MOST_LINKS)
  return { ago: Math.max(0, now - meantAt), ...(from !== undefined && { from }) }
}

/** Undefined where nothing before says it, or a scene that may move it as well was recalled since. */
function beginOf(run: Run, index: number, links: number): ParamValue | undefined {
  const { timeline } = run
  const last = previousOf(timeline)[index] as number
  if (last < 0 || links === 0 || recallsBetween(run, last, index)) return undefined
  const before = fadeOf(run, last)
  if (before === null) return undefined
  const { to, over, curve } = before
  // A fade takes as long as it says, however fast its run goes.
  const elapsed = ((timeline.offsets[index] as number) - (timeline.offsets[last] as number)) / run.anchor.rate
  if (elapsed >= over) return to
  const from = beginOf(run, last, links - 1)
  return from === undefined
    ? undefined
    : fadeValueAt({ from, to, over, curve, startAt: 0, heldAt: null }, elapsed)
}

function recallsBetween({ definition, timeline }: Run, from: number, to: number): boolean {
  for (let index = from + 1; index < to; index += 1)
    if (definition.steps[timeline.steps[index] as number]?.type === 'scene.recall') return true
  return false
}

function fadeOf({ definition, timeline }: Run, index: number) {
  const step = definition.steps[timeline.steps[index] as number]
  const parsed = step?.type === 'param.fade' ? paramFade.safeParse(step.payload) : null
  return parsed?.success === true ? parsed.data : null
}
