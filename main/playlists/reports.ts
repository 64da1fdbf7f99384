// The reports that cross from a runner thread to the main thread: one MessageRing message each, of fixed layout.
import type { Anchor, CatchUpReason, RunState } from '../../shared/model/payload/playlist.ts'
import type { RampEnding } from '../../shared/model/ramp-lane.ts'
import type {
  CaughtUp,
  Emission,
  RampEnded,
  RampTally,
  RunEnding,
  RunNumber,
  Tick,
} from './runner-protocol.ts'

/** Message ids in the ring. */
export const REPORT = {
  emitted: 1,
  anchored: 2,
  stopped: 3,
  sendFailed: 4,
  caughtUp: 5,
  slept: 6,
  ticked: 7,
  rampEnded: 8,
  fadeEnded: 9,
  rampsTold: 10,
  rampsSent: 11,
} as const

export type Report =
  | { readonly kind: 'ticked'; readonly tick: Tick }
  | { readonly kind: 'rampEnded'; readonly ended: RampEnded }
  | { readonly kind: 'fadeEnded'; readonly fade: number; readonly how: RampEnding }
  | { readonly kind: 'rampsTold'; readonly tally: RampTally }
  | { readonly kind: 'rampsSent'; readonly target: string; readonly packets: number }
  | { readonly kind: 'emitted'; readonly emission: Emission }
  | {
      readonly kind: 'anchored'
      readonly run: RunNumber
      readonly anchor: Anchor
      readonly asking: boolean
    }
  | {
      readonly kind: 'stopped'
      readonly run: RunNumber
      readonly anchor: Anchor
      readonly ending: RunEnding
    }
  | { readonly kind: 'caughtUp'; readonly caughtUp: CaughtUp }
  | {
      readonly kind: 'slept'
      readonly run: RunNumber
      readonly anchor: Anchor
      readonly sleptMs: number
    }
  | {
      readonly kind: 'sendFailed'
      readonly target: string
      readonly message: string
      /** Whose packet it was; null where that is not known. */
      readonly run: RunNumber | null
    }

const STATES: readonly RunState[] = ['ready', 'running', 'paused', 'holding', 'stopped']
const ENDINGS: readonly RunEnding[] = ['stopped', 'completed', 'emissions', 'seconds']
const REASONS: readonly CatchUpReason[] = ['gap', 'runnerLost', 'seek', 'edit', 'restart']

const RAMP_ENDINGS: readonly RampEnding[] = ['completed', 'stopped', 'takenOver', 'noRoute', 'slept']

/** Bits of an emission's last byte. */
const DIRECT = 1
const HOLDS = 2
const MADE_UP_FOR = 4

/** run u32, index u32, dueAt f64, reachedAt f64, bits u8, timeline u32. */
const EMITTED_BYTES = 29
/** run u32, state u8, flag u8, at f64, position f64, rate f64. */
const ANCHOR_BYTES = 30
/** An anchor, then ms slept f64. */
const SLEPT_BYTES = ANCHOR_BYTES + 8
/** run u32, why u8, sent u32, skipped u32, from f64, to f64. */
const CAUGHT_UP_BYTES = 29
/** run u32, index u32, slot i32, token u32, isFinal u8, value f64, dueAt f64. */
const TICKED_BYTES = 33
/** run u32, timeline u32, index u32, how u8, at f64. */
const RAMP_ENDED_BYTES = 21
/** number u32, how u8. */
const FADE_ENDED_BYTES = 5
/** run u32, values u32, skipped u32, lateBy f64, maxLateBy f64. */
const RAMPS_TOLD_BYTES = 28
const LONGEST_REPORT_BYTES = 512

/** Runs are numbered from 1. */
const NO_RUN = 0

const scratch = new Uint8Array(LONGEST_REPORT_BYTES)
const scratchView = new DataView(scratch.buffer)
const text = { encoder: new TextEncoder(), decoder: new TextDecoder() }

/** The bytes are valid until the next call. */
export function encodeEmission(emission: Emission): Uint8Array {
  const { run, timeline, index, dueAt, reachedAt, direct, holds, madeUpFor } = emission
  scratchView.setUint32(0, run)
  scratchView.setUint32(4, index)
  scratchView.setFloat64(8, dueAt)
  scratchView.setFloat64(16, reachedAt)
  scratchView.setUint8(24, (direct ? DIRECT : 0) | (holds ? HOLDS : 0) | (madeUpFor ? MADE_UP_FOR : 0))
  scratchView.setUint32(25, timeline)
  return scratch.subarray(0, EMITTED_BYTES)
}

/** The bytes are valid until the next call. */
export function encodeAnchored(run: RunNumber, anchor: Anchor, asking: boolean): Uint8Array {
  return encodeAnchor(run, anchor, asking ? 1 : 0)
}

/** The bytes are valid until the next call. */
export function encodeStopped(run: RunNumber, anchor: Anchor, ending: RunEnding): Uint8Array {
  return encodeAnchor(run, anchor, ENDINGS.indexOf(ending))
}

/** The bytes are valid until the next call. */
export function encodeSlept(run: RunNumber, anchor: Anchor, sleptMs: number): Uint8Array {
  encodeAnchor(run, anchor, 0)
  scratchView.setFloat64(ANCHOR_BYTES, sleptMs)
  return scratch.subarray(0, SLEPT_BYTES)
}

/** The bytes are valid until the next call. */
export function encodeCaughtUp({ run, why, from, to, sent, skipped }: CaughtUp): Uint8Array {
  scratchView.setUint32(0, run)
  scratchView.setUint8(4, REASONS.indexOf(why))
  scratchView.setUint32(5, sent)
  scratchView.setUint32(9, skipped)
  scratchView.setFloat64(13, from)
  scratchView.setFloat64(21, to)
  return scratch.subarray(0, CAUGHT_UP_BYTES)
}

/** The bytes are valid until the next call. */
export function encodeTick({ run, index, slot, token, isFinal, value, dueAt }: Tick): Uint8Array {
  scratchView.setUint32(0, run)
  scratchView.setUint32(4, index)
  scratchView.setInt32(8, slot)
  scratchView.setUint32(12, token)
  scratchView.setUint8(16, isFinal ? 1 : 0)
  scratchView.setFloat64(17, value)
  scratchView.setFloat64(25, dueAt)
  return scratch.subarray(0, TICKED_BYTES)
}

/** The bytes are valid until the next call. */
export function encodeRampEnded({ run, timeline, index, how, at }: RampEnded): Uint8Array {
  scratchView.setUint32(0, run)
  scratchView.setUint32(4, timeline)
  scratchView.setUint32(8, index)
  scratchView.setUint8(12, RAMP_ENDINGS.indexOf(how))
  scratchView.setFloat64(13, at)
  return scratch.subarray(0, RAMP_ENDED_BYTES)
}

/** The bytes are valid until the next call. */
export function encodeFadeEnded(fade: number, how: RampEnding): Uint8Array {
  scratchView.setUint32(0, fade)
  scratchView.setUint8(4, RAMP_ENDINGS.indexOf(how))
  return scratch.subarray(0, FADE_ENDED_BYTES)
}

/** The bytes are valid until the next call. */
export function encodeRampsTold({ run, values, skipped, lateBy, maxLateBy }: RampTally): Uint8Array {
  scratchView.setUint32(0, run)
  scratchView.setUint32(4, values)
  scratchView.setUint32(8, skipped)
  scratchView.setFloat64(12, lateBy)
  scratchView.setFloat64(20, maxLateBy)
  return scratch.subarray(0, RAMPS_TOLD_BYTES)
}

/** The bytes are valid until the next call. */
export function encodeRampsSent(target: string, packets: number): Uint8Array {
  scratchView.setUint32(0, packets)
  const { written } = text.encoder.encodeInto(target, scratch.subarray(4))
  return scratch.subarray(0, 4 + written)
}

function encodeAnchor(run: RunNumber, anchor: Anchor, flag: number): Uint8Array {
  scratchView.setUint32(0, run)
  scratchView.setUint8(4, STATES.indexOf(anchor.state))
  scratchView.setUint8(5, flag)
  scratchView.setFloat64(6, anchor.at)
  scratchView.setFloat64(14, anchor.position)
  scratchView.setFloat64(22, anchor.rate)
  return scratch.subarray(0, ANCHOR_BYTES)
}

/** The bytes are valid until the next call; a long message is cut. */
export function encodeSendFailure(target: string, message: string, run: RunNumber | null): Uint8Array {
  scratchView.setUint32(0, run ?? NO_RUN)
  const { written } = text.encoder.encodeInto(`${target}\n${message}`, scratch.subarray(4))
  return scratch.subarray(0, 4 + written)
}

export function decodeReport(id: number, bytes: Uint8Array): Report {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  switch (id) {
    case REPORT.emitted:
      return {
        kind: 'emitted',
        emission: {
          run: view.getUint32(0),
          timeline: view.getUint32(25),
          index: view.getUint32(4),
          dueAt: view.getFloat64(8),
          reachedAt: view.getFloat64(16),
          direct: (view.getUint8(24) & DIRECT) !== 0,
          holds: (view.getUint8(24) & HOLDS) !== 0,
          madeUpFor: (view.getUint8(24) & MADE_UP_FOR) !== 0,
        },
      }
    case REPORT.anchored:
      return {
        kind: 'anchored',
        run: view.getUint32(0),
        anchor: decodeAnchor(view),
        asking: view.getUint8(5) === 1,
      }
    case REPORT.stopped:
      return {
        kind: 'stopped',
        run: view.getUint32(0),
        anchor: decodeAnchor(view),
        ending: ENDINGS[view.getUint8(5)] as RunEnding,
      }
    case REPORT.caughtUp:
      return { kind: 'caughtUp', caughtUp: decodeCaughtUp(view) }
    case REPORT.slept:
      return {
        kind: 'slept',
        run: view.getUint32(0),
        anchor: decodeAnchor(view),
        sleptMs: view.getFloat64(ANCHOR_BYTES),
      }
    case REPORT.sendFailed: {
      const run = view.getUint32(0)
      const [target = '', message = ''] = text.decoder.decode(bytes.subarray(4)).split('\n', 2)
      return { kind: 'sendFailed', target, message, run: run === NO_RUN ? null : run }
    }
    case REPORT.ticked:
      return { kind: 'ticked', tick: decodeTick(view) }
    case REPORT.rampEnded:
      return {
        kind: 'rampEnded',
        ended: {
          run: view.getUint32(0),
          timeline: view.getUint32(4),
          index: view.getUint32(8),
          how: RAMP_ENDINGS[view.getUint8(12)] as RampEnding,
          at: view.getFloat64(13),
        },
      }
    case REPORT.fadeEnded:
      return {
        kind: 'fadeEnded',
        fade: view.getUint32(0),
        how: RAMP_ENDINGS[view.getUint8(4)] as RampEnding,
      }
    case REPORT.rampsTold:
      return { kind: 'rampsTold', tally: decodeTally(view) }
    case REPORT.rampsSent:
      return {
        kind: 'rampsSent',
        target: text.decoder.decode(bytes.subarray(4)),
        packets: view.getUint32(0),
      }
    default:
      throw new Error(`report of unknown kind ${id}`)
  }
}

function decodeAnchor(view: DataView): Anchor {
  return {
    state: STATES[view.getUint8(4)] as RunState,
    at: view.getFloat64(6),
    position: view.getFloat64(14),
    rate: view.getFloat64(22),
  }
}

function decodeTick(view: DataView): Tick {
  return {
    run: view.getUint32(0),
    index: view.getUint32(4),
    slot: view.getInt32(8),
    token: view.getUint32(12),
    isFinal: view.getUint8(16) === 1,
    value: view.getFloat64(17),
    dueAt: view.getFloat64(25),
  }
}

function decodeTally(view: DataView): RampTally {
  return {
    run: view.getUint32(0),
    values: view.getUint32(4),
    skipped: view.getUint32(8),
    lateBy: view.getFloat64(12),
    maxLateBy: view.getFloat64(20),
  }
}

function decodeCaughtUp(view: DataView): CaughtUp {
  return {
    run: view.getUint32(0),
    why: REASONS[view.getUint8(4)] as CatchUpReason,
    sent: view.getUint32(5),
    skipped: view.getUint32(9),
    from: view.getFloat64(13),
    to: view.getFloat64(21),
  }
}
