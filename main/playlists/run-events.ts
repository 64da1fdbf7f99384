// What is published of runs: created, emitted, changed state, stopped, and the completion event.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { EventEnvelope, PayloadOf, Publish } from '../../shared/model/event.ts'
import type { Json } from '../../shared/model/json.ts'
import type { EventReference } from '../../shared/model/payload/common.ts'
import type { Anchor } from '../../shared/model/payload/playlist.ts'
import type { PlaylistStep } from '../../shared/model/playlist.ts'
import { eventBytes, lightPayload } from '../../shared/model/size.ts'
import { shownSteps } from './shown-steps.ts'
import type { Playable, Run, StopOutcome } from './run.ts'
import type { Chased } from './chased-fades.ts'
import type { CaughtUp, RampEnded, RampTally } from './runner-protocol.ts'

/** An emission as it is told: where in the timeline, when it was meant and when it was sent. */
export interface ToldEmission {
  readonly index: number
  readonly dueAt: number
  readonly sentAt: number
  readonly direct: boolean
  /** `seq` of the step's own event; null for a direct send, which has none. */
  readonly stepSeq: number | null
}

/** Whether a step asks for something that goes on after it, by whoever does it. */
export function takesTime(type: string): boolean {
  return type === 'param.fade' || type === 'scene.recall'
}

export class RunEvents {
  readonly #publish: Publish

  constructor(publish: Publish) {
    this.#publish = publish
  }

  created(
    runId: string,
    { definition }: Playable,
    trigger: EventEnvelope | null,
    cause: number | null,
  ): number | null {
    const { id: playlistId, name, metadata } = definition
    const { steps, bytes } = shownSteps(definition.steps)
    const reference = trigger === null ? null : referenceTo(trigger)
    const stepCount = definition.steps.length
    const told = { runId, playlistId, name, trigger: reference, stepCount, metadata }
    return this.#publish({
      type: 'playlist.created',
      source: `playlist:${playlistId}`,
      cause,
      // The steps may be a thousand, and are the same each time.
      bytes: eventBytes(told) + bytes,
      payload: { ...told, steps },
    })
  }

  /** Tells that a run of before the engine was started anew goes on; answers the event's `seq`. */
  resumed(
    runId: string,
    { definition: { id: playlistId, name } }: Playable,
    facts: Pick<PayloadOf<'run.resumed'>, 'former' | 'state' | 'position' | 'from' | 'away'>,
  ): number | null {
    const payload = { runId, playlistId, name, ...facts }
    return this.#publish({ type: 'run.resumed', source: `playlist:${playlistId}`, cause: null, payload })
  }

  /** Publishes the step itself, for whoever listens, and answers its `seq`. */
  step(
    { id, definition, createdSeq, ahead }: Run,
    { type, payload, producer }: PlaylistStep,
    dueAt: number,
    chased: Chased | null,
  ): number | null {
    const source = producer ?? `playlist:${definition.id}`
    return this.#publish({
      type: type,
      source,
      cause: createdSeq,
      payload: ofRun(id, type, payload, chased),
      // However late it is heard, it goes on from there.
      ...(takesTime(type) && { at: monotonicMs(dueAt) }),
      ...(ahead && { ahead: 'panic' as const }),
    })
  }

  emitted(run: Run, { index, dueAt, sentAt, direct, stepSeq }: ToldEmission): void {
    const { definition, timeline } = run
    const step = timeline.steps[index] as number
    const { type, payload } = definition.steps[step] as PlaylistStep
    this.#publish({
      type: 'playlist.emitted',
      source: `playlist:${definition.id}`,
      cause: stepSeq ?? run.createdSeq,
      payload: {
        runId: run.id,
        playlistId: definition.id,
        step,
        repeat: timeline.repeats[index] as number,
        offset: timeline.offsets[index] as number,
        dueAt,
        sentAt,
        lateBy: sentAt - dueAt,
        type,
        payload,
        direct,
      },
    })
  }

  /** Tells that a value has come to its end, or is moved by somebody else. */
  rampEnded(
    { id: runId, definition, timeline, createdSeq: cause }: Run,
    { index, how, at }: RampEnded,
  ): void {
    const step = timeline.steps[index]
    if (step === undefined || how === 'stopped' || how === 'noRoute' || how === 'slept') return
    const payload = {
      runId,
      playlistId: definition.id,
      step,
      offset: timeline.offsets[index] as number,
      how,
      at,
    }
    this.#publish({ type: 'playlist.rampEnded', source: `playlist:${definition.id}`, cause, payload })
  }

  /** Tells how the values that it moves have fared so far. */
  ramped(run: Run, { values, skipped, lateBy, maxLateBy }: RampTally): void {
    const { id: runId, definition, createdSeq: cause, ramped } = run
    ramped.values += values
    ramped.skipped += skipped
    ramped.lateBy += lateBy
    ramped.maxLateBy = Math.max(ramped.maxLateBy, maxLateBy)
    const meanLateBy = ramped.values === 0 ? 0 : ramped.lateBy / ramped.values
    const payload = {
      ...{ runId, playlistId: definition.id, values: ramped.values, skipped: ramped.skipped },
      ...{ meanLateBy, maxLateBy: ramped.maxLateBy },
    }
    this.#publish({ type: 'playlist.ramped', source: `playlist:${definition.id}`, cause, payload })
  }

  /** Tells what a run passed over; nothing where it passed over nothing. */
  caughtUp(run: Run, { why, from, to, sent, skipped }: CaughtUp, cause: number | null): void {
    if (sent === 0 && skipped === 0) return
    const { id: runId, definition, createdSeq } = run
    this.#publish({
      type: 'playlist.caughtUp',
      source: `playlist:${definition.id}`,
      cause: cause ?? createdSeq,
      payload: { runId, playlistId: definition.id, why, from, to, sent, skipped },
    })
  }

  /** Tells that a run was playing when the machine slept, and what is done about it; answers the event's `seq`. */
  slept(
    { id: runId, definition, createdSeq: cause }: Run,
    action: PayloadOf<'run.slept'>['action'],
    slept: number,
    position: number,
  ): number | null {
    const payload = { runId, playlistId: definition.id, slept, position, action }
    return this.#publish({ type: 'run.slept', source: `playlist:${definition.id}`, cause, payload })
  }

  /** Moves a run to where its runner says that it stands, and tells it. */
  moved(run: Run, anchor: Anchor, cause: number | null, sought = false): void {
    const { id: runId, definition, createdSeq } = run
    const from = run.anchor.state
    run.anchor = anchor
    this.#publish({
      type: 'run.stateChanged',
      source: `playlist:${definition.id}`,
      cause: cause ?? createdSeq,
      payload: {
        runId,
        playlistId: definition.id,
        from,
        to: anchor.state,
        anchor,
        ...(sought && { sought }),
      },
    })
  }

  /** Tells the end of a run and, where it has played to its end, the playlist's completion event. */
  stopped(
    run: Run,
    reason: StopOutcome['reason'],
    error: string | null,
    notSent: number,
    cause: number | null,
  ): void {
    const { definition, stopRequest } = run
    const source = `playlist:${definition.id}`
    const stopped = this.#publish({
      type: 'playlist.stopped',
      source,
      cause,
      payload: {
        runId: run.id,
        playlistId: definition.id,
        name: definition.name,
        reason,
        interrupt: reason === 'interrupted' ? (stopRequest?.interrupt ?? null) : null,
        error,
        emitted: run.emitted,
        ...(notSent > 0 && { notSent }),
        position: run.anchor.position,
        metadata: definition.metadata,
      },
    })
    if (reason !== 'completed' || definition.completion === null) return
    const { type, payload } = definition.completion
    this.#publish({ type, source, cause: stopped, payload: ofRun(run.id, type, payload) })
  }
}

/** What takes time says whose it is: a pause of that holds it. */
function ofRun(run: string, type: string, payload: Json, chased: Chased | null = null): Json {
  return takesTime(type) ? { ...(payload as object), run, ...chased } : payload
}

/** Kept as long as a run and repeated in what it publishes, and so without large members. */
export function referenceTo({ seq, type, payload, bytes }: EventEnvelope): EventReference {
  return { seq, type, payload: lightPayload(payload, bytes) as EventReference['payload'] }
}
