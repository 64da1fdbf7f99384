// Payloads of questions that hold what asks them.
import { z } from 'zod'
import { interruptAnswer, interruptRequest } from '../interrupt.ts'
import { jsonObject } from '../json.ts'
import { milliseconds } from './common.ts'

const id = z.string().max(300)

export const interruptPayloads = {
  /** Asks for an interrupt; a run that emits it holds until it is answered. */
  'interrupt.raise': interruptRequest,
  'interrupt.raised': z.object({
    interruptId: id,
    owner: id,
    /** Playlist or rule that asks, in the operator's words. */
    ownerName: z.string(),
    kind: z.enum(['confirmation', 'clarification']),
    prompt: z.string(),
    choices: z.array(z.string()).readonly(),
    default: interruptAnswer.nullable(),
    /** On the engine's clock; null where it waits for ever. */
    timeoutAt: milliseconds.nullable(),
    /** An older one of the same owner that it took the place of. */
    replaced: id.nullable(),
    metadata: jsonObject,
  }),
  'interrupt.answered': z.object({
    interruptId: id,
    owner: id,
    prompt: z.string(),
    /** Null where time ran out and there was no default. */
    answer: interruptAnswer.nullable(),
    /** Client, controller or program that answered; `timeout` where nobody did. */
    by: z.string(),
  }),
  /** Its time was over while the engine stood still and nobody could answer: it is asked for as long again. */
  'interrupt.extended': z.object({ interruptId: id, owner: id, prompt: z.string(), timeoutAt: milliseconds }),
  'interrupt.cleared': z.object({
    interruptId: id,
    owner: id,
    prompt: z.string(),
    reason: z.enum(['replaced', 'ownerEnded', 'cleared', 'panicked']),
    by: z.string().nullable(),
  }),
} as const
