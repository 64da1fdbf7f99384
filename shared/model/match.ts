// Which events a trigger, an interrupt or a gesture listens for.
import { z } from 'zod'
import type { EventEnvelope, PayloadOf } from './event.ts'
import { DECIDING_FIELDS, edgeOf } from './edge.ts'
import type { Edge } from './edge.ts'
import { json } from './json.ts'
import type { Json } from './json.ts'
import { eventSource } from './names.ts'
import { isSentAs } from './osc-argument.ts'
import { addressTest, oscPatternFault } from './osc-pattern.ts'

const eventPattern = z
  .string()
  .max(120)
  .regex(
    /^[a-zA-Z][\w-]*(?:\.[a-zA-Z][\w-]*)*(?:\.\*)?$/,
    'must be an event type such as lights.go, or a family such as lights.*',
  )

const oscPattern = z
  .string()
  .max(1024)
  .check(({ value, issues }) => {
    const message = oscPatternFault(value)
    if (message !== null) issues.push({ code: 'custom', input: value, message })
  })

const exactAddress = z.strictObject({
  exactly: z
    .string()
    .max(1024)

    .regex(/^\/[^\0-\x1f]*$/, 'must start with / and hold no control characters')
    .meta({ description: 'This very address, whatever pattern characters it holds' }),
})

export const oscAddress = z.union([oscPattern, exactAddress])

export const eventMatch = z
  .strictObject({
    event: eventPattern.meta({ description: 'Event type, or a family such as lights.*' }),
    source: eventSource.optional().meta({ description: 'Producer, exactly' }),
    address: oscAddress.optional().meta({
      description:
        'OSC address or address pattern, or {"exactly": address} where pattern characters stand for themselves; ' +
        'only for osc.received',
    }),
    on: z
      .enum(['press', 'release', 'any'])
      .default('press')
      .meta({
        description:
          'press ignores buttons, notes and keys that are let go and, with address, a first argument of 0; ' +
          'release hears nothing else. A where that asks for the value itself goes before this',
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

/** Families that a type belongs to: of `a.b.c` they are `a.*` and `a.b.*`. */
export function familiesOf(type: string): string[] {
  const words = type.split('.')
  return words.slice(1).map((_, index) => `${words.slice(0, index + 1).join('.')}.*`)
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

/** What is no control's coming and going suits a press. */
function suits(event: EventEnvelope, wanted: Edge): boolean {
  const edge = edgeOf(event)
  return edge === wanted || (edge === null && wanted === 'press')
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

/** Which way a control must move for a match; null where both suit it. */
export function edgeWanted({ event, address, on, where }: EventMatch): Edge | null {
  if (on === 'any' || (event === 'osc.received' && address === undefined)) return null
  const asked = DECIDING_FIELDS[event]?.filter((field) => Object.hasOwn(where, field)) ?? []
  // These two kinds of message may be either: a keyboard may let go by a note on of velocity 0.
  const undecided = where['message.kind'] === 'noteOn' || where['message.kind'] === 'control'
  return asked.every((field) => field === 'message.kind' && undecided) ? on : null
}

/** A match of the same controls being let go, or null where nothing tells when they are. */
export function releaseOf(match: EventMatch): EventMatch | null {
  const deciding = DECIDING_FIELDS[match.event]
  if (deciding === undefined || (match.event === 'osc.received' && match.address === undefined)) return null
  const where = Object.fromEntries(Object.entries(match.where).filter(([field]) => !deciding.includes(field)))
  return { ...match, on: 'release', where }
}

function fieldTest(path: readonly string[], wanted: Json): EventPredicate {
  const [first, ...indices] = path
  return ({ type, payload }) => {
    const found = fieldAt(payload, path)
    if (first !== 'args' || type !== 'osc.received') return equals(found, wanted)
    return isSentAs(found, wanted, (payload as PayloadOf<'osc.received'>).types, indices)
  }
}

/** Compiles a match once, so that testing an event costs no parsing. */
export function compileMatch(match: EventMatch): EventPredicate {
  const { event: pattern, source } = match
  const edge = edgeWanted(match)
  const address = match.address === undefined ? null : addressTest(match.address)
  const fields = Object.entries(match.where).map(([path, wanted]) => fieldTest(path.split('.'), wanted))
  return (event) => {
    if (!coversType(pattern, event.type)) return false
    if (source !== undefined && source !== event.source) return false
    if (address !== null) {
      const heard = fieldAt(event.payload, ['address'])
      if (typeof heard !== 'string' || !address(heard)) return false
    }
    if (!fields.every((holds) => holds(event))) return false
    return edge === null || suits(event, edge)
  }
}
