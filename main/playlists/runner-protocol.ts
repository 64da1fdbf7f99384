// What the main thread and a runner say to each other: commands there, and what the runner does in answer.
import type { Anchor, CatchUpReason } from '../../shared/model/payload/playlist.ts'
import type { AfterSleep } from '../../shared/model/playlist.ts'
import type { RampEnding, RampPatch } from '../../shared/model/ramp-lane.ts'
import type { Carried } from './carry.ts'
import type { CompiledTimeline } from './timeline.ts'

/** Number of a run within this process; small, because it crosses threads in every report. */
export type RunNumber = number

/** What a run's playlist says of it. */
interface RunTerms {
  readonly afterSleep: AfterSleep
  /** Monotonic ms at which it fails where it has not ended; Infinity where nothing limits it. */
  readonly deadline: number
}

/** Where a run begins to play, or goes on after its thread was lost. */
export interface RunStart extends RunTerms {
  readonly run: RunNumber
  readonly timeline: number
  readonly anchor: Anchor
  /** Index of the first emission that has not left yet. */
  readonly cursor: number
  /** Whether it waits for an answer to the emission before. */
  readonly asking: boolean
  /** Whether what should hold at its cursor is still to be sent, because it was moved there. */
  readonly chase: boolean
  /** Whether it goes on for a thread that was lost. */
  readonly lost: boolean
  /** Emissions that it may still make; Infinity where nothing limits them. */
  readonly emissionsLeft: number
}

/** Played to its end, stopped by a command, or out of what its quota gives it. */
export type RunEnding = 'completed' | 'stopped' | 'emissions' | 'seconds'

export type RunnerCommand =
  | { readonly kind: 'load'; readonly timeline: CompiledTimeline }
  | { readonly kind: 'unload'; readonly timeline: number }
  | { readonly kind: 'start'; readonly start: RunStart }
  | RunCommand

/** Where the packets for a target may be sent to, by number; null where they must go through the dispatcher for now. */
export interface Route {
  readonly target: string
  readonly at: { readonly host: string; readonly port: number } | null
  /** Whether what leaves together may leave in one packet. */
  readonly bundles: boolean
}

/** Commands to one run; each is answered by exactly one `anchored` or `stopped` report. */
export type RunCommand =
  /** `stays` where it leaves every value where it is, whatever steps say that a stop leaves. */
  | { readonly kind: 'stop'; readonly run: RunNumber; readonly stays: boolean }
  | { readonly kind: 'pause'; readonly run: RunNumber }
  | { readonly kind: 'resume'; readonly run: RunNumber }
  /** Where it chases, what should hold at the position is sent, and a `caughtUp` report follows. */
  | { readonly kind: 'seek'; readonly run: RunNumber; readonly position: number; readonly chase: boolean }
  | { readonly kind: 'setRate'; readonly run: RunNumber; readonly rate: number }
  /** The question asked by the emission `index` is answered; passed over where the run no longer holds there. */
  | { readonly kind: 'release'; readonly run: RunNumber; readonly index: number }
  | FollowCommand

/** Its playlist was changed: the run goes on in the timeline that it has now, from where it stands. */
export interface FollowCommand extends RunTerms {
  readonly kind: 'follow'
  readonly run: RunNumber
  readonly timeline: number
  /** Where what it has played until then is in it. */
  readonly carried: Carried
  /** The emissions that its quota gave and gives it, Infinity where nothing limits them, and those that have been reported. */
  readonly emissions: { readonly was: number; readonly is: number; readonly reported: number }
}

export interface Emission {
  readonly run: RunNumber
  /** The compiled timeline, as a run may have gone over to another since. */
  readonly timeline: number
  /** Index in it. */
  readonly index: number
  readonly dueAt: number
  /** When a direct send left; for others when the runner reached it. */
  readonly reachedAt: number
  readonly direct: boolean
  /** Whether the run holds after it, with the anchor that `holdingAnchor` gives. */
  readonly holds: boolean
  /** Whether it leaves in place of emissions that were passed over. */
  readonly madeUpFor: boolean
}

/** A run has sent what should hold after the emissions that it passed over. */
export interface CaughtUp {
  readonly run: RunNumber
  readonly why: CatchUpReason
  /** Positions in ms of the timeline. */
  readonly from: number
  readonly to: number
  readonly sent: number
  readonly skipped: number
}

/** A value of a step that moves one, which the main thread is to send. */
export interface Tick {
  readonly run: RunNumber
  /** Its emission. */
  readonly index: number
  readonly value: number
  readonly dueAt: number
  readonly slot: number
  readonly token: number
  /** Sent because its run stops. */
  readonly isFinal: boolean
}

/** What the moving values of a run came to since it was last told; of NO_RUN those that no run has. */
export interface RampTally {
  readonly run: RunNumber
  values: number
  /** That were due and were not told, as a later one was. */
  skipped: number
  /** Milliseconds, summed up. */
  lateBy: number
  maxLateBy: number
}

/** A value has moved to its end, or was taken over on its way there. */
export interface RampEnded {
  readonly run: RunNumber
  readonly timeline: number
  /** Its emission. */
  readonly index: number
  readonly how: RampEnding
  readonly at: number
}

/** A message that no run moves, as a thread is asked to. */
export interface Fade {
  readonly id: number
  readonly target: string
  readonly packet: Uint8Array
  readonly patches: readonly RampPatch[]
  readonly rate: number
  readonly slot: number
  readonly token: number
  /** One word of shared memory: packets of it that have left. Written by the thread. */
  readonly sent: Int32Array
}

/** Where a runner's doings go. */
export interface RunnerSink {
  /**
   * Whether the way to the target opens in a moment: the emission is then tried again, because one that went through the dispatcher
   * would be overtaken by what follows it.
   */
  opens(target: string): boolean
  /** Sends a packet now; false where it cannot, so that the emission goes through the dispatcher instead. */
  send(target: string, packet: Uint8Array, run: RunNumber): boolean
  /** False where there is no room for it: the emission is then tried again later. Reports of direct sends are never refused. */
  emitted(emission: Emission): boolean
  anchored(run: RunNumber, anchor: Anchor, asking: boolean): void
  /** False where there is no room for it: it is then tried again later, or given up where its run ends. */
  caughtUp(caughtUp: CaughtUp): boolean
  /** It was playing when the machine slept for so many ms, and is paused where it stood; where it ends instead, `stopped` follows. */
  slept(run: RunNumber, anchor: Anchor, sleptMs: number): void
  /** After this nothing of the run leaves any more. */
  stopped(run: RunNumber, ending: RunEnding, anchor: Anchor): void
  /** Whether a target reads bundles. */
  bundles(target: string): boolean
  /** Hands a value to the main thread; false where there is no room for it. */
  ticked(tick: Tick): boolean
  rampEnded(ended: RampEnded): void
  /** The same of a message that no run moves. */
  fadeEnded(fade: number, how: RampEnding): void
  rampsTold(tally: RampTally): void
  /** So many packets with values have left since that was last told. */
  rampsSent(target: string, packets: number): void
  /** So many values are being moved, of each every so manieth is told. */
  rampsPlay(count: number, every: number): void
  /** Keeps the cursor where it survives the thread. */
  progressed(run: RunNumber, cursor: number): void
}

/** Where a run stands that holds: exactly at the step that asks, however late that was reached. */
export function holdingAnchor(
  { rate }: Anchor,
  { offsets }: CompiledTimeline,
  { index, reachedAt }: Emission,
): Anchor {
  return { at: reachedAt, position: offsets[index] as number, rate, state: 'holding' }
}
