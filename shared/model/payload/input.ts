// Payloads of keys, of inputs on the whole, and of learning, recording and replaying them.
import { z } from 'zod'
import { capturedControl, inputFamily } from '../input.ts'
import { count, madeUp, milliseconds } from './common.ts'

export const inputPayloads = {
  /** They came too late for anybody to act on them; told once for all that came together. */
  'inputs.tooOld': z.object({
    inputs: count,
    /** Milliseconds for which the engine stood still meanwhile; null where they were late for another reason. */
    stoodStill: milliseconds.nullable(),
  }),
  'key.received': z.object({
    /** Physical key, such as KeyA, as browsers name it. */
    code: z.string(),
    /** What it types, such as a. */
    key: z.string(),
    pressed: z.boolean(),
    madeUp,
  }),
  'learn.started': z.object({
    by: z.string(),
    families: z.array(inputFamily).readonly(),
    endsAt: milliseconds,
  }),
  'learn.captured': z.object({ captured: capturedControl }),
  'learn.ended': z.object({ outcome: z.enum(['timedOut', 'cancelled']) }),
  'recording.started': z.object({ name: z.string() }),
  'recording.stopped': z.object({
    name: z.string(),
    events: count,
    bytes: count,
    /** Why it stopped by itself; null where it was asked to. */
    error: z.string().nullable(),
  }),
  'replay.started': z.object({ name: z.string(), loop: z.boolean() }),
  'replay.stopped': z.object({
    name: z.string(),
    reason: z.enum(['completed', 'stopped', 'failed']),
    played: count,
    error: z.string().nullable(),
  }),
} as const
