// Routes by which other programs edit the show, take edits back, and save it.
import { z } from 'zod'
import { commands } from '../../shared/contract/commands.ts'
import type { Mutation } from '../../shared/model/mutations/mutation.ts'
import { historyAnswer, versionPreviewAnswer, versionsAnswer } from './answers.ts'
import { HTTP_LIMITS } from './limits.ts'
import { jsonAnswer, route } from './route.ts'
import type { Route } from './route.ts'
import type { Execute } from './served.ts'

const nothing = z.strictObject({})
const mutation = z.looseObject({ edit: z.string() }).meta({
  description: 'An edit, or several as { "edit": "all", "edits": [...] }; docs/edits.md lists them',
})

export function editRoutes(execute: Execute): readonly Route[] {
  return [
    route({
      method: 'POST',
      path: '/api/show/mutations',
      id: 'editShow',
      tag: 'show',
      summary: 'Edit the show; refused with 409 only where it would overwrite what was changed since',
      params: nothing,
      query: null,
      body: mutation,
      ifMatch: true,
      bodyBytes: HTTP_LIMITS.editBytes,
      answer: jsonAnswer(
        'The generation that it made, and what the edit is called',
        commands['show.edit'].answer,
      ),
      handle: ({ body, seen, by }) =>
        execute('show.edit', { mutation: body as unknown as Mutation, seen: seen as number }, by),
    }),
    route({
      method: 'GET',
      path: '/api/show/generations',
      id: 'generations',
      tag: 'show',
      summary: 'What was done to the show since it was opened, the newest first, each with its generation',
      params: nothing,
      query: null,
      body: null,
      answer: jsonAnswer('The history, and the generation that runs', historyAnswer),
      handle: ({ by }) => execute('show.history', {}, by),
    }),
    ...(['undo', 'redo'] as const).map((way) =>
      route({
        method: 'POST',
        path: `/api/show/${way}`,
        id: `${way}Edit`,
        tag: 'show',
        summary: way === 'undo' ? 'Take back the newest edit of this address' : 'Do it again',
        params: nothing,
        query: null,
        body: null,
        answer: jsonAnswer(
          'The generation that it made, and what the edit is called',
          commands['show.edit'].answer,
        ),
        handle: ({ by }) => execute(`show.${way}`, {}, by),
      }),
    ),
    route({
      method: 'GET',
      path: '/api/show/kept',
      id: 'keptEdits',
      tag: 'show',
      summary: 'Wait until a generation would survive a crash and a power cut',
      params: nothing,
      query: z.strictObject({
        generation: z.coerce.number().int().min(1).meta({ description: 'As an edit was answered with' }),
      }),
      body: null,
      answer: jsonAnswer('That generation, and the newest that would', commands['show.kept'].answer),
      handle: ({ query, by }) => execute('show.kept', { generation: query.generation }, by),
    }),
    ...versionRoutes(execute),
    route({
      method: 'POST',
      path: '/api/show/save',
      id: 'saveShow',
      tag: 'show',
      summary: 'Save the show into its file; answered when the disk has it',
      params: nothing,
      query: null,
      body: null,
      answer: jsonAnswer('Where it is, and which generation', commands['show.save'].answer),
      handle: ({ by }) => execute('show.save', {}, by),
    }),
  ]
}

/** Earlier versions of the show's file. */
function versionRoutes(execute: Execute): readonly Route[] {
  const params = z.strictObject({
    version: z.coerce
      .number()
      .int()
      .positive()
      .meta({ description: 'Its id, as the versions are listed with' }),
  })
  return [
    route({
      method: 'GET',
      path: '/api/show/versions',
      id: 'versions',
      tag: 'show',
      summary: 'Earlier versions of the show file, as they were kept when it was saved, the newest first',
      params: nothing,
      query: null,
      body: null,
      answer: jsonAnswer('The versions, and the file that they are of', versionsAnswer),
      handle: ({ by }) => execute('show.versions', {}, by),
    }),
    route({
      method: 'GET',
      path: '/api/show/versions/{version}',
      id: 'previewVersion',
      tag: 'show',
      summary: 'What is other in a version than in the show that runs',
      params,
      query: null,
      body: null,
      answer: jsonAnswer('The version, and what would come, change and go with it', versionPreviewAnswer),
      handle: ({ params: { version }, by }) => execute('show.previewVersion', { version }, by),
    }),
    route({
      method: 'POST',
      path: '/api/show/versions/{version}/restore',
      id: 'restoreVersion',
      tag: 'show',
      summary:
        'Make the show what it was in a version; undo takes that back, and the file stays until it is saved',
      params,
      query: null,
      body: null,
      answer: jsonAnswer(
        'Whether it was another, and its generation',
        commands['show.restoreVersion'].answer,
      ),
      handle: ({ params: { version }, by }) => execute('show.restoreVersion', { version }, by),
    }),
  ]
}
