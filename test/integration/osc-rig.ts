// Real sockets around the OSC parts, and a record of what they publish.
import { createSocket } from 'node:dgram'
import type { Socket as UdpSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { decodePacket } from '../../main/protocols/osc/decode.ts'
import { encodeBundle, encodePacket } from '../../main/protocols/osc/encode.ts'
import { isBundle } from '../../main/protocols/osc/packet.ts'
import type { OscPacket } from '../../main/protocols/osc/packet.ts'
import { SlipDecoder } from '../../main/protocols/osc/slip.ts'
import type { EventDraft, Publish, SystemEventType } from '../../shared/model/event.ts'

/** Values that arrive, and a way to wait for as many as are expected. */
export class Arrivals<T> {
  readonly all: T[] = []
  #waiting: { readonly enough: () => boolean; readonly resolve: () => void }[] = []

  add(value: T): void {
    this.all.push(value)
    for (const { enough, resolve } of this.#waiting) if (enough()) resolve()
    this.#waiting = this.#waiting.filter(({ enough }) => !enough())
  }

  async until(enough: (all: readonly T[]) => boolean): Promise<readonly T[]> {
    if (!enough(this.all)) {
      await new Promise<void>((resolve) => this.#waiting.push({ enough: () => enough(this.all), resolve }))
    }
    return this.all
  }

  count(wanted: number): Promise<readonly T[]> {
    return this.until(({ length }) => length >= wanted)
  }
}

export class Published extends Arrivals<EventDraft> {
  readonly publish: Publish = (draft) => {
    this.add(draft)
    return this.all.length
  }

  async payloads<T extends SystemEventType>(
    type: T,
    enough: (payloads: readonly EventDraft<T>['payload'][]) => boolean,
  ): Promise<readonly EventDraft<T>['payload'][]> {
    const found = (all: readonly EventDraft[]): EventDraft<T>['payload'][] =>
      all.filter((draft) => draft.type === type).map(({ payload }) => payload as EventDraft<T>['payload'])
    return found(await this.until((all) => enough(found(all))))
  }
}

export function bytesOf(packet: OscPacket): Uint8Array {
  const result = isBundle(packet) ? encodeBundle(packet) : encodePacket(packet)
  if (!result.ok) throw new Error(result.error.what)
  return result.value
}

function addressesOf(bytes: Uint8Array): string {
  const packet = decodePacket(bytes)
  return packet.ok && !isBundle(packet.value) ? packet.value.address : 'not a message'
}

export interface UdpPeer {
  readonly socket: UdpSocket
  readonly port: number
  /** Addresses of the messages that arrived. */
  readonly arrived: Arrivals<string>
  close(): Promise<void>
}

export async function udpPeer(port = 0): Promise<UdpPeer> {
  const socket = createSocket('udp4')
  const arrived = new Arrivals<string>()
  socket.on('message', (bytes) => arrived.add(addressesOf(bytes)))
  const listening = once(socket, 'listening')
  socket.bind(port, '127.0.0.1')
  await listening
  let open = true
  const close = async (): Promise<void> => {
    if (!open) return
    open = false
    const closed = once(socket, 'close')
    socket.close()
    await closed
  }
  onTestFinished(close)
  return { socket, port: socket.address().port, arrived, close }
}

export interface TcpPeer {
  readonly socket: Socket
  readonly arrived: Arrivals<string>
}

export async function tcpClient(port: number): Promise<TcpPeer> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  onTestFinished(() => void socket.destroy())
  return { socket, arrived: slipArrivals(socket) }
}

export interface TcpReceiver {
  readonly port: number
  readonly arrived: Arrivals<string>
  close(): Promise<void>
}

export async function tcpReceiver(port = 0): Promise<TcpReceiver> {
  const arrived = new Arrivals<string>()
  const sockets = new Set<Socket>()
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    slipArrivals(socket, arrived)
  })
  const listening = once(server, 'listening')
  server.listen(port, '127.0.0.1')
  await listening
  const close = async (): Promise<void> => {
    if (!server.listening) return
    const closed = once(server, 'close')
    server.close()
    for (const socket of sockets) socket.destroy()
    await closed
  }
  onTestFinished(close)
  return { port: (server.address() as AddressInfo).port, arrived, close }
}

function slipArrivals(socket: Socket, arrived = new Arrivals<string>()): Arrivals<string> {
  const frames = new SlipDecoder(65_536, {
    packet: (bytes) => arrived.add(addressesOf(bytes)),
    dropped: (reason) => arrived.add(reason),
  })
  socket.on('data', (chunk) => frames.push(chunk))
  return arrived
}
