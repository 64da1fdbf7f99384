// Plays a session into the show as if it arrived now: every input at its time after the start, from the source it had.
import { monotonicMs } from '../../../shared/base/clock.ts'
import type { ActingClock, MonotonicMs } from '../../../shared/base/clock.ts'
import { dispose } from '../../../shared/base/disposable.ts'
import type { PayloadOf, Publish } from '../../../shared/model/event.ts'
import { eventBytes } from '../../../shared/model/size.ts'
import type { SessionEvent } from '../../protocols/session/line.ts'
import { HeldControls } from '../held.ts'
import { LookAhead } from './look-ahead.ts'
import type { Step } from './look-ahead.ts'

/** Events after which the dispatcher gets its turn. */
const EVENTS_PER_TURN = 1_000

export interface ReplayOptions {
  readonly clock: ActingClock
  readonly publish: Publish
  readonly name: string
  readonly loop: boolean
  /** Of the events that tell of the replay itself. */
  readonly source: string
  /** `seq` of its `replay.started`. */
  readonly started: number
  read(): AsyncIterable<Uint8Array>
  /** It is over, and nothing is held; called once. */
  ended(): void
}

type EndReason = PayloadOf<'replay.stopped'>['reason']

export class Replay {
  readonly startedAt: number
  readonly #options: ReplayOptions
  readonly #ahead: LookAhead
  readonly #held = new HeldControls()
  /** When the session's time 0 is; null until enough has been read. */
  #origin: number | null = null
  #timer: Disposable | null = null
  #played = 0
  #isOver = false

  constructor(options: ReplayOptions) {
    const { clock, name, loop, read } = options
    this.#options = options
    this.startedAt = clock.now()
    this.#ahead = new LookAhead({ file: `${name}.jsonl`, loop, read, ready: () => this.#ready() })
  }

  get name(): string {
    return this.#options.name
  }

  get loop(): boolean {
    return this.#options.loop
  }

  /** Inputs so far. */
  get played(): number {
    return this.#played
  }

  /** Settles when the system has let go of the file. */
  get closed(): Promise<void> {
    return this.#ahead.closed
  }

  stop(cause: number | null): void {
    this.#end('stopped', null, cause, this.#options.clock.now())
  }

  #ready(): void {
    if (this.#isOver) return
    this.#origin ??= this.#options.clock.now()
    this.#arm(this.#origin)
  }

  #arm(origin: number): void {
    dispose(this.#timer)
    const { next } = this.#ahead
    this.#timer =
      next === null ? null : this.#options.clock.act(monotonicMs(origin + next.at), () => this.#play(origin))
  }

  #play(origin: number): void {
    const now = this.#options.clock.now()
    for (let count = 0; count < EVENTS_PER_TURN; count += 1) {
      const { next } = this.#ahead
      if (next === null || origin + next.at > now) break
      this.#ahead.take()
      this.#carryOut(next, monotonicMs(origin + next.at))
      if (this.#isOver) return
    }
    this.#arm(origin)
  }

  #carryOut(step: Step, dueAt: MonotonicMs): void {
    const { started } = this.#options
    switch (step.kind) {
      case 'input':
        this.#playInput(step.input, dueAt)
        break
      case 'again':
        this.#letGo(dueAt)
        break
      case 'end':
        this.#end('completed', null, started, dueAt)
        break
      case 'fault':
        this.#end('failed', `${step.fault.where}: ${step.fault.what}`, started, dueAt)
    }
  }

  #playInput({ type, source, payload }: SessionEvent, at: MonotonicMs): void {
    const { publish, clock, started: cause } = this.#options
    const heard = type === 'osc.received' ? fromNobody(payload as PayloadOf<'osc.received'>) : payload
    const seq = publish({ type, source, cause, payload: heard, at })
    // No room: what was to be let go of is still held.
    if (seq === null) return
    this.#played += 1
    const bytes = eventBytes(heard)
    const event = { seq, type, source, cause, payload: heard, at, time: clock.wall(), bytes }
    this.#held.follow(event)
  }

  #letGo(at: MonotonicMs): void {
    const { publish, started: cause } = this.#options
    for (const { type, source, payload } of this.#held.takeAll())
      publish({ type, source, cause, payload, at })
  }

  #end(reason: EndReason, error: string | null, cause: number | null, at: MonotonicMs): void {
    if (this.#isOver) return
    this.#isOver = true
    dispose(this.#timer)
    this.#ahead.close()
    this.#letGo(at)
    const { publish, name, source, ended } = this.#options
    const payload = { name, reason, played: this.#played, error }
    publish({ type: 'replay.stopped', source, cause, payload })
    ended()
  }
}

/**
 * Port 0 is nobody's, so that no answer to what was received long ago is sent to who may be there today. It comes now, however
 * long it was held then.
 */
function fromNobody({ address, types, args, from, lateBy, latestOnly }: PayloadOf<'osc.received'>) {
  return { address, types, args, from: { ...from, port: 0, connection: null }, lateBy, latestOnly }
}
