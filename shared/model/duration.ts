// Lengths of time as people write them: milliseconds, or a number with a unit.
import { z } from 'zod'

const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const
/** 365 days. */
const LONGEST_MS = 365 * UNITS.d

const written = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/

/** Milliseconds of `60s`, `1.5m`, `2h`; null where it is no such text. */
export function parseDuration(text: string): number | null {
  const found = written.exec(text.trim())
  if (found === null) return null
  const [, amount, unit] = found as unknown as [string, string, keyof typeof UNITS]
  return Number(amount) * UNITS[unit]
}

/** Milliseconds, or text such as `60s`, `5m`, `2h`; read as milliseconds. */
export const duration = z
  .union([z.number(), z.string().max(30)])
  .transform((given, context) => {
    const ms = typeof given === 'number' ? given : parseDuration(given)
    if (ms !== null && ms >= 0 && ms <= LONGEST_MS) return ms
    context.addIssue({
      code: 'custom',
      message: 'must be milliseconds of 0 or more, or text such as 500ms, 60s, 5m or 2h, up to 365 days',
    })
    return z.NEVER
  })
  .meta({ description: 'Milliseconds, or text such as 500ms, 60s, 5m, 2h' })
