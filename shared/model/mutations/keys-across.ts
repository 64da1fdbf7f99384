// The keys of a playlist's steps before an edit and behind it, so that a step that was changed is known to be the same.
import type { EditedShow, StepTraces } from './edited-show.ts'
import { freshSteps } from './edited-show.ts'
import { traceKey } from './trace-book.ts'

export interface KeysAcross {
  readonly before: StepTraces['keys']
  readonly now: StepTraces['keys']
}

/** Null where its steps were not edited one by one: of a playlist that was replaced whole each step is another. */
export function keysAcross(
  before: EditedShow,
  now: EditedShow,
  { id, formerId }: { readonly id: string; readonly formerId: string },
): KeysAcross | null {
  const traces = now.steps.get(id)
  if (traces === undefined || changedWhole(before, formerId) !== changedWhole(now, id)) return null
  const known = before.steps.get(formerId)
  if (known !== undefined) return { before: known.keys, now: traces.keys }
  const playlist = before.show.playlists.find((each) => each.id === formerId)
  if (playlist === undefined) return null
  return { before: freshSteps(playlist.steps.length, { changed: 0, version: 0 }).keys, now: traces.keys }
}

function changedWhole({ traces, opened }: EditedShow, id: string): number {
  return traces.get(traceKey({ kind: 'playlist', id }))?.changed ?? opened
}
