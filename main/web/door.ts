// What the HTTP server refuses or ends, so that whoever asks too much, or nothing, is in nobody's way.
import type { IncomingMessage, RequestListener } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Clock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import { groupOf } from '../../shared/base/network-address.ts'
import type { AddressGroup } from '../../shared/base/network-address.ts'
import { failed, fault, ok } from '../../shared/base/result.ts'
import type { Fault, Result } from '../../shared/base/result.ts'
import type { WebMeter } from '../../shared/contract/web-meter.ts'
import { Connections } from './connections.ts'
import { DownloadSlots } from './download-slots.ts'
import { rawFault, sendFault } from './errors.ts'
import { httpClient } from './http-client.ts'
import { HTTP_LIMITS, REQUEST_RATE } from './limits.ts'
import { RequestBudget } from './request-budget.ts'

const API = '/api/'
const LATE = 'ERR_HTTP_REQUEST_TIMEOUT'

type Broken = Pick<Socket, 'remoteAddress' | 'bytesRead'>

export class Door implements Disposable {
  readonly #meter: WebMeter
  readonly #connections: Connections
  readonly #budget: RequestBudget
  readonly #slots = new DownloadSlots()
  /** Of whoever has gone meanwhile the address is not known any more. */
  readonly #groups = new WeakMap<FastifyRequest, AddressGroup>()
  readonly #watched: Disposable
  /** As Node does with what comes too late. */
  #late: (socket: Socket) => void = (socket) => void socket.destroy()

  constructor(clock: Clock, meter: WebMeter) {
    this.#meter = meter
    this.#connections = new Connections(clock, meter)
    this.#budget = new RequestBudget(clock)
    this.#watched = meter.watch(() => ({
      connections: this.#connections.count,
      untakenBytes: this.#connections.untakenBytes,
    }))
  }

  /** Has every connection of `app` looked at, whatever it brings. */
  watch(app: FastifyInstance, ends: (request: IncomingMessage) => boolean): void {
    const { server } = app
    this.#late = (socket) => {
      const error = Object.assign(new Error('the rest of the request did not come'), { code: LATE })
      server.emit('clientError', error, socket)
    }
    server.on('connection', (socket: Socket) => this.#connections.add(socket))
    // Before the router is troubled: what comes with a request for which its connection was ended is read out to its end.
    const handlers = server.listeners('request') as RequestListener[]
    server.removeAllListeners('request')
    server.on('request', (request, response) => {
      if (!this.#connections.ask(request, response)) return
      if (this.#connections.oneOfCrowd(request) && !ends(request)) this.#refuseCrowd(request)
      else for (const handle of handlers) handle(request, response)
    })
    app.addHook('onSend', (request, reply, payload, next) => {
      if (reply.statusCode >= 400 || this.#connections.crowded) void reply.header('connection', 'close')
      if (typeof payload === 'string' && request.url.startsWith(API)) {
        const group = this.#groups.get(request)
        if (group !== undefined) this.#budget.answered(group, payload.length)
      }
      next(null, payload)
    })
  }

  /** Has every request of `app` counted that came so far. */
  limit(app: FastifyInstance): void {
    app.addHook('onRequest', (request, reply, next) => {
      if (request.routeOptions.config.upload !== undefined) this.#connections.sendsFile(request.raw.socket)
      const refusal = this.#refusal(request)
      if (refusal === null) next()
      else void sendFault(reply, refusal.code === 'http/too-fast' ? 429 : 503, refusal)
    })
  }

  upgraded(socket: Socket): void {
    this.#connections.upgraded(socket)
  }

  /** What came over a connection was no request, or not in time. */
  broken(error: NodeJS.ErrnoException, { remoteAddress = 'unknown', bytesRead }: Broken): void {
    // Browsers open a connection more than they need, over which nothing comes.
    if (error.code === LATE && bytesRead > 0)
      this.#meter.turnAway('http.late', httpClient(remoteAddress).name)
  }

  /** Why nothing may be looked up now; null where it may. */
  noRoom(request: FastifyRequest): Fault | null {
    if (request.method !== 'GET' && request.method !== 'HEAD') return null
    if (this.#connections.untakenBytes <= HTTP_LIMITS.untakenBytes) return null
    this.#meter.turnAway('http.busy', httpClient(request.ip).name)
    return notTaken(request.url)
  }

  /** A place to download in, to be given back when it is over. */
  download(address: string): Result<Disposable> {
    const slot = this.#slots.take(groupOf(address))
    if (slot !== null) return ok(slot)
    this.#meter.turnAway('http.downloads', httpClient(address).name)
    return failed(tooManyDownloads)
  }

  look(): void {
    this.#connections.look(this.#late)
  }

  [Symbol.dispose](): void {
    dispose(this.#watched)
  }

  /** In as little time as can be: behind it a panic may wait to be accepted. */
  #refuseCrowd({ socket }: IncomingMessage): void {
    this.#meter.turnAway('http.crowd', httpClient(socket.remoteAddress ?? 'unknown').name)
    socket.end(CROWD_REFUSAL, () => socket.destroy())
  }

  #refusal(request: FastifyRequest): Fault | null {
    // What ends something is let through whoever has used up what.
    if (!request.url.startsWith(API) || request.routeOptions.config.ends !== undefined) return null
    const group = groupOf(request.ip)
    this.#groups.set(request, group)
    if (this.#budget.ask(group, bodyBytes(request))) return this.noRoom(request)
    this.#meter.turnAway('http.busy', httpClient(request.ip).name)
    return tooFast(request.url)
  }
}

/** As the head of the request says; the most it may be where it does not. */
function bodyBytes({ headers, routeOptions }: FastifyRequest): number {
  const most = routeOptions.bodyLimit
  // Of those the engine keeps few at a time, and takes them no faster than it writes them.
  if (routeOptions.config.upload !== undefined) return 0
  if (headers['transfer-encoding'] !== undefined) return most
  const stated = Number(headers['content-length'] ?? 0)
  return Number.isFinite(stated) ? Math.min(stated, most) : most
}

const CROWD_REFUSAL = rawFault(
  503,
  fault(
    'http/busy',
    'connection',
    `this address opens more than ${HTTP_LIMITS.newcomers} connections at once`,
    'ask again in a moment, over fewer',
  ),
)

const tooFast = (where: string): Fault =>
  fault(
    'http/too-fast',
    where,
    `more than ${REQUEST_RATE.perSecond} requests a second, or the like in bytes, came from this address`,
    'ask less often, or for less',
  )

const notTaken = (where: string): Fault =>
  fault('http/busy', where, 'too many answers wait to be taken', 'ask again in a moment')

const tooManyDownloads = fault(
  'http/busy',
  'download',
  `${HTTP_LIMITS.downloads} downloads, or ${HTTP_LIMITS.downloadsPerAddress} of this address, are under way`,
  'wait until one has ended',
)
