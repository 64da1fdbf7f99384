// What a row of a cue list says: what the cue is called, how it starts, what it does, and how it stands.
import type { CueEndReason, CueStateView, CueView } from '../../shared/contract/cue-streams.ts'
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

/** How another cue is called where there is little room. */
function shortName(cue: CueView | undefined): string {
  return cue === undefined ? 'another cue' : (cue.number ?? cueTitle(cue))
}

/** `hand`, `follows 1`, `5 s after 1`, `with 3`; a pre-wait comes on top. `leader` is the cue that starts it. */
export function startsText({ leader, preWait }: CueView, by: CueView | undefined): string {
  const wait = preWait > 0 ? ` + ${formatDuration(preWait)}` : ''
  if (leader === null) return `hand${wait}`
  const name = shortName(by)
  if (leader.by === 'auto-follow') return `follows ${name}${wait}`
  return leader.wait > 0 ? `${formatDuration(leader.wait)} after ${name}${wait}` : `with ${name}${wait}`
}

/** The same as a sentence. */
export function startsSentence({ leader, preWait }: CueView, by: CueView | undefined): string {
  const wait = preWait > 0 ? `, and acts ${formatDuration(preWait)} later` : ''
  if (leader === null) return `A GO starts it${wait}`
  const name = shortName(by)
  if (leader.by === 'group') return `Starts with group ${name}${wait}`
  if (leader.by === 'auto-follow') return `Starts when what cue ${name} has started is over${wait}`
  const when = leader.wait > 0 ? `${formatDuration(leader.wait)} after` : 'as soon as'
  return `Starts ${when} cue ${name} has acted${wait}`
}

/** Of a group what a GO does with it. */
export function doesText({ cue, place, end }: CuePlace): string {
  if (cue.group === null) return cue.does.join(', ')
  const count = end - place - 1
  const cues = `${count} ${count === 1 ? 'cue' : 'cues'}`
  if (count === 0) return 'an empty group'
  return cue.group === 'together' ? `${cues} together` : `${cues}, one by one`
}

const REASONS: Readonly<Record<CueEndReason, string>> = {
  stopped: 'by hand',
  cue: 'by a cue',
  panic: 'by panic',
  answered: 'its question was answered with no, or not at all',
  removed: 'it was taken out of the show',
  restarted: 'it was started anew',
  interrupted: 'an event ended what it had started',
  disarmed: 'it is disarmed',
  operator: 'passed over by hand',
  engine: 'the engine was started again',
}

/** Why it ended as it did, in words; null where there is nothing to say. */
export function endText({ state, reason, error }: CueStateView): string | null {
  // Without the code, which is for programs.
  if (state === 'failed') return error?.replace(/^[a-z-]+\/[a-z-]+: /, '') ?? 'failed'
  return reason === null ? null : `${state}: ${REASONS[reason]}`
}

/** What is known of a cue besides what the show says. */
export interface Standing {
  readonly state: CueStateView | undefined
  readonly armed: boolean
  readonly standsBy: boolean
  /** Whether it stands by to begin later than at its beginning. */
  readonly isLoaded: boolean
}

/** The state that its row names, of several the one that somebody has to know of. */
export function shownState({ state, armed, standsBy, isLoaded }: Standing): ShownState | null {
  const active = state === undefined ? null : activeState(state)
  if (active !== null) return active
  if (standsBy && armed) return isLoaded ? 'loaded' : 'standby'
  if (!armed) return 'disarmed'
  if (state === undefined || state.state === 'waiting') return null
  return state.state
}

function activeState({ state, wait, held }: CueStateView): ShownState | null {
  if (wait?.dueAt === null) return 'paused'
  if (wait !== null) return wait.kind === 'pre' ? 'waiting' : 'continuing'
  if (state === 'asking') return 'asking'
  if (state !== 'running') return null
  return held === null ? 'running' : held.why === 'paused' ? 'paused' : 'held'
}
