// Payloads of what playlists, their runs and the runners publish.
import { z } from 'zod'
import { json, jsonObject } from '../json.ts'
import { count, eventReference, id, milliseconds } from './common.ts'

export const runState = z.enum(['ready', 'running', 'paused', 'holding', 'stopped'])
export type RunState = z.infer<typeof runState>

/** Why a run passes over steps: nothing played for a while, its runner was lost, or somebody moved it, or the steps. */
export const catchUpReason = z.enum(['gap', 'runnerLost', 'seek', 'edit', 'restart'])
export type CatchUpReason = z.infer<typeof catchUpReason>

/** `changed` and `removed`: its playlist was, and that ended the run. */
export const stopReason = z.enum(['completed', 'cancelled', 'interrupted', 'failed', 'changed', 'removed'])
export type StopReason = z.infer<typeof stopReason>

/** Where a run stands: at `position` ms of its timeline when the clock read `at`, moving at `rate` while running. */
export const anchor = z.object({
  at: milliseconds,
  position: milliseconds,
  rate: z.number().positive(),
  state: runState,
})
export type Anchor = z.infer<typeof anchor>

export const playlistPayloads = {
  'playlist.registered': z.object({
    playlistId: id,
    handle: z.string(),
    name: z.string(),
    updated: z.boolean(),
  }),
  'playlist.removed': z.object({ playlistId: id, handle: z.string() }),
  'playlist.created': z.object({
    runId: id,
    playlistId: id,
    name: z.string(),
    trigger: eventReference.nullable(),
    steps: z
      .array(z.object({ offset: milliseconds, type: z.string(), count, interval: milliseconds }))
      .readonly(),
    stepCount: count,
    metadata: jsonObject,
  }),
  'playlist.emitted': z.object({
    runId: id,
    playlistId: id,
    step: count,
    repeat: count,
    /** Milliseconds from the start of the timeline. */
    offset: milliseconds,
    dueAt: milliseconds,
    sentAt: milliseconds,
    lateBy: milliseconds,
    type: z.string(),
    payload: json,
    /** True where it was sent as a ready packet; false where it went through the dispatcher as an event. */
    direct: z.boolean(),
  }),
  'playlist.stopped': z.object({
    runId: id,
    playlistId: id,
    name: z.string(),
    reason: stopReason,
    interrupt: eventReference.nullable(),
    /** Why it failed; null otherwise. */
    error: z.string().nullable(),
    emitted: count,
    /** Messages that an output had given up until then; absent where there were none. */
    notSent: count.optional(),
    position: milliseconds,
    metadata: jsonObject,
  }),
  /** An output gave up messages of a run, which may have ended meanwhile. */
  'playlist.notSent': z.object({
    runId: id,
    playlistId: id,
    name: z.string(),
    /** Of the run, so far. */
    messages: count,
    /** What the last of them was for, and why it was given up. */
    where: z.string(),
    reason: z.string(),
  }),
  /** A run has passed over steps, and sent once what should hold after them. */
  'playlist.caughtUp': z.object({
    runId: id,
    playlistId: id,
    why: catchUpReason,
    /** Positions in ms of the timeline: where it was, and from where it plays on. */
    from: milliseconds,
    to: milliseconds,
    /** Values and note-offs, each of its address the latest. */
    sent: count,
    /** Emissions that were passed over and did not leave. */
    skipped: count,
  }),
  /** A value that a step moved has come to its end, or is moved by somebody else. */
  'playlist.rampEnded': z.object({
    runId: id,
    playlistId: id,
    step: count,
    offset: milliseconds,
    how: z.enum(['completed', 'takenOver']),
    at: milliseconds,
  }),
  /** How the values that a run moves have fared so far; said now and then. */
  'playlist.ramped': z.object({
    runId: id,
    playlistId: id,
    /** Sent, and those that were due and not sent, as a later one was. */
    values: count,
    skipped: count,
    meanLateBy: milliseconds,
    maxLateBy: milliseconds,
  }),
  'run.stateChanged': z.object({
    runId: id,
    playlistId: id,
    from: runState,
    to: runState,
    anchor,
    /** It was moved there, and what should hold there begins anew. */
    sought: z.literal(true).optional(),
  }),
  /** A run of before the engine was started anew goes on; it goes by another id from here on. */
  'run.resumed': z.object({
    runId: id,
    /** What it was called before, where that was kept. */
    former: id.optional(),
    playlistId: id,
    name: z.string(),
    state: runState,
    /** Of its timeline, from which it goes on, and where it stood when nothing played any more. */
    position: milliseconds,
    from: milliseconds,
    /** Milliseconds in which nothing played. */
    away: milliseconds,
  }),
  /** The computer slept, or the program stood still, while a run was playing. */
  'run.slept': z.object({
    runId: id,
    playlistId: id,
    /** Milliseconds that nothing was played. */
    slept: milliseconds,
    /** Where the run stood before, in ms of its timeline. */
    position: milliseconds,
    /** What the playlist says is to be done about it. */
    action: z.enum(['ask', 'pause', 'stop']),
  }),
  'runner.lost': z.object({ runner: count, message: z.string(), runs: count }),
  'runner.replaced': z.object({ runner: count, resumed: count, failed: count }),
} as const
