// Compiles a playlist that was edited: only what is new is worked out, and what is the same as it was is shared.
import { InPlace } from '../../shared/base/kept-places.ts'
import type { KeptPlaces } from '../../shared/base/kept-places.ts'
import type { PlaylistStep } from '../../shared/model/playlist.ts'
import { carryEmissions, carryPackets } from './carry-timeline.ts'
import { keySteps, keyStepsAgain } from './hold-table.ts'
import { keysOf, layEmissions, timelineOf } from './timeline.ts'
import type { CompiledTimeline, EncodeDirect } from './timeline.ts'

/** What it was before the edit. */
export interface Compiled {
  readonly timeline: CompiledTimeline
  readonly steps: readonly PlaylistStep[]
}

const sendsTheSame = (old: PlaylistStep, step: PlaylistStep): boolean =>
  old.type === step.type && old.payload === step.payload
const leavesTheSame = (old: PlaylistStep, step: PlaylistStep): boolean =>
  old.offset === step.offset && old.repeat === step.repeat

/** As `compileTimeline`; `kept` tells which steps were there before. */
export function recompileTimeline(
  { timeline: was, steps: before }: Compiled,
  steps: readonly PlaylistStep[],
  kept: KeptPlaces,
  encodeDirect: EncodeDirect,
): CompiledTimeline {
  const leaves = withReplaced(kept, before, steps, leavesTheSame)
  const emissions = carryEmissions({ emissions: was, steps: before }, steps, leaves) ?? layEmissions(steps)
  const sends = withReplaced(kept, before, steps, sendsTheSame)
  const keys = keysOf.get(was)
  if (sends.inPlace && sends.fresh.length === 0 && keys !== undefined)
    return timelineOf(emissions, keys, was, was)
  const again = keys === undefined ? keySteps(steps) : keyStepsAgain(keys, steps, sends)
  return timelineOf(emissions, again, carryPackets(was, steps, sends, encodeDirect))
}

/** Takes a step that stands in the place of another for that one, where what matters of them is the same. */
function withReplaced(
  kept: KeptPlaces,
  before: readonly PlaylistStep[],
  steps: readonly PlaylistStep[],
  isSame: (old: PlaylistStep, step: PlaylistStep) => boolean,
): KeptPlaces {
  if (!kept.inPlace) return kept
  const isReplaced = (step: number): boolean =>
    isSame(before[step] as PlaylistStep, steps[step] as PlaylistStep)
  const fresh = kept.fresh.filter((step) => !isReplaced(step))
  return fresh.length === kept.fresh.length ? kept : new InPlace(steps.length, fresh)
}
