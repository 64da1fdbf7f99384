// Routes to the as-run log: what was done, why, and all of it as a file.
import { z } from 'zod'
import type { Clock } from '../../shared/base/clock.ts'
import { ok } from '../../shared/base/result.ts'
import { commands } from '../../shared/contract/commands.ts'
import { asRunQuery } from '../../shared/model/as-run.ts'
import type { AsRunFormat } from '../../shared/model/as-run.ts'
import { asRunAnswer, chainAnswer } from './answers.ts'
import type { Execute } from './served.ts'
import { Download, fileAnswer, jsonAnswer, route } from './route.ts'
import type { Route } from './route.ts'

const nothing = z.strictObject({})
const { seq, session } = commands['asRun.chain'].args.shape
const TYPES: Readonly<Record<AsRunFormat, string>> = { csv: 'text/csv', jsonl: 'application/jsonl' }

export function asRunRoutes(execute: Execute, clock: Clock): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/as-run',
      id: 'asRun',
      tag: 'as-run log',
      summary: 'What the show did, across restarts, newest first',
      params: nothing,
      query: asRunQuery,
      body: null,
      answer: jsonAnswer('One page of the log', asRunAnswer),
      handle: ({ query, by }) => execute('asRun.query', query, by),
    }),
    route({
      method: 'GET',
      path: '/api/as-run/{seq}/chain',
      id: 'asRunChain',
      tag: 'as-run log',
      summary: 'Why something happened: its first cause first, itself last',
      params: z.strictObject({ seq }),
      query: z.strictObject({
        session: session.meta({ description: 'Start of the engine; this one where absent' }),
      }),
      body: null,
      answer: jsonAnswer('The chain of causes', chainAnswer),
      handle: ({ params, query, by }) => execute('asRun.chain', { ...params, ...query }, by),
    }),
    route({
      method: 'GET',
      path: '/api/events/{seq}/chain',
      id: 'eventChain',
      tag: 'events',
      summary: 'Why an event of this start of the engine happened: its first cause first, itself last',
      params: z.strictObject({ seq }),
      query: null,
      body: null,
      answer: jsonAnswer('The chain of causes', chainAnswer),
      handle: ({ params, by }) => execute('asRun.chain', params, by),
    }),
    route({
      method: 'GET',
      path: '/api/as-run/export',
      id: 'exportAsRun',
      tag: 'as-run log',
      summary: 'All of the log that passes the filters, oldest first, as a file',
      params: nothing,
      query: commands['asRun.export'].args,
      body: null,
      answer: fileAnswer('The file', Object.values(TYPES)),
      async handle({ query, by }) {
        const { format } = query
        const pieces = await execute('asRun.export', query, by)
        if (!pieces.ok) return pieces
        const fileName = `cuewright-as-run-${dateOf(clock.wall())}.${format}`
        return ok(new Download(fileName, `${TYPES[format]}; charset=utf-8`, pieces.value))
      },
    }),
  ]
}

/** `2026-11-21`, where the engine is. */
function dateOf(wall: number): string {
  const date = new Date(wall)
  const two = (part: number): string => String(part).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}
