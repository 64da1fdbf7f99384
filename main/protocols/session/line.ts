// One line of a session file: something that comes from outside, and when.
import { z } from 'zod'
import { failed, fault, ok } from '../../../shared/base/result.ts'
import type { Fault, Result } from '../../../shared/base/result.ts'
import { commands } from '../../../shared/contract/commands.ts'
import { payloads } from '../../../shared/model/payloads.ts'
import { isSystemEventType } from '../../../shared/model/policies.ts'
import { eventTypeName } from '../../../shared/model/names.ts'
import type { EventEnvelope } from '../../../shared/model/event.ts'
import { explainIssue, formatPath } from '../../../shared/model/explain.ts'
import { json } from '../../../shared/model/json.ts'
import type { Json } from '../../../shared/model/json.ts'

/** Thirty days in ms. */
export const LONGEST_SESSION_MS = 2_592_000_000

const at = z.number().min(0).max(LONGEST_SESSION_MS)
const sessionEvent = z.strictObject({
  at,
  type: eventTypeName,
  source: z.string().min(1).max(200).default('rehearsal'),
  payload: json.default({}),
})
const sessionCommand = z.strictObject({ at, command: z.string(), args: json.default({}) })

/** `at` is in ms from the start of the session. */
export type SessionEvent = z.infer<typeof sessionEvent>
export type SessionLine = SessionEvent | z.infer<typeof sessionCommand>

/** Fields of a received message that matter to nobody here, so that lines written by hand may leave them out. */
const OSC_DEFAULTS = {
  types: '',
  args: [],
  from: { transport: 'udp', host: '127.0.0.1', port: 0, connection: null },
  lateBy: null,
  latestOnly: false,
} as const

/** An event as a line of a session in which it arose `ms` after the start; the line break is part of it. */
export function formatSessionLine({ type, source, payload }: EventEnvelope, ms: number): string {
  return `${JSON.stringify({ at: Math.round(ms * 1000) / 1000, type, source, payload })}\n`
}

/** Reads one line; `where` names it in a refusal. */
export function parseSessionLine(line: string, where: string): Result<SessionLine> {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return failed(fault('session/not-json', where, 'the line is not JSON', 'write one JSON object a line'))
  }
  const isCommand = typeof value === 'object' && value !== null && 'command' in value
  const parsed = (isCommand ? sessionCommand : sessionEvent).safeParse(value, { error: explainIssue })
  if (!parsed.success) return failed(badLine(where, parsed.error))
  const read: SessionLine = parsed.data
  if (!('command' in read)) return checkPayload(read, where)
  if (Object.hasOwn(commands, read.command)) return ok(read)
  return failed(
    fault('session/unknown-command', where, `there is no command ${read.command}`, 'check its name'),
  )
}

function checkPayload(event: SessionEvent, where: string): Result<SessionLine> {
  if (!isSystemEventType(event.type)) return ok(event)
  const given =
    event.type === 'osc.received' ? { ...OSC_DEFAULTS, ...(event.payload as object) } : event.payload
  const payload = payloads[event.type].safeParse(given, { error: explainIssue })
  if (!payload.success) return failed(badLine(`${where}: payload`, payload.error))
  return ok({ ...event, payload: payload.data as Json })
}

function badLine(where: string, { issues: [issue] }: z.ZodError): Fault {
  const field = formatPath(issue?.path ?? [])
  return fault(
    'session/invalid',
    field === '' ? where : `${where}: ${field}`,
    issue?.message ?? 'it is wrong',
    'correct the line',
  )
}
