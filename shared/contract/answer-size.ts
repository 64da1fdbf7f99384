// How large an answer may be: a list is cut where it would become larger, and says so.
import { jsonBytes } from '../base/json-bytes.ts'

/** Of one answer as JSON, about. */
export const ANSWER_BYTES = 1024 * 1024

/** The first of `events` that fit into one answer; one always does. */
export function withinAnswer<E>(events: readonly E[]): {
  readonly events: readonly E[]
  readonly cut?: true
} {
  let left = ANSWER_BYTES
  for (const [index, event] of events.entries()) {
    left -= jsonBytes(event, left) + 1
    if (left < 0 && index > 0) return { events: events.slice(0, index), cut: true }
  }
  return { events }
}
