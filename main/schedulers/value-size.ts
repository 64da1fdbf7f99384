// How much room a value takes: written as JSON, and in memory.
import type { Json } from '../../shared/model/json.ts'

/** Bytes as JSON; exact where it may be near a bound of thousands. */
export function jsonBytes(value: Json): number {
  // A character takes at most six bytes, and most values are small.
  if (typeof value === 'string' && value.length < 1024) return value.length * 6
  if (typeof value !== 'object' && typeof value !== 'string') return 8
  return Buffer.byteLength(JSON.stringify(value))
}

/** What the engine's memory holds for it, about: lists of empty lists take ten times what they take as text. */
export function memoryBytes(value: Json): number {
  const left: Json[] = [value]
  let bytes = 0
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    if (typeof next === 'string') bytes += 24 + next.length * 2
    else if (typeof next !== 'object' || next === null) bytes += 8
    else if (Array.isArray(next)) {
      bytes += 48
      for (const member of next as readonly Json[]) left.push(member)
    } else {
      bytes += 56
      for (const [key, member] of Object.entries(next)) {
        bytes += 24 + key.length
        left.push(member)
      }
    }
  }
  return bytes
}
