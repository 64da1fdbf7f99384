// Which events a trigger, an interrupt or a gesture listens for.
import { z } from 'zod'
import type { EventEnvelope, PayloadOf } from './event.ts'
import { DECIDING_FIELDS, edgeOf, edgeProfile, outcomeOf } from './edge.ts'
import type { Edge, EdgeProfile } from './outcome.ts'
import { json } from './json.ts'
import type { Json } from './json.ts'
import { eventSource, layerName } from './names.ts'
import { isSentAs } from './osc-argument.ts'
import type { OscValue } from './osc.ts'
import { addressTest, oscPatternFault } from './osc-pattern.ts'
import { valueOfArgument } from './signal.ts'

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

export const exactAddress = z.strictObject({
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
          'press hears a control that passes its threshold, once until it is let go; release hears it being let go; ' +
          'any hears every message but bounces. A where that asks for the value itself goes before this',
      }),
    threshold: z
      .number()
      .optional()
      .meta({
        description:
          'Value from which the control counts as pressed, as its messages count: 0 to 127 of MIDI, the number of an OSC ' +
          'message, -1 to 1 of a stick, whose sign is its direction. Where absent, half way for sticks, triggers and the ' +
          'bend, and anything above 0 otherwise',
      }),
    bounce: z
      .number()
      .min(0, 'must be 0 or more')
      .max(1000)
      .optional()
      .meta({
        description:
          'Milliseconds within which another press is a bounce; 0 ignores none. Where absent, 15 for buttons and keys, 15 ' +
          'from press to press for MIDI (8 for notes), 0 for OSC',
      }),
    where: z
      .record(z.string().max(200), json)
      .default({})
      .meta({ description: 'Payload fields by dotted path and the value each must have' }),
    while: z
      .union([layerName, z.array(layerName).min(1).max(16)])
      .optional()
      .meta({ description: 'Only while these layers are on, or off where ! stands before their name' }),
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

/** What is no control's coming and going suits a press. */
function suits(event: EventEnvelope, wanted: Edge | null, profile: EdgeProfile | null): boolean {
  const outcome = outcomeOf(event, profile)
  if (outcome === 'ignored') return false
  if (wanted === null) return true
  if (outcome !== undefined) return outcome === wanted || (outcome === 'touch' && wanted === 'press')
  const edge = edgeOf(event, profile?.threshold)
  return edge === wanted || (edge === null && wanted === 'press')
}

/** Messages that accompany another of the same control, so that a match hears them only where it names their kind. */
const COMPANIONS: ReadonlySet<unknown> = new Set(['polyPressure', 'control14'])

function isCompanion({ type, payload }: EventEnvelope): boolean {
  return type === 'midi.received' && COMPANIONS.has(fieldAt(payload, ['message', 'kind']))
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
export function edgeWanted({ event, on, where }: EventMatch): Edge | null {
  if (on === 'any' || where['message.kind'] === 'noteOff') return null
  return DECIDING_FIELDS[event]?.some((field) => Object.hasOwn(where, field)) === true ? null : on
}

/** A match of the same controls being let go, or null where nothing tells when they are. */
export function releaseOf(match: EventMatch): EventMatch | null {
  const deciding = DECIDING_FIELDS[match.event]
  if (deciding === undefined || (match.event === 'osc.received' && namedAddress(match) === undefined))
    return null
  const kind = match.where['message.kind']
  // Notes are let go by a message of another kind.
  const isNote = kind === 'noteOn' || kind === 'noteOff'
  const kept = ([field]: readonly [string, Json]): boolean =>
    !deciding.includes(field) && !(isNote && field === 'message.kind')
  // What was pressed is let go whatever layers are on by then.
  const { while: _layers, ...rest } = match
  return { ...rest, on: 'release', where: Object.fromEntries(Object.entries(match.where).filter(kept)) }
}

/** The layers that a match names, and whether each must be on. */
export function layersOf({
  while: layers,
}: Pick<EventMatch, 'while'>): readonly (readonly [string, boolean])[] {
  const names = layers === undefined ? [] : typeof layers === 'string' ? [layers] : layers
  return names.map((name) => (name.startsWith('!') ? [name.slice(1), false] : [name, true]))
}

/** Whether a match counts by the layers that were on when an event was handed out. */
export function layerTest(match: Pick<EventMatch, 'while'>): EventPredicate {
  const wanted = layersOf(match)
  return ({ layers }) => wanted.every(([name, on]) => (layers?.includes(name) ?? false) === on)
}

function fieldTest(path: readonly string[], wanted: Json): EventPredicate {
  const [first, ...indices] = path
  return ({ type, payload }) => {
    const found = fieldAt(payload, path)
    if (first !== 'args' || type !== 'osc.received') return equals(found, wanted)
    return isSentAs(found, wanted, (payload as PayloadOf<'osc.received'>).types, indices)
  }
}

function namedAddress({ address, where }: EventMatch): Json | undefined {
  return address ?? where['address']
}

/** Kinds of MIDI message of which each is complete in itself. */
const COMPLETE_MIDI: ReadonlySet<Json | undefined> = new Set([
  'program',
  'sysex',
  'clock',
  'start',
  'continue',
  'stop',
  'activeSensing',
  'systemReset',
  'tuneRequest',
  'songPosition',
  'songSelect',
  'quarterFrame',
  'timecode',
  'showControl',
  'machineControl',
])

/** Whether what a match hears may ever be let go; false for a message that is complete in itself, and what is no control. */
export function canBeReleased(match: EventMatch): boolean {
  const { event, where } = match
  if (DECIDING_FIELDS[event] === undefined) return event.endsWith('.*')
  if (event === 'hid.received') return where['kind'] !== 'encoder'
  if (event === 'midi.received') return !COMPLETE_MIDI.has(where['message.kind'])
  if (event !== 'osc.received') return true
  const args = where['args']
  const first = Array.isArray(args) ? (args[0] as OscValue | undefined) : where['args.0']
  const isNamed = Array.isArray(args) || first !== undefined
  return !isNamed || valueOfArgument(first as OscValue | undefined) !== null
}

const ADDRESS = ['address']

/** Compiles a match once, so that testing an event costs no parsing. */
export function compileMatch(match: EventMatch): EventPredicate {
  return compile(match, false)
}

/** Likewise for each value that a control tells, whatever edge that is. */
export function compileValueMatch(match: EventMatch): EventPredicate {
  return compile(match, true)
}

function compile(match: EventMatch, hearsValues: boolean): EventPredicate {
  const { event: pattern, source } = match
  const edge = edgeWanted(match)
  const profile = edgeProfile(match)
  const namesKind = Object.hasOwn(match.where, 'message.kind')
  const isLive = match.while === undefined ? null : layerTest(match)
  const address = match.address === undefined ? null : addressTest(match.address)
  const fields = Object.entries(match.where).map(([path, wanted]) => fieldTest(path.split('.'), wanted))
  return (event) => {
    if (!coversType(pattern, event.type)) return false
    if (source !== undefined && source !== event.source) return false
    if (isLive !== null && !isLive(event)) return false
    if (address !== null) {
      const heard = fieldAt(event.payload, ADDRESS)
      if (typeof heard !== 'string' || !address(heard)) return false
    }
    if (!fields.every((holds) => holds(event))) return false
    if ((edge !== null || hearsValues) && !namesKind && isCompanion(event)) return false
    return hearsValues || suits(event, edge, profile)
  }
}
