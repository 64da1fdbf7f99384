// OSC clients over TCP: packets in, framed by SLIP or by their length, and replies out in the same way.
import type { Server, Socket } from 'node:net'
import type { OscEndpoint, Publish } from '../../../shared/model/event.ts'
import { OSC_LIMITS } from '../../../shared/model/osc.ts'
import type { FrameDecoder, FrameSink } from '../../protocols/osc/framing.ts'
import { hostPort } from '../../../shared/base/host-port.ts'
import { LengthPrefixDecoder, lengthPrefixEncode } from '../../protocols/osc/length-prefix.ts'
import { SlipDecoder, slipEncode } from '../../protocols/osc/slip.ts'
import type { OscIntake } from './intake.ts'

const MOST_CLIENTS = 64
/** Replies that one client has not read yet, in bytes; beyond, replies to it are dropped. */
const UNREAD_REPLIES = 1024 * 1024
/** A client that vanished without a word is noticed by probes that begin after this silence. */
const KEEP_ALIVE_MS = 10_000

interface Client {
  readonly socket: Socket
  /** Known from the first byte on. */
  encode: (packet: Uint8Array) => Uint8Array
}

interface TcpClientsOptions {
  readonly intake: OscIntake
  readonly publish: Publish
  readonly source: string
}

export class TcpClients {
  readonly #intake: OscIntake
  readonly #publish: Publish
  readonly #source: string
  readonly #clients = new Map<number, Client>()
  #nextConnection = 1
  #closing = false

  constructor({ intake, publish, source }: TcpClientsOptions) {
    this.#intake = intake
    this.#publish = publish
    this.#source = source
  }

  get count(): number {
    return this.#clients.size
  }

  serve(server: Server): void {
    server.on('connection', (socket) => this.#accept(socket))
  }

  /** Why the reply could not be handed over; null where it was. */
  reply(connection: number, packet: Uint8Array): string | null {
    const client = this.#clients.get(connection)
    if (client === undefined) return 'the connection is closed'
    if (client.socket.writableLength > UNREAD_REPLIES) return 'the client does not read its replies'
    client.socket.write(client.encode(packet))
    return null
  }

  close(): void {
    this.#closing = true
    for (const { socket } of this.#clients.values()) socket.destroy()
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
    if (this.#clients.size === MOST_CLIENTS) {
      socket.destroy()
      this.#intake.reject('too-many-connections', from, `${MOST_CLIENTS} clients are connected already`)
      return
    }
    const client: Client = { socket, encode: slipEncode }
    this.#clients.set(connection, client)
    const device = {
      device: `${this.#source}:tcp:${connection}`,
      name: `OSC client ${hostPort(from.host, from.port)}`,
    }
    this.#publish({ type: 'device.connected', source: this.#source, cause: null, payload: device })
    let frames: FrameDecoder | null = null
    const sink: FrameSink = {
      packet: (bytes) => this.#intake.take(bytes, from),
      dropped: (dropReason) => {
        this.#intake.reject(dropReason, from, 'a frame of the stream was dropped')
        if (dropReason === 'bad-frame-size') socket.destroy()
      },
    }
    socket.setNoDelay(true)
    socket.setKeepAlive(true, KEEP_ALIVE_MS)
    socket.on('data', (chunk) => {
      if (frames === null && startsWithLength(chunk)) {
        client.encode = lengthPrefixEncode
        frames = new LengthPrefixDecoder(OSC_LIMITS.packet, sink)
      }
      frames ??= new SlipDecoder(OSC_LIMITS.packet, sink)
      frames.push(chunk)
    })
    socket.on('close', () => {
      this.#clients.delete(connection)
      if (this.#closing) return
      const payload = { ...device, reason }
      this.#publish({ type: 'device.lost', source: this.#source, cause: null, payload })
    })
  }
}

/** A length below 16 MiB begins with a zero byte; a packet in SLIP begins with END, `/` or `#`. */
function startsWithLength(firstChunk: Uint8Array): boolean {
  return firstChunk[0] === 0
}
