// One client of the contract: its frames answered, its streams supplied, and what it may hold of the engine bounded.
import { monotonicMs } from '../base/clock.ts'
import type { Clock, MonotonicMs } from '../base/clock.ts'
import { dispose } from '../base/disposable.ts'
import type { AddressGroup } from '../base/network-address.ts'
import type { Fault, Result } from '../base/result.ts'
import type { Client, Person } from '../model/client.ts'
import { explainIssue, fieldProblems, formatPath } from '../model/explain.ts'
import type { TurnedAway } from '../model/turned-away.ts'
import { ClientLine } from './client-line.ts'
import { ClientStreams } from './client-streams.ts'
import type { Offered } from './client-streams.ts'
import type { Command } from './command.ts'
import { commandOf } from './commands.ts'
import { aheadOf } from './ending.ts'
import { clientFrame, idOf, isDeeperThan } from './frames.ts'
import type { ClientFrame, Hello, ServerFrame } from './frames.ts'
import { FrameGate } from './frame-gate.ts'
import type { FrameShares } from './frame-gate.ts'
import { InputGate } from './input-gate.ts'
import type { ClientInput } from './inputs.ts'
import { FRAME_LIMITS, SERVER_LIMITS } from './limits.ts'
import { claimedId, keyOf, pageClient, whereabouts } from './page-client.ts'
import type { ServerPipe } from './pipe.ts'
import type { Place } from './places.ts'
import type { QuestionDesk, QuestionLine } from './question-desk.ts'
import {
  badFrame,
  internal,
  onlyAsFile,
  tooDeep,
  tooFast,
  tooLarge,
  tooManyCommands,
  tooManyInputs,
  tooManyQuestions,
  weakKey,
} from './refusals.ts'
import { PROTOCOL } from './streams.ts'
import type { StreamName, StreamValues } from './streams.ts'
import type { Untaken } from './untaken.ts'
import type { WebMeter } from './web-meter.ts'

export interface ContractServerOptions {
  readonly clock: Clock
  readonly version: string
  readonly meter: WebMeter
  /** Of a page that was not known before. */
  newId(): string
  /**
   * Parses `args`, asks the command's owner and answers; `client` is who asked. `at` is when, of what begins something; never in the
   * future, and absent where the client does not say.
   */
  execute(
    command: string,
    args: unknown,
    client: Client,
    at?: MonotonicMs,
  ): Result<unknown> | Promise<Result<unknown>>
  /** The value of a stream as it is now. */
  value<S extends StreamName>(stream: S): StreamValues[S]
  /**
   * Takes what arose in a client's window, or says why it is not taken. `at` is within the last second and never before that
   * client's input before.
   */
  input(input: ClientInput, at: MonotonicMs, client: Client): Fault | null
  /** Told once for each client that was greeted, when its session has ended, however it ended. */
  left(client: Client): void
}

type Asked = Extract<ClientFrame, { kind: 'command' }>

const INPUT_REFUSED_EVERY_MS = 1000

interface SessionOptions extends ContractServerOptions {
  readonly desk: QuestionDesk
  readonly shares: FrameShares
  readonly untaken: Untaken
  /** Makes room for a page that comes back under an id; false where the id is another's. */
  claim(id: string, key: string | null): boolean
  /** Told after each frame that was not taken at once. */
  sent(): void
}

export class Session implements Place, Disposable {
  readonly group: AddressGroup
  readonly #pipe: ServerPipe
  readonly #options: SessionOptions
  readonly #line: ClientLine
  readonly #streams: ClientStreams
  readonly #inputs: InputGate
  readonly #gate: FrameGate
  readonly #questions: QuestionLine
  #client: Client
  /** By which the page shows that it is the one of the session before. */
  #key: string | null = null
  /** Whether something was done in the client's name, which keeps its id from then on. */
  #isKnown = false
  #lastAsked: MonotonicMs
  readonly #since: MonotonicMs
  /** What it asked to be done last. */
  #did: Person['asked'] = null
  /** Whether it wanted anything but the time of day. */
  #wanted = false
  #firstFrame: Disposable | null = null
  #badFrames = 0
  #inputRefusedUntil = -Infinity
  #inFlight = 0
  #open = true

  constructor(pipe: ServerPipe, group: AddressGroup, options: SessionOptions) {
    this.#pipe = pipe
    this.group = group
    this.#options = options
    const { clock, shares, desk, untaken } = options
    this.#client = pageClient(pipe, options.newId(), null)
    this.#lastAsked = this.#since = clock.now()
    this.#line = new ClientLine(
      { pipe, clock, untaken },
      {
        slow: () => this.#streams.slow(),
        held: () => options.sent(),
        taken: () => this.#questions.taken(),
        untaken: () => this.cut('client.untaken'),
        broken: () => this.close(),
      },
    )
    this.#streams = new ClientStreams({
      clock,
      line: this.#line,
      value: options.value,
      tooSlow: () => {
        if (!this.#isWindow) this.cut('client.untaken')
      },
    })
    this.#inputs = new InputGate({
      clock,
      pass: (input, at) => this.#input(input, at),
      crowded: () => this.#send({ kind: 'refused', id: null, fault: tooManyInputs }),
    })
    this.#gate = new FrameGate({ clock, shares, pause: () => pipe.pause(), resume: () => pipe.resume() })
    this.#questions = desk.open(() => pipe.buffered)
  }

  get client(): Client {
    return this.#client
  }

  get person(): Person {
    return { ...this.#client, since: this.#since, asked: this.#did }
  }

  get window(): number | null {
    return this.#pipe.window
  }

  get key(): string | null {
    return this.#key
  }

  /** For who looks for the trouble: which page, and where it is. */
  get who(): string {
    return whereabouts(this.#client)
  }

  get worth(): number | null {
    if (!this.#wanted) return 0
    return this.#options.clock.now() - this.#lastAsked > SERVER_LIMITS.livelyMs ? 1 : null
  }

  get lastAsked(): MonotonicMs {
    return this.#lastAsked
  }

  /** Whether it is a window of this very program, which could not come back: it is spared values, and never cut for it. */
  get #isWindow(): boolean {
    return this.#pipe.address === null
  }

  /** Since when it has taken nothing of what waits for it; null where nothing does, or it is a window. */
  get stalledSince(): MonotonicMs | null {
    return this.#isWindow ? null : this.#line.stalledSince
  }

  stalledBefore(other: Session): boolean {
    const [since, before] = [this.#line.stalledSince ?? Infinity, other.#line.stalledSince ?? Infinity]
    return since === before ? this.#line.buffered > other.#line.buffered : since < before
  }

  wants(stream: StreamName): boolean {
    return this.#streams.wants(stream)
  }

  greet(): void {
    const { clock, version } = this.#options
    this.#send({ kind: 'hello', protocol: PROTOCOL, version, now: clock.now() })
    if (!this.#open || this.#isWindow) return
    const by = monotonicMs(clock.now() + SERVER_LIMITS.firstFrameMs)
    this.#firstFrame = clock.upkeep(by, () => this.cut('client.wordless'))
  }

  receive(message: unknown, bytes: number): void {
    if (!this.#open) return
    this.#gate.chargeBytes(bytes)
    try {
      if (isDeeperThan(message, SERVER_LIMITS.depth)) return this.#refuseFrame(null, tooDeep)
      const most = mostBytes(message)
      if (bytes > most) return this.#refuse('client.tooLarge', message, tooLarge(bytes, most))
      const parsed = clientFrame.safeParse(message, { error: explainIssue })
      if (parsed.success) return this.#act(parsed.data)
      const [problem] = fieldProblems(clientFrame, parsed.error)
      const field = formatPath(['frame', ...(problem?.path ?? parsed.error.issues[0]?.path ?? [])])
      this.#refuseFrame(idOf(message), badFrame(field, problem?.what ?? 'is none that the contract knows'))
    } catch (thrown) {
      this.#send({ kind: 'refused', id: idOf(message), fault: internal('frame', thrown) })
    }
  }

  /** What arrived is no frame, but was work. */
  noise(bytes: number): void {
    if (this.#open) this.#gate.chargeBytes(bytes)
  }

  /** Sends a stream's value, or what of it differs from one of `common` that the client has. */
  offer<S extends StreamName>(stream: S, value: StreamValues[S], common: readonly object[]): Offered {
    return this.#streams.offer(stream, value, common)
  }

  close(): void {
    this[Symbol.dispose]()
    this.#pipe.close()
  }

  /** Ends it at once: what it has not taken is let go of. */
  cut(reason: TurnedAway): void {
    if (!this.#open) return
    this.#options.meter.turnAway(reason, this.who)
    this[Symbol.dispose]()
    this.#pipe.cut()
  }

  [Symbol.dispose](): void {
    if (!this.#open) return
    this.#open = false
    for (const owned of [this.#inputs, this.#gate, this.#questions, this.#streams, this.#line]) dispose(owned)
    dispose(this.#firstFrame)
    this.#firstFrame = null
    this.#options.left(this.client)
  }

  #act(frame: ClientFrame): void {
    this.#lastAsked = this.#options.clock.now()
    dispose(this.#firstFrame)
    this.#firstFrame = null
    this.#wanted ||= frame.kind !== 'ping' && frame.kind !== 'hello'
    switch (frame.kind) {
      case 'hello':
        this.#introduced(frame)
        return
      case 'input':
        this.#inputs.take(frame.input, frame.at)
        return
      case 'unsubscribe':
        this.#streams.unsubscribe(frame.stream)
        return
      case 'ping':
        if (this.#gate.overdrawn) return
        this.#send({ kind: 'pong', id: frame.id, now: this.#options.clock.now() })
        return
      case 'subscribe':
        this.#subscribe(frame.stream)
        return
      case 'command':
        this.#asked(frame)
    }
  }

  /** The first hello says who the page is; those after it only what it is called. */
  #introduced(hello: Hello): void {
    this.#gate.charge(FRAME_LIMITS.helloPoints)
    if (this.#gate.overdrawn) return this.#refuseFast(null, 'hello')
    const id = this.#isKnown ? this.#client.id : this.#idOf(hello)
    if (!this.#isKnown && hello.key !== '' && this.#key === null) {
      this.#send({ kind: 'refused', id: null, fault: weakKey })
    }
    this.#isKnown = true
    // What lets it do less stays.
    this.#client = pageClient(this.#pipe, id, hello.station, this.#client.page ?? hello.page)
    this.#send({ kind: 'welcome', client: { id: this.#client.id, name: this.#client.name } })
  }

  #idOf(hello: Hello): string {
    this.#key = keyOf(hello)
    const claimed = claimedId(this.#pipe, hello)
    return claimed !== null && this.#options.claim(claimed, this.#key) ? claimed : this.#client.id
  }

  #subscribe(stream: StreamName): void {
    this.#gate.charge(FRAME_LIMITS.subscribePoints)
    if (this.#gate.overdrawn) return this.#refuseFast(null, stream)
    const refusal = this.#streams.subscribe(stream)
    if (refusal !== null) this.#send({ kind: 'refused', id: null, fault: refusal })
  }

  #asked(frame: Asked): void {
    const { id, command } = frame
    this.#isKnown = true
    if (this.#gate.overdrawn && !this.#gate.mayPass(aheadOf(command))) return this.#refuseFast(id, command)
    const row = commandOf(command)
    if (row !== undefined && row.kind !== 'ask') this.#did = { command, at: this.#lastAsked }
    if (row?.asFile === true) return this.#send({ kind: 'refused', id, fault: onlyAsFile(command) })
    if (row?.kind !== 'ask') return void this.#command(frame, this.#askedAt(frame, row))
    if (this.#questions.ask(() => this.#command(frame))) return
    this.#options.meter.turnAway('client.tooManyQuestions', this.who)
    this.#send({ kind: 'refused', id, fault: tooManyQuestions(command) })
  }

  #input(input: ClientInput, at: MonotonicMs): void {
    this.#isKnown = true
    try {
      const refusal = this.#options.input(input, at, this.client)
      if (refusal !== null) this.#refuseInput(refusal)
    } catch (thrown) {
      this.#send({ kind: 'refused', id: null, fault: internal('input', thrown) })
    }
  }

  /** Once a second is enough for who looks at it, however many there are. */
  #refuseInput(refusal: Fault): void {
    const now = this.#options.clock.now()
    if (now < this.#inputRefusedUntil) return
    this.#inputRefusedUntil = now + INPUT_REFUSED_EVERY_MS
    this.#send({ kind: 'refused', id: null, fault: refusal })
  }

  /** A late GO is worse than a missed one; what ends something is never too late, whatever the clock of its page shows. */
  #askedAt({ at }: Asked, row: Command | undefined): MonotonicMs | undefined {
    if (at === undefined || row?.begins !== true) return undefined
    return monotonicMs(Math.min(at, this.#options.clock.now()))
  }

  async #command({ id, command, args }: Asked, at?: MonotonicMs): Promise<void> {
    if (this.#inFlight >= SERVER_LIMITS.commandsInFlight && aheadOf(command) === undefined) {
      this.#send({ kind: 'refused', id, fault: tooManyCommands(command) })
      return
    }
    this.#inFlight += 1
    try {
      const result = await this.#options.execute(command, args, this.client, at)
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

  #refuseFast(id: number | null, what: string): void {
    this.#options.meter.turnAway('client.tooFast', this.who)
    this.#send({ kind: 'refused', id, fault: tooFast(what) })
  }

  #refuse(reason: TurnedAway, message: unknown, refusal: Fault): void {
    this.#options.meter.turnAway(reason, this.who)
    this.#send({ kind: 'refused', id: idOf(message), fault: refusal })
  }

  #send(frame: ServerFrame): void {
    this.#line.send(frame)
  }
}

/** An edit of the show may bring many steps at once, and a sheet many cues. */
const TAKES_TEXTS: ReadonlySet<unknown> = new Set(['show.edit', 'cueSheet.preview', 'cueSheet.import'])

function mostBytes(message: unknown): number {
  const { command } = (message ?? {}) as { readonly command?: unknown }
  return TAKES_TEXTS.has(command) ? SERVER_LIMITS.editBytes : SERVER_LIMITS.frameBytes
}
