// Makes of a definition what runs are started from: compiled and frozen.
import { keptPlaces } from '../../shared/base/kept-places.ts'
import { freezeDeep } from '../../shared/model/json.ts'
import type { PlaylistDefinition } from '../../shared/model/playlist.ts'
import { requestsOf } from './questions.ts'
import type { Playable } from './run.ts'
import { recompileTimeline } from './recompile.ts'
import type { SlotOf } from './routes.ts'
import { compileTimeline } from './timeline.ts'
import type { EncodeDirect } from './timeline.ts'

export function compilePlayable(
  definition: PlaylistDefinition,
  encode: EncodeDirect,
  slotOf?: SlotOf,
): Playable {
  const requests = requestsOf(definition)
  const timeline = compileTimeline(definition.steps, encode, slotOf)
  return { definition: freezeDeep(definition), timeline, requests }
}

/** As `compilePlayable`, of a definition that came of another: only what is new in it is worked out. */
export function recompilePlayable(
  was: Playable,
  definition: PlaylistDefinition,
  encode: EncodeDirect,
): Playable {
  const before = was.definition.steps
  const { steps } = definition
  const kept = keptPlaces(before, steps)
  for (const step of kept.fresh) freezeDeep(steps[step])
  // Those that stayed are frozen already, and a frozen list is not looked into again.
  Object.freeze(steps)
  const timeline = recompileTimeline({ timeline: was.timeline, steps: before }, steps, kept, encode)
  const requests: Playable['requests'] = timeline.holds.includes(1) ? requestsOf(definition) : NOTHING_ASKED
  return { definition: freezeDeep(definition), timeline, requests }
}

const NOTHING_ASKED: Playable['requests'] = new Map()

/** The same steps under another definition: nothing that plays them need know. */
export function redefine(playable: Playable, definition: PlaylistDefinition): Playable {
  return { ...playable, definition: freezeDeep(definition) }
}
