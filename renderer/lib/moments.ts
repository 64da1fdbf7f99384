// Moments to come as people read them: rounded once, here, so that a clock and what counts down to it agree.
import { formatDuration, formatTimeOfDay } from './time-format.ts'

/** The second that a moment is shown as: the engine's clocks differ by less than a millisecond, so midnight is midnight. */
function secondOf(wallMs: number): number {
  return Math.round(wallMs / 1000)
}

/** The second that a running clock shows: it turns when the second is full. */
function secondNow(wallMs: number): number {
  return Math.floor(wallMs / 1000)
}

/** The time of day of a moment that is planned or was noted, `18:30:00`. */
export function formatClock(wallMs: number): string {
  return formatTimeOfDay(secondOf(wallMs) * 1000)
}

/** How long from `now` to a moment: exactly what lies between the clock on the wall and the time that is shown. Never below `0 s`. */
export function formatUntil(wallMs: number, now: number): string {
  return formatDuration(Math.max(0, secondOf(wallMs) - secondNow(now)) * 1000)
}

/** How long something that began a known time ago still lasts, in whole seconds; `0 s` when it is over. */
export function formatLeft(ms: number): string {
  return formatDuration(Math.max(0, Math.ceil(ms / 1000)) * 1000)
}
