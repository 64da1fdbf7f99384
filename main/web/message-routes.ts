// Routes to the operator's message, which all who watch are shown.
import { z } from 'zod'
import { commands } from '../../shared/contract/commands.ts'
import { jsonAnswer, route } from './route.ts'
import type { Route } from './route.ts'
import type { Execute } from './served.ts'

const nothing = z.strictObject({})
const messageAnswer = z.strictObject({
  message: z
    .strictObject({
      text: z.string(),
      by: z.string(),
      at: z.number().meta({ description: 'Milliseconds on the engine’s clock' }),
      time: z.number().meta({ description: 'Milliseconds since 1970' }),
      until: z.number().nullable().meta({ description: 'When it goes by itself, on the engine’s clock' }),
    })
    .nullable(),
})

export function messageRoutes(execute: Execute): readonly Route[] {
  const shared = { path: '/api/message', tag: 'message', params: nothing, query: null } as const
  return [
    route({
      ...shared,
      method: 'GET',
      id: 'message',
      summary: 'The operator’s message',
      body: null,
      answer: jsonAnswer('The message, or null', messageAnswer),
      handle: ({ by }) => execute('message.read', {}, by),
    }),
    route({
      ...shared,
      method: 'POST',
      id: 'showMessage',
      summary: 'Show a message to all who watch',
      body: commands['message.show'].args,
      answer: jsonAnswer('The line as it is shown', commands['message.show'].answer),
      handle: ({ body, by }) => execute('message.show', body, by),
    }),
    route({
      ...shared,
      method: 'DELETE',
      id: 'clearMessage',
      summary: 'Take the message away',
      body: null,
      answer: jsonAnswer('Whether there was one', commands['message.clear'].answer),
      handle: ({ by }) => execute('message.clear', {}, by),
    }),
  ]
}
