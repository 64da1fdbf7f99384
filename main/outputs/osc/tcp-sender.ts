// Sends to one target by TCP: connects at once and again whenever the connection is lost; what is meant for it waits a little.
import type { Socket } from 'node:net'
import { monotonicMs } from '../../../shared/base/clock.ts'
import { dispose } from '../../../shared/base/disposable.ts'
import { hostPort } from '../../../shared/base/host-port.ts'
import { BackOff } from './back-off.ts'
import { NameLookup } from './name-lookup.ts'
import { PacketQueue } from './packet-queue.ts'
import type { Sender, SenderOptions } from './sender.ts'
import { attemptToConnect, withCode } from './tcp-attempt.ts'
import { TcpConnection } from './tcp-connection.ts'

/** A receiver that accepts and hangs up at once must not be connected to without end. */
const LASTING_CONNECTION_MS = 2000
/**
 * While something waits, the receiver is asked anew after so long, beside the attempts that it has not answered: the system asks
 * only once a second, and less and less often, which may be too late for a cue.
 */
const ASK_AGAIN_MS = 400
const ATTEMPTS_AT_ONCE = 5
const CLOSED = 'closed'

export class TcpSender implements Sender {
  readonly directTo = null
  readonly #options: SenderOptions
  readonly #names: NameLookup
  readonly #backOff: BackOff
  readonly #queue: PacketQueue
  /** Those of which the address is still being looked up wait for one and the same answer. */
  readonly #attempts = new Map<Socket, 'looking up' | 'asking'>()
  #attemptedAt = -Infinity
  #nextAttempt: Disposable | null = null
  #connected: { readonly socket: Socket; readonly connection: TcpConnection } | null = null
  /** Code of the last failure to connect; null once connected. */
  #lastProblem: string | null = null
  #closed = false

  constructor(options: SenderOptions) {
    const { clock, target, record, net } = options
    this.#options = options
    this.#names = new NameLookup(target.host, net.lookup)
    this.#queue = new PacketQueue(clock, record, target.maxAge)
    this.#backOff = new BackOff(clock, () => this.#connect())
    this.#backOff.start()
  }

  get queued(): number {
    return this.#queue.length
  }

  send(packet: Uint8Array, cause: number | null): void {
    this.#queue.push(packet, cause)
    this.#flush()
    if (this.#queue.length === 0) return
    this.#queue.expire()
    this.#backOff.hurry()
    this.#askAgain()
  }

  panic(): number {
    return this.#queue.clear() + this.#takeBack()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true
    this.#backOff[Symbol.dispose]()
    dispose(this.#nextAttempt)
    this.#queue.giveUp('osc/target-closed', 'the show does not send there any more')
    this.#queue[Symbol.dispose]()
    this.#takeBack()
    const sockets = [...this.#attempts.keys()]
    if (this.#connected !== null) sockets.push(this.#connected.socket)
    await Promise.all(sockets.map(closed))
  }

  /** What the system holds and may never deliver, or much later; answers how many packets. */
  #takeBack(): number {
    const connection = this.#connected?.connection
    if (connection?.isStuck !== true) return 0
    return connection.reset('osc/taken-back', 'what had not arrived was taken back, and the connection reset')
  }

  #connect(): void {
    const { clock, target, net } = this.#options
    this.#attemptedAt = clock.now()
    let problem = withCode(CLOSED, 'the receiver closed the connection')
    const asking = (): void => {
      this.#attempts.set(socket, 'asking')
      this.#askAgain()
    }
    const socket = attemptToConnect({ clock, target, net, names: this.#names, asking })
    this.#attempts.set(socket, 'looking up')
    socket.on('connect', () => this.#use(socket, (code, message) => (problem = withCode(code, message))))
    socket.on('error', (error) => (problem = error))
    socket.on('close', () => {
      if (socket === this.#connected?.socket) this.#lost(this.#connected.connection, problem)
      else if (this.#attempts.delete(socket) && this.#attempts.size === 0 && this.#connected === null) {
        this.#failed(problem)
      }
    })
  }

  #askAgain(): void {
    if (this.#nextAttempt !== null || !this.#mayAskAgain()) return
    const dueAt = monotonicMs(this.#attemptedAt + ASK_AGAIN_MS)
    this.#nextAttempt = this.#options.clock.upkeep(dueAt, () => {
      this.#nextAttempt = null
      if (this.#mayAskAgain()) this.#connect()
    })
  }

  #mayAskAgain(): boolean {
    const attempts = [...this.#attempts.values()]
    const isAsking = attempts.length > 0 && attempts.every((state) => state === 'asking')
    return (
      isAsking && attempts.length < ATTEMPTS_AT_ONCE && this.#connected === null && this.#queue.length > 0
    )
  }

  /** The first attempt that succeeds is the connection. */
  #use(socket: Socket, failing: (code: string, message: string) => void): void {
    const { clock, target, record, acknowledgements } = this.#options
    const ready = (): void => this.#flush()
    const connection = new TcpConnection({ clock, target, record, acknowledgements, socket, ready, failing })
    this.#attempts.delete(socket)
    this.#connected = { socket, connection }
    for (const slower of this.#attempts.keys()) slower.destroy()
    this.#lastProblem = null
    record.reached()
    this.#flush()
  }

  #lost(connection: TcpConnection, problem: NodeJS.ErrnoException): void {
    this.#connected = null
    if (!this.#closed && problem.code !== CLOSED) connection.broke()
    connection[Symbol.dispose]()
    if (connection.age >= LASTING_CONNECTION_MS) this.#backOff.succeeded()
    this.#failed(problem)
  }

  #failed(problem: NodeJS.ErrnoException): void {
    if (this.#closed) return
    this.#tell(problem)
    this.#backOff.again()
    if (this.#queue.length > 0) this.#backOff.hurry()
  }

  /** One line for a target that is off all night is enough, as long as nothing is meant for it. */
  #tell({ code = 'unknown', message }: NodeJS.ErrnoException): void {
    const { target, record } = this.#options
    // A host with several addresses fails with a list of errors and no message.
    const what = message === '' ? `connect ${code} ${hostPort(target.host, target.port)}` : message
    if (code === this.#lastProblem && this.#queue.length === 0) record.failsQuietly(what)
    else record.failed(code, what, null)
    this.#lastProblem = code
  }

  #flush(): void {
    while (this.#connected?.connection.hasRoom === true) {
      const next = this.#queue.shift()
      if (next === undefined) return
      this.#connected.connection.write(next)
    }
  }
}

function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.once('close', () => resolve())
    socket.destroy()
  })
}
