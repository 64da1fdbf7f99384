// One run of a playlist as the main thread knows it.
import type { RunView } from '../../shared/contract/streams.ts'
import type { EventEnvelope } from '../../shared/model/event.ts'
import type { EventReference } from '../../shared/model/payload/common.ts'
import type { Anchor } from '../../shared/model/payload/playlist.ts'
import type { InterruptRequest } from '../../shared/model/interrupt.ts'
import type { PlaylistDefinition } from '../../shared/model/playlist.ts'
import type { RunNumber } from './runner-protocol.ts'
import type { CompiledTimeline } from './timeline.ts'

/** What the holding steps of a playlist ask, by the step's place in the definition. */
export type Requests = ReadonlyMap<number, InterruptRequest>

/** A question that a run waits at. */
export interface Question {
  /** The emission that asks; null where it is asked whether it may go on after the machine slept. */
  readonly index: number | null
  readonly interruptId: string
  readonly prompt: string
}

/** What a run is made from. */
export interface Playable {
  readonly definition: PlaylistDefinition
  readonly timeline: CompiledTimeline
  readonly requests: Requests
  /** Steps as `playlist.created` tells them. */
  readonly toldSteps: readonly { offset: number; type: string; count: number; interval: number }[]
}

/** What made a run start. */
export interface StartReason {
  readonly trigger: EventEnvelope | null
  readonly cause: number | null
  /** Who asks: a trigger or a command may also stop what it started before; all others only ever start. */
  readonly by: 'trigger' | 'command' | 'go' | 'cue' | 'rule' | 'panic'
}

/** What may be asked of an active run, besides to stop. */
export type Change =
  | { readonly kind: 'pause' | 'resume' }
  | { readonly kind: 'seek'; readonly position: number }
  | { readonly kind: 'setRate'; readonly rate: number }

/** Why a stop was asked for; the first asked is the one that counts. */
export interface StopRequest {
  readonly reason: 'cancelled' | 'interrupted'
  readonly interrupt: EventReference | null
  readonly cause: number | null
}

export interface StopOutcome {
  readonly runId: string
  readonly reason: 'completed' | 'cancelled' | 'interrupted' | 'failed'
}

export interface Run {
  readonly number: RunNumber
  readonly id: string
  /** As it was when the run started; an update does not change what is playing. */
  readonly definition: PlaylistDefinition
  readonly timeline: CompiledTimeline
  readonly requests: Requests
  /** `seq` of its `playlist.created`. */
  readonly createdSeq: number
  /** `seq` of what started it. */
  readonly startedBy: number
  readonly startedAt: number
  /** Whether it is what a panic leaves behind, so that what it sends goes before all that waits. */
  readonly ahead: boolean
  anchor: Anchor
  emitted: number
  lastLateBy: number
  maxLateBy: number
  stopRequest: StopRequest | null
  /** `seq` of what is behind each change that was asked for and not yet answered, in the order they were asked. */
  readonly changeCauses: (number | null)[]
  /** What it waits to be answered; null where nothing was asked, or an answer is on its way to the runner. */
  question: Question | null
  /** Emissions that have asked, and were answered so that it went on. */
  readonly answered: Set<number>
  readonly joined: ((outcome: StopOutcome) => void)[]
}

/** A run that is about to start now. */
export function newRun(
  number: RunNumber,
  id: string,
  { definition, timeline, requests }: Playable,
  { createdSeq, startedBy, startedAt, ahead }: Pick<Run, 'createdSeq' | 'startedBy' | 'startedAt' | 'ahead'>,
): Run {
  return {
    number,
    id,
    definition,
    timeline,
    requests,
    createdSeq,
    startedBy,
    startedAt,
    ahead,
    anchor: { at: startedAt, position: 0, rate: definition.tempo, state: 'ready' },
    emitted: 0,
    lastLateBy: 0,
    maxLateBy: 0,
    stopRequest: null,
    changeCauses: [],
    question: null,
    answered: new Set(),
    joined: [],
  }
}

export function viewOf(run: Run, ended: RunView['ended']): RunView {
  return {
    runId: run.id,
    playlistId: run.definition.id,
    name: run.definition.name,
    anchor: run.anchor,
    startedAt: run.startedAt,
    emitted: run.emitted,
    emissions: run.timeline.offsets.length,
    lastLateBy: run.lastLateBy,
    maxLateBy: run.maxLateBy,
    ended,
  }
}
