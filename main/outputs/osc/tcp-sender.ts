// Sends to one target by TCP: connects at once and again whenever the connection is lost; what is meant for it waits a little.
import type { Socket } from 'node:net'
import { monotonicMs } from '../../../shared/base/clock.ts'
import { dispose } from '../../../shared/base/disposable.ts'
import { hostPort } from '../../../shared/base/host-port.ts'
import { networkFailure } from '../../../shared/base/network-failure.ts'
import { BackOff } from './back-off.ts'
import { NameLookup } from './name-lookup.ts'
import { PacketQueue } from './packet-queue.ts'
import type { Sender, SenderOptions } from './sender.ts'
import { attemptToConnect, noAnswer, withCode } from './tcp-attempt.ts'
import { TcpConnection } from './tcp-connection.ts'

/** A receiver that accepts and hangs up at once must not be connected to without end. */
const LASTING_CONNECTION_MS = 2000
/**
 * While something waits, the receiver is asked anew after so long: the system asks only once a second, and less and less often,
 * which may be too late for a cue. One attempt in four is left its time, for a receiver that is so far away.
 */
const ASK_AGAIN_MS = 400
const PATIENT_TURN = 4
const CLOSED = 'closed'

export class TcpSender implements Sender {
  readonly directTo = null
  readonly #options: SenderOptions
  readonly #names: NameLookup
  readonly #backOff: BackOff
  readonly #queue: PacketQueue
  #socket: Socket | null = null
  #connection: TcpConnection | null = null
  /** Attempts since the last connection. */
  #turn = 0
  /** When the receiver was asked; null while it is not, or must be left its time. */
  #askedAt: number | null = null
  #askAgain: Disposable | null = null
  /** Code of the last failure to connect; null once connected. */
  #lastProblem: string | null = null
  #closed = false

  constructor(options: SenderOptions) {
    const { clock, target, net } = options
    this.#options = options
    this.#names = new NameLookup(target.host, net.lookup)
    this.#queue = new PacketQueue(options)
    this.#backOff = new BackOff(clock, () => this.#connect())
    this.#backOff.start()
  }

  get queued(): number {
    return this.#queue.length
  }

  send(packet: Uint8Array, cause: number | null, route?: string): void {
    this.#queue.push(packet, cause, route)
    this.#flush()
    if (this.#queue.length === 0) return
    this.#queue.expire()
    this.#backOff.hurry()
    this.#askAgainLater()
  }

  directFailed(): void {}

  panic(): number {
    return this.#queue.clear() + this.#takeBack()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true
    this.#backOff[Symbol.dispose]()
    dispose(this.#askAgain)
    this.#queue.giveUp('osc/target-closed', 'the show does not send there any more')
    this.#queue[Symbol.dispose]()
    this.#takeBack()
    const socket = this.#socket
    if (socket === null) return
    await new Promise<void>((resolve) => {
      socket.once('close', () => resolve())
      socket.destroy()
    })
  }

  /** What the system holds and may never deliver, or much later; answers how many packets. */
  #takeBack(): number {
    if (this.#connection?.isStuck !== true) return 0
    return this.#connection.reset(
      'osc/taken-back',
      'what had not arrived was taken back, and the connection reset',
    )
  }

  #connect(): void {
    const { clock, target, net } = this.#options
    let problem = withCode(CLOSED, 'the receiver closed the connection')
    this.#turn += 1
    const asking = (): void => {
      this.#askedAt = this.#turn % PATIENT_TURN === 0 ? null : clock.now()
      this.#askAgainLater()
    }
    const socket = attemptToConnect({ clock, target, net, names: this.#names, asking })
    this.#socket = socket
    socket.on('connect', () => this.#use(socket, (code, message) => (problem = withCode(code, message))))
    socket.on('error', (error) => (problem = error))
    socket.on('close', () => this.#lost(problem))
  }

  #askAgainLater(): void {
    if (this.#askAgain !== null || this.#askedAt === null || this.#queue.length === 0) return
    const dueAt = monotonicMs(this.#askedAt + ASK_AGAIN_MS)
    this.#askAgain = this.#options.clock.upkeep(dueAt, () => {
      this.#askAgain = null
      if (this.#askedAt !== null && this.#queue.length > 0) this.#socket?.destroy(noAnswer())
    })
  }

  #use(socket: Socket, failing: (code: string, message: string) => void): void {
    const { clock, target, record, acknowledgements } = this.#options
    const ready = (): void => this.#flush()
    this.#connection = new TcpConnection({ clock, target, record, acknowledgements, socket, ready, failing })
    this.#noLongerAsking()
    this.#turn = 0
    this.#lastProblem = null
    record.reached()
    this.#flush()
  }

  #noLongerAsking(): void {
    this.#askedAt = null
    dispose(this.#askAgain)
    this.#askAgain = null
  }

  #lost(problem: NodeJS.ErrnoException): void {
    const connection = this.#connection
    this.#socket = null
    this.#connection = null
    this.#noLongerAsking()
    if (!this.#closed && problem.code !== CLOSED) connection?.broke()
    connection?.[Symbol.dispose]()
    if (this.#closed) return
    if (connection !== null && connection.age >= LASTING_CONNECTION_MS) this.#backOff.succeeded()
    this.#publishFailure(problem)
    this.#backOff.again()
    if (this.#queue.length > 0) this.#backOff.hurry()
  }

  /** One line for a target that is off all night is enough, as long as nothing is meant for it. */
  #publishFailure(problem: NodeJS.ErrnoException): void {
    const { target, record } = this.#options
    const { code = 'unknown' } = problem
    // A host with several addresses fails with a list of errors and no message.
    const known = networkFailure(problem)
    const what = known === '' ? `connect ${code} ${hostPort(target.host, target.port)}` : known
    if (code === this.#lastProblem && this.#queue.length === 0) record.failsQuietly(what)
    else record.failed(code, what, null)
    this.#lastProblem = code
  }

  #flush(): void {
    while (this.#connection?.hasRoom === true) {
      const next = this.#queue.shift()
      if (next === undefined) return
      this.#connection.write(next)
    }
  }
}
