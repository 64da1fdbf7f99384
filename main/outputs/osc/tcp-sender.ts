// Sends to one target by TCP: connects at once and again whenever the connection is lost; what is meant for it waits a little.
import type { LookupFunction, Socket } from 'node:net'
import { monotonicMs } from '../../../shared/base/clock.ts'
import type { Clock } from '../../../shared/base/clock.ts'
import { hostPort } from '../../../shared/base/host-port.ts'
import { BackOff } from './back-off.ts'
import { NameLookup } from './name-lookup.ts'
import { PacketQueue } from './packet-queue.ts'
import type { Sender, SenderOptions } from './sender.ts'
import { TcpConnection } from './tcp-connection.ts'

/** A host that is off does not answer; short, so that it is asked anew as soon as it is on. */
const CONNECT_TIMEOUT_MS = 2000
const LOOKUP_TIMEOUT_MS = 5000
/** Silence after which a receiver is asked whether it is there: one that was switched off and on has forgotten the connection. */
const KEEP_ALIVE_MS = 2000
/** A receiver that accepts and hangs up at once must not be connected to without end. */
const LASTING_CONNECTION_MS = 2000

const CLOSED = 'closed'

export class TcpSender implements Sender {
  readonly directTo = null
  readonly #options: SenderOptions
  readonly #clock: Clock
  readonly #names: NameLookup
  readonly #backOff: BackOff
  readonly #queue: PacketQueue
  #socket: Socket | null = null
  #connection: TcpConnection | null = null
  /** Code of the last failure to connect; null once connected. */
  #lastProblem: string | null = null
  #closed = false

  constructor(options: SenderOptions) {
    const { clock, target, record, net } = options
    this.#options = options
    this.#clock = clock
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
  }

  panic(): number {
    return this.#queue.clear() + this.#takeBack()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true
    this.#backOff[Symbol.dispose]()
    this.#queue.giveUp('osc/target-closed', 'the show does not send there any more')
    this.#queue[Symbol.dispose]()
    const socket = this.#socket
    if (socket === null) return
    await new Promise<void>((resolve) => {
      socket.once('close', () => resolve())
      this.#takeBack()
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
    const { target, net } = this.#options
    const socket = net.connect({
      host: target.host,
      port: target.port,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: KEEP_ALIVE_MS,
      lookup: this.#lookup,
    })
    this.#socket = socket
    let problem: NodeJS.ErrnoException = withCode(CLOSED, 'the receiver closed the connection')
    const limit = this.#limitAttempt(socket)
    socket.on('connect', () => {
      limit[Symbol.dispose]()
      this.#use(socket, (code, message) => (problem = withCode(code, message)))
    })
    socket.on('error', (error) => (problem = error))
    socket.on('close', () => {
      limit[Symbol.dispose]()
      this.#lost(problem)
    })
    // What the receiver says is not ours to understand, but unread it would hide that the connection ended.
    socket.resume()
  }

  readonly #lookup: LookupFunction = (_host, options, done) => {
    this.#names.find().then(
      (addresses) => {
        const [first] = addresses
        if (options.all === true || first === undefined) done(null, [...addresses])
        else done(null, first.address, first.family)
      },
      (error: unknown) => done(error as NodeJS.ErrnoException, []),
    )
  }

  /** The system itself would try for minutes. */
  #limitAttempt(socket: Socket): Disposable {
    const giveUpAfter = (ms: number, message: string): Disposable =>
      this.#clock.upkeep(monotonicMs(this.#clock.now() + ms), () =>
        socket.destroy(withCode('ETIMEDOUT', message)),
      )
    let limit = giveUpAfter(LOOKUP_TIMEOUT_MS, 'nobody knows the address of this name')
    const answerWithin = (): void => {
      limit[Symbol.dispose]()
      limit = giveUpAfter(CONNECT_TIMEOUT_MS, 'the receiver does not answer')
    }
    socket.on('connectionAttempt', answerWithin)
    return { [Symbol.dispose]: () => limit[Symbol.dispose]() }
  }

  #use(socket: Socket, failing: (code: string, message: string) => void): void {
    const { clock, target, record, acknowledgements } = this.#options
    const ready = (): void => this.#flush()
    this.#connection = new TcpConnection({ clock, target, record, acknowledgements, socket, ready, failing })
    this.#lastProblem = null
    record.reached()
    this.#flush()
  }

  #lost(problem: NodeJS.ErrnoException): void {
    const connection = this.#connection
    this.#socket = null
    this.#connection = null
    connection?.[Symbol.dispose]()
    if (this.#closed) return
    if (problem.code !== CLOSED) connection?.broke()
    if (connection !== null && connection.age >= LASTING_CONNECTION_MS) this.#backOff.succeeded()
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
    while (this.#connection?.hasRoom === true) {
      const next = this.#queue.shift()
      if (next === undefined) return
      this.#connection.write(next)
    }
  }
}

function withCode(code: string, message: string): NodeJS.ErrnoException {
  return Object.assign(new Error(message), { code })
}
