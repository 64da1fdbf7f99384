// The engine's HTTP server: the renderer's page, the WebSocket its contract runs over, and the HTTP interface.
import type { AddressInfo } from 'node:net'
import websocket from '@fastify/websocket'
import Fastify from 'fastify'
import type { FastifyInstance } from 'fastify'
import { everyBeat } from '../../shared/base/beat.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import { hostPort } from '../../shared/base/host-port.ts'
import { plainAddress } from '../../shared/base/network-address.ts'
import { failed, fault, messageOf, ok } from '../../shared/base/result.ts'
import type { Fault, Result } from '../../shared/base/result.ts'
import { CONTENT_POLICY } from '../../shared/contract/content-policy.ts'
import type { ServerPipe } from '../../shared/contract/pipe.ts'
import type { Served } from './served.ts'
import {
  faultOfError,
  noJson,
  rawRefusal,
  repeatedField,
  sendFault,
  uploadRefused,
  unknownRoute,
  wrongMethod,
} from './errors.ts'
import { Door } from './door.ts'
import { Guard, isLoopback } from './guard.ts'
import { HTTP_LIMITS, SOCKET_LIMITS } from './limits.ts'
import { fullNames, thisMachine } from './machine-names.ts'
import type { NameService } from './machine-names.ts'
import { addRendererFiles } from './renderer-files.ts'
import { openApiDocument } from './openapi.ts'
import type { OtherRoute } from './openapi.ts'
import { endingPaths, methodsAt } from './route.ts'
import type { Route } from './route.ts'
import { addRoutes, routesOf } from './routes.ts'
import { OpenSockets, socketPipe } from './socket-pipe.ts'
import { WITHOUT_SCHEMAS } from './without-schemas.ts'

/** Run ids are the longest path parameters. */
const PARAMETER_LENGTH = 200
/** Two missed answers end a socket, so a pulled cable is noticed within half a minute. */
const PING_EVERY_MS = 15_000

const HEADERS = {
  'content-security-policy': CONTENT_POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
}

const SOCKET_OPTIONS = {
  maxPayload: SOCKET_LIMITS.messageBytes,
  maxFragments: SOCKET_LIMITS.fragments,
  maxBufferedChunks: SOCKET_LIMITS.chunks,
  closeTimeout: SOCKET_LIMITS.closeMs,
  perMessageDeflate: false,
  // One message of each client a turn: of thousands in one chunk none of another's would be heard in between.
  allowSynchronousEvents: false,
  // The pipe answers, so that pings cost the one who sends them.
  autoPong: false,
}

const SOCKET = {
  method: 'GET',
  url: '/ws',
  schema: {
    operationId: 'socket',
    tags: ['page'],
    summary: 'The WebSocket of the page: commands in, streams out, as JSON text',
    response: {
      101: { description: 'It is open', type: 'null' },
      426: { description: 'Only WebSocket is spoken here', type: 'null' },
    },
  },
} as const satisfies OtherRoute

const CHANGING = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])

export interface WebLog {
  warn(details: object, message: string): void
  error(details: object, message: string): void
}

export interface WebOptions {
  readonly engine: Served
  readonly host: string
  /** 0 takes any free one. */
  readonly port: number
  /** Names besides the machine's own under which the page is served. */
  readonly allowHosts: readonly string[]
  /** Asked for the machine's full names where the page is served to others. */
  readonly nameService: () => NameService
  readonly rendererDir: string
  readonly version: string
  readonly clock: Clock
  readonly log: WebLog
  connect(pipe: ServerPipe): void
}

export interface Web extends AsyncDisposable {
  /** Where it listens. */
  readonly host: string
  readonly port: number
}

/** Everything but the listening. */
export async function buildApp(options: WebOptions): Promise<{
  readonly app: FastifyInstance
  readonly door: Door
  readonly sockets: OpenSockets
  readonly rules: Guard
}> {
  const { engine, clock, log } = options
  const door = new Door(clock, engine.meter)
  const app: FastifyInstance = createApp(log, door)
  let document: Promise<object> | null = null
  const routes = routesOf({
    ...{ engine, clock, version: options.version },
    document: () => (document ??= openApiDocument(routes, [SOCKET], options.version)),
  })
  answerWrongMethods(app, routes)
  // Before the guard: it also ends the connections of the upgrades that are refused.
  await app.register(websocket, {
    options: SOCKET_OPTIONS,
    // Of what breaks the protocol the client is told why before it is closed; its end was cut off otherwise.
    errorHandler(_, socket) {
      if (socket.readyState === socket.OPEN) socket.terminate()
    },
  })
  const rules = new Guard({ boundTo: options.host, allowed: options.allowHosts })
  door.watch(app, endingPaths(routes))
  guard(app, rules)
  door.limit(app)
  const sockets = new OpenSockets(app.websocketServer.clients)
  addSocketRoute(app, { sockets, door }, options)
  addRoutes(app, routes, { log, door })
  await addRendererFiles(app, options.rendererDir)
  return { app, door, sockets, rules }
}

/** Opens the server; refused where the address cannot be had. */
export async function openWeb(options: WebOptions): Promise<Result<Web>> {
  const { host, port, clock } = options
  const { app, door, sockets, rules } = await buildApp(options)
  try {
    await app.listen({ host, port, backlog: HTTP_LIMITS.backlog })
  } catch (thrown) {
    await app.close()
    return failed(listenFault(thrown as NodeJS.ErrnoException, hostPort(host, port)))
  }
  const learning = learnNames(rules, options)
  const heartbeat = everyBeat(clock, PING_EVERY_MS, () => sockets.look())
  const watch = everyBeat(clock, HTTP_LIMITS.checkEveryMs, () => door.look())
  return ok({
    host,
    port: (app.server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      dispose(heartbeat)
      dispose(watch)
      dispose(door)
      dispose(learning)
      sockets.close()
      await app.close()
    },
  })
}

function createApp(log: WebLog, door: Door): FastifyInstance {
  const app = Fastify({
    schemaController: WITHOUT_SCHEMAS,
    bodyLimit: HTTP_LIMITS.bodyBytes,
    // Of what is no file the door asks for more haste: Node has one time for all.
    requestTimeout: HTTP_LIMITS.uploadMs,
    keepAliveTimeout: HTTP_LIMITS.keepAliveMs,
    forceCloseConnections: true,
    http: {
      headersTimeout: HTTP_LIMITS.headMs,
      connectionsCheckingInterval: HTTP_LIMITS.checkEveryMs,
      maxHeaderSize: HTTP_LIMITS.headBytes,
    },
    routerOptions: { maxParamLength: PARAMETER_LENGTH },
    clientErrorHandler(error, socket) {
      door.broken(error, socket)
      // Not only ended: the other side may never end it.
      if (socket.writable) socket.end(rawRefusal(error), () => socket.destroy())
      else socket.destroy()
    },
    frameworkErrors(error, request, reply) {
      const { status, refusal } = faultOfError(error, `${request.method} ${request.url}`)
      void sendFault(reply, status, refusal)
    },
  })
  app.removeAllContentTypeParsers()
  const parseJson = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    const text = body as string
    // Programs name the type even where they send nothing.
    if (text === '') done(null, undefined)
    else {
      void parseJson(request, text, (error, value) => {
        const refused = error === null ? repeatedField(text, value) : noJson(text)
        if (refused === null) done(null, value)
        else done(refused)
      })
    }
  })
  app.addContentTypeParser('*', (request, body, done) => {
    const refused = uploadRefused(request)
    if (refused === null) done(null, body)
    else done(refused)
  })
  app.setErrorHandler<Error & { code: string; statusCode?: number }>((error, request, reply) => {
    const where = `${request.method} ${request.url}`
    const { status, refusal } = faultOfError(error, where)
    if (status >= 500) log.error({ err: error, where }, 'a request failed')
    return sendFault(reply, status, refusal)
  })
  return app
}

/**
 * A path that is there for other methods says which. Not by routes of their own: `DELETE /api/schedulers/events/history`
 * is no wrong method of the history but clears what has that key.
 */
function answerWrongMethods(app: FastifyInstance, routes: readonly Route[]): void {
  app.setNotFoundHandler((request, reply) => {
    const where = `${request.method} ${request.url}`
    const allowed = methodsAt(routes, request.url)
    return allowed === null
      ? sendFault(reply, 404, unknownRoute(where))
      : sendFault(reply.header('allow', allowed), 405, wrongMethod(where, allowed))
  })
}

/** Refuses what comes from another site before any of it is read. */
function guard(app: FastifyInstance, rules: Guard): void {
  app.addHook('onRequest', (request, reply, next) => {
    void reply.headers(HEADERS)
    const { headers } = request.raw
    const changing = CHANGING.has(request.method) || headers.upgrade !== undefined
    const refusal = rules.checkHost(headers) ?? (changing ? rules.checkOrigin(headers) : null)
    if (refusal === null) next()
    else void sendFault(reply, 403, refusal)
  })
}

function addSocketRoute(
  app: FastifyInstance,
  { sockets, door }: { readonly sockets: OpenSockets; readonly door: Door },
  { connect, log }: WebOptions,
): void {
  app.route({
    method: SOCKET.method,
    url: SOCKET.url,
    handler: (request, reply) =>
      sendFault(
        reply.header('upgrade', 'websocket'),
        426,
        fault('http/upgrade-required', request.url, 'only WebSocket is spoken here', 'connect with ws://'),
      ),
    wsHandler(socket, request) {
      const { remoteAddress = 'unknown' } = request.socket
      socket.on('error', ({ message }) =>
        log.warn({ client: plainAddress(remoteAddress), reason: message }, 'a client broke the protocol'),
      )
      sockets.watch(socket)
      door.upgraded(request.socket)
      connect(socketPipe(socket, remoteAddress))
    },
  })
}

/** The machine's full names, once the name service tells them; a page on this machine alone needs none. */
function learnNames(rules: Guard, { host, nameService }: WebOptions): Disposable | null {
  if (isLoopback(host)) return null
  const service = nameService()
  void fullNames(thisMachine(), service).then((names) => rules.allow(names))
  return { [Symbol.dispose]: () => service.cancel() }
}

function listenFault(error: NodeJS.ErrnoException, where: string): Fault {
  switch (error.code) {
    case 'EADDRINUSE':
      return fault(
        'http/port-in-use',
        where,
        'another program listens on this port',
        'end that program, or choose another port with --port (0 takes any free one)',
      )
    case 'EACCES':
      return fault(
        'http/port-denied',
        where,
        'this user may not open the port',
        'choose a port above 1023 with --port',
      )
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return fault(
        'http/no-such-address',
        where,
        'this machine does not have the address',
        'give one of its own addresses with --host',
      )
    default:
      return fault(
        'http/cannot-listen',
        where,
        messageOf(error),
        'choose another address with --host and --port',
      )
  }
}
