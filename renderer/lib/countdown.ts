// Times to come in whole seconds, so that they move calmly.
import { formatDuration } from './time-format.ts'

/** `12 s`, `2:05`; never less than what is left, and `0 s` when it is over. */
export function formatLeft(ms: number): string {
  return formatDuration(Math.max(0, Math.ceil(ms / 1000)) * 1000)
}
