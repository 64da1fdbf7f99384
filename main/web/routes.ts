// The HTTP interface for other programs: one table, from which both the routes and their document follow.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Clock } from '../../shared/base/clock.ts'
import { failed, fault, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import type { CommandAnswer, CommandArgs, CommandName } from '../../shared/contract/commands.ts'
import type { EndingCommand } from '../../shared/contract/ending.ts'
import type { Client } from '../../shared/model/client.ts'
import { explainIssue } from '../../shared/model/explain.ts'
import { accessRoutes } from './access-routes.ts'
import { messageRoutes } from './message-routes.ts'
import { bundleRoutes } from './bundle-routes.ts'
import { asRunRoutes } from './as-run-routes.ts'
import { cueRoutes } from './cue-routes.ts'
import { cueSheetRoutes } from './cue-sheet-routes.ts'
import type { Door } from './door.ts'
import type { Execute, Served } from './served.ts'
import { editRoutes } from './edit-routes.ts'
import { healthRoutes } from './health-routes.ts'
import { sendFault, shapeFault, statusOf } from './errors.ts'
import { EXPOSITION_TYPE } from './exposition.ts'
import { httpClient } from './http-client.ts'
import { HTTP_LIMITS } from './limits.ts'
import { metricsText } from './metrics.ts'
import { paramRoutes } from './param-routes.ts'
import { sceneRoutes } from './scene-routes.ts'
import { readText } from './read-text.ts'
import { Download, Text, jsonAnswer, route, routerPath, textAnswer } from './route.ts'
import type { Asked, Route } from './route.ts'
import { schedulerRoutes } from './scheduler-routes.ts'
import { sendDownload } from './send-download.ts'
import { showRoutes } from './show-routes.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The command that is carried out, where that ends something. */
    readonly ends?: EndingCommand
    /** What is sent is no JSON: of which type, and how large at most. */
    readonly upload?: Route['upload']
  }
}

interface RoutesAround {
  readonly log: { warn(details: object, message: string): void }
  readonly door: Door
}

interface RoutesOptions {
  readonly engine: Served
  readonly clock: Clock
  readonly version: string
  readonly document: () => Promise<object>
}

const noBody = z.strictObject({}).nullish()

export function routesOf({ engine, clock, version, document }: RoutesOptions): readonly Route[] {
  const execute: Execute = async <N extends CommandName>(name: N, args: CommandArgs<N>, client: Client) =>
    // The engine answers a command with the type that the contract names for it.
    (await engine.commands.execute(name, args, { client, cause: null })) as Result<CommandAnswer<N>>
  return [
    ...showRoutes(execute),
    ...healthRoutes(execute),
    ...accessRoutes(execute),
    ...messageRoutes(execute),
    ...editRoutes(execute),
    ...bundleRoutes(execute),
    ...schedulerRoutes(execute),
    ...cueRoutes(execute),
    ...paramRoutes(execute),
    ...sceneRoutes(execute),
    ...cueSheetRoutes(execute),
    ...asRunRoutes(execute, clock),
    route({
      method: 'GET',
      path: '/metrics',
      id: 'metrics',
      tag: 'show',
      summary: 'What the engine measures of itself, for Prometheus',
      params: z.strictObject({}),
      query: null,
      body: null,
      answer: textAnswer('Prometheus’ text format', EXPOSITION_TYPE),
      async handle({ by }) {
        const report = await execute('health.read', {}, by)
        return report.ok ? ok(new Text(EXPOSITION_TYPE, metricsText(report.value, version))) : report
      },
    }),
    route({
      method: 'GET',
      path: '/api/openapi.json',
      id: 'openApi',
      tag: 'document',
      summary: 'This document',
      params: z.strictObject({}),
      query: null,
      body: null,
      answer: jsonAnswer('OpenAPI 3.1', z.looseObject({ openapi: z.string() })),
      handle: async () => ok(await document()),
    }),
  ]
}

export function addRoutes(app: FastifyInstance, routes: readonly Route[], around: RoutesAround): void {
  for (const stated of routes) {
    app.route({
      method: stated.method,
      url: routerPath(stated.path),
      // To answer a HEAD the whole file would have to be made.
      exposeHeadRoute: stated.answer.schema !== null,
      ...(stated.bodyBytes !== undefined && { bodyLimit: stated.bodyBytes }),
      ...(stated.upload !== undefined && {
        config: { upload: stated.upload },
        bodyLimit: stated.upload.bytes,
      }),
      ...(stated.ends !== undefined && {
        config: { ends: stated.ends },
        bodyLimit: HTTP_LIMITS.endingBodyBytes,
      }),
      handler: (request, reply) => answer(stated, request, reply, around),
    })
  }
}

async function answer(
  stated: Route,
  request: FastifyRequest,
  reply: FastifyReply,
  { log, door }: RoutesAround,
): Promise<FastifyReply> {
  const asked = read(stated, request)
  if (!asked.ok) return sendFault(reply, asked.error === noGeneration ? 428 : 400, asked.error)
  const result = await stated.handle(asked.value)
  if (!result.ok) return sendFault(reply, statusOf(result.error), result.error)
  if (result.value instanceof Download) {
    const { fileName } = result.value
    const slot = door.download(request.ip)
    if (!slot.ok) return sendFault(reply, 503, slot.error)
    return sendDownload(reply, result.value, {
      broken: (error) => log.warn({ err: error, fileName }, 'a download ended before its end'),
      ended: () => slot.value[Symbol.dispose](),
    })
  }
  if (result.value instanceof Text) return reply.type(result.value.type).send(result.value.text)
  // What was looked up meanwhile for others may have used up the room.
  const full = door.noRoom(request)
  if (full !== null) return sendFault(reply, 503, full)
  return reply.code(stated.answer.status).send(result.value)
}

function read(stated: Route, request: FastifyRequest): Result<Asked<unknown, unknown, unknown>> {
  const { params, query, body } = stated
  const path = check('path', params, readText(params, request.params))
  if (!path.ok) return path
  const queried = query === null ? ok({}) : check('query', query, readText(query, request.query))
  if (!queried.ok) return queried
  const sent = check('body', body ?? noBody, request.body ?? undefined)
  if (!sent.ok) return sent
  const seen = stated.ifMatch === true ? generationOf(request.headers['if-match']) : ok(null)
  if (!seen.ok) return seen
  const by = httpClient(request.ip)
  return ok({ params: path.value, query: queried.value, body: sent.value, seen: seen.value, by })
}

const noGeneration = fault(
  'http/precondition-required',
  'If-Match',
  'it is not said of which generation of the show this is an edit',
  'send the ETag of GET /api/show as If-Match',
)

/** As `GET /api/show` tells it in its ETag. */
function generationOf(header: string | undefined): Result<number> {
  if (header === undefined) return failed(noGeneration)
  const generation = /^(?:W\/)?"([1-9]\d{0,14})"$/.exec(header.trim())?.[1]
  if (generation !== undefined) return ok(Number(generation))
  const what = 'it names no generation of the show'
  return failed(fault('http/bad-request', 'If-Match', what, 'send the ETag of GET /api/show'))
}

/** `place` is where the fields are. */
function check(place: string, schema: z.ZodType, given: unknown): Result<unknown> {
  const parsed = schema.safeParse(given, { error: explainIssue })
  return parsed.success ? ok(parsed.data) : failed(shapeFault(place, schema, parsed.error))
}
