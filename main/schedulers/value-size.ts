// How much room a value takes written as JSON.
import type { Json } from '../../shared/model/json.ts'

/** Bytes as JSON; exact where it may be near a bound of thousands. */
export function jsonBytes(value: Json): number {
  // A character takes at most six bytes, and most values are small.
  if (typeof value === 'string' && value.length < 1024) return value.length * 6
  if (typeof value !== 'object' && typeof value !== 'string') return 8
  return Buffer.byteLength(JSON.stringify(value))
}
