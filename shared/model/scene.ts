// Scenes: values of parameters that belong together, kept in the show and recalled at once or over a time.
import { z } from 'zod'
import { cleanLine } from './clean-line.ts'
import { curve } from './curve.ts'
import { eventMatch } from './match.ts'
import { fieldName } from './names.ts'
import { MOST_PARAMS, paramValue } from './param-value.ts'
import { recallTime } from './scene-recall.ts'

export const SCENE_LIMITS = {
  scenes: 1000,
  note: 1000,
  /** Characters of what it is called on the screen. */
  label: 100,
  /** Controls that recall one scene. */
  controls: 16,
} as const

/** What people call a scene: any letters, with blanks between them, in one line. */
export const sceneLabel = z
  .string()
  .max(SCENE_LIMITS.label)
  .overwrite((label) => cleanLine(label, SCENE_LIMITS.label) ?? '')
  .min(1, 'must not be empty')

export const sceneDefinition = z.strictObject({
  values: z
    .record(fieldName, paramValue)
    .refine((values) => Object.keys(values).length <= MOST_PARAMS, `must have at most ${MOST_PARAMS} entries`)
    .default({})
    .meta({ description: 'Values by the names of parameters; what is not named stays where it is' }),
  label: sceneLabel.optional().meta({
    description: 'What it is called on the screen; its name in the show where absent',
  }),
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
/** What it is called on the screen. */
export const labelOf = (name: string, { label }: Pick<SceneDefinition, 'label'>): string => label ?? name

export type SceneDefinition = z.output<typeof sceneDefinition>
