// What may be asked of scenes.
import { z } from 'zod'
import { fieldName } from '../model/names.ts'
import { missedValue } from '../model/payload/scene.ts'
import { sceneLabel } from '../model/scene.ts'
import { paramNames, recallOptions } from '../model/scene-recall.ts'
import { act, ask, edit, typed } from './command.ts'
import type { ScenesView } from './scene-view.ts'

const count = z.number().int().nonnegative()
const name = fieldName.meta({ description: 'Name of the scene' })

export const sceneCommands = {
  'scenes.list': ask(z.strictObject({}), typed<ScenesView>()),
  /** The values that do not fit any more are missed, and the others go where the scene has them. */
  'scene.recall': act(
    z.strictObject({ name, ...recallOptions }),
    z.strictObject({
      /** How many parameters go to its values. */
      params: count,
      /** On the engine's clock. */
      endsAt: z.number(),
      missed: z.array(missedValue),
      missedCount: count,
    }),
    { begins: true },
  ),
  /**
   * An edit of the show: the values as they are now. Of a scene that is there already those of the parameters that it has, and all
   * else of it stays; a new one has all parameters, or those that are named.
   */
  'scene.store': edit(
    z.strictObject({
      name,
      params: paramNames.optional().meta({
        description: 'Which parameters it is to have; those of the scene where absent, or all of a new one',
      }),
      label: sceneLabel.optional().meta({
        description: 'What a new one is called on the screen; one that is there is called as before',
      }),
    }),
    z.strictObject({
      generation: z.number().int().min(1),
      label: z.string(),
      params: count,
      /** Whether there was none of that name. */
      added: z.boolean(),
    }),
  ),
}
