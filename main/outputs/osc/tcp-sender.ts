// Sends to one target by TCP, framed by SLIP; connects on the first message and again whenever the connection is lost.
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { monotonicMs } from '../../../shared/base/clock.ts'
import type { Clock, MonotonicMs } from '../../../shared/base/clock.ts'
import { hostPort } from '../../../shared/base/host-port.ts'
import { slipEncode } from '../../protocols/osc/slip.ts'
import { BackOff } from './back-off.ts'
import { QUEUED_PACKETS } from './sender.ts'
import type { Sender, SenderOptions } from './sender.ts'

/** Bytes handed to the system that the receiver has not read; beyond, packets wait in the queue. */
const UNREAD_BYTES = 1024 * 1024
/** The system itself would try for minutes. */
const CONNECT_TIMEOUT_MS = 5000
const KEEP_ALIVE_MS = 10_000
/** A receiver that accepts and hangs up at once must not be connected to without end. */
const LASTING_CONNECTION_MS = 2000

export class TcpSender implements Sender {
  readonly directTo = null
  readonly #clock: Clock
  readonly #target: SenderOptions['target']
  readonly #record: SenderOptions['record']
  readonly #backOff: BackOff
  #socket: Socket | null = null
  #connectedAt: MonotonicMs | null = null
  #queue: Uint8Array[] = []
  #closed = false

  constructor({ clock, target, record }: SenderOptions) {
    this.#clock = clock
    this.#target = target
    this.#record = record
    this.#backOff = new BackOff(clock, () => this.#connect())
  }

  get queued(): number {
    return this.#queue.length
  }

  send(packet: Uint8Array): void {
    this.#queue.push(packet)
    if (this.#queue.length > QUEUED_PACKETS) {
      this.#queue.shift()
      this.#record.dropped()
    }
    if (this.#socket !== null) this.#flush()
    else if (!this.#backOff.waiting) this.#connect()
  }

  panic(): number {
    const waited = this.#queue.length
    this.#queue = []
    return waited
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true
    this.#backOff[Symbol.dispose]()
    const socket = this.#socket
    if (socket === null) return
    await new Promise<void>((resolve) => {
      socket.once('close', () => resolve())
      socket.destroy()
    })
  }

  #connect(): void {
    const { host, port } = this.#target
    const socket = connect({
      host,
      port,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: KEEP_ALIVE_MS,
    })
    this.#socket = socket
    let problem: NodeJS.ErrnoException = Object.assign(new Error('the receiver closed the connection'), {
      code: 'closed',
    })
    const timeout = this.#clock.upkeep(monotonicMs(this.#clock.now() + CONNECT_TIMEOUT_MS), () => {
      socket.destroy(Object.assign(new Error('the receiver does not answer'), { code: 'ETIMEDOUT' }))
    })
    socket.on('connect', () => {
      timeout[Symbol.dispose]()
      this.#connectedAt = this.#clock.now()
      this.#record.reached()
      this.#flush()
    })
    socket.on('drain', () => this.#flush())
    socket.on('error', (error) => (problem = error))
    socket.on('close', () => {
      timeout[Symbol.dispose]()
      const lasted = this.#connectedAt === null ? 0 : this.#clock.now() - this.#connectedAt
      this.#socket = null
      this.#connectedAt = null
      if (this.#closed) return
      if (lasted >= LASTING_CONNECTION_MS) this.#backOff.succeeded()
      const code = problem.code ?? 'unknown'
      // A host with several addresses fails with a list of errors and no message.
      this.#record.failed(
        code,
        problem.message === '' ? `connect ${code} ${hostPort(host, port)}` : problem.message,
        null,
      )
      this.#backOff.again()
    })
    // What the receiver says is not ours to understand, but unread it would hide that the connection ended.
    socket.resume()
  }

  #flush(): void {
    const socket = this.#socket
    if (socket === null || this.#connectedAt === null) return
    let taken = 0
    for (const packet of this.#queue) {
      if (!socket.writable || socket.writableLength > UNREAD_BYTES) break
      socket.write(slipEncode(packet), (error) => {
        if (error === null || error === undefined) this.#record.sent()
        else this.#record.dropped()
      })
      taken += 1
    }
    if (taken > 0) this.#queue = this.#queue.slice(taken)
  }
}
