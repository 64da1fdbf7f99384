// One start of a cue, from its pre-wait to the end of what it started.
import type { MonotonicMs } from '../../shared/base/clock.ts'
import type { CueDefinition } from '../../shared/model/cue.ts'
import type { CueStart } from '../../shared/model/payload/cue.ts'
import type { CueEndReason, CueStateView } from '../../shared/contract/cue-streams.ts'

/** What is waited for: before it acts, or until the next cue starts. */
export interface CueWait {
  readonly kind: 'pre' | 'post'
  dueAt: MonotonicMs
  /** Null while it is paused. */
  timer: Disposable | null
  /** Milliseconds that were left when it was paused. */
  left: number
}

/** A fade that a cue began, and when it ends by itself; of one that is held what is left. */
export interface CueFade {
  readonly param: string
  endsAt: number
  left: number | null
}

/** `over` once nothing is to come of it any more. */
export type CuePhase = 'waiting' | 'asking' | 'running' | 'over'
export type CueOutcome = 'completed' | 'failed' | 'stopped' | 'skipped'

export interface CuePlay {
  readonly number: number
  /** As the list and the cue are called now. */
  listId: string
  cueId: string
  /** As it is now, or was last. */
  cue: CueDefinition
  readonly from: CueStart
  /** The group that started it, which ends no earlier than this. */
  group: CuePlay | null
  readonly startedAt: MonotonicMs
  /** `seq` of what started it, and of what ended it. */
  startCause: number | null
  endCause: number | null
  /** Why it was stopped or skipped. */
  reason: CueEndReason | null
  /** Cues that came of the same GO: none comes twice, however they are put in order meanwhile. */
  readonly chain: Set<string>
  /** `seq` of what it came of, and later of what it did last. */
  cause: number | null
  /** Milliseconds by which it begins later than at its beginning. */
  offset: number
  phase: CuePhase
  wait: CueWait | null
  /** Paused while it asks: an answer, also that of the time-out, acts once it is resumed. */
  pausedAsking: boolean
  /** What an answer leads to, which came while it was paused. */
  answered: (() => void) | null
  /** Paused while it fades: its fades are held, and what follows their end comes once it is resumed. */
  pausedFading: boolean
  /** Ids of the runs that it started and that have not ended. */
  readonly runs: Set<string>
  /** Those of them in whose place it has started the same playlist anew: their end says nothing of it. */
  readonly superseded: Set<string>
  /** Fades that it began and that have not ended, by their numbers. */
  readonly fades: Map<number, CueFade>
  /** What it started as a group, and that is not over. */
  readonly members: Set<CuePlay>
  /** Actions that it has begun. */
  begun: number
  /** All of it has been done, and what it holds has started: it ends with the last of that. */
  acted: boolean
  /** Why it failed, the first reason. */
  error: string | null
  skipped: boolean
  /** A run of it was stopped by hand: what should follow its end does not. */
  cutShort: boolean
  /** An event of the show ended a run of it. */
  interrupted: boolean
  outcome: CueOutcome | null
  endedAt: MonotonicMs | null
  /** As it was shown last; null since it changed. */
  view: CueStateView | null
}

/** How a cue starts. */
export interface Start {
  readonly from: CueStart
  readonly cause: number | null
  readonly group?: CuePlay
  /** Of what it comes of; its own where absent. */
  readonly chain?: Set<string>
  readonly offset?: number
}

/** Of a start that is accepted. */
export type NewStart = Required<Omit<Start, 'group'>> & Pick<Start, 'group'>

export function newPlay(
  listId: string,
  cue: CueDefinition,
  start: NewStart,
  { number, now }: { readonly number: number; readonly now: MonotonicMs },
): CuePlay {
  const { from, cause, offset, chain, group = null } = start
  return {
    ...{ number, listId, cueId: cue.id, cue, from, cause, startCause: cause, offset, chain, group },
    startedAt: now,
    ...{ phase: 'waiting', wait: null, begun: 0, acted: false, error: null, skipped: false },
    ...{ cutShort: false, interrupted: false },
    ...{ pausedAsking: false, answered: null, pausedFading: false },
    ...{
      runs: new Set<string>(),
      superseded: new Set<string>(),
      fades: new Map<number, CueFade>(),
      members: new Set<CuePlay>(),
      view: null,
    },
    ...{ outcome: null, reason: null, endCause: null, endedAt: null },
  }
}

export function cueKey(listId: string, cueId: string): string {
  return `${listId}/${cueId}`
}
