// Routes by which other programs, and the page, fetch the show as a bundle, send one, and take it.
import { z } from 'zod'
import { ok } from '../../shared/base/result.ts'
import { importId } from '../../shared/contract/bundle-commands.ts'
import type { RecordingChoice, Upload } from '../../shared/contract/bundle-commands.ts'
import { commands } from '../../shared/contract/commands.ts'
import { BUNDLE_LIMITS } from '../../shared/model/bundle.ts'
import { approvalAnswer, bundleAnswer } from './bundle-answers.ts'
import { Download, fileAnswer, jsonAnswer, route } from './route.ts'
import type { Route } from './route.ts'
import type { Execute } from './served.ts'

const BUNDLE_TYPE = 'application/zip'

const nothing = z.strictObject({})
const byId = z.strictObject({ id: importId })
const { id: _, ...takeFields } = commands['bundle.take'].args.shape
/** As text: all, none, or names with commas between them. */
const recordings = z
  .string()
  .max(20_000)
  .default('none')
  .meta({ description: 'Recordings that go along: all, none, or their names with commas between them' })
const choice = (text: string): RecordingChoice =>
  text === 'all' || text === 'none' ? text : text.split(',').map((name) => name.trim())

function isStream(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}

export function bundleRoutes(execute: Execute): readonly Route[] {
  return [...outRoutes(execute), ...inRoutes(execute), ...approvalRoutes(execute)]
}

function outRoutes(execute: Execute): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/show/bundle',
      id: 'showBundle',
      tag: 'bundles',
      summary: 'The show as it is now, with its device profiles and recordings, as one archive',
      params: nothing,
      query: z.strictObject({ recordings }),
      body: null,
      answer: fileAnswer('The bundle', [BUNDLE_TYPE]),
      async handle({ query, by }) {
        const file = await execute('bundle.file', { recordings: choice(query.recordings) }, by)
        return file.ok ? ok(new Download(file.value.fileName, BUNDLE_TYPE, file.value.pieces)) : file
      },
    }),
    route({
      method: 'POST',
      path: '/api/show/bundle/export',
      id: 'exportBundle',
      tag: 'bundles',
      summary: 'Write the show as a bundle on the engine’s machine',
      params: nothing,
      query: null,
      body: commands['bundle.export'].args,
      answer: jsonAnswer('Where it is, and how large', commands['bundle.export'].answer),
      handle: ({ body, by }) => execute('bundle.export', body, by),
    }),
  ]
}

function inRoutes(execute: Execute): readonly Route[] {
  return [
    route({
      method: 'POST',
      path: '/api/show/bundle',
      id: 'sendBundle',
      tag: 'bundles',
      summary: 'Send a bundle and learn what it holds; nothing of it is taken yet',
      params: nothing,
      query: z.strictObject({ id: importId.optional() }),
      body: z.custom<Upload['content']>(isStream, 'must be the bundle itself'),
      upload: { type: BUNDLE_TYPE, bytes: BUNDLE_LIMITS.archiveBytes },
      answer: jsonAnswer('What it holds', bundleAnswer),
      handle: ({ body, query, by }) => execute('bundle.receive', { ...query, upload: { content: body } }, by),
    }),
    route({
      method: 'POST',
      path: '/api/show/bundle/open',
      id: 'openBundle',
      tag: 'bundles',
      summary: 'Look into a bundle on the engine’s machine; nothing of it is taken yet',
      params: nothing,
      query: null,
      body: commands['bundle.open'].args,
      answer: jsonAnswer('What it holds', bundleAnswer),
      handle: ({ body, by }) => execute('bundle.open', body, by),
    }),
    route({
      method: 'GET',
      path: '/api/show/bundle/{id}',
      id: 'bundle',
      tag: 'bundles',
      summary: 'How far an import has been read, what it holds, or why it is gone',
      params: byId,
      query: null,
      body: null,
      answer: jsonAnswer('The import', bundleAnswer),
      handle: ({ params, by }) => execute('bundle.read', params, by),
    }),
    route({
      method: 'DELETE',
      path: '/api/show/bundle/{id}',
      id: 'dropBundle',
      tag: 'bundles',
      summary: 'Let go of an import; nothing of it is taken',
      params: byId,
      query: null,
      body: null,
      answer: jsonAnswer('Whether there was one', commands['bundle.drop'].answer),
      handle: ({ params, by }) => execute('bundle.drop', params, by),
    }),
    route({
      method: 'POST',
      path: '/api/show/bundle/{id}/take',
      id: 'takeBundle',
      tag: 'bundles',
      summary: 'Put the show of an import into a file, and open it; it acts once it has been approved',
      params: byId,
      query: null,
      body: z.strictObject(takeFields),
      answer: jsonAnswer('Where it is, and what came with it', commands['bundle.take'].answer),
      handle: ({ params, body, by }) => execute('bundle.take', { ...body, ...params }, by),
    }),
  ]
}

function approvalRoutes(execute: Execute): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/show/approval',
      id: 'approval',
      tag: 'bundles',
      summary: 'Where the open show sends to and which keys it takes, and whether that waits to be approved',
      params: nothing,
      query: null,
      body: null,
      answer: jsonAnswer('The list, and its digest', approvalAnswer),
      handle: ({ by }) => execute('bundle.approval', {}, by),
    }),
    route({
      method: 'POST',
      path: '/api/show/approval',
      id: 'approve',
      tag: 'bundles',
      summary: 'Approve that list: an imported show acts from then on',
      params: nothing,
      query: null,
      body: commands['bundle.approve'].args,
      answer: jsonAnswer('Whether it waited', commands['bundle.approve'].answer),
      handle: ({ body, by }) => execute('bundle.approve', body, by),
    }),
  ]
}
