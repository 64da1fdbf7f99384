// Which events a trigger, an interrupt or a gesture listens for.
import { z } from 'zod'
import type { EventEnvelope } from './event.ts'
import { json } from './json.ts'
import type { Json } from './json.ts'
import { isPress } from './osc.ts'
import type { OscValue } from './osc.ts'
import { compileOscPattern, oscPatternFault } from './osc-pattern.ts'

const eventPattern = z
  .string()
  .max(120)
  .regex(
    /^[a-zA-Z][\w-]*(?:\.[a-zA-Z][\w-]*)*(?:\.\*)?$/,
    'must be an event type such as lights.go, or a family such as lights.*',
  )

export const oscPattern = z
  .string()
  .max(1024)
  .check(({ value, issues }) => {
    const message = oscPatternFault(value)
    if (message !== null) issues.push({ code: 'custom', input: value, message })
  })

export const eventMatch = z
  .strictObject({
    event: eventPattern.meta({ description: 'Event type, or a family such as lights.*' }),
    source: z.string().max(200).optional().meta({ description: 'Producer, exactly' }),
    address: oscPattern
      .optional()
      .meta({ description: 'OSC address or address pattern; only for osc.received' }),
    on: z.enum(['press', 'any']).default('press').meta({
      description: 'With address: press ignores a first argument of 0, as a button sends on release',
    }),
    where: z
      .record(z.string().max(200), json)
      .default({})
      .meta({ description: 'Payload fields by dotted path and the value each must have' }),
  })
  .refine(({ event, address }) => address === undefined || event === 'osc.received', {
    path: ['address'],
    message: 'belongs only to a match of osc.received',
  })
export type EventMatch = z.infer<typeof eventMatch>

export type EventPredicate = (event: EventEnvelope) => boolean

/** Whether a pattern (`a.b`, `a.*`, `*`) covers an event type. */
export function coversType(pattern: string, type: string): boolean {
  if (pattern === '*') return true
  return pattern.endsWith('.*') ? type.startsWith(pattern.slice(0, -1)) : pattern === type
}

/** The value at a path of field names, or undefined. */
export function fieldAt(value: unknown, path: readonly string[]): unknown {
  let found = value
  for (const name of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return undefined
    found = (found as Record<string, unknown>)[name]
  }
  return found
}

function equals(left: unknown, right: Json): boolean {
  if (left === right) return true
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false
  if (Array.isArray(left) !== Array.isArray(right)) return false
  const names = Object.keys(right)
  return (
    names.length === Object.keys(left).length &&
    names.every(
      (name) =>
        Object.hasOwn(left, name) &&
        equals((left as Record<string, unknown>)[name], (right as Record<string, Json>)[name] as Json),
    )
  )
}

/** Compiles a match once, so that testing an event costs no parsing. */
export function compileMatch(match: EventMatch): EventPredicate {
  const { event: pattern, source, on } = match
  const address = match.address === undefined ? null : compileOscPattern(match.address)
  const fields = Object.entries(match.where).map(([path, wanted]) => ({ path: path.split('.'), wanted }))
  return (event) => {
    if (!coversType(pattern, event.type)) return false
    if (source !== undefined && source !== event.source) return false
    if (address !== null) {
      const message = event.payload as { address?: unknown; args?: readonly OscValue[] }
      if (typeof message.address !== 'string' || !address(message.address)) return false
      if (on === 'press' && !isPress(message.args ?? [])) return false
    }
    return fields.every(({ path, wanted }) => equals(fieldAt(event.payload, path), wanted))
  }
}
