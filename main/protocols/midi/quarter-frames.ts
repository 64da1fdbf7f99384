// Follows a tape by its quarter frames, from generators that spell one time in eight of them as well as from those that do not.
import type { Timecode } from '../../../shared/model/midi.ts'
import { frameNumber, framesBetween, framesPerSecond, timecodeOf } from '../../../shared/model/timecode.ts'
import { quarterFrames, unpackTime } from './timecode.ts'
import type { QuarterFrame } from './timecode.ts'

const PIECES = 8
/** Frames that pass while the eight pieces of one time are sent. */
const SPAN = 2
/** Frames by which a time may be off from where the tape should be: a piece or two were lost, or it does not run evenly. */
const UNEVEN = 2
/** Times in a row that contradict what came before and each other; then they are believed, as of a tape that is wound. */
const MOST_DOUBTS = 3

export interface ReadTimecode {
  readonly time: Timecode
  readonly direction: 'forward' | 'backward'
  /** False of a first time that may be mixed of two: the next will show. */
  readonly running: boolean
  /** Frames that it has run since the last one that was read as running, or since it began to run. */
  readonly ran: number
}

/**
 * A generator is meant to hold a time for its eight pieces. Many fill each piece from their running counter instead, so that
 * some pieces are of the next frame or the one after it: harmless, until a second, a minute or an hour begins in between, and
 * 00:59:59:29 is spelled as 01:00:59:29. So a time is believed at once where it goes on from the last; where its pieces could
 * be of a tape that does, that tape is believed; any other has to be confirmed by the next.
 */
export class QuarterFrameReader {
  readonly #values = new Uint8Array(PIECES)
  #last = -1
  #step = 0
  /** Pieces that came one after the other in one direction, the last included. */
  #inOrder = 0
  /** Of the running sequence: the time spelled last, or the one that should have been. */
  #running: Timecode | null = null
  #doubted: Timecode | null = null
  #doubts = 0
  /** Quarters of a frame since the last that was read. */
  #quarters = 0

  /** Where the tape is once the last of eight pieces has come; null before that, and where that is in doubt. */
  take({ piece, value }: QuarterFrame): ReadTimecode | null {
    this.#values[piece] = value
    this.#follow(piece)
    this.#quarters += 1
    const lastPiece = this.#step === 1 ? PIECES - 1 : 0
    return this.#inOrder < PIECES || piece !== lastPiece ? null : this.#judge()
  }

  /** The tape was put somewhere by other means: pieces that came before do not belong to what follows, unless it runs there. */
  locate(place: Timecode): void {
    if (this.#running !== null && this.#isNear(this.#moved(this.#running, SPAN), place)) return
    this.#beginAnew(0)
    this.#last = -1
    this.#step = 0
  }

  #follow(piece: number): void {
    const apart = (piece - this.#last + PIECES) % PIECES
    const step = this.#last < 0 ? 0 : apart === 1 ? 1 : apart === PIECES - 1 ? -1 : 0
    if (step !== 0 && step === this.#step) this.#inOrder = Math.min(this.#inOrder + 1, PIECES)
    else this.#beginAnew(step === 0 ? 1 : 2)
    this.#step = step
    this.#last = piece
  }

  #beginAnew(inOrder: number): void {
    this.#inOrder = inOrder
    this.#quarters = Math.max(0, inOrder - 1)
    this.#running = null
    this.#doubted = null
    this.#doubts = 0
  }

  #judge(): ReadTimecode | null {
    const spelled = this.#spelled()
    const expected = this.#running === null ? null : this.#moved(this.#running, SPAN)
    if (expected !== null && spelled !== null && this.#isNear(expected, spelled)) return this.#read(spelled)
    if (expected !== null && this.#mayBeOf(expected)) return this.#read(expected)
    if (expected === null) {
      if (spelled === null || !mayBeMixed(spelled)) return spelled === null ? null : this.#read(spelled)
      return { ...this.#readingOf(spelled), running: false, ran: 0 }
    }
    this.#running = expected
    if (spelled === null) return null
    const isConfirmed = this.#doubted !== null && this.#confirms(this.#doubted, spelled)
    return isConfirmed ? this.#read(spelled) : this.#doubt(spelled)
  }

  #doubt(spelled: Timecode): ReadTimecode | null {
    this.#doubts += 1
    // A tape that goes on elsewhere began with these pieces.
    this.#quarters = PIECES
    if (this.#doubts >= MOST_DOUBTS) return this.#read(spelled)
    this.#doubted = spelled
    return null
  }

  #read(spelled: Timecode): ReadTimecode {
    const ran = Math.ceil(this.#quarters / 4)
    this.#running = spelled
    this.#doubted = null
    this.#doubts = 0
    this.#quarters = 0
    return { ...this.#readingOf(spelled), running: true, ran }
  }

  /**
   * The pieces tell the time at which piece 0 is sent. Forwards that was two frames before the next piece 0; backwards
   * piece 0 is the last to come.
   */
  #readingOf(spelled: Timecode): Pick<ReadTimecode, 'time' | 'direction'> {
    return this.#step === 1
      ? { time: this.#moved(spelled, SPAN), direction: 'forward' }
      : { time: spelled, direction: 'backward' }
  }

  #spelled(): Timecode | null {
    const byte = (index: number): number =>
      (this.#values[2 * index] as number) | ((this.#values[2 * index + 1] as number) << 4)
    return unpackTime(byte(3), byte(2), byte(1), byte(0))
  }

  /** The place so many frames on in the tape's direction. */
  #moved(time: Timecode, frames: number): Timecode {
    return timecodeOf(frameNumber(time) + this.#step * frames, time.rate)
  }

  #isNear(expected: Timecode, time: Timecode): boolean {
    if (expected.rate !== time.rate) return false
    return Math.abs(framesBetween(frameNumber(expected), frameNumber(time), time.rate)) <= UNEVEN
  }

  /** Whether a time lies at most a second behind another in the tape's direction. */
  #confirms(before: Timecode, time: Timecode): boolean {
    if (before.rate !== time.rate) return false
    const on = this.#step * framesBetween(frameNumber(before), frameNumber(time), time.rate)
    return on >= 0 && on <= framesPerSecond(time.rate)
  }

  /**
   * Whether each piece is of this time or of one up to two frames later. Those of higher number are later on the tape in either
   * direction: forwards they are sent last, and backwards first.
   */
  #mayBeOf(time: Timecode): boolean {
    const number = frameNumber(time)
    let later = 0
    let spelling = quarterFrames(time)
    for (let piece = 0; piece < PIECES; piece += 1) {
      while (spelling[piece]?.value !== this.#values[piece]) {
        if (later === SPAN) return false
        later += 1
        spelling = quarterFrames(timecodeOf(number + later, time.rate))
      }
    }
    return true
  }
}

/** Whether a time could be mixed of two seconds, as its first pieces are of the last frames of one. */
function mayBeMixed({ frames, rate }: Timecode): boolean {
  const last = framesPerSecond(rate) - 1
  return frames >= last - 1 || frames === (last & 0xf)
}
