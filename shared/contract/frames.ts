// The frames that cross a pipe between client and engine, as JSON text on a WebSocket or plain data on a message port.
import { z } from 'zod'
import type { Fault } from '../base/result.ts'
import { LESSER_PAGES } from '../model/client.ts'
import type { Client } from '../model/client.ts'
import type { Accepted } from '../model/mutations/followed.ts'
import { THING_KINDS } from '../model/mutations/mutation.ts'
import { clientInput } from './inputs.ts'
import type { Patch } from './patch.ts'
import { STREAMS } from './streams.ts'
import type { OpenName, SentValues, StandingStream, StreamName } from './streams.ts'

const requestId = z.number().int().nonnegative()
const stream = z.union([
  z.enum(STREAMS as [StandingStream, ...StandingStream[]]),
  z.templateLiteral(['timeline:', z.string().min(1).max(200)]),
  z.templateLiteral(['definition:', z.enum(THING_KINDS), ':', z.string().min(1).max(201)]),
])

/** What a page says of itself when it connects, and again when it is given another name. Nothing of it is believed. */
const hello = z.strictObject({
  kind: z.literal('hello'),
  /** By which it was known before: the same for a tab of a browser, however often it is loaded or connects again. */
  client: z.string().max(200),
  /** Known to one page alone, so that it is told from a tab that was made a copy of it. */
  key: z.string().max(200),
  /** What people call the place where it stands, such as `FOH tablet`. */
  station: z.string().max(200),
  /** Of a page that is to do less than its way in would let it. */
  page: z.enum(LESSER_PAGES).optional(),
})
export type Hello = Readonly<Omit<z.infer<typeof hello>, 'kind'>>

/** From a client; parsed here, its `args` then by the command's own schema. */
export const clientFrame = z.discriminatedUnion('kind', [
  hello,
  z.strictObject({
    kind: z.literal('command'),
    id: requestId,
    command: z.string().max(100),
    args: z.unknown(),
    /** When it was asked for, on the engine's clock as far as the client knows that. */
    at: z.number().optional(),
  }),
  z.strictObject({ kind: z.literal('subscribe'), stream }),
  z.strictObject({ kind: z.literal('unsubscribe'), stream }),
  /** Asks for the engine's clock. */
  z.strictObject({ kind: z.literal('ping'), id: requestId }),
  /** Unanswered; `at` is when it arose, on the engine's clock as far as the client knows it. */
  z.strictObject({ kind: z.literal('input'), at: z.number(), input: clientInput }),
])
export type ClientFrame = z.infer<typeof clientFrame>

export type ServerFrame =
  | { readonly kind: 'hello'; readonly protocol: number; readonly version: string; readonly now: number }
  /** As whom a page that said hello is known from now on; `id` may be another than it gave. */
  | { readonly kind: 'welcome'; readonly client: Pick<Client, 'id' | 'name'> }
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'refused'; readonly id: number | null; readonly fault: Fault }
  | { readonly kind: 'pong'; readonly id: number; readonly now: number }
  | {
      readonly [S in StreamName]: {
        readonly kind: 'value'
        readonly stream: S
        /** By which a patch names the value that it goes from. */
        readonly version: number
        readonly value: SentValues[S]
      }
    }[StreamName]
  | {
      readonly kind: 'patch'
      readonly stream: StandingStream
      /** Version of the value that the client has. */
      readonly from: number
      readonly version: number
      readonly patch: Patch
    }
  /** Of what is open of the show: the edits by which the value that the client has became the next. */
  | {
      readonly kind: 'edits'
      readonly stream: OpenName
      readonly from: number
      readonly version: number
      readonly edits: readonly Accepted[]
    }

/** Whether arrays and objects nest deeper than `limit`; looks level by level, so depth costs no stack. */
export function isDeeperThan(value: unknown, limit: number): boolean {
  let level: unknown[] = [value]
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > limit) return true
    level = level.flatMap((item) =>
      typeof item === 'object' && item !== null ? (Object.values(item) as unknown[]) : [],
    )
  }
  return false
}

/** The request that a frame which failed its check seems to belong to. */
export function idOf(message: unknown): number | null {
  const id = (message as { id?: unknown } | null | undefined)?.id
  return Number.isSafeInteger(id) && (id as number) >= 0 ? (id as number) : null
}
