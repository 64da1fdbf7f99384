// Timecode as numbers: the frames of a day counted from midnight, at the rate that is received.
import type { Timecode, TimecodeRate } from './midi.ts'

/** The numbers that a frame takes within a second. */
export function framesPerSecond(rate: TimecodeRate): number {
  return rate === 29.97 ? 30 : rate
}

/** Drop frame leaves out the numbers 0 and 1 of each minute but every tenth, and so has fewer. */
export function framesPerDay(rate: TimecodeRate): number {
  return rate === 29.97 ? 2_589_408 : 86_400 * rate
}

/**
 * Frames from midnight to a place. A place that the rate leaves out, such as 01:01:00:00 in drop frame or frame 28 of 25, is
 * the next one that there is.
 */
export function frameNumber({ hours, minutes, seconds, frames, rate }: Timecode): number {
  const perSecond = framesPerSecond(rate)
  const minute = hours * 60 + minutes
  const counted = (minute * 60 + seconds) * perSecond + Math.min(frames, perSecond)
  if (rate !== 29.97) return counted % framesPerDay(rate)
  // A frame beyond the last of a minute is the first of the next, whose numbers 0 and 1 may be left out.
  const intoMinute = counted - minute * 1800
  const beginsAt = (of: number): number => of * 1798 + 2 * Math.ceil(of / 10)
  if (intoMinute >= 1800) return beginsAt(minute + 1) % framesPerDay(rate)
  return beginsAt(minute) + (minute % 10 === 0 ? intoMinute : Math.max(0, intoMinute - 2))
}

/** The place so many frames from midnight; the opposite of `frameNumber`. */
export function timecodeOf(number: number, rate: TimecodeRate): Timecode {
  const day = framesPerDay(rate)
  let counted = ((number % day) + day) % day
  if (rate === 29.97) {
    const tens = Math.floor(counted / 17_982)
    const beyond = counted % 17_982
    counted += 18 * tens + (beyond < 1800 ? 0 : 2 * (1 + Math.floor((beyond - 1800) / 1798)))
  }
  const perSecond = framesPerSecond(rate)
  const seconds = Math.floor(counted / perSecond)
  return {
    hours: Math.floor(seconds / 3600),
    minutes: Math.floor(seconds / 60) % 60,
    seconds: seconds % 60,
    frames: counted % perSecond,
    rate,
  }
}

/** Frames from one place to another by the shorter way around midnight; below 0 where that way leads back. */
export function framesBetween(from: number, to: number, rate: TimecodeRate): number {
  const day = framesPerDay(rate)
  const ahead = (((to - from) % day) + day) % day
  return ahead > day / 2 ? ahead - day : ahead
}
