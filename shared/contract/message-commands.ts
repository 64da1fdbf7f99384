// What may be asked about the operator's message: a line that all who watch are shown.
import { z } from 'zod'
import { act, ask, typed } from './command.ts'
import type { MessageView } from './message-view.ts'

export const MESSAGE_LIMITS = { characters: 200, seconds: 86_400 } as const

export const messageCommands = {
  /** Takes the place of the one before. Without `seconds` it stays until it is cleared or another comes. */
  'message.show': act(
    z.strictObject({
      text: z.string().min(1).max(MESSAGE_LIMITS.characters),
      seconds: z.number().positive().max(MESSAGE_LIMITS.seconds).optional(),
    }),
    z.strictObject({ text: z.string(), seconds: z.number().nullable() }),
    { begins: true },
  ),
  /** `cleared` is false where there was none. */
  'message.clear': act(z.strictObject({}), z.strictObject({ cleared: z.boolean() })),
  'message.read': ask(z.strictObject({}), typed<MessageView>()),
}
