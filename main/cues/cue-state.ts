// How a cue stands as it is shown: what it waits for, when it is expected to end, and what holds it.
import type { CueStateView } from '../../shared/contract/cue-streams.ts'
import type { Anchor } from '../../shared/model/payload/playlist.ts'
import { cueKey } from './cue-play.ts'
import type { CuePlay } from './cue-play.ts'

/** Where a run stands, and how long it is at rate 1. */
export interface RunPace {
  readonly anchor: Anchor
  readonly length: number
}

/** Null of a run that is not active. */
export type PaceOf = (runId: string) => RunPace | null

type Ends = Pick<CueStateView, 'endsAt' | 'held'>

const UNKNOWN: Ends = { endsAt: null, held: null }

/** How a cue stands, for whoever shows only that. */
export interface CueStanding {
  /** Of its latest start; null where it is over. */
  readonly state: 'waiting' | 'running' | 'paused' | 'holding' | null
  readonly standsBy: boolean
  readonly isLoaded: boolean
  readonly isArmed: boolean
}

export function standingOf({ state, held }: CueStateView): CueStanding['state'] {
  if (state !== 'waiting' && state !== 'running' && state !== 'asking') return null
  if (held?.why === 'paused') return 'paused'
  return held?.why === 'asking' ? 'holding' : state === 'asking' ? 'holding' : state
}

/** The very same until it changes: `play.view` is to be null then. */
export function viewOf(play: CuePlay, paceOf: PaceOf): CueStateView {
  if (play.view !== null) return play.view
  const { listId, cueId, phase, outcome, from, startedAt, endedAt, wait, runs, error } = play
  const { reason, startCause, endCause } = play
  play.view = {
    key: cueKey(listId, cueId),
    play: play.number,
    state: outcome ?? (phase === 'over' ? 'completed' : phase),
    ...{ reason, from, cause: startCause, endCause, startedAt, endedAt },
    ...endsOf(play, paceOf),
    wait:
      wait === null
        ? null
        : { kind: wait.kind, dueAt: wait.timer === null ? null : wait.dueAt, left: wait.left },
    runs: [...runs],
    error,
  }
  return play.view
}

function endsOf(play: CuePlay, paceOf: PaceOf): Ends {
  const { phase, wait, runs, fades, members } = play
  if (phase === 'over') return UNKNOWN
  if (phase === 'asking')
    return { endsAt: null, held: { why: play.pausedAsking ? 'paused' : 'asking', left: null } }
  if (wait !== null && wait.timer === null) return { endsAt: null, held: { why: 'paused', left: wait.left } }
  if (play.pausedFading) {
    const left = [...fades.values()].map((fade) => fade.left ?? 0)
    return { endsAt: null, held: { why: 'paused', left: left.length === 0 ? null : Math.max(...left) } }
  }
  if (phase === 'waiting') return UNKNOWN
  const parts = [
    ...Array.from(runs, (runId) => endOfRun(paceOf(runId))),
    ...Array.from(fades.values(), ({ endsAt }) => ({ endsAt, held: null })),
    ...Array.from(members, (member) => endsOf(member, paceOf)),
  ]
  return together(parts)
}

function endOfRun(pace: RunPace | null): Ends {
  if (pace === null) return UNKNOWN
  const { anchor, length } = pace
  const left = Math.max(0, length - anchor.position) / anchor.rate
  if (anchor.state === 'paused') return { endsAt: null, held: { why: 'paused', left } }
  if (anchor.state === 'holding') return { endsAt: null, held: { why: 'asking', left } }
  return { endsAt: anchor.at + left, held: null }
}

/** The last of them ends it; one that stands still holds it. */
function together(parts: readonly Ends[]): Ends {
  let [latest, held]: [number, Ends['held']] = [-Infinity, null]
  let isKnown = parts.length > 0
  for (const part of parts) {
    if (part.held !== null && (held === null || (part.held.left ?? 0) > (held.left ?? 0))) held = part.held
    if (part.endsAt === null) isKnown = false
    else latest = Math.max(latest, part.endsAt)
  }
  return { endsAt: isKnown ? latest : null, held }
}
