// The engine's side of the contract: answers the frames of every client and keeps subscribers supplied, over any pipe.
import type { Clock, MonotonicMs } from '../base/clock.ts'
import { dispose } from '../base/disposable.ts'
import { fault, messageOf } from '../base/result.ts'
import type { Fault, Result } from '../base/result.ts'
import { explainIssue, fieldProblems, formatPath } from '../model/explain.ts'
import { PROTOCOL, clientFrame } from './frames.ts'
import type { ClientFrame, ServerFrame } from './frames.ts'
import { INPUT_LIMITS, InputGate } from './input-gate.ts'
import type { ClientInput } from './inputs.ts'
import type { ServerPipe } from './pipe.ts'
import type { StreamName, StreamValues } from './streams.ts'

export const SERVER_LIMITS = {
  clients: 64,
  /** Frames that make no sense before a client is cut off. */
  badFrames: 100,
  /** Nesting of one frame; deeper values could be stored but never written out again. */
  depth: 64,
  commandsInFlight: 64,
  /** Untaken bytes at which stream values wait. The largest show must pass below `cutOffBytes` on top of it. */
  slowBytes: 4 * 1024 * 1024,
  /** Untaken bytes at which answers, too, have become a danger to the engine's memory. */
  cutOffBytes: 64 * 1024 * 1024,
  slowForMs: 30_000,
  slowCheckMs: 250,
} as const

export interface ContractServerOptions {
  readonly clock: Clock
  readonly version: string
  /** Parses `args`, asks the command's owner and answers; `client` is who asked. */
  execute(command: string, args: unknown, client: string): Result<unknown> | Promise<Result<unknown>>
  /** The value of a stream as it is now. */
  value<S extends StreamName>(stream: S): StreamValues[S]
  /** Takes what arose in a client's window. `at` is within the last second and never before that client's input before. */
  input(input: ClientInput, at: MonotonicMs, client: string): void
  /** Told once for each client that was greeted, when its session has ended, however it ended. */
  left(client: string): void
}

export interface BroadcastOutcome {
  /** How many clients the value was handed to; slow ones that get a later value are not among them. */
  readonly clients: number
  readonly failed: readonly { readonly client: string; readonly message: string }[]
}

export class ContractServer implements Disposable {
  readonly #options: ContractServerOptions
  readonly #sessions = new Set<Session>()

  constructor(options: ContractServerOptions) {
    this.#options = options
  }

  get clients(): number {
    return this.#sessions.size
  }

  /**
   * Takes on a client: greets it, or refuses and closes it where all places are taken. A page that was loaded anew may come
   * before its old pipe has closed: that session ends now, so that its end is not taken for the end of the new one.
   */
  connect(pipe: ServerPipe): void {
    for (const session of [...this.#sessions]) {
      if (session.client !== pipe.client) continue
      this.#sessions.delete(session)
      session.close()
    }
    if (this.#sessions.size >= SERVER_LIMITS.clients) {
      pipe.send({ kind: 'refused', id: null, fault: tooManyClients })
      pipe.close()
      return
    }
    const session = new Session(pipe, this.#options)
    this.#sessions.add(session)
    pipe.onClose(() => {
      this.#sessions.delete(session)
      session[Symbol.dispose]()
    })
    pipe.onMessage((message) => session.receive(message))
    session.greet()
  }

  subscribers(stream: StreamName): number {
    let subscribers = 0
    for (const session of this.#sessions) if (session.wants(stream)) subscribers += 1
    return subscribers
  }

  /** Sends a value to every subscriber of its stream. All get the same frame object, so a pipe may encode it once. */
  publish<S extends StreamName>(stream: S, value: StreamValues[S]): BroadcastOutcome {
    const frame = valueFrame(stream, value)
    const failed: { client: string; message: string }[] = []
    let clients = 0
    for (const session of this.#sessions) {
      if (!session.wants(stream)) continue
      const offered = session.offer(stream, frame)
      if (offered === 'sent') clients += 1
      else if (offered !== 'waiting') failed.push({ client: session.client, message: offered.failed })
    }
    return { clients, failed }
  }

  [Symbol.dispose](): void {
    for (const session of this.#sessions) session.close()
    this.#sessions.clear()
  }
}

type Offered = 'sent' | 'waiting' | { readonly failed: string }

class Session implements Disposable {
  readonly #pipe: ServerPipe
  readonly #options: ContractServerOptions
  readonly #subscribed = new Set<StreamName>()
  /** Latest value of each stream that a slow client has yet to take; each is whole, so older ones are let go. */
  readonly #waiting = new Map<StreamName, ServerFrame>()
  readonly #inputs: InputGate
  #slowSince: MonotonicMs | null = null
  #slowCheck: Disposable | null = null
  #badFrames = 0
  #inFlight = 0
  #open = true

  constructor(pipe: ServerPipe, options: ContractServerOptions) {
    this.#pipe = pipe
    this.#options = options
    this.#inputs = new InputGate({
      clock: options.clock,
      pass: (input, at) => this.#input(input, at),
      crowded: () => void this.#send({ kind: 'refused', id: null, fault: tooManyInputs }),
    })
  }

  get client(): string {
    return this.#pipe.client
  }

  wants(stream: StreamName): boolean {
    return this.#subscribed.has(stream)
  }

  greet(): void {
    const { clock, version } = this.#options
    this.#send({ kind: 'hello', protocol: PROTOCOL, version, now: clock.now() })
  }

  receive(message: unknown): void {
    if (!this.#open) return
    try {
      if (isDeeperThan(message, SERVER_LIMITS.depth)) return this.#refuseFrame(null, tooDeep)
      const parsed = clientFrame.safeParse(message, { error: explainIssue })
      if (parsed.success) return this.#act(parsed.data)
      const [problem] = fieldProblems(clientFrame, parsed.error)
      const field = formatPath(['frame', ...(problem?.path ?? parsed.error.issues[0]?.path ?? [])])
      this.#refuseFrame(idOf(message), badFrame(field, problem?.what ?? 'is none that the contract knows'))
    } catch (thrown) {
      this.#send({ kind: 'refused', id: idOf(message), fault: internal('frame', thrown) })
    }
  }

  /** Sends a stream's value now, or holds it back while the client has not taken what it was sent before. */
  offer(stream: StreamName, frame: ServerFrame): Offered {
    if (this.#pipe.buffered > SERVER_LIMITS.slowBytes) {
      this.#waiting.set(stream, frame)
      this.#slowSince ??= this.#options.clock.now()
      this.#slowCheck ??= this.#checkLater()
      return 'waiting'
    }
    this.#waiting.delete(stream)
    return this.#send(frame)
  }

  close(): void {
    this[Symbol.dispose]()
    this.#pipe.close()
  }

  [Symbol.dispose](): void {
    if (!this.#open) return
    this.#open = false
    this.#subscribed.clear()
    this.#waiting.clear()
    dispose(this.#inputs)
    dispose(this.#slowCheck)
    this.#slowCheck = null
    this.#options.left(this.client)
  }

  #act(frame: ClientFrame): void {
    switch (frame.kind) {
      case 'ping':
        this.#send({ kind: 'pong', id: frame.id, now: this.#options.clock.now() })
        return
      case 'subscribe':
        this.#subscribed.add(frame.stream)
        this.offer(frame.stream, valueFrame(frame.stream, this.#options.value(frame.stream)))
        return
      case 'unsubscribe':
        this.#subscribed.delete(frame.stream)
        this.#waiting.delete(frame.stream)
        return
      case 'input':
        this.#inputs.take(frame.input, frame.at)
        return
      case 'command':
        void this.#command(frame.id, frame.command, frame.args)
    }
  }

  #input(input: ClientInput, at: MonotonicMs): void {
    try {
      this.#options.input(input, at, this.client)
    } catch (thrown) {
      this.#send({ kind: 'refused', id: null, fault: internal('input', thrown) })
    }
  }

  async #command(id: number, command: string, args: unknown): Promise<void> {
    if (this.#inFlight >= SERVER_LIMITS.commandsInFlight) {
      this.#send({ kind: 'refused', id, fault: tooManyCommands(command) })
      return
    }
    this.#inFlight += 1
    try {
      const result = await this.#options.execute(command, args, this.client)
      if (result.ok) this.#send({ kind: 'answer', id, value: result.value })
      else this.#send({ kind: 'refused', id, fault: result.error })
    } catch (thrown) {
      this.#send({ kind: 'refused', id, fault: internal(command, thrown) })
    } finally {
      this.#inFlight -= 1
    }
  }

  #refuseFrame(id: number | null, refusal: Fault): void {
    this.#badFrames += 1
    this.#send({ kind: 'refused', id, fault: refusal })
    if (this.#badFrames >= SERVER_LIMITS.badFrames) this.close()
  }

  #send(frame: ServerFrame): 'sent' | { readonly failed: string } {
    if (!this.#open) return { failed: 'the client has gone' }
    if (this.#pipe.buffered > SERVER_LIMITS.cutOffBytes) {
      this.close()
      return { failed: 'the client took nothing of what it was sent and was cut off' }
    }
    try {
      this.#pipe.send(frame)
      return 'sent'
    } catch (thrown) {
      this.close()
      return { failed: messageOf(thrown) }
    }
  }

  #checkLater(): Disposable {
    const { clock } = this.#options
    return clock.upkeep((clock.now() + SERVER_LIMITS.slowCheckMs) as MonotonicMs, () => this.#checkSlow())
  }

  #checkSlow(): void {
    this.#slowCheck = null
    if (this.#pipe.buffered <= SERVER_LIMITS.slowBytes) {
      this.#slowSince = null
      for (const [stream, frame] of [...this.#waiting]) this.offer(stream, frame)
    } else if (this.#options.clock.now() - (this.#slowSince ?? 0) >= SERVER_LIMITS.slowForMs) {
      this.close()
    } else {
      this.#slowCheck = this.#checkLater()
    }
  }
}

// The pairing of name and value is lost on the type checker where the stream is a variable.
function valueFrame<S extends StreamName>(stream: S, value: StreamValues[S]): ServerFrame {
  return { kind: 'value', stream, value } as ServerFrame
}

/** Whether arrays and objects nest deeper than `limit`; looks level by level, so depth costs no stack. */
function isDeeperThan(value: unknown, limit: number): boolean {
  let level: unknown[] = [value]
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > limit) return true
    level = level.flatMap((item) =>
      typeof item === 'object' && item !== null ? (Object.values(item) as unknown[]) : [],
    )
  }
  return false
}

/** The request that a frame which failed its check seems to belong to. */
function idOf(message: unknown): number | null {
  const id = (message as { id?: unknown } | null | undefined)?.id
  return Number.isSafeInteger(id) && (id as number) >= 0 ? (id as number) : null
}

const FOLLOW_PROTOCOL = `send frames of protocol ${PROTOCOL}; in a browser, reload the page`

const badFrame = (where: string, what: string): Fault =>
  fault('contract/bad-frame', where, what, FOLLOW_PROTOCOL)

const tooDeep = fault(
  'contract/too-deep',
  'frame',
  `values nest deeper than ${SERVER_LIMITS.depth} levels`,
  'send a flatter value',
)

const tooManyClients = fault(
  'contract/full',
  'engine',
  `${SERVER_LIMITS.clients} clients are connected already`,
  'close a window that is not needed and connect again',
)

const tooManyCommands = (command: string): Fault =>
  fault(
    'contract/busy',
    command,
    `${SERVER_LIMITS.commandsInFlight} commands of this client wait for their answer`,
    'wait for answers before asking for more',
  )

const tooManyInputs = fault(
  'contract/busy',
  'inputs',
  `more than ${INPUT_LIMITS.perSecond} inputs a second came from this window, so some were left out`,
  'look for a controller that sends without end, and unplug it',
)

const internal = (where: string, thrown: unknown): Fault =>
  fault('contract/internal', where, messageOf(thrown), 'try again; the log of the engine tells more')
