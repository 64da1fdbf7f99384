// How a scene is recalled: over which time, along which curve, and which of its parameters.
import { z } from 'zod'
import { curve } from './curve.ts'
import type { Curve } from './curve.ts'
import { duration } from './duration.ts'
import { identifier } from './names.ts'
import { MOST_PARAMS } from './param-value.ts'

/** A day. */
const LONGEST_MS = 86_400_000

/** Milliseconds from where the values are to those of the scene. */
export const recallTime = duration.refine((ms) => ms <= LONGEST_MS, 'must be at most 24h')

/** Names of parameters, each once. */
export const paramNames = z
  .array(identifier)
  .max(MOST_PARAMS)
  .refine((names) => new Set(names).size === names.length, 'must not name a parameter twice')

export const recallOptions = {
  over: recallTime.optional().meta({
    description:
      'Milliseconds, or text such as 2s, until the values are there; what the scene says where absent',
  }),
  curve: curve.optional().meta({ description: 'How they go there; what the scene says where absent' }),
  mask: paramNames.optional().meta({
    description: 'Only these of its parameters move; all of them where absent',
  }),
} as const

/** What a recall is to be, besides the scene that it is of; what is absent is as the scene says. */
export interface RecallWish {
  readonly over?: number | undefined
  readonly curve?: Curve | undefined
  readonly mask?: readonly string[] | undefined
}
