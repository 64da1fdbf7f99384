// Sends to one target by UDP, from a connected socket, so that a receiver that is gone is noticed.
import { createSocket } from 'node:dgram'
import type { Socket } from 'node:dgram'
import { once } from 'node:events'
import { isIP } from 'node:net'
import { monotonicMs } from '../../../shared/base/clock.ts'
import type { Clock } from '../../../shared/base/clock.ts'
import { networkFailure } from '../../../shared/base/network-failure.ts'
import { BackOff } from './back-off.ts'
import { NameLookup } from './name-lookup.ts'
import { PacketQueue } from './packet-queue.ts'
import type { Sender, SenderOptions } from './sender.ts'

/** A name that is not answered for so long is said to be. */
const LOOKUP_TIMEOUT_MS = 5000
/** Bytes that wait for the network; what is more is dropped. */
const UNSENT_BYTES = 4 * 1024 * 1024

export class UdpSender implements Sender {
  readonly #options: SenderOptions
  readonly #clock: Clock
  readonly #names: NameLookup
  readonly #target: SenderOptions['target']
  readonly #record: SenderOptions['record']
  readonly #moved: SenderOptions['moved']
  readonly #backOff: BackOff
  #socket: Socket | null = null
  /** That of the socket; null while none has been opened yet. */
  #address: string | null = null
  /**
   * Only while the first socket opens; later packets for a target that cannot be reached are dropped, as UDP would, but for the
   * latest of each route.
   */
  #queue: PacketQueue | null
  /** Packets handed to the socket that it has not answered for: with none, nothing waits for the network. */
  #unanswered = 0
  #closed = false

  constructor(options: SenderOptions) {
    const { clock, target, record, net, moved } = options
    this.#options = options
    this.#clock = clock
    this.#target = target
    this.#record = record
    this.#moved = moved
    this.#names = new NameLookup(target.host, net.lookup)
    this.#queue = new PacketQueue(options)
    this.#backOff = new BackOff(clock, () => void this.#open())
    this.#backOff.start()
  }

  get queued(): number {
    return this.#queue?.length ?? 0
  }

  get directTo(): { readonly host: string; readonly port: number } | null {
    return this.#address === null ? null : { host: this.#address, port: this.#target.port }
  }

  send(packet: Uint8Array, cause: number | null, route?: string): void {
    if (this.#unanswered > 0 && this.#unsentBytes() + packet.length > UNSENT_BYTES) {
      this.#record.dropped(1, 'osc/queue-full', 'more is sent than the network takes', cause)
    } else if (this.#socket !== null) {
      this.#transmit(this.#socket, packet, cause, false)
    } else if (this.#queue === null && route === undefined) {
      this.#record.dropped(1, 'osc/not-open', 'the target cannot be reached', cause)
    } else {
      this.#queue ??= new PacketQueue(this.#options)
      this.#queue.push(packet, cause, route)
      this.#queue.expire()
    }
  }

  directFailed(): void {
    // Only a name can lead elsewhere by now.
    if (!this.#closed && isIP(this.#target.host) === 0) this.#backOff.again()
  }

  panic(): number {
    return this.#queue?.clear() ?? 0
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true
    this.#backOff[Symbol.dispose]()
    this.#queue?.giveUp('osc/target-closed', 'the show does not send there any more')
    this.#queue?.[Symbol.dispose]()
    const socket = this.#socket
    this.#socket = null
    await closeSocket(socket)
  }

  #unsentBytes(): number {
    return this.#socket?.getSendQueueSize() ?? 0
  }

  /** Looks the host up anew each time: a receiver may have come back under another address. Never rejects. */
  async #open(): Promise<void> {
    const { port } = this.#target
    let socket: Socket | null = null
    let address: string | null = null
    try {
      address = await this.#findAddress()
      socket = await connectSocket(address, port)
    } catch (error) {
      this.#onError(error, null)
    }
    if (this.#closed) await closeSocket(socket)
    else await this.#use(socket, address)
  }

  async #findAddress(): Promise<string> {
    const { host } = this.#target
    if (isIP(host) > 0) return host
    const slow = this.#clock.upkeep(monotonicMs(this.#clock.now() + LOOKUP_TIMEOUT_MS), () => {
      this.#record.failed('ETIMEDOUT', `nobody knows the address of ${host}`, null)
    })
    try {
      const [first] = await this.#names.find()
      if (first === undefined) throw new Error(`${host} has no address`)
      return first.address
    } finally {
      slow[Symbol.dispose]()
    }
  }

  async #use(socket: Socket | null, address: string | null): Promise<void> {
    const waiting = this.#queue
    if (socket === null) {
      if (waiting?.giveUpAging('osc/not-open', 'the target cannot be reached') === 0) this.#queue = null
      return
    }
    this.#queue = null
    const replaced = this.#socket
    this.#socket = socket
    socket.on('error', (error) => this.#onError(error, null))
    for (let next = waiting?.shift(); next !== undefined; next = waiting?.shift()) {
      this.#transmit(socket, next.packet, next.cause, false)
    }
    waiting?.[Symbol.dispose]()
    // Only now, so that what waited leaves before what others send.
    if (this.#address !== address) {
      this.#address = address
      this.#moved()
    }
    await closeSocket(replaced)
  }

  #transmit(socket: Socket, packet: Uint8Array, cause: number | null, again: boolean): void {
    this.#unanswered += 1
    socket.send(packet, (error) => {
      this.#unanswered -= 1
      if (error === null) {
        this.#record.sent()
        if (this.#record.isWell) this.#backOff.succeeded()
        return
      }
      this.#onError(error, cause)
      // The system told here of an earlier packet that found nobody, and did not send this one.
      if (codeOf(error) === 'ECONNREFUSED' && !again && socket === this.#socket)
        this.#transmit(socket, packet, cause, true)
    })
  }

  #onError(error: unknown, cause: number | null): void {
    if (this.#closed) return
    const code = codeOf(error)
    this.#record.failed(code, networkFailure(error), cause)
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
