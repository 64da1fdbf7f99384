// What a row of a cue list says: what the cue is called, how it starts, what it does, and how it stands.
import type { CueListState, CueStateView, CueView } from '../../shared/contract/cue-streams.ts'
import type { CuePlace } from './cue-rows.ts'
import type { ShownState } from './state-words.ts'
import { formatDuration } from './time-format.ts'

/** The name; what it does where it has none. */
export function cueTitle({ name, does, group }: CueView): string {
  if (name !== '') return name
  if (does.length > 0) return does.join(', ')
  return group === null ? 'does nothing' : 'group'
}

/** `2.5 Lights`. */
export function standbyTitle(cue: CueView): string {
  return cue.number === null ? cueTitle(cue) : `${cue.number} ${cueTitle(cue)}`
}

/** How a cue is called where there is little room. */
function shortName(cue: CueView | undefined): string {
  return cue === undefined ? 'the one before' : (cue.number ?? cueTitle(cue))
}

/** `hand`, `follows 1`, `5 s after 1`, `with group 3`; a pre-wait comes on top. */
export function startsText({ cue, starts }: CuePlace, places: readonly CuePlace[]): string {
  const wait = cue.preWait > 0 ? ` + ${formatDuration(cue.preWait)}` : ''
  if (starts.by === 'hand') return `hand${wait}`
  const leader = shortName(places[starts.leader]?.cue)
  if (starts.by === 'group') return `with ${leader}${wait}`
  if (starts.by === 'follow') return `follows ${leader}${wait}`
  return starts.after > 0 ? `${formatDuration(starts.after)} after ${leader}${wait}` : `with ${leader}${wait}`
}

/** The same as a sentence. */
export function startsSentence({ cue, starts }: CuePlace, places: readonly CuePlace[]): string {
  const wait = cue.preWait > 0 ? `, and acts ${formatDuration(cue.preWait)} later` : ''
  if (starts.by === 'hand') return `A GO starts it${wait}`
  const leader = shortName(places[starts.leader]?.cue)
  if (starts.by === 'group') return `Starts with group ${leader}${wait}`
  if (starts.by === 'follow') return `Starts when what cue ${leader} has started is over${wait}`
  const after = starts.after > 0 ? `${formatDuration(starts.after)} after` : 'as soon as'
  return `Starts ${after} cue ${leader} has acted${wait}`
}

/** Of a group what a GO does with it. */
export function doesText({ cue, place, end }: CuePlace): string {
  if (cue.group === null) return cue.does.join(', ')
  const count = end - place - 1
  const cues = `${count} ${count === 1 ? 'cue' : 'cues'}`
  return cue.group === 'together' ? `${cues} together` : `${cues}, one by one`
}

/** What is known of a cue besides what the show says. */
export interface Standing {
  readonly state: CueStateView | undefined
  readonly armed: boolean
  readonly standsBy: boolean
  /** Where its list stands. */
  readonly list: CueListState | null
  /** Whether what it started holds for a question, or is paused. */
  readonly held: 'held' | 'paused' | null
}

/** The state that its row names, of several the one that somebody has to know of. */
export function shownState({ state, armed, standsBy, list, held }: Standing): ShownState | null {
  const active = state === undefined ? null : activeState(state, held)
  if (active !== null) return active
  if (standsBy && armed) return list?.loaded == null ? 'standby' : 'loaded'
  if (!armed) return 'disarmed'
  if (state === undefined || state.state === 'waiting') return null
  return state.state
}

function activeState({ state, wait }: CueStateView, held: Standing['held']): ShownState | null {
  if (wait?.dueAt === null) return 'paused'
  if (wait !== null) return wait.kind === 'pre' ? 'waiting' : 'continuing'
  if (state === 'asking') return 'asking'
  if (state !== 'running') return null
  return held ?? 'running'
}
