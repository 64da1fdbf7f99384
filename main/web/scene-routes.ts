// Routes to the scenes of the show: which there are, recalling and storing one, and the edits that put one there or take it away.
import { z } from 'zod'
import { commands } from '../../shared/contract/commands.ts'
import type { Mutation } from '../../shared/model/mutations/mutation.ts'
import { sceneDefinition } from '../../shared/model/scene.ts'
import { scenesAnswer } from './answers.ts'
import { HTTP_LIMITS } from './limits.ts'
import { jsonAnswer, route } from './route.ts'
import type { Route } from './route.ts'
import type { Execute } from './served.ts'

const nothing = z.strictObject({})
const { args: recall, answer: recalled } = commands['scene.recall']
const { args: store, answer: stored } = commands['scene.store']
const named = store.pick({ name: true })
const edited = commands['show.edit'].answer

export function sceneRoutes(execute: Execute): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/scenes',
      id: 'scenes',
      tag: 'scenes',
      summary: 'The scenes, which was recalled last, and how much of each recall still stands',
      params: nothing,
      query: null,
      body: null,
      answer: jsonAnswer('The scenes in the order of the show', scenesAnswer),
      handle: ({ by }) => execute('scenes.list', {}, by),
    }),
    route({
      method: 'POST',
      path: '/api/scenes/{name}/recall',
      id: 'recallScene',
      tag: 'scenes',
      summary:
        'Bring parameters to the values of a scene, all of them or those of a mask, at once or over a time',
      params: named,
      query: null,
      body: recall.omit({ name: true }).default({}),
      answer: jsonAnswer(
        'How many parameters, when they are there, and which do not take its value',
        recalled,
      ),
      handle: ({ params, body, by }) => execute('scene.recall', { ...params, ...body }, by),
    }),
    route({
      method: 'POST',
      path: '/api/scenes/{name}/store',
      id: 'storeScene',
      tag: 'scenes',
      summary: 'Store the values as they are now: an edit of the show',
      params: named,
      query: null,
      body: store.omit({ name: true }).default({}),
      answer: jsonAnswer('The generation that it made, and how many parameters', stored),
      handle: ({ params, body, by }) => execute('scene.store', { ...params, ...body }, by),
    }),
    ...editRoutes(execute),
  ]
}

/** By which programs write a scene themselves. */
function editRoutes(execute: Execute): readonly Route[] {
  const edit = (mutation: Mutation, seen: unknown, by: Parameters<Execute>[2]) =>
    execute('show.edit', { mutation, seen: seen as number }, by)
  return [
    route({
      method: 'PUT',
      path: '/api/scenes/{name}',
      id: 'putScene',
      tag: 'scenes',
      summary: 'Put a scene there as it is written, in the place of the one of that name',
      params: named,
      query: null,
      body: sceneDefinition,
      ifMatch: true,
      bodyBytes: HTTP_LIMITS.editBytes,
      answer: jsonAnswer('The generation that it made, and what the edit is called', edited),
      handle: ({ params: { name: id }, body: value, seen, by }) =>
        edit({ edit: 'put', kind: 'scene', id, value }, seen, by),
    }),
    route({
      method: 'DELETE',
      path: '/api/scenes/{name}',
      id: 'removeScene',
      tag: 'scenes',
      summary: 'Remove a scene; refused while a cue, a rule or a step recalls it',
      params: named,
      query: null,
      body: null,
      ifMatch: true,
      answer: jsonAnswer('The generation that it made, and what the edit is called', edited),
      handle: ({ params: { name: id }, seen, by }) => edit({ edit: 'remove', kind: 'scene', id }, seen, by),
    }),
  ]
}
