// The HTTP interface for other programs: health, playlists, runs and the event history.
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify'
import { z } from 'zod'
import type { Result } from '../../shared/base/result.ts'
import { eventQuery } from '../../shared/contract/commands.ts'
import type { EventQuery } from '../../shared/contract/commands.ts'
import type { RunView } from '../../shared/contract/streams.ts'
import type { EventEnvelope } from '../../shared/model/event.ts'
import type { HealthReport } from '../../shared/model/health.ts'
import { explainIssue } from '../../shared/model/explain.ts'
import { emissionCount, playlistLength } from '../../shared/model/playlist.ts'
import type { ShowFile } from '../../shared/model/show.ts'
import { sendFault, shapeFault, statusOf, wrongMethod } from './errors.ts'

/** What the routes need of the engine. */
export interface WebEngine {
  readonly commands: {
    execute(
      name: string,
      args: unknown,
      context: { readonly by: string; readonly cause: number | null },
    ): Result<unknown> | Promise<Result<unknown>>
  }
  readonly playlists: { runs(): readonly RunView[]; standby(): string | null }
  readonly history: {
    query(query: EventQuery): readonly EventEnvelope[]
    countsByType(): Readonly<Record<string, number>>
  }
  readonly health: { report(): HealthReport }
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const

/** Answers one method of a path and tells which it is to requests with another. */
function resource(
  app: FastifyInstance,
  method: 'GET' | 'POST',
  url: string,
  handler: RouteHandlerMethod,
): void {
  app.route({ method, url, handler })
  const allowed = method === 'GET' ? 'GET, HEAD' : method
  app.route({
    method: METHODS.filter((other) => other !== method),
    url,
    handler: (request, reply) =>
      sendFault(
        reply.header('allow', allowed),
        405,
        wrongMethod(`${request.method} ${request.url}`, allowed),
      ),
  })
}

const noArguments = z.strictObject({}).nullish()

/** Numbers arrive as text, and a filter left empty is no filter. */
function queryOf(raw: unknown): unknown {
  const given = Object.entries(raw as Record<string, unknown>).filter(([, text]) => text !== '')
  const numbers = new Set(['since', 'seconds', 'limit'])
  return Object.fromEntries(given.map(([name, text]) => [name, numbers.has(name) ? Number(text) : text]))
}

export function addRoutes(app: FastifyInstance, engine: WebEngine, show: ShowFile): void {
  const { playlists, history, health } = engine

  const command =
    (name: string, parameter: string, argument: string): RouteHandlerMethod =>
    async (request: FastifyRequest, reply: FastifyReply) => {
      const body = noArguments.safeParse(request.body, { error: explainIssue })
      if (!body.success) return sendFault(reply, 400, shapeFault('body', noArguments, body.error))
      const args = { [argument]: (request.params as Record<string, string>)[parameter] }
      const result = await engine.commands.execute(name, args, { by: `http:${request.ip}`, cause: null })
      return result.ok ? result.value : sendFault(reply, statusOf(result.error), result.error)
    }

  resource(app, 'GET', '/api/health', () => ({ ...health.report(), eventCounts: history.countsByType() }))

  resource(app, 'GET', '/api/playlists', () => {
    const active = playlists.runs().filter(({ ended }) => ended === null)
    return {
      standby: playlists.standby(),
      playlists: show.playlists.map(({ steps, ...definition }) => ({
        ...definition,
        length: playlistLength(steps),
        stepCount: steps.length,
        emissions: emissionCount(steps),
        activeRuns: active.filter(({ playlistId }) => playlistId === definition.id).map(({ runId }) => runId),
      })),
    }
  })
  resource(app, 'POST', '/api/playlists/:id/start', command('playlist.start', 'id', 'id'))

  resource(app, 'GET', '/api/runs', () => ({ standby: playlists.standby(), runs: playlists.runs() }))
  resource(app, 'POST', '/api/runs/:runId/stop', command('run.stop', 'runId', 'runId'))

  resource(app, 'GET', '/api/events', (request, reply) => {
    const query = eventQuery.safeParse(queryOf(request.query), { error: explainIssue })
    return query.success
      ? reply.send({ events: history.query(query.data) })
      : sendFault(reply, 400, shapeFault('query', eventQuery, query.error))
  })
}
