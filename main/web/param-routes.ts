// Routes to the parameters of the show and the lights that show it: where each is, and setting one.
import { z } from 'zod'
import { commands } from '../../shared/contract/commands.ts'
import { stateAnswer } from './answers.ts'
import { jsonAnswer, route } from './route.ts'
import type { Route } from './route.ts'
import type { Execute } from './served.ts'

const nothing = z.strictObject({})
const { args, answer } = commands['param.set']
const fade = commands['param.fade']
const find = commands['feedback.find']

export function paramRoutes(execute: Execute): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/params',
      id: 'params',
      tag: 'params',
      summary: 'Where each parameter is, who moved it last, and what its controls and outputs are at',
      params: nothing,
      query: null,
      body: null,
      answer: jsonAnswer('The parameters in the order of the show', stateAnswer),
      handle: ({ by }) => execute('show.state', {}, by),
    }),
    route({
      method: 'PUT',
      path: '/api/params/{name}',
      id: 'setParam',
      tag: 'params',
      summary: 'Set a parameter',
      params: args.pick({ name: true }),
      query: null,
      body: args.pick({ value: true }),
      answer: jsonAnswer('The value that it has taken', answer),
      handle: ({ params, body, by }) => execute('param.set', { ...params, ...body }, by),
    }),
    route({
      method: 'POST',
      path: '/api/params/{name}/fade',
      id: 'fadeParam',
      tag: 'params',
      summary: 'Have a parameter go to a value by itself, from where it is',
      params: fade.args.pick({ name: true }),
      query: null,
      body: fade.args.omit({ name: true }),
      answer: jsonAnswer(
        'Where it is, and the number of the fade; null where it is there at once',
        fade.answer,
      ),
      handle: ({ params, body, by }) => execute('param.fade', { ...params, ...body }, by),
    }),
    route({
      method: 'POST',
      path: '/api/params/{name}/fade/stop',
      id: 'stopParamFade',
      tag: 'params',
      summary: 'Leave a parameter where its fade has brought it',
      params: fade.args.pick({ name: true }),
      query: null,
      body: null,
      answer: jsonAnswer('How many fades', commands['param.fade.stop'].answer),
      handle: ({ params, by }) => execute('param.fade.stop', params, by),
    }),
    route({
      method: 'POST',
      path: '/api/params/resync',
      id: 'resyncParams',
      tag: 'params',
      summary: 'Send again what all parameters send, whatever was sent',
      params: nothing,
      query: null,
      body: null,
      answer: jsonAnswer('How many messages', commands['param.resync'].answer),
      handle: ({ by }) => execute('param.resync', {}, by),
    }),
    route({
      method: 'POST',
      path: '/api/feedback/{id}/find',
      id: 'findFeedback',
      tag: 'params',
      summary: 'Have a light blink for two seconds, so that it is found',
      params: find.args,
      query: null,
      body: null,
      answer: jsonAnswer('For how many milliseconds', find.answer),
      handle: ({ params, by }) => execute('feedback.find', params, by),
    }),
  ]
}
