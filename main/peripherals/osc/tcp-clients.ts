// OSC clients over TCP: SLIP-framed packets in, replies out on the same connection.
import type { Server, Socket } from 'node:net'
import type { OscEndpoint, Publish } from '../../../shared/model/event.ts'
import { OSC_LIMITS } from '../../../shared/model/osc.ts'
import { SlipDecoder, slipEncode } from '../../protocols/osc/slip.ts'
import type { OscIntake } from './intake.ts'

const MOST_CLIENTS = 64
/** Replies that one client has not read yet, in bytes; beyond, replies to it are dropped. */
const UNREAD_REPLIES = 1024 * 1024
/** A client that vanished without a word is noticed by probes that begin after this silence. */
const KEEP_ALIVE_MS = 10_000

interface TcpClientsOptions {
  readonly intake: OscIntake
  readonly publish: Publish
  readonly source: string
}

export class TcpClients {
  readonly #intake: OscIntake
  readonly #publish: Publish
  readonly #source: string
  readonly #sockets = new Map<number, Socket>()
  #nextConnection = 1
  #closing = false

  constructor({ intake, publish, source }: TcpClientsOptions) {
    this.#intake = intake
    this.#publish = publish
    this.#source = source
  }

  get count(): number {
    return this.#sockets.size
  }

  serve(server: Server): void {
    server.on('connection', (socket) => this.#accept(socket))
  }

  /** Why the reply could not be handed over; null where it was. */
  reply(connection: number, packet: Uint8Array): string | null {
    const socket = this.#sockets.get(connection)
    if (socket === undefined) return 'the connection is closed'
    if (socket.writableLength > UNREAD_REPLIES) return 'the client does not read its replies'
    socket.write(slipEncode(packet))
    return null
  }

  close(): void {
    this.#closing = true
    for (const socket of this.#sockets.values()) socket.destroy()
  }

  #accept(socket: Socket): void {
    const connection = this.#nextConnection++
    const from: OscEndpoint = {
      transport: 'tcp',
      host: socket.remoteAddress ?? 'unknown',
      port: socket.remotePort ?? 0,
      connection,
    }
    let reason = 'the client closed the connection'
    socket.on('error', (error) => (reason = error.message))
    if (this.#sockets.size === MOST_CLIENTS) {
      socket.destroy()
      this.#intake.reject('too-many-connections', from, `${MOST_CLIENTS} clients are connected already`)
      return
    }
    this.#sockets.set(connection, socket)
    const device = {
      device: `${this.#source}:tcp:${connection}`,
      name: `OSC client ${from.host}:${from.port}`,
    }
    this.#publish({ type: 'device.connected', source: this.#source, cause: null, payload: device })
    const frames = new SlipDecoder(OSC_LIMITS.packet, {
      packet: (bytes) => this.#intake.take(bytes, from),
      dropped: (dropReason) => this.#intake.reject(dropReason, from, 'one SLIP frame was dropped'),
    })
    socket.setNoDelay(true)
    socket.setKeepAlive(true, KEEP_ALIVE_MS)
    socket.on('data', (chunk) => frames.push(chunk))
    socket.on('close', () => {
      this.#sockets.delete(connection)
      if (this.#closing) return
      const payload = { ...device, reason }
      this.#publish({ type: 'device.lost', source: this.#source, cause: null, payload })
    })
  }
}
