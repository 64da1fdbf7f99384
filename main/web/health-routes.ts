// Routes to what is wrong, how it was, and the outputs that may be muted and tried.
import { z } from 'zod'
import { commands } from '../../shared/contract/commands.ts'
import { HISTORY_READINGS } from '../../shared/model/health-history.ts'
import type { HealthHistory } from '../../shared/model/health-history.ts'
import { jsonAnswer, route } from './route.ts'
import type { Route } from './route.ts'
import type { Execute } from './served.ts'

const nothing = z.strictObject({})
const output = commands['output.test'].args

const column = z.array(z.number().nullable())
const historyAnswer = z
  .strictObject({
    times: z
      .array(z.number())
      .meta({ description: 'Milliseconds: since 1970 of the first point, then from each to the next' }),
    readings: z.record(z.enum(HISTORY_READINGS), column).meta({ description: 'One a point, oldest first' }),
  })
  .meta({ id: 'HealthHistory' }) satisfies z.ZodType<HealthHistory>

export function healthRoutes(execute: Execute): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/health/history',
      id: 'healthHistory',
      tag: 'show',
      summary: 'How the engine was: ten minutes second by second, or six hours in steps of ten seconds',
      params: nothing,
      query: commands['health.history'].args,
      body: null,
      answer: jsonAnswer('Columns of points', historyAnswer),
      handle: ({ query, by }) => execute('health.history', query, by),
    }),
    route({
      method: 'POST',
      path: '/api/health/acknowledge',
      id: 'acknowledge',
      tag: 'show',
      summary: 'Say that warnings of what is over have been seen',
      params: nothing,
      query: null,
      body: commands['health.acknowledge'].args,
      answer: jsonAnswer('How many that were', commands['health.acknowledge'].answer),
      handle: ({ body, by }) => execute('health.acknowledge', body, by),
    }),
    ...(['mute', 'unmute'] as const).map((verb) =>
      route({
        method: 'POST',
        path: `/api/outputs/{kind}/{id}/${verb}`,
        id: `${verb}Output`,
        tag: 'show',
        summary:
          verb === 'mute' ? 'Send nothing to an output until it is unmuted' : 'Send to an output again',
        params: output,
        query: null,
        body: null,
        answer: jsonAnswer('Whether it is, and what was withheld', commands['output.mute'].answer),
        handle: ({ params, by }) => execute('output.mute', { ...params, muted: verb === 'mute' }, by),
      }),
    ),
    route({
      method: 'POST',
      path: '/api/outputs/{kind}/{id}/test',
      id: 'testOutput',
      tag: 'show',
      summary: 'Send what does nothing to an output, and see how far it comes',
      params: output,
      query: null,
      body: null,
      answer: jsonAnswer('How far it is known to have come', commands['output.test'].answer),
      handle: ({ params, by }) => execute('output.test', params, by),
    }),
  ]
}
