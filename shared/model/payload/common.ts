// What payloads of many families hold.
import { z } from 'zod'
import { json } from '../json.ts'

export const id = z.string().max(200)
export const milliseconds = z.number()
export const count = z.number().int().nonnegative()

/** The event that set something off, as it is repeated in what followed. */
export const eventReference = z.object({ seq: count, type: z.string(), payload: json })
export type EventReference = z.infer<typeof eventReference>

/** It lets go of a control because its device went away: that ends what is held, and decides nothing. */
export const madeUp = z.literal(true).optional()

/** Only the latest message of a route matters: while it cannot be sent only that one is kept, and it does not grow old. */
export const sendRoute = z.string().optional()
