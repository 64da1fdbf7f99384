// Scenes: values of parameters that belong together, kept in the show and recalled at once or over a time.
import { z } from 'zod'
import { curve } from './curve.ts'
import { duration } from './duration.ts'
import { eventMatch } from './match.ts'
import { fieldName, identifier } from './names.ts'
import { paramValue } from './param-value.ts'
import { PARAM_LIMITS } from './param.ts'

export const SCENE_LIMITS = {
  scenes: 1000,
  note: 1000,
  /** Controls that recall one scene. */
  controls: 16,
  /** Milliseconds that a recall takes at the most: a day. */
  over: 86_400_000,
} as const

/** Milliseconds from where the values are to those of the scene. */
export const recallTime = duration.refine((ms) => ms <= SCENE_LIMITS.over, 'must be at most 24h')

/** Names of parameters, each once. */
export const paramNames = z
  .array(identifier)
  .max(PARAM_LIMITS.params)
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

export const sceneDefinition = z.strictObject({
  values: z
    .record(fieldName, paramValue)
    .refine(
      (values) => Object.keys(values).length <= PARAM_LIMITS.params,
      `must have at most ${PARAM_LIMITS.params} entries`,
    )
    .default({})
    .meta({ description: 'Values by the names of parameters; what is not named stays where it is' }),
  over: recallTime.optional().meta({
    description: 'Milliseconds, or text such as 2s, that a recall takes; at once where absent',
  }),
  curve: curve.optional().meta({ description: 'How values go there; linear where absent' }),
  colour: z
    .string()
    .regex(/^#[0-9a-fA-F]{6}$/, 'must be # and six hex digits, such as #ffb000')
    .optional(),
  note: z.string().max(SCENE_LIMITS.note).optional().meta({ description: 'What the operator is to read' }),
  recalls: z
    .array(eventMatch)
    .max(SCENE_LIMITS.controls)
    .optional()
    .meta({ description: 'Events that recall it, such as the press of a pad' }),
})
export type SceneDefinition = z.output<typeof sceneDefinition>

/** What a recall is to be, besides the scene that it is of; what is absent is as the scene says. */
export interface RecallWish {
  readonly over?: number | undefined
  readonly curve?: SceneDefinition['curve']
  readonly mask?: readonly string[] | undefined
}
