// MIDI timecode as bytes: whole frames in one system exclusive message, or eight quarter frames of four bits each.
import type { MidiMessage, Timecode, TimecodeRate } from '../../../shared/model/midi.ts'

/** By the two bits above the hours. */
const RATES: readonly TimecodeRate[] = [24, 25, 29.97, 30]

const FULL_FRAME: readonly number[] = [0x7f, 0x7f, 0x01, 0x01]
export type QuarterFrame = Extract<MidiMessage, { kind: 'quarterFrame' }>

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

/** Hours with the rate, minutes, seconds, frames, and hundredths of a frame, which are neither kept nor sent. */
export const TIME_BYTES = 5

/** The time at the beginning of bytes that other messages carry; null where there is none. */
export function unpackLongTime(bytes: Uint8Array): Timecode | null {
  if (bytes.length < TIME_BYTES) return null
  const [hours, minutes, seconds, frames] = bytes as unknown as [number, number, number, number]
  // The high bits of the lower three say colour frame, blank, sign and whether the last byte is a status: not the time.
  return unpackTime(hours, minutes & 0x3f, seconds & 0x3f, frames & 0x1f)
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

/** The eight messages of one time, a quarter of a frame apart from each other; the first is sent when the time is reached. */
export function quarterFrames(time: Timecode): readonly QuarterFrame[] {
  const [hours, minutes, seconds, frames] = packTime(time)
  return [frames, seconds, minutes, hours].flatMap((byte, index) => [
    { kind: 'quarterFrame', piece: 2 * index, value: byte & 0xf },
    { kind: 'quarterFrame', piece: 2 * index + 1, value: byte >> 4 },
  ])
}
