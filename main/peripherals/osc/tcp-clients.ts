// OSC clients over TCP: bounded in number and bytes, of one and of all; who stalls is cut off.
import { networkFailure } from '../../../shared/base/network-failure.ts'
import type { Server, Socket } from 'node:net'
import { monotonicMs } from '../../../shared/base/clock.ts'
import type { Clock } from '../../../shared/base/clock.ts'
import { dispose } from '../../../shared/base/disposable.ts'
import { hostPort } from '../../../shared/base/host-port.ts'
import { PerSecond } from '../../../shared/base/per-second.ts'
import type { Publish } from '../../../shared/model/event.ts'
import type { OscEndpoint } from '../../../shared/model/payload/osc.ts'
import type { KnownPeers } from '../../../shared/model/known-peers.ts'
import type { OscIntake } from './intake.ts'
import { paceStream } from './paced-stream.ts'
import { TcpClient } from './tcp-client.ts'
import { TCP_PLACES, placeFor } from './tcp-places.ts'

/** Of all clients together, in bytes: packets that they have begun, and replies that they have not read. */
const HELD_BYTES = 2 * 1024 * 1024
const UNREAD_BYTES = 4 * 1024 * 1024
/** A client that vanished without a word is noticed by probes that begin after this silence. */
const KEEP_ALIVE_MS = 10_000
/** Between two looks at who stalls, while somebody does. */
const LOOK_MS = 250
/** Comings and goings that are published: those of a flood would push out what the show needs. */
const ANNOUNCED = { each: 80, all: 120 } as const

const NO_ROOM = 'the client does not read its replies as fast as it asks'
const NOT_READ = 'the client did not read its replies and was cut off'

interface TcpClientsOptions {
  readonly clock: Clock
  readonly intake: OscIntake
  readonly publish: Publish
  readonly source: string
  readonly peers: KnownPeers
  /** So many replies will not be read. */
  readonly lost: (replies: number, message: string) => void
}

export class TcpClients {
  readonly #options: TcpClientsOptions
  readonly #clients = new Map<number, TcpClient>()
  readonly #announced = new PerSecond(ANNOUNCED)
  #nextConnection = 1
  #closing = false
  #look: Disposable | null = null

  constructor(options: TcpClientsOptions) {
    this.#options = options
  }

  get count(): number {
    return this.#clients.size
  }

  /** Bytes of packets that were begun, and of replies that were not read. */
  get bytes(): number {
    return sum(this.#clients.values(), ({ held, unreadBytes }) => held + unreadBytes)
  }

  serve(server: Server): void {
    server.on('connection', (socket) => this.#accept(socket))
  }

  /** False where the client is gone. */
  reply(connection: number, packet: Uint8Array): boolean {
    const client = this.#clients.get(connection)
    if (client === undefined) {
      this.#options.lost(1, 'the connection is closed')
      return false
    }
    if (!this.#hasRoom(packet.length) || !client.write(packet)) this.#options.lost(1, NO_ROOM)
    if (client.owes) this.#lookLater()
    return this.#clients.has(connection)
  }

  close(): void {
    this.#closing = true
    dispose(this.#look)
    this.#look = null
    for (const { socket } of this.#clients.values()) socket.destroy()
  }

  #accept(socket: Socket): void {
    const { clock, intake } = this.#options
    const connection = this.#nextConnection++
    const from = {
      transport: 'tcp' as const,
      host: socket.remoteAddress ?? 'unknown',
      port: socket.remotePort ?? 0,
      connection,
    }
    const client: TcpClient = new TcpClient({
      clock,
      socket,
      from,
      packet: (bytes) => {
        this.#announce(client)
        intake.take(bytes, { ...from })
      },
      dropped: (reason) => {
        intake.reject(reason, from, 'a frame of the stream was dropped')
        if (reason === 'bad-frame-size') socket.destroy()
      },
    })
    socket.on('error', (error) => (client.reason = networkFailure(error)))
    if (!this.#makeRoomFor(client)) {
      socket.destroy()
      return
    }
    this.#clients.set(connection, client)
    this.#announce(client)
    socket.setNoDelay(true)
    socket.setKeepAlive(true, KEEP_ALIVE_MS)
    paceStream(socket, intake, (chunk) => this.#hear(client, chunk))
    socket.on('close', () => this.#left(client))
  }

  #makeRoomFor({ address, from }: TcpClient): boolean {
    const { clock, intake, peers } = this.#options
    const place = placeFor(address, [...this.#clients.values()], peers, clock.now())
    if (place === null) return true
    if (place === 'full') {
      const detail = `${this.count} clients are connected already, at most ${TCP_PLACES.ofOneAddress} of one address`
      intake.reject('too-many-connections', from, detail)
      return false
    }
    this.#end(place, 'idle-connection', 'it sent nothing, and made room for another client')
    return true
  }

  #hear(client: TcpClient, chunk: Uint8Array): void {
    client.push(chunk)
    if (!client.owes) return
    this.#lookLater()
    while (sum(this.#clients.values(), ({ held }) => held) > HELD_BYTES) {
      const largest = most([...this.#clients.values()], ({ held }) => held)
      this.#end(largest, 'unfinished-frame', 'too many packets were begun and not completed')
    }
  }

  /** Whoever leaves most unread has to go for it, if that is not of this very moment. */
  #hasRoom(bytes: number): boolean {
    if (sum(this.#clients.values(), ({ unreadBytes }) => unreadBytes) + bytes <= UNREAD_BYTES) return true
    const worst = most([...this.#clients.values()], ({ unreadBytes }) => unreadBytes)
    if (worst.unreadFor(this.#options.clock.now()) < LOOK_MS) return false
    this.#endUnread(worst)
    return true
  }

  #lookLater(): void {
    if (this.#closing) return
    const { clock } = this.#options
    this.#look ??= clock.upkeep(monotonicMs(clock.now() + LOOK_MS), () => {
      this.#look = null
      const now = clock.now()
      for (const client of this.#clients.values()) {
        if (client.isUnreadLate(now)) this.#endUnread(client)
        else if (client.isFrameLate(now))
          this.#end(client, 'unfinished-frame', 'a packet was begun and not completed')
      }
      if ([...this.#clients.values()].some(({ owes }) => owes)) this.#lookLater()
    })
  }

  #endUnread(client: TcpClient): void {
    this.#options.lost(client.unreadMessages, NOT_READ)
    this.#cut(client, NOT_READ)
  }

  #end(client: TcpClient, reason: 'idle-connection' | 'unfinished-frame', detail: string): void {
    this.#options.intake.reject(reason, client.from, detail)
    this.#cut(client, detail)
  }

  /** At once, and so that the system forgets what it still holds. */
  #cut(client: TcpClient, why: string): void {
    client.reason = why
    client.socket.resetAndDestroy()
    this.#left(client)
  }

  #announce(client: TcpClient): void {
    if (client.announced || !this.#announced.take(client.address, this.#options.clock.now())) return
    client.announced = true
    const { publish, source } = this.#options
    publish({ type: 'device.connected', source, cause: null, payload: this.#deviceOf(client.from) })
  }

  #left(client: TcpClient): void {
    if (!this.#clients.delete(client.from.connection) || this.#closing || !client.announced) return
    const { publish, source } = this.#options
    const payload = { ...this.#deviceOf(client.from), reason: client.reason }
    publish({ type: 'device.lost', source, cause: null, payload })
  }

  #deviceOf({ host, port, connection }: OscEndpoint): { readonly device: string; readonly name: string } {
    return {
      device: `${this.#options.source}:tcp:${connection}`,
      name: `OSC client ${hostPort(host, port)}`,
    }
  }
}

function sum(clients: Iterable<TcpClient>, of: (client: TcpClient) => number): number {
  let total = 0
  for (const client of clients) total += of(client)
  return total
}

/** There must be one. */
function most(clients: readonly TcpClient[], of: (client: TcpClient) => number): TcpClient {
  return clients.reduce((found, client) => (of(client) > of(found) ? client : found))
}
