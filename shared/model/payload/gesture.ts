// Payloads of gestures.
import { z } from 'zod'
import { jsonObject } from '../json.ts'
import { eventReference, id, milliseconds } from './common.ts'

const gestureRecognized = z.object({
  gestureId: id,
  name: z.string(),
  /** As the show declares it; of an exclusive gesture what it turned out to be: tap, doubleTap or hold. */
  kind: z.string(),
  /** Source of the events that it was made of; null where several took part. */
  producer: z.string().nullable(),
  /** The events it was made of, oldest first. */
  inputs: z.array(eventReference.extend({ source: z.string(), at: milliseconds })).readonly(),
  /** Milliseconds from the last of them to the decision. */
  decidedAfter: milliseconds,
  metadata: jsonObject,
})
/** What a gesture's own output event carries as well. */
export type GestureRecognized = z.infer<typeof gestureRecognized>

export const gesturePayloads = {
  'gesture.registered': z.object({ gestureId: id, name: z.string(), kind: z.string(), updated: z.boolean() }),
  'gesture.removed': z.object({ gestureId: id, name: z.string() }),
  'gesture.recognized': gestureRecognized,
  /** Time that a gesture waited for has passed. */
  'deadline.passed': z.object({ gestureId: id, producer: z.string() }),
} as const
