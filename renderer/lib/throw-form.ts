// What is written into the form that throws an event, what is wrong with it, and the command that it becomes.
import { syntaxWords } from '../../shared/base/json-syntax.ts'
import type { CommandArgs } from '../../shared/contract/commands.ts'
import type { ThrownEntry } from '../../shared/contract/scheduler-streams.ts'
import type { Json } from '../../shared/model/json.ts'
import type { ThrownOutcome, ThrownScope } from '../../shared/model/thrown-event.ts'

export interface ThrowForm {
  readonly key: string
  readonly name: string
  readonly scope: ThrownScope
  readonly destId: string
  readonly groupId: string
  /** When it becomes active: at once, after `delay`, or at `time`. */
  readonly start: 'now' | 'delay' | 'time'
  /** Such as `5s`. */
  readonly delay: string
  /** Local date and time as the browser's field writes it: `2026-11-21T18:30:00`. */
  readonly time: string
  /** Such as `60s`; empty for ever. */
  readonly ttl: string
  /** JSON, or empty for none. */
  readonly payload: string
  readonly single: boolean
}

/** An event that nobody catches is gone after a minute rather than a surprise an hour later. */
export const EMPTY_FORM: ThrowForm = {
  key: '',
  name: '',
  scope: 'global',
  destId: '',
  groupId: '',
  start: 'now',
  delay: '10s',
  time: '',
  ttl: '60s',
  payload: '',
  single: false,
}

export const SCOPES: readonly (readonly [ThrownScope, string])[] = [
  ['global', 'All'],
  ['group', 'Group'],
  ['dest', 'One'],
]

export const STARTS: readonly (readonly [ThrowForm['start'], string])[] = [
  ['now', 'Now'],
  ['delay', 'After'],
  ['time', 'At'],
]

export const OUTCOMES: readonly ThrownOutcome[] = [
  'consumed',
  'expired',
  'missed',
  'cleared',
  'displaced',
  'removed',
  'panicked',
]

/** As people call it. */
export const OUTCOME_WORDS: Readonly<Record<ThrownOutcome, string>> = {
  consumed: 'caught',
  expired: 'too late',
  missed: 'missed',
  cleared: 'cleared',
  displaced: 'pushed out',
  removed: 'removed',
  panicked: 'ended by PANIC',
}

type Payload =
  { readonly ok: true; readonly value: Json | null } | { readonly ok: false; readonly why: string }

/** The payload, or why its text is no JSON. */
export function payloadOf(text: string): Payload {
  if (text.trim() === '') return { ok: true, value: null }
  try {
    return { ok: true, value: JSON.parse(text) as Json }
  } catch {
    return { ok: false, why: syntaxWords(text) }
  }
}

/** What is still missing, in words; null where it can be thrown. */
export function missingOf(form: ThrowForm): string | null {
  if (form.key.trim() === '') return 'It needs a key.'
  if (form.scope === 'dest' && form.destId === '') return 'Choose a scheduler.'
  if (form.scope === 'group' && form.groupId === '') return 'Choose a group.'
  if (form.start === 'delay' && form.delay.trim() === '') return 'Write after how long, such as 10s.'
  if (form.start === 'time' && Number.isNaN(Date.parse(form.time))) return 'Choose a date and time.'
  return payloadOf(form.payload).ok ? null : 'The payload is no JSON.'
}

/** The command's arguments; null while something is missing. Whether key and times can be read is for the engine to say. */
export function throwOf(form: ThrowForm): CommandArgs<'thrown.throw'> | null {
  const payload = payloadOf(form.payload)
  if (missingOf(form) !== null || !payload.ok) return null
  const { key, name, scope, start, ttl } = form
  return {
    key: key.trim(),
    scope,
    single_consumer: form.single,
    payload: payload.value,
    ...(name.trim() === '' ? {} : { display_name: name.trim() }),
    ...(scope === 'dest' ? { dest_id: form.destId } : {}),
    ...(scope === 'group' ? { group_id: form.groupId } : {}),
    ...(ttl.trim() === '' ? {} : { ttl: ttl.trim() }),
    ...(start === 'delay' ? { delay: form.delay.trim() } : {}),
    ...(start === 'time' ? { future_time: Date.parse(form.time) } : {}),
  }
}

/** `60s`, `1500ms`: the shortest that says all of it. */
function written(ms: number): string {
  const whole = Math.round(ms)
  return whole % 1000 === 0 ? `${whole / 1000}s` : `${whole}ms`
}

/** The form that throws the same again: as long until it is active, as long a life. */
export function formAgain(entry: ThrownEntry): ThrowForm {
  const { key, name, scope, destId, payload, thrownAt, activeAt, expiresAt } = entry
  const delay = activeAt - thrownAt
  return {
    ...EMPTY_FORM,
    key,
    name: name === key ? '' : name,
    scope,
    destId: scope === 'dest' ? destId : '',
    start: delay >= 1 ? 'delay' : 'now',
    delay: delay >= 1 ? written(delay) : EMPTY_FORM.delay,
    ttl: expiresAt === null ? '' : written(expiresAt - activeAt),
    payload: payload === null ? '' : JSON.stringify(payload, null, 2),
    single: entry.singleConsumer,
  }
}
