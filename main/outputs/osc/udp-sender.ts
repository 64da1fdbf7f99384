// Sends to one target by UDP, from a connected socket, so that a receiver that is gone is noticed.
import { createSocket } from 'node:dgram'
import type { Socket } from 'node:dgram'
import { lookup } from 'node:dns/promises'
import { once } from 'node:events'
import { isIP } from 'node:net'
import { messageOf } from '../../../shared/base/result.ts'
import { BackOff } from './back-off.ts'
import { QUEUED_PACKETS } from './sender.ts'
import type { Sender, SenderOptions } from './sender.ts'

export class UdpSender implements Sender {
  readonly #target: SenderOptions['target']
  readonly #record: SenderOptions['record']
  readonly #backOff: BackOff
  #socket: Socket | null = null
  #address: string | null
  /** Only while the first socket opens; later packets for a target that cannot be reached are dropped, as UDP would. */
  #queue: Uint8Array[] | null = []
  #closed = false

  constructor({ clock, target, record }: SenderOptions) {
    this.#target = target
    this.#record = record
    this.#address = isIP(target.host) > 0 ? target.host : null
    this.#backOff = new BackOff(clock, () => void this.#open())
    void this.#open()
  }

  get queued(): number {
    return this.#queue?.length ?? 0
  }

  get directTo(): { readonly host: string; readonly port: number } | null {
    return this.#address === null ? null : { host: this.#address, port: this.#target.port }
  }

  send(packet: Uint8Array): void {
    if (this.#socket !== null) {
      this.#transmit(this.#socket, packet, false)
    } else if (this.#queue === null) {
      this.#record.dropped()
    } else {
      this.#queue.push(packet)
      if (this.#queue.length <= QUEUED_PACKETS) return
      this.#queue.shift()
      this.#record.dropped()
    }
  }

  panic(): number {
    const waited = this.queued
    if (this.#queue !== null) this.#queue = []
    return waited
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true
    this.#backOff[Symbol.dispose]()
    const socket = this.#socket
    this.#socket = null
    await closeSocket(socket)
  }

  /** Looks the host up anew each time: a receiver may have come back under another address. Never rejects. */
  async #open(): Promise<void> {
    const { host, port } = this.#target
    let socket: Socket | null = null
    try {
      this.#address = isIP(host) > 0 ? host : (await lookup(host, { order: 'ipv4first' })).address
      socket = await connectSocket(this.#address, port)
    } catch (error) {
      this.#onError(error)
    }
    if (this.#closed) await closeSocket(socket)
    else await this.#use(socket)
  }

  async #use(socket: Socket | null): Promise<void> {
    const waiting = this.#queue ?? []
    this.#queue = null
    if (socket === null) {
      for (const _ of waiting) this.#record.dropped()
      return
    }
    const replaced = this.#socket
    this.#socket = socket
    socket.on('error', (error) => this.#onError(error))
    for (const packet of waiting) this.#transmit(socket, packet, false)
    await closeSocket(replaced)
  }

  #transmit(socket: Socket, packet: Uint8Array, again: boolean): void {
    socket.send(packet, (error) => {
      if (error === null) {
        this.#record.sent()
        if (this.#record.isWell) this.#backOff.succeeded()
        return
      }
      this.#onError(error)
      // The system told here of an earlier packet that found nobody, and did not send this one.
      if (codeOf(error) === 'ECONNREFUSED' && !again && socket === this.#socket)
        this.#transmit(socket, packet, true)
    })
  }

  #onError(error: unknown): void {
    if (this.#closed) return
    const code = codeOf(error)
    this.#record.failed(code, messageOf(error), null)
    const isThere = code === 'EMSGSIZE' || (code === 'ECONNREFUSED' && isIP(this.#target.host) > 0)
    if (!isThere) this.#backOff.again()
  }
}

async function connectSocket(address: string, port: number): Promise<Socket> {
  const socket = createSocket(isIP(address) === 6 ? 'udp6' : 'udp4')
  try {
    const listening = once(socket, 'listening')
    socket.bind()
    await listening
    // Before connecting: a broadcast address is refused without it.
    socket.setBroadcast(true)
    const connected = once(socket, 'connect')
    socket.connect(port, address)
    await connected
    return socket
  } catch (error) {
    await closeSocket(socket)
    throw error
  }
}

async function closeSocket(socket: Socket | null): Promise<void> {
  if (socket === null) return
  const closed = once(socket, 'close')
  socket.close()
  await closed
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown'
}
