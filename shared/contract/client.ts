// The client's half of the contract: commands that are answered, streams that outlive a lost connection, the engine's clock.
import { monotonicMs } from '../base/clock.ts'
import type { Clock, MonotonicMs } from '../base/clock.ts'
import { AskedCommands } from './asked-commands.ts'
import { disposable, dispose } from '../base/disposable.ts'
import { failed, ok } from '../base/result.ts'
import type { Fault, Result } from '../base/result.ts'
import { notConnected, notSentInSilence, otherProtocol } from './connection-faults.ts'
import type { CommandAnswer, CommandArgs, CommandName } from './commands.ts'
import type { Client } from '../model/client.ts'
import { EngineClock } from './engine-clock.ts'
import type { Hello, ServerFrame } from './frames.ts'
import type { ClientInput } from './inputs.ts'
import { caughtUp } from './open-ways.ts'
import type { Opened } from './open-ways.ts'
import { patched } from './patch.ts'
import type { ClientPipe } from './pipe.ts'
import { received } from './stream-frames.ts'
import { PROTOCOL } from './streams.ts'
import type { StandingStream, StreamName, StreamValues } from './streams.ts'

/**
 * `open` once the engine has greeted in our protocol; `silent` while the pipe stands but nothing comes from the other end,
 * as with a stopped engine or a pulled cable; `mismatch` where it greeted in another protocol.
 */
export type ClientState = 'connecting' | 'open' | 'silent' | 'closed' | 'mismatch'

/** An engine that is watched says something four times a second; one that says nothing for so long is asked. */
const ASK_AFTER_MS = 500
/** So long after anything came, nothing that is known of the engine may be taken for true. */
const SILENT_AFTER_MS = 2_000
/** A timer this late means that it was the page that stood still, and what came meanwhile has not been read yet. */
const STOOD_STILL_MS = 1_000

/** What a page says of itself each time that it connects. */
export interface PageIdentity {
  hello(): Hello
  /** The engine knows the page by this id from now on. */
  welcomed(id: string): void
}

/** As whom the engine knows a page. */
export type Self = Pick<Client, 'id' | 'name'>

/** One that is subscribed to, and what came of it last over this connection. */
interface Stream {
  readonly receive: (value: never) => void
  latest: { readonly version: number; readonly value: StreamValues[StreamName] } | null
}

/** Whether an input ends what was held, and so does no harm when it comes late. */
function letsGo(input: ClientInput): boolean {
  switch (input.family) {
    case 'keyboard':
      return !input.pressed
    case 'virtual':
      return input.kind === 'button' && input.value === 0
    case 'gamepad':
      return input.pad === null
  }
}

/** Null where it does not fit. */
function changed(
  frame: Extract<ServerFrame, { kind: 'patch' | 'edits' }>,
  value: StreamValues[StreamName],
): StreamValues[StreamName] | null {
  if (frame.kind === 'patch') return patched(frame.stream, value as StreamValues[StandingStream], frame.patch)
  return caughtUp(frame.stream, value as Opened, frame.edits)
}

export class ContractClient implements Disposable {
  readonly #pipe: ClientPipe
  readonly #clock: Clock
  readonly #page: PageIdentity
  readonly #engineClock: EngineClock
  readonly #listening: readonly Disposable[]
  readonly #asked: AskedCommands
  readonly #streams = new Map<StreamName, Stream>()
  readonly #stateListeners = new Set<(state: ClientState) => void>()
  /** What is to be done when the pong of a ping comes, by its number. */
  readonly #echoes = new Map<number, () => void>()
  readonly #faultListeners = new Set<(fault: Fault) => void>()
  readonly #selfListeners = new Set<(self: Self) => void>()
  #self: Self | null = null
  #state: ClientState = 'connecting'
  #nextId = 0
  #lastContact: MonotonicMs | null = null
  /** From when silence is counted: what came last, or when this page went on after it had stood still. */
  #heardAt: MonotonicMs | null = null
  #watching: Disposable | null = null
  /** Of the first ping whose answer shows that the engine is there now, after this page was asleep; null where none is owed. */
  #proof: number | null = null
  #version: string | null = null

  constructor(pipe: ClientPipe, clock: Clock, page: PageIdentity) {
    this.#pipe = pipe
    this.#clock = clock
    this.#page = page
    this.#asked = new AskedCommands(clock)
    this.#engineClock = new EngineClock(clock, () => {
      const id = this.#nextId++
      return pipe.send({ kind: 'ping', id }) ? id : null
    })
    this.#listening = [
      pipe.onFrame((frame) => this.#receive(frame)),
      pipe.onState((state) => this.#pipeChanged(state)),
    ]
    this.#pipeChanged(pipe.state)
  }

  get state(): ClientState {
    return this.#state
  }

  /** The engine's version as it greeted; null before. */
  get version(): string | null {
    return this.#version
  }

  /** As the engine called this page last; null before. */
  get self(): Self | null {
    return this.#self
  }

  /** When anything last arrived, on the client's own clock. */
  get lastContact(): MonotonicMs | null {
    return this.#lastContact
  }

  /** Milliseconds to the engine and back; null before it was measured. */
  get roundTrip(): number | null {
    return this.#engineClock.roundTrip
  }

  /** The engine's monotonic clock, for working out positions from anchors. */
  engineNow(): MonotonicMs {
    return this.#engineClock.now()
  }

  /**
   * Always settles: with the answer, the engine's refusal, or a `connection/*` fault. A silent engine is sent nothing but
   * panic: it would act on it when it wakes, which for a GO is worse than never. `late` is handed an answer that comes after
   * the command was given up.
   */
  command<N extends CommandName>(
    name: N,
    args: CommandArgs<N>,
    late?: (answer: Result<CommandAnswer<N>>) => void,
  ): Promise<Result<CommandAnswer<N>>> {
    if (this.#state === 'mismatch') return Promise.resolve(failed(otherProtocol(name)))
    if (this.#state === 'silent' && name !== 'show.panic') {
      return Promise.resolve(failed(notSentInSilence(name, this.#clock.now() - (this.#lastContact ?? 0))))
    }
    const id = this.#nextId++
    if (!this.#isGreeted || !this.#pipe.send({ kind: 'command', id, command: name, args, ...this.#stamp })) {
      return Promise.resolve(failed(notConnected(name)))
    }
    return this.#asked.answer(id, name, late)
  }

  /**
   * Tells what arose in this window just now. Dropped without a connection: later it would come as a surprise. A silent
   * engine still holds what was held, so it is told of what is let go.
   */
  input(input: ClientInput): void {
    if (this.#state === 'open' || (this.#state === 'silent' && letsGo(input))) {
      this.#pipe.send({ kind: 'input', at: this.engineNow(), input })
    }
  }

  /** Asks the engine for a sign of life, and calls `answered` when that comes over this connection; false where nothing can be sent. */
  ping(answered: () => void): boolean {
    const id = this.#nextId++
    if (!this.#isGreeted || !this.#pipe.send({ kind: 'ping', id })) return false
    this.#echoes.set(id, answered)
    return true
  }

  /** Calls `receive` with each value, now and after every reconnect. A stream has one receiver at a time. */
  subscribe<S extends StreamName>(stream: S, receive: (value: StreamValues[S]) => void): Disposable {
    if (this.#streams.has(stream)) throw new Error(`stream ${stream} already has a receiver`)
    this.#streams.set(stream, { receive, latest: null })
    if (this.#isGreeted) this.#pipe.send({ kind: 'subscribe', stream })
    return disposable(`stream ${stream}`, () => {
      this.#streams.delete(stream)
      if (this.#isGreeted) this.#pipe.send({ kind: 'unsubscribe', stream })
    })
  }

  onState(changed: (state: ClientState) => void): Disposable {
    this.#stateListeners.add(changed)
    return disposable('client state listener', () => this.#stateListeners.delete(changed))
  }

  /**
   * This page was asleep: what comes first may lie in the connection since before, so nothing of it makes the engine one that is
   * there. It is asked, and is silent until it answers.
   */
  woke(): void {
    if (!this.#isGreeted) return
    this.#proof = this.#nextId++
    this.#pipe.send({ kind: 'ping', id: this.#proof })
    this.#become('silent')
  }

  /** Says anew what the page is called; without a connection it is said with the next one. */
  introduce(): void {
    if (this.#isGreeted) this.#pipe.send({ kind: 'hello', ...this.#page.hello() })
  }

  onSelf(changed: (self: Self) => void): Disposable {
    this.#selfListeners.add(changed)
    return disposable('listener to who this page is', () => this.#selfListeners.delete(changed))
  }

  /** Faults that answer no particular command. */
  onFault(receive: (fault: Fault) => void): Disposable {
    this.#faultListeners.add(receive)
    return disposable('client fault listener', () => this.#faultListeners.delete(receive))
  }

  [Symbol.dispose](): void {
    for (const listener of this.#listening) dispose(listener)
    this.#disconnected()
  }

  /** Only by a clock that was measured: before that the engine's would seem to be behind by the whole way. */
  get #stamp(): { readonly at?: MonotonicMs } {
    return this.#engineClock.roundTrip === null ? {} : { at: this.#engineClock.now() }
  }

  get #isGreeted(): boolean {
    return this.#state === 'open' || this.#state === 'silent'
  }

  #pipeChanged(state: ClientPipe['state']): void {
    if (state !== 'open') this.#disconnected()
    // An open pipe is a connection only once the engine has greeted.
    this.#become(state === 'closed' ? 'closed' : 'connecting')
  }

  #disconnected(): void {
    this.#engineClock.stop()
    this.#echoes.clear()
    this.#proof = null
    dispose(this.#watching)
    this.#watching = null
    this.#asked.lost()
  }

  #become(state: ClientState): void {
    if (state === this.#state) return
    this.#state = state
    for (const changed of this.#stateListeners) changed(state)
  }

  #receive(frame: ServerFrame): void {
    if (this.#shows(frame)) {
      this.#lastContact = this.#heardAt = this.#clock.now()
      if (this.#state === 'silent') this.#become('open')
    }
    switch (frame.kind) {
      case 'hello':
        this.#greeted(frame.protocol, frame.version, frame.now)
        break
      case 'welcome':
        this.#welcomed(frame.client)
        break
      case 'answer':
        this.#asked.settle(frame.id, ok(frame.value))
        break
      case 'refused':
        if (frame.id === null) for (const receive of this.#faultListeners) receive(frame.fault)
        else this.#asked.settle(frame.id, failed(frame.fault))
        break
      case 'pong':
        this.#engineClock.pong(frame.id, frame.now)
        this.#echoes.get(frame.id)?.()
        this.#echoes.delete(frame.id)
        break
      case 'value':
        if (this.#streams.has(frame.stream))
          this.#value(frame.stream, frame.version, received(frame.stream, frame.value))
        break
      case 'patch':
      case 'edits':
        this.#changed(frame)
        break
    }
  }

  /** Whether the engine is there now that this came from it. */
  #shows(frame: ServerFrame): boolean {
    if (this.#proof === null) return true
    if (frame.kind !== 'pong' || frame.id < this.#proof) return false
    this.#proof = null
    // This page's own clock may have stood still meanwhile.
    this.#engineClock.start(frame.now)
    return true
  }

  #value(name: StreamName, version: number, value: StreamValues[StreamName]): void {
    const stream = this.#streams.get(name)
    if (stream === undefined) return
    stream.latest = { version, value }
    stream.receive(value as never)
  }

  /** What does not fit the value that is here is asked for whole. */
  #changed(frame: Extract<ServerFrame, { kind: 'patch' | 'edits' }>): void {
    const latest = this.#streams.get(frame.stream)?.latest
    if (latest === undefined) return
    const value = latest?.version === frame.from ? changed(frame, latest.value) : null
    if (value !== null) this.#value(frame.stream, frame.version, value)
    else this.#pipe.send({ kind: 'subscribe', stream: frame.stream })
  }

  #greeted(protocol: number, version: string, engineNow: number): void {
    this.#version = version
    if (protocol !== PROTOCOL) {
      this.#become('mismatch')
      return
    }
    // Before anything is done in its name.
    this.#pipe.send({ kind: 'hello', ...this.#page.hello() })
    for (const [stream, kept] of this.#streams) {
      kept.latest = null
      this.#pipe.send({ kind: 'subscribe', stream })
    }
    this.#engineClock.start(engineNow)
    this.#become('open')
    this.#watchAt(this.#clock.now() + ASK_AFTER_MS)
  }

  #welcomed(self: Self): void {
    this.#self = self
    this.#page.welcomed(self.id)
    for (const changed of this.#selfListeners) changed(self)
  }

  #watchAt(at: number): void {
    dispose(this.#watching)
    this.#watching = this.#clock.upkeep(monotonicMs(at), () => {
      if (this.#clock.now() - at > STOOD_STILL_MS) this.#heardAt = this.#clock.now()
      this.#listen()
    })
  }

  /** Asks an engine that says nothing for a sign of life, and notices where there is none. */
  #listen(): void {
    const now = this.#clock.now()
    const heardAt = this.#heardAt ?? now
    if (now - heardAt < ASK_AFTER_MS) return this.#watchAt(heardAt + ASK_AFTER_MS)
    // Any answer is one: its number is nobody's.
    this.#pipe.send({ kind: 'ping', id: this.#nextId++ })
    if (now - heardAt >= SILENT_AFTER_MS && this.#state === 'open') this.#become('silent')
    this.#watchAt(now + ASK_AFTER_MS)
  }
}
