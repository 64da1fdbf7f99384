// MIDI timecode: whole frames in one system exclusive message, or eight quarter frames of four bits each.
import type { MidiMessage, Timecode, TimecodeRate } from '../../../shared/model/midi.ts'

/** By the two bits above the hours. */
const RATES: readonly TimecodeRate[] = [24, 25, 29.97, 30]

const FULL_FRAME: readonly number[] = [0x7f, 0x7f, 0x01, 0x01]
const PIECES = 8

export type QuarterFrame = Extract<MidiMessage, { kind: 'quarterFrame' }>

export interface ReadTimecode {
  readonly time: Timecode
  readonly direction: 'forward' | 'backward'
}

/** Four bytes: hours with the rate above them, minutes, seconds, frames. */
export function packTime({
  hours,
  minutes,
  seconds,
  frames,
  rate,
}: Timecode): [number, number, number, number] {
  return [hours | (RATES.indexOf(rate) << 5), minutes, seconds, frames]
}

/** The opposite of `packTime`; null where there is no such time. */
export function unpackTime(
  hoursAndRate: number,
  minutes: number,
  seconds: number,
  frames: number,
): Timecode | null {
  const hours = hoursAndRate & 0x1f
  const rate = RATES[(hoursAndRate >> 5) & 3] as TimecodeRate
  if (hours > 23 || minutes > 59 || seconds > 59 || frames >= rate) return null
  return { hours, minutes, seconds, frames, rate }
}

/** The time in the bytes between F0 and F7, whichever device it is for; null where they hold none. */
export function decodeFullFrame(data: Uint8Array): Timecode | null {
  if (data.length !== 8 || data[0] !== 0x7f || data[2] !== 0x01 || data[3] !== 0x01) return null
  return unpackTime(data[4] as number, data[5] as number, data[6] as number, data[7] as number)
}

/** The bytes between F0 and F7, to all devices. */
export function encodeFullFrame(time: Timecode): number[] {
  return [...FULL_FRAME, ...packTime(time)]
}

/** The frame after this one, around midnight; drop frame leaves out the numbers 0 and 1 of most minutes. */
export function nextFrame({ hours, minutes, seconds, frames, rate }: Timecode): Timecode {
  if (frames + 1 < rate) return { hours, minutes, seconds, frames: frames + 1, rate }
  const second = seconds === 59 ? 0 : seconds + 1
  const minute = second > 0 ? minutes : minutes === 59 ? 0 : minutes + 1
  const hour = second > 0 || minute > 0 ? hours : hours === 23 ? 0 : hours + 1
  const dropped = rate === 29.97 && second === 0 && minute % 10 !== 0
  return { hours: hour, minutes: minute, seconds: second, frames: dropped ? 2 : 0, rate }
}

/** The eight messages of one time, a quarter of a frame apart from each other; the first is sent when the time is reached. */
export function quarterFrames(time: Timecode): readonly QuarterFrame[] {
  const [hours, minutes, seconds, frames] = packTime(time)
  return [frames, seconds, minutes, hours].flatMap((byte, index) => [
    { kind: 'quarterFrame', piece: 2 * index, value: byte & 0xf },
    { kind: 'quarterFrame', piece: 2 * index + 1, value: byte >> 4 },
  ])
}

/** Puts quarter frames together; whatever comes out of order begins anew. */
export class QuarterFrameReader {
  readonly #values = new Uint8Array(PIECES)
  #last = -1
  #step = 0
  /** Pieces that came one after the other in one direction, the last included. */
  #inOrder = 0

  /** Where the tape is once the last of eight pieces has come; null before that. */
  take({ piece, value }: QuarterFrame): ReadTimecode | null {
    this.#values[piece] = value
    this.#follow(piece)
    if (this.#inOrder < PIECES) return null
    if (this.#step === 1 && piece === PIECES - 1) return this.#whole('forward')
    return this.#step === -1 && piece === 0 ? this.#whole('backward') : null
  }

  #follow(piece: number): void {
    const apart = (piece - this.#last + PIECES) % PIECES
    const step = this.#last < 0 ? 0 : apart === 1 ? 1 : apart === PIECES - 1 ? -1 : 0
    if (step === 0) this.#inOrder = 1
    else this.#inOrder = step === this.#step ? Math.min(this.#inOrder + 1, PIECES) : 2
    this.#step = step
    this.#last = piece
  }

  /**
   * The pieces tell the time at which piece 0 is sent. Forwards that was two frames before the next piece 0; backwards
   * piece 0 is the last to come.
   */
  #whole(direction: 'forward' | 'backward'): ReadTimecode | null {
    const byte = (index: number): number =>
      (this.#values[2 * index] as number) | ((this.#values[2 * index + 1] as number) << 4)
    const time = unpackTime(byte(3), byte(2), byte(1), byte(0))
    if (time === null) return null
    return { direction, time: direction === 'forward' ? nextFrame(nextFrame(time)) : time }
  }
}
