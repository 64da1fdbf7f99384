// What a row of a cue list says: what the cue is called, how it stands, and how it goes on.
import type { CueStateView, CueView } from '../../shared/contract/cue-streams.ts'
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

const WORDS: Readonly<Record<CueStateView['state'], string>> = {
  waiting: 'waits',
  asking: 'asks',
  running: 'runs',
  completed: 'completed',
  failed: 'failed',
  stopped: 'stopped',
  skipped: 'skipped',
}

/** With what is left of a wait at `now`. */
export function stateText({ state, wait }: CueStateView, now: number): string {
  if (wait === null) return WORDS[state]
  const left = formatDuration(Math.max(0, wait.dueAt === null ? wait.left : wait.dueAt - now))
  const word = wait.kind === 'pre' ? 'waits' : 'next in'
  return wait.dueAt === null ? `${word} ${left}, paused` : `${word} ${left}`
}

/** How the next cue comes; empty where a GO brings it. */
export function continueText(cue: CueView): string {
  if (cue.continue === 'auto-follow') return 'then follows'
  if (cue.continue === 'none') return ''
  return cue.postWait === 0 ? 'and goes on' : `goes on after ${formatDuration(cue.postWait)}`
}
