// Faults as HTTP answers: JSON in four words of the operator, under the status that fits.
import { hasRepeatedKeys } from '../../shared/base/json-outline.ts'
import { repeatedKeys, syntaxWords } from '../../shared/base/json-syntax.ts'
import { STATUS_CODES } from 'node:http'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { fault } from '../../shared/base/result.ts'
import type { Fault } from '../../shared/base/result.ts'
import { fieldProblems, formatPath } from '../../shared/model/explain.ts'
import { HTTP_LIMITS } from './limits.ts'

export function sendFault(reply: FastifyReply, status: number, refusal: Fault): FastifyReply {
  return reply.code(status).type('application/json; charset=utf-8').send(refusal)
}

/** By the reason in a fault's code; what is not listed is not possible now. */
const STATUS: ReadonlyMap<string, number> = new Map([
  ...['invalid', 'in-the-past', 'no-lifetime', 'unreadable-time'].map((reason) => [reason, 400] as const),
  ...['unknown', 'unknown-destination', 'unknown-event'].map((reason) => [reason, 404] as const),
  ['answered', 409],
  ...['role', 'wrong-pin', 'pin-needed', 'no-pin', 'not-connected'].map((reason) => [reason, 403] as const),
  ['locked', 423],
  ['wait', 429],
  ...['payload-too-large', 'value-too-large', 'too-large'].map((reason) => [reason, 413] as const),
  ...['full', 'overloaded', 'busy', 'cannot-read', 'no-answer', 'thread-lost', 'closed'].map(
    (reason) => [reason, 503] as const,
  ),
])

/** Status of what was refused. */
export function statusOf({ code }: Fault): number {
  return STATUS.get(code.slice(code.indexOf('/') + 1)) ?? 409
}

/** Names the first field that does not fit; `place` is where the fields are: `query`, `body`. */
export function shapeFault(place: string, schema: z.ZodType, error: z.ZodError): Fault {
  const [problem] = fieldProblems(schema, error)
  const path = formatPath([place, ...(problem?.path ?? [])])
  return fault(
    'http/bad-request',
    path,
    problem?.what ?? 'has the wrong shape',
    problem?.next ?? 'correct it',
  )
}

/** Of a body that is not taken. */
class BodyRefused extends Error {
  readonly statusCode: number
  readonly refusal: Fault

  constructor(where: string, what: string, next: string, status: 400 | 413 | 415 = 400) {
    super(what)
    this.statusCode = status
    const code = (STATUS_CODES[status] ?? 'error').toLowerCase().replaceAll(' ', '-')
    this.refusal = fault(`http/${code}`, where, what, next)
  }
}

/** Before any of a body that is no JSON is read: why it is not; null where it is. */
export function uploadRefused({ headers, routeOptions, method, url }: FastifyRequest): Error | null {
  const { upload } = routeOptions.config
  const [type] = (headers['content-type'] ?? '').split(';', 1)
  if (upload === undefined) return Object.assign(new Error('unsupported'), { code: UNKNOWN_TYPE })
  if (type?.trim().toLowerCase() !== upload.type) {
    const next = `send the file with content-type: ${upload.type}`
    return new BodyRefused(`${method} ${url}`, `only ${upload.type} is understood here`, next, 415)
  }
  if (Number(headers['content-length'] ?? 0) <= upload.bytes) return null
  const what = `it has ${headers['content-length']} bytes; the most is ${upload.bytes}`
  return new BodyRefused('body', what, 'send a smaller one', 413)
}

/** Deeper bodies are refused by whoever they are for. */
const BODY_DEPTH = 64

export function noJson(text: string): Error {
  const isForbidden = isJson(text)
  const what = isForbidden ? 'it has a field that no object may have, such as __proto__' : syntaxWords(text)
  return new BodyRefused('body', what, 'correct the body and send again')
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** Of a field that stands twice in the body only one would be taken; null where there is none. */
export function repeatedField(text: string, value: unknown): Error | null {
  if (!hasRepeatedKeys(text, value, BODY_DEPTH)) return null
  const [first] = repeatedKeys(text)
  if (first === undefined) return null
  const { line, column } = first.again
  const what = `it stands there twice, again at line ${line}, column ${column}`
  return new BodyRefused(formatPath(['body', ...first.path]), what, 'remove one of the two')
}

const UNKNOWN_TYPE = 'FST_ERR_CTP_INVALID_MEDIA_TYPE'

const KNOWN: Readonly<Record<string, { status: number; what: string; next: string }>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: {
    status: 413,
    what: `the body is above ${HTTP_LIMITS.bodyBytes / 1024} kB, above 8 MB for an edit of the show, or above 1 kB where it is to be empty`,
    next: 'send less at once',
  },
  [UNKNOWN_TYPE]: {
    status: 415,
    what: 'only JSON is understood',
    next: 'send the body with content-type: application/json',
  },
}

/** What went wrong before or in a route, without any of its insides. */
export function faultOfError(error: FastifyError, where: string): { status: number; refusal: Fault } {
  if (error instanceof BodyRefused) return { status: error.statusCode, refusal: error.refusal }
  const known = KNOWN[error.code]
  const status = known?.status ?? error.statusCode ?? 500
  const code = `http/${(STATUS_CODES[status] ?? 'error').toLowerCase().replaceAll(' ', '-')}`
  if (known !== undefined) return { status, refusal: fault(code, where, known.what, known.next) }
  return status < 500
    ? { status, refusal: fault(code, where, error.message, 'correct the request and send again') }
    : {
        status: 500,
        refusal: fault(
          'http/internal',
          where,
          'the engine failed to answer',
          'the log of the engine tells why',
        ),
      }
}

export const unknownRoute = (where: string): Fault =>
  fault('http/unknown', where, 'there is nothing here', 'the interface starts at /api/health')

export const wrongMethod = (where: string, allowed: string): Fault =>
  fault('http/method-not-allowed', where, 'this method does nothing here', `use ${allowed}`)

/** The whole answer to bytes that were no HTTP request, written to the bare connection. */
export function rawRefusal(error: NodeJS.ErrnoException): string {
  const status =
    error.code === 'HPE_HEADER_OVERFLOW' ? 431 : error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400
  const name = STATUS_CODES[status] ?? 'Bad Request'
  const code = `http/${name.toLowerCase().replaceAll(' ', '-')}`
  return rawFault(status, fault(code, 'request', name, 'send a complete HTTP/1.1 request'))
}

/** The whole answer as it is written to a bare connection, which it ends. */
export function rawFault(status: number, refusal: Fault): string {
  const body = JSON.stringify(refusal)
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ]
  return `${head.join('\r\n')}\r\n\r\n${body}`
}
