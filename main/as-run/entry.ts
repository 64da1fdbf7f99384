// Events to rows of the log, and rows to what readers see.
import type { AsRunEntry } from '../../shared/model/as-run.ts'
import type { EventEnvelope } from '../../shared/model/event.ts'
import type { Json } from '../../shared/model/json.ts'
import { keepingOf } from './kept.ts'
import type { Cell, StoredEntry } from './messages.ts'
import { payloadText } from './payload-text.ts'

/** The sentence on an event, or null. */
export type TextOf = (event: EventEnvelope) => string | null

const LONGEST = { text: 1000, source: 1000, subject: 300, runId: 200 } as const

/** Payload fields that say what an event is about; the first that is there does. */
const SUBJECTS = [
  'playlistId',
  'gestureId',
  'key',
  'ruleId',
  'interruptId',
  'schedulerId',
  'device',
  'target',
  'output',
  'port',
  'resource',
  'command',
  'id',
] as const

type Fields = Readonly<Record<string, unknown>>

function subjectOf(type: string, fields: Fields): string | null {
  // The payload of a show's own event means what the show likes.
  if (!keepingOf(type).ownType) return null
  for (const name of SUBJECTS) {
    const value = fields[name]
    if (typeof value !== 'string') continue
    const scheduler = name === 'ruleId' ? fields['schedulerId'] : null
    return (typeof scheduler === 'string' ? `${scheduler}/${value}` : value).slice(0, LONGEST.subject)
  }
  return null
}

/** The columns of an event in their order. A sentence that cannot be made is left out rather than the event. */
export function cellsOf(event: EventEnvelope, textOf: TextOf): Cell[] {
  const { seq, at, time, type, source, cause, payload } = event
  const isObject = typeof payload === 'object' && payload !== null
  const fields = (isObject ? payload : {}) as Fields
  const { lateBy, runId } = fields
  return [
    seq,
    at,
    time,
    type,
    source.length <= LONGEST.source ? source : source.slice(0, LONGEST.source),
    cause,
    typeof lateBy === 'number' && Number.isFinite(lateBy) ? lateBy : null,
    subjectOf(type, fields),
    typeof runId === 'string' ? runId.slice(0, LONGEST.runId) : null,
    sentence(event, textOf),
    payloadText(payload),
  ]
}

function sentence(event: EventEnvelope, textOf: TextOf): string {
  try {
    return textOf(event)?.slice(0, LONGEST.text) ?? ''
  } catch {
    return ''
  }
}

/** The entry that an event would be. */
export function entryOfEvent(event: EventEnvelope, session: number, textOf: TextOf): AsRunEntry {
  const [seq, at, time, type, source, cause, lateBy, subject, runId, text, payload] = cellsOf(event, textOf)
  const stored = { id: 0, session, seq, at, time, type, source, cause, lateBy, subject, runId, text, payload }
  return entryOf(stored as StoredEntry)
}

export function entryOf({ id: _id, payload, ...entry }: StoredEntry): AsRunEntry {
  return { ...entry, payload: JSON.parse(payload) as Json }
}
