// The open connections of the HTTP server: a place for each newcomer, and none for those who only sit there.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Clock, MonotonicMs } from '../../shared/base/clock.ts'
import { groupOf } from '../../shared/base/network-address.ts'
import type { AddressGroup } from '../../shared/base/network-address.ts'
import { givesWay } from '../../shared/contract/places.ts'
import type { Place } from '../../shared/contract/places.ts'
import type { WebMeter } from '../../shared/contract/web-meter.ts'
import type { TurnedAway } from '../../shared/model/turned-away.ts'
import { httpClient } from './http-client.ts'
import { HTTP_LIMITS } from './limits.ts'
import { Newcomers } from './newcomers.ts'

const PLACES = {
  total: HTTP_LIMITS.connections,
  perGroup: HTTP_LIMITS.connectionsPerAddress,
  reserved: HTTP_LIMITS.reservedConnections,
}

/** What a connection is worth when places are short. */
const WORTH = { silent: 0, idle: 1, sending: 2, answered: 3 } as const

class Connection implements Place {
  readonly socket: Socket
  readonly who: string
  readonly group: AddressGroup
  readonly answers = new Map<ServerResponse, IncomingMessage>()
  lastAsked: MonotonicMs
  upgraded = false
  /** Requests so far. */
  asked = 0
  #untakenSince: MonotonicMs | null = null
  /** How much of a file had come, and when the last of it did; null where none is sent. */
  #file: { bytes: number; cameAt: MonotonicMs } | null = null
  #takenThen = 0

  constructor(socket: Socket, address: string, now: MonotonicMs) {
    this.socket = socket
    this.who = httpClient(address).name
    this.group = groupOf(address)
    this.lastAsked = now
  }

  get worth(): number | null {
    // The contract gives WebSockets their places itself.
    if (this.upgraded) return null
    if (this.answers.size === 0) return this.asked > 0 ? WORTH.idle : WORTH.silent
    const whole = [...this.answers.values()].some(({ complete }) => complete)
    return whole ? WORTH.answered : WORTH.sending
  }

  get untaken(): number {
    // What a WebSocket has not taken is counted where it was sent.
    if (this.upgraded) return 0
    let bytes = 0
    for (const answer of this.answers.keys()) bytes += answer.writableLength
    return Math.max(bytes, this.socket.writableLength)
  }

  ask(request: IncomingMessage, answer: ServerResponse, now: MonotonicMs): void {
    this.asked += 1
    this.lastAsked = now
    this.#file = null
    this.answers.set(answer, request)
    answer.once('close', () => this.answers.delete(answer))
  }

  /** What it sends now is a file, which may take its time as long as it comes. */
  sendsFile(now: MonotonicMs): void {
    this.#file = { bytes: this.socket.bytesRead, cameAt: now }
  }

  /** Whether the rest of what it asks for does not come. */
  isLate(now: MonotonicMs): boolean {
    if (this.upgraded || [...this.answers.values()].every(({ complete }) => complete)) return false
    const { bytesRead } = this.socket
    if (this.#file !== null && bytesRead > this.#file.bytes) this.#file = { bytes: bytesRead, cameAt: now }
    return now - (this.#file?.cameAt ?? this.lastAsked) >= HTTP_LIMITS.requestMs
  }

  /** Whether it has taken next to nothing for long although something waits for it. */
  isStuck(now: MonotonicMs): boolean {
    if (this.untaken === 0) {
      this.#untakenSince = null
      return false
    }
    const taken = this.socket.bytesWritten - this.socket.writableLength
    if (this.#untakenSince === null || taken - this.#takenThen >= HTTP_LIMITS.takenBytes) {
      this.#untakenSince = now
      this.#takenThen = taken
    }
    return now - this.#untakenSince >= HTTP_LIMITS.untakenMs
  }
}

export class Connections {
  readonly #clock: Clock
  readonly #meter: WebMeter
  readonly #open = new Map<Socket, Connection>()
  readonly #newcomers: Newcomers

  constructor(clock: Clock, meter: WebMeter) {
    this.#clock = clock
    this.#meter = meter
    this.#newcomers = new Newcomers(clock)
  }

  get count(): number {
    return this.#open.size
  }

  get crowded(): boolean {
    return this.#open.size > HTTP_LIMITS.softConnections
  }

  /** Bytes of answers that were made and have not been taken. */
  get untakenBytes(): number {
    let bytes = 0
    for (const connection of this.#open.values()) bytes += connection.untaken
    return bytes
  }

  add(socket: Socket): void {
    const { remoteAddress } = socket
    if (remoteAddress === undefined) return void socket.destroy()
    const connection = new Connection(socket, remoteAddress, this.#clock.now())
    this.#newcomers.add(connection.group)
    const chosen = givesWay(connection.group, [...this.#open.values()], PLACES)
    if (chosen === 'nobody') return this.#cut(connection, 'http.noPlace')
    if (chosen !== null) this.#cut(chosen, 'http.displaced')
    this.#open.set(socket, connection)
    socket.once('close', () => this.#open.delete(socket))
  }

  /** False where the connection asked so much without waiting that it was ended. */
  ask(request: IncomingMessage, answer: ServerResponse): boolean {
    // What had come with the request for which it was ended is still read out.
    if (request.socket.destroyed) return false
    const connection = this.#open.get(request.socket)
    if (connection === undefined) return true
    connection.ask(request, answer, this.#clock.now())
    if (connection.answers.size <= HTTP_LIMITS.requestsAtOnce) return true
    readNoFurther(request.socket)
    this.#cut(connection, 'http.tooManyAtOnce')
    return false
  }

  /** Whether it came with so many others of its address that it is not answered; who has asked before is. */
  oneOfCrowd({ socket }: IncomingMessage): boolean {
    const connection = this.#open.get(socket)
    return connection?.asked === 1 && this.#newcomers.crowds(connection.group)
  }

  upgraded(socket: Socket): void {
    const connection = this.#open.get(socket)
    if (connection !== undefined) connection.upgraded = true
  }

  sendsFile(socket: Socket): void {
    this.#open.get(socket)?.sendsFile(this.#clock.now())
  }

  /** Ends those that do not take their answers; those whose requests do not come whole are for the caller to end. */
  look(late: (socket: Socket) => void): void {
    const now = this.#clock.now()
    for (const connection of [...this.#open.values()]) {
      if (connection.isLate(now)) {
        this.#open.delete(connection.socket)
        late(connection.socket)
        continue
      }
      if (!connection.upgraded && connection.isStuck(now)) this.#cut(connection, 'http.untaken')
    }
  }

  #cut(connection: Connection, reason: TurnedAway): void {
    this.#meter.turnAway(reason, connection.who)
    this.#open.delete(connection.socket)
    connection.socket.destroy()
  }
}

/** What Node's own parser takes as: the rest is no HTTP. */
const NOTHING_MORE = 2

/**
 * Node reads all requests of a chunk, a thousand and more, though their connection has been destroyed, and makes an error
 * of each: seconds for some megabytes. There is no public way to stop it; where this one is missing they are read.
 */
function readNoFurther(socket: Socket): void {
  const { parser } = socket as Socket & { readonly parser?: { onIncoming?: unknown } | null }
  if (typeof parser?.onIncoming === 'function') parser.onIncoming = () => NOTHING_MORE
}
