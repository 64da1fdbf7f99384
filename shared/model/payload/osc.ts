// Payloads of OSC: what arrived, what is to be sent, and what could not be.
import { z } from 'zod'
import { oscArgs, oscTypes } from '../osc.ts'
import { count, id, milliseconds, sendRoute } from './common.ts'

const oscEndpoint = z.object({
  transport: z.enum(['udp', 'tcp']),
  host: z.string(),
  port: count,
  /** TCP connection the message came by; replies go back on it. */
  connection: count.nullable(),
})
export type OscEndpoint = z.infer<typeof oscEndpoint>

const oscReceived = z.object({
  address: z.string(),
  types: z.string(),
  args: oscArgs,
  from: oscEndpoint,
  /** Lateness in ms of a bundle against its time tag when it ran late; null for messages and bundles on time. */
  lateBy: milliseconds.nullable(),
  /** How long in ms its bundle waited for its time tag; absent where it did not. */
  heldFor: milliseconds.optional(),
  /** True where the show lists this route as a stream of values of which only the latest matters. */
  latestOnly: z.boolean(),
})

export const oscPayloads = {
  'osc.received': oscReceived,
  'osc.rejected': z.object({ reason: z.string(), from: z.string(), detail: z.string(), total: count }),
  /** A bundle waits for its time tag, a second or more; said now and then of each sender. */
  'osc.clockAhead': z.object({ sender: z.string(), aheadBy: milliseconds, total: count }),
  /** A time tag makes no sense, so its bundle ran at once; said once of each sender. */
  'osc.timeTagIgnored': z.object({ sender: z.string() }),
  'osc.send': z.object({
    /** Name of a target that the show declares. */
    target: id,
    address: z.string(),
    types: oscTypes.optional(),
    args: oscArgs,
    route: sendRoute,
  }),
  /** A target is kept silent, or is not any more; `withheld` messages were not sent meanwhile. */
  'osc.muteChanged': z.object({ target: id, muted: z.boolean(), by: z.string(), withheld: count }),
  'osc.sendFailed': z.object({
    target: id,
    code: z.string(),
    message: z.string(),
    /** Messages that this tells of, and of all that it told of before. */
    messages: count,
    total: count,
  }),
} as const
