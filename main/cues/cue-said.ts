// What is said of cues: their events, under the name of the list that they are in.
import { formatFault } from '../../shared/base/result.ts'
import type { Fault } from '../../shared/base/result.ts'
import type { EventType, PayloadOf, Publish } from '../../shared/model/event.ts'
import type { CueList } from './cue-list.ts'
import type { CuePlay } from './cue-play.ts'

export type CueType =
  | 'cue.waiting'
  | 'cue.started'
  | 'cue.completed'
  | 'cue.failed'
  | 'cue.stopped'
  | 'cue.skipped'
  | 'cue.waitCancelled'
export type MoreOf<T extends CueType> = Omit<PayloadOf<T>, 'listId' | 'cueId' | 'number' | 'name' | 'play'>

/** Of one start of a cue; answers the event's `seq`. */
export function publishCue<T extends CueType>(
  publish: Publish,
  { listId, cueId, cue, number, cause }: CuePlay,
  type: T,
  more: MoreOf<T>,
): number | null {
  const named = { listId, cueId, number: cue.number ?? null, name: cue.name }
  const payload = { ...named, play: number, ...more } as PayloadOf<EventType>
  return publish({ type, source: `cues:${listId}`, cause, payload })
}

/** Of one that was to start by itself and could not, as nobody is there to be answered. */
export function publishNotBegun(
  publish: Publish,
  list: CueList,
  place: number,
  { error, cause }: { readonly error: Fault; readonly cause: number | null },
): void {
  const cue = list.order.cues[place]
  if (cue === undefined) return
  const named = { listId: list.id, cueId: cue.id, number: cue.number ?? null, name: cue.name }
  const payload = { ...named, play: 0, error: formatFault(error) }
  publish({ type: 'cue.failed', source: list.source, cause, payload })
}
