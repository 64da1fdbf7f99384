// How values are faded on the threads that play: what is asked of them, without knowing who they are.
import type { Curve } from './curve.ts'
import type { Ramp } from './ramp.ts'

/** A number within a packet that moves. */
export interface RampPatch {
  /** Where its bytes are in the packet; of `T` the byte of the type tag itself, which becomes T or F. */
  readonly at: number
  readonly tag: 'f' | 'd' | 'i' | 'T'
  /** `startAt` is monotonic ms, and may be past or to come: before it the value is that of the beginning. */
  readonly fade: Ramp & { readonly startAt: number }
  /** Brings the faded value onto what is sent; null where that is the value as it is. */
  readonly scale: {
    readonly from: readonly [number, number]
    readonly to: readonly [number, number]
    readonly curve: Curve
  } | null
}

export interface RampSend {
  /** By name. */
  readonly target: string
  /** The message, with its other arguments as they are. */
  readonly packet: Uint8Array
  readonly patches: readonly RampPatch[]
  /** Packets a second, of its longest fade. */
  readonly rate: number
  /** What it moves (`oscValueRoute`): whoever moves the same later takes over. */
  readonly route: string
  /** `seq` of what asked for it, for what could not be sent. */
  readonly cause: number | null
}

/**
 * `noRoute`: its target cannot be sent to from there any more. `slept`: nothing was sent for so long that it may have ended
 * where it was. After both whoever asked knows where it is, and goes on by itself.
 */
export type RampEnding = 'completed' | 'stopped' | 'takenOver' | 'noRoute' | 'slept'

/** A message that is being moved. */
export interface RampTicket {
  readonly id: number
  /** Packets of it that have left so far; no more of it leave once it was stopped or has ended. */
  sent(): number
}

export interface RampLane {
  /**
   * Sends from now on, until all its fades have ended, the last packet exactly at the end; whatever moved the same before sends
   * no more once this returns. Null where the target has no direct way: the caller then sends by itself. `ended` is called
   * once and later, not for what `stop` ends.
   */
  start(send: RampSend, ended: (how: RampEnding) => void): RampTicket | null
  /** Returns once nothing of them leaves any more. */
  stop(ids: readonly number[]): void
}

/** Where nothing leaves by itself, as in a rehearsal. */
export const NO_LANE: RampLane = { start: () => null, stop() {} }
