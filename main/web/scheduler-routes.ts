// Routes to schedulers, the events they throw to each other, and the questions they and runs ask.
import { z } from 'zod'
import { commands } from '../../shared/contract/commands.ts'
import { json } from '../../shared/model/json.ts'
import { identifier } from '../../shared/model/names.ts'
import { thrownEvent } from '../../shared/model/thrown-event.ts'
import { interruptsAnswer, queueAnswer, schedulersAnswer, thrownHistoryAnswer } from './answers.ts'
import type { Execute } from './served.ts'
import { jsonAnswer, route } from './route.ts'
import type { Route } from './route.ts'

const nothing = z.strictObject({})
const ruleOfScheduler = z.strictObject({ id: identifier, ruleId: identifier })
const eventKey = commands['thrown.clear'].args.shape.key.meta({
  description: 'Key of events, or the id of one',
})
const interruptId = commands['interrupt.answer'].args.shape.interruptId

export function schedulerRoutes(execute: Execute): readonly Route[] {
  return [...ruleRoutes(execute), ...thrownRoutes(execute), ...interruptRoutes(execute)]
}

function ruleRoutes(execute: Execute): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/schedulers',
      id: 'schedulers',
      tag: 'schedulers',
      summary: 'Schedulers with their variables and rules, and what they will do next',
      params: nothing,
      query: null,
      body: null,
      answer: jsonAnswer('All schedulers', schedulersAnswer),
      handle: ({ by }) => execute('schedulers.list', {}, by),
    }),
    route({
      method: 'POST',
      path: '/api/schedulers/{id}/rules/{ruleId}/fire',
      id: 'fireRule',
      tag: 'schedulers',
      summary: 'Fire a rule by hand',
      params: ruleOfScheduler,
      query: null,
      body: null,
      answer: jsonAnswer('Number of the execution', commands['rule.fire'].answer),
      handle: ({ params: { id, ruleId }, by }) => execute('rule.fire', { schedulerId: id, ruleId }, by),
    }),
    ...(['hold', 'release'] as const).map((verb) =>
      route({
        method: 'POST',
        path: `/api/schedulers/${verb}`,
        id: `${verb}Rules`,
        tag: 'schedulers',
        summary: verb === 'hold' ? 'Let no rule fire until they are released' : 'Let rules fire again',
        params: nothing,
        query: null,
        body: null,
        answer: jsonAnswer('Whether they are held', commands['rules.hold'].answer),
        handle: ({ by }) => execute(`rules.${verb}`, {}, by),
      }),
    ),
    route({
      method: 'DELETE',
      path: '/api/tasks/{taskId}',
      id: 'cancelTask',
      tag: 'schedulers',
      summary: 'Take back something that a scheduler would do',
      params: commands['task.cancel'].args,
      query: null,
      body: null,
      answer: jsonAnswer('The task', commands['task.cancel'].answer),
      handle: ({ params, by }) => execute('task.cancel', params, by),
    }),
  ]
}

function thrownRoutes(execute: Execute): readonly Route[] {
  return [
    route({
      method: 'POST',
      path: '/api/schedulers/events/throw',
      id: 'throwEvent',
      tag: 'thrown events',
      summary: 'Throw an event to one scheduler, a group of them or all',
      params: nothing,
      query: null,
      body: thrownEvent,
      answer: jsonAnswer('Its id, and how many queues it waits in', commands['thrown.throw'].answer, 201),
      handle: ({ body, by }) => execute('thrown.throw', body, by),
    }),
    route({
      method: 'GET',
      path: '/api/schedulers/events/history',
      id: 'thrownHistory',
      tag: 'thrown events',
      summary: 'Thrown events that were consumed, expired or cleared, newest first',
      params: nothing,
      query: null,
      body: null,
      answer: jsonAnswer('The events', thrownHistoryAnswer),
      handle: ({ by }) => execute('thrown.history', {}, by),
    }),
    route({
      method: 'GET',
      path: '/api/schedulers/{destId}/events',
      id: 'thrownQueue',
      tag: 'thrown events',
      summary: 'Thrown events that wait at a scheduler',
      params: commands['thrown.queue'].args,
      query: null,
      body: null,
      answer: jsonAnswer('Its queue', queueAnswer),
      handle: ({ params, by }) => execute('thrown.queue', params, by),
    }),
    route({
      method: 'DELETE',
      path: '/api/schedulers/events/{eventKey}',
      id: 'clearThrown',
      tag: 'thrown events',
      summary: 'Clear thrown events of a key, or one of them, from all queues',
      params: z.strictObject({ eventKey }),
      query: null,
      body: null,
      answer: jsonAnswer('How many were cleared', commands['thrown.clear'].answer),
      handle: ({ params, by }) => execute('thrown.clear', { key: params.eventKey }, by),
    }),
  ]
}

function interruptRoutes(execute: Execute): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/interrupts',
      id: 'interrupts',
      tag: 'interrupts',
      summary: 'Questions that wait for an answer, and those that are over',
      params: nothing,
      query: null,
      body: null,
      answer: jsonAnswer('Waiting ones oldest first, past ones newest first', interruptsAnswer),
      handle: ({ by }) => execute('interrupts.list', {}, by),
    }),
    route({
      method: 'POST',
      path: '/api/interrupts/{id}/answer',
      id: 'answerInterrupt',
      tag: 'interrupts',
      summary: 'Answer a question',
      params: z.strictObject({ id: interruptId }),
      query: null,
      body: z.strictObject({
        answer: json.meta({ description: 'Yes or no; or text, or the number of a choice' }),
      }),
      answer: jsonAnswer('The answer as it was understood', commands['interrupt.answer'].answer),
      handle: ({ params, body, by }) =>
        execute('interrupt.answer', { interruptId: params.id, answer: body.answer }, by),
    }),
  ]
}
