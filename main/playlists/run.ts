// One run of a playlist as the main thread knows it.
import type { RunView } from '../../shared/contract/streams.ts'
import type { EventEnvelope } from '../../shared/model/event.ts'
import type { EventReference } from '../../shared/model/payload/common.ts'
import type { Anchor, StopReason } from '../../shared/model/payload/playlist.ts'
import type { InterruptRequest } from '../../shared/model/interrupt.ts'
import type { PlaylistDefinition } from '../../shared/model/playlist.ts'
import { carriedEmission, carriedQuestion } from './carry.ts'
import type { Carried } from './carry.ts'
import type { RunNumber } from './runner-protocol.ts'
import type { CompiledTimeline } from './timeline.ts'

/** What the holding steps of a playlist ask, by the step's place in the definition. */
export type Requests = ReadonlyMap<number, InterruptRequest>

/** A question that a run waits at. */
export interface Question {
  /** The emission that asks; null where it is asked whether it may go on after the machine slept. */
  index: number | null
  readonly interruptId: string
  readonly prompt: string
}

/** What a run is made from. */
export interface Playable {
  readonly definition: PlaylistDefinition
  readonly timeline: CompiledTimeline
  readonly requests: Requests
}

/** What made a run start. */
export interface StartReason {
  readonly trigger: EventEnvelope | null
  readonly cause: number | null
  /** Who asks: a trigger or a command may also stop what it started before; all others only ever start. */
  readonly by: 'trigger' | 'command' | 'go' | 'cue' | 'rule' | 'stop' | 'panic'
}

/** What may be asked of an active run, besides to stop. */
export type Change =
  | { readonly kind: 'pause' | 'resume' }
  | { readonly kind: 'seek'; readonly position: number }
  | { readonly kind: 'setRate'; readonly rate: number }

/** Why a stop was asked for; the first asked is the one that counts. */
export interface StopRequest {
  readonly reason: 'cancelled' | 'interrupted' | 'changed' | 'removed'
  readonly interrupt: EventReference | null
  readonly cause: number | null
  /** It leaves every value where it is, whatever steps say that a stop leaves. */
  readonly stays?: true
}

export interface StopOutcome {
  readonly runId: string
  readonly reason: StopReason
}

/** What a run goes over to once its runner has. */
export interface Following {
  readonly playable: Playable
  readonly carried: Carried
}

/** A change that was asked for and not yet answered. */
interface Asked {
  /** `seq` of what is behind it. */
  readonly cause: number | null
  /** Null where the run stays with its steps. */
  following: Following | null
  /** It moves the run, and what should hold there begins anew. */
  readonly chases: boolean
}

export interface Run {
  readonly number: RunNumber
  readonly id: string
  /** What its runner plays: as it was when the run started, or as it was when the run followed a change. */
  definition: PlaylistDefinition
  timeline: CompiledTimeline
  requests: Requests
  /** Whether it finishes with what its playlist no longer is. */
  earlier: boolean
  /** `seq` of its `playlist.created`. */
  readonly createdSeq: number
  /** `seq` of what started it. */
  readonly startedBy: number
  readonly startedAt: number
  /** Whether it is what a panic leaves behind, so that what it sends goes before all that waits. */
  readonly ahead: boolean
  anchor: Anchor
  emitted: number
  /** What its moving values have come to. */
  readonly ramped: { values: number; skipped: number; lateBy: number; maxLateBy: number }
  lastLateBy: number
  maxLateBy: number
  /** Emissions that it passed over because nothing played when they were due. */
  passedOver: number
  stopRequest: StopRequest | null
  /** Nothing that it leaves behind is sent any more. */
  stays: boolean
  /** Where it stood before the engine was started anew, and what it missed since, until it has made up for that. */
  restarted: { readonly from: number; readonly missed: number } | null
  /** In the order they were asked. */
  readonly asked: Asked[]
  /** What it waits to be answered; null where nothing was asked, or an answer is on its way to the runner. */
  question: Question | null
  /** Emissions that have asked, and were answered so that it went on. */
  answered: Set<number>
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
    earlier: false,
    createdSeq,
    startedBy,
    startedAt,
    ahead,
    anchor: { at: startedAt, position: 0, rate: definition.tempo, state: 'ready' },
    emitted: 0,
    ramped: { values: 0, skipped: 0, lateBy: 0, maxLateBy: 0 },
    lastLateBy: 0,
    maxLateBy: 0,
    passedOver: 0,
    stopRequest: null,
    stays: false,
    restarted: null,
    asked: [],
    question: null,
    answered: new Set(),
    joined: [],
  }
}

/** Gives the playlist, and what it names, other names in all that the run is told by, and will be. */
export function rename(run: Run, renamed: (definition: PlaylistDefinition) => PlaylistDefinition): void {
  run.definition = renamed(run.definition)
  for (const asked of run.asked) {
    if (asked.following === null) continue
    const { playable, carried } = asked.following
    asked.following = { playable: { ...playable, definition: renamed(playable.definition) }, carried }
  }
}

/** Goes over to what its runner plays from now on. */
export function goOver(run: Run, following: Following): void {
  const { asks, ...played } = afterFollowing(run, [following])
  // One that is gone is taken back as soon as this is done.
  if (run.question !== null && asks !== null) run.question.index = asks
  Object.assign(run, played)
}

/** What a command that is given now will find. */
export function asItWillBe(run: Run): AsItWillBe {
  return afterFollowing(
    run,
    run.asked.flatMap(({ following }) => following ?? []),
  )
}

/** The question `index` as a command that is given now will find it; null where it is gone. */
export function emissionAsItWillBe(run: Run, index: number): number | null {
  let at: number | null = index
  for (const { following } of run.asked) {
    if (following !== null && at !== null) at = carriedQuestion(following.carried, at)
  }
  return at
}

interface AsItWillBe extends Pick<Run, 'definition' | 'timeline' | 'requests' | 'answered'> {
  /** The emission at which it waits for an answer; null where it does at none, or the one is gone. */
  readonly asks: number | null
}

function afterFollowing(run: Run, changes: readonly Following[]): AsItWillBe {
  const { definition, timeline, requests, answered, question } = run
  let after: AsItWillBe = { definition, timeline, requests, answered, asks: question?.index ?? null }
  for (const { playable, carried } of changes) {
    const before = after
    const carry = (index: number): number | null => carriedEmission(carried, index)
    after = {
      definition: playable.definition,
      timeline: playable.timeline,
      requests: playable.requests,
      answered: new Set([...before.answered].map(carry).filter((index) => index !== null)),
      asks: before.asks === null ? null : carriedQuestion(carried, before.asks),
    }
  }
  return after
}

export function viewOf(run: Run, ended: RunView['ended']): RunView {
  const { definition, timeline } = run
  return {
    runId: run.id,
    playlistId: definition.id,
    name: definition.name,
    anchor: run.anchor,
    startedAt: run.startedAt,
    emitted: run.emitted,
    emissions: timeline.offsets.length,
    lastLateBy: run.lastLateBy,
    maxLateBy: run.maxLateBy,
    ...(run.earlier && { earlier: true }),
    ...(run.passedOver > 0 && { passedOver: run.passedOver }),
    ended,
  }
}
