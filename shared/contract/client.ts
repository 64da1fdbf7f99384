// The client's half of the contract: commands that are answered, streams that outlive a lost connection, the engine's clock.
import { monotonicMs } from '../base/clock.ts'
import type { Clock, MonotonicMs } from '../base/clock.ts'
import { disposable, dispose } from '../base/disposable.ts'
import { failed, fault, ok } from '../base/result.ts'
import type { Fault, Result } from '../base/result.ts'
import type { CommandAnswer, CommandArgs, CommandName } from './commands.ts'
import { EngineClock } from './engine-clock.ts'
import type { ServerFrame } from './frames.ts'
import type { ClientInput } from './inputs.ts'
import type { ClientPipe } from './pipe.ts'
import { PROTOCOL } from './streams.ts'
import type { StreamName, StreamValues } from './streams.ts'

/** `open` once the engine has greeted in our protocol; `mismatch` where it greeted in another one. */
export type ClientState = 'connecting' | 'open' | 'closed' | 'mismatch'

const ANSWER_WITHIN_MS = 5_000

interface PendingCommand {
  readonly command: string
  readonly timer: Disposable
  readonly settle: (result: Result<never> | { ok: true; value: unknown }) => void
}

function notConnected(command: string): Fault {
  return fault(
    'connection/lost',
    command,
    'it was not sent: there is no connection to the engine',
    'wait for the connection to come back, then try again',
  )
}

function lostOnTheWay(command: string): Fault {
  return fault(
    'connection/lost',
    command,
    'the connection broke before the engine answered, so it may or may not have acted',
    'look at the running playlists before trying again',
  )
}

function unanswered(command: string): Fault {
  return fault(
    'connection/timeout',
    command,
    `the engine has not answered for ${ANSWER_WITHIN_MS / 1000} s, so it may or may not have acted`,
    'look at the running playlists before trying again',
  )
}

function otherProtocol(command: string): Fault {
  return fault(
    'connection/protocol',
    command,
    'this page and the engine are of different versions',
    'reload the page',
  )
}

export class ContractClient implements Disposable {
  readonly #pipe: ClientPipe
  readonly #clock: Clock
  readonly #engineClock: EngineClock
  readonly #listening: readonly Disposable[]
  readonly #pending = new Map<number, PendingCommand>()
  readonly #streams = new Map<StreamName, (value: never) => void>()
  readonly #stateListeners = new Set<(state: ClientState) => void>()
  readonly #faultListeners = new Set<(fault: Fault) => void>()
  #state: ClientState = 'connecting'
  #nextId = 0
  #lastContact: MonotonicMs | null = null
  #version: string | null = null

  constructor(pipe: ClientPipe, clock: Clock) {
    this.#pipe = pipe
    this.#clock = clock
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

  /** Always settles: with the answer, the engine's refusal, or a `connection/*` fault. */
  command<N extends CommandName>(name: N, args: CommandArgs<N>): Promise<Result<CommandAnswer<N>>> {
    if (this.#state === 'mismatch') return Promise.resolve(failed(otherProtocol(name)))
    const id = this.#nextId++
    if (this.#state !== 'open' || !this.#pipe.send({ kind: 'command', id, command: name, args })) {
      return Promise.resolve(failed(notConnected(name)))
    }
    return new Promise((resolve) => {
      const dueAt = monotonicMs(this.#clock.now() + ANSWER_WITHIN_MS)
      const timer = this.#clock.upkeep(dueAt, () => this.#settle(id, failed(unanswered(name))))
      // The engine answers a command with the type that the contract names for it.
      const settle = resolve as PendingCommand['settle']
      this.#pending.set(id, { command: name, timer, settle })
    })
  }

  /** Tells what arose in this window just now. Dropped without a connection: later it would come as a surprise. */
  input(input: ClientInput): void {
    if (this.#state === 'open') this.#pipe.send({ kind: 'input', at: this.engineNow(), input })
  }

  /** Calls `receive` with each value, now and after every reconnect. A stream has one receiver at a time. */
  subscribe<S extends StreamName>(stream: S, receive: (value: StreamValues[S]) => void): Disposable {
    if (this.#streams.has(stream)) throw new Error(`stream ${stream} already has a receiver`)
    this.#streams.set(stream, receive)
    if (this.#state === 'open') this.#pipe.send({ kind: 'subscribe', stream })
    return disposable(`stream ${stream}`, () => {
      this.#streams.delete(stream)
      if (this.#state === 'open') this.#pipe.send({ kind: 'unsubscribe', stream })
    })
  }

  onState(changed: (state: ClientState) => void): Disposable {
    this.#stateListeners.add(changed)
    return disposable('client state listener', () => this.#stateListeners.delete(changed))
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

  #pipeChanged(state: ClientPipe['state']): void {
    if (state !== 'open') this.#disconnected()
    // An open pipe is a connection only once the engine has greeted.
    this.#become(state === 'closed' ? 'closed' : 'connecting')
  }

  #disconnected(): void {
    this.#engineClock.stop()
    for (const [id, { command }] of [...this.#pending]) this.#settle(id, failed(lostOnTheWay(command)))
  }

  #become(state: ClientState): void {
    if (state === this.#state) return
    this.#state = state
    for (const changed of this.#stateListeners) changed(state)
  }

  #receive(frame: ServerFrame): void {
    this.#lastContact = this.#clock.now()
    switch (frame.kind) {
      case 'hello':
        this.#greeted(frame.protocol, frame.version, frame.now)
        break
      case 'answer':
        this.#settle(frame.id, ok(frame.value))
        break
      case 'refused':
        if (frame.id === null) for (const receive of this.#faultListeners) receive(frame.fault)
        else this.#settle(frame.id, failed(frame.fault))
        break
      case 'pong':
        this.#engineClock.pong(frame.id, frame.now)
        break
      case 'value':
        this.#streams.get(frame.stream)?.(frame.value as never)
        break
    }
  }

  #greeted(protocol: number, version: string, engineNow: number): void {
    this.#version = version
    if (protocol !== PROTOCOL) {
      this.#become('mismatch')
      return
    }
    for (const stream of this.#streams.keys()) this.#pipe.send({ kind: 'subscribe', stream })
    this.#engineClock.start(engineNow)
    this.#become('open')
  }

  #settle(id: number, result: Parameters<PendingCommand['settle']>[0]): void {
    const pending = this.#pending.get(id)
    if (pending === undefined) return
    this.#pending.delete(id)
    dispose(pending.timer)
    pending.settle(result)
  }
}
