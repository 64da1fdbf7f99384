// How long a run still takes, as it is read from afar, and when that will look different.
import type { Anchor } from '../../shared/model/payload/playlist.ts'
import { remainingAt } from './position.ts'

const MINUTE = 60_000
const HOUR = 3_600_000
/** Under this it is told to the tenth of a second. */
export const CLOSE_MS = 10_000

const pad = (value: number): string => String(value).padStart(2, '0')

/** `1:02:05`, `2:05`, `0:14`, under ten seconds `9.4`. Rounded up: as long as there is anything left it is not 0. */
export function leftText(ms: number): string {
  const tenths = Math.ceil(Math.max(0, ms) / 100)
  if (tenths * 100 < CLOSE_MS) return (tenths / 10).toFixed(1)
  const whole = Math.ceil(ms / 1000) * 1000
  const hours = Math.floor(whole / HOUR)
  const minutes = Math.floor((whole % HOUR) / MINUTE)
  const seconds = pad((whole % MINUTE) / 1000)
  return hours === 0 ? `${minutes}:${seconds}` : `${hours}:${pad(minutes)}:${seconds}`
}

/** Milliseconds of real time until `leftText` says something else. */
export function leftLasts(anchor: Anchor, now: number, length: number): number {
  return anchor.state === 'running' ? untilLasts(remainingAt(anchor, now, length)) : Infinity
}

/** The same of what ends in so many milliseconds, whatever happens. */
export function untilLasts(left: number): number {
  if (left <= 0) return Infinity
  const step = left <= CLOSE_MS ? 100 : 1000
  return left % step === 0 ? step : left % step
}

/** Milliseconds of real time until a run has moved on by a share of its timeline. */
export function shareLasts({ state, rate }: Anchor, length: number, share: number): number {
  return state === 'running' ? (length * share) / rate : Infinity
}
