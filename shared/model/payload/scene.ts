// Payloads of scenes: a recall that is asked for, and one that was carried out.
import { z } from 'zod'
import { curve } from '../curve.ts'
import { recallOptions } from '../scene-recall.ts'
import { fieldName } from '../names.ts'

const count = z.number().int().nonnegative()

/** A parameter that does not take the value that a scene has for it. */
export const missedValue = z.object({ param: z.string(), why: z.string() })

export const scenePayloads = {
  /** Steps, cues and rules publish it; `run` is that of which it is a step. */
  'scene.recall': z.strictObject({ name: fieldName, ...recallOptions, run: z.string().optional() }),
  /** Nothing has come of what a step, a cue or a rule published. */
  'scene.rejected': z.object({ name: z.string(), by: z.string(), code: z.string(), message: z.string() }),
  'scene.recalled': z.object({
    name: z.string(),
    by: z.string(),
    over: z.number(),
    curve,
    /** How many parameters go to its values, those that are there already among them. */
    params: count,
    /** Whether a mask left some of it out. */
    masked: z.boolean(),
    /** Those of its parameters that stay where they are, because they do not take its value any more; the first of them. */
    missed: z.array(missedValue),
    missedCount: count,
  }),
} as const
