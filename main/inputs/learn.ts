// Learning: catches the next control that somebody moves on purpose, and tells exactly which it was.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock, MonotonicMs } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import { failed, fault, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import type { LearnView } from '../../shared/contract/streams.ts'
import type { Client } from '../../shared/model/client.ts'
import type { Publish, Subscribe } from '../../shared/model/event.ts'
import { INPUT_TYPES, inputFamilyOf } from '../../shared/model/input.ts'
import type { InputEvent } from '../../shared/model/input-event.ts'
import type { InputFamily } from '../../shared/model/input.ts'
import type { MidiMessage } from '../../shared/model/midi.ts'
import type { PanicEnded } from '../../shared/model/panic.ts'
import { controlKey, controllerKey } from './control-key.ts'
import { describeCaptured } from './describe.ts'
import { OwnMessages } from './own-messages.ts'
import { listen, purposeOf, stirs, valueOf } from './purpose.ts'
import { Traces, leaveTrace } from './traces.ts'
import type { Heard, Trace } from './traces.ts'

/**
 * Four controllers that together are one parameter take 4 ms on a MIDI cable, and what one report of a controller brings
 * comes at once; a person notices nothing of this.
 */
const HOLD_MS = 20
/** A move has ended when its control has stood still for so long. */
const STANDS_STILL_MS = 400
const SOURCE = 'learn'

/** Data entry, and the controllers that step it up and down. */
const PARAMETER_PARTS = [6, 38, 96, 97]
/** From off to on, where a fader passes what lies between. */
const SWITCH_JUMP = 64
/** Controllers 0 to 31 have their low byte this much higher. */
const LOW_BYTE = 32

export interface LearnOptions {
  readonly clock: Clock
  readonly publish: Publish
  readonly subscribe: Subscribe
  /** The name of a device by the source of its events, where one is known. */
  readonly nameOf: (device: string) => string | null
}

export interface LearnRequest {
  /** Empty for all. */
  readonly families: readonly InputFamily[]
  readonly seconds: number
  /** Parameter that it is learned for: nothing that is bound to it moves it meanwhile. */
  readonly param?: string | undefined
}

interface Candidate {
  readonly event: InputEvent
  readonly trace: Trace
  readonly heard: Heard
  /** True where nothing was known of the control before. */
  readonly isFirst: boolean
  /** Where a control that is being moved was told to be; null for one that is pressed. */
  place: number | null
}

interface Session {
  readonly number: number
  readonly by: Client
  readonly families: readonly InputFamily[]
  readonly param: string | null
  readonly startedAt: MonotonicMs
  readonly endsAt: MonotonicMs
  /** Of `learn.started`; null where it found no room. */
  readonly startedSeq: number | null
  readonly timeout: Disposable
  readonly own: OwnMessages
  candidate: Candidate | null
  hold: Disposable | null
  /** The axis that told something for the first time last. */
  firstMoved: { readonly source: string; readonly at: number } | null
}

export class Learn implements Disposable {
  readonly #options: LearnOptions
  readonly #wiring = new DisposableStack()
  readonly #traces = new Traces()
  #session: Session | null = null
  #last: LearnView['last'] = null
  #sessions = 0

  constructor(options: LearnOptions) {
    this.#options = options
    for (const type of INPUT_TYPES) {
      const hear = (event: unknown): void => this.#hear(event as InputEvent)
      this.#wiring.use(options.subscribe(type, hear, { acts: false }))
    }
  }

  /** Listens until a control is caught or the time is up. Who listens already begins anew; anybody else is refused. */
  start(request: LearnRequest, by: Client, cause: number | null): Result<{ readonly endsAt: number }> {
    if (this.#session !== null && this.#session.by.id !== by.id) return failed(this.#busy(this.#session))
    if (this.#session !== null) this.#end(this.#session, 'cancelled', cause)
    const { clock, publish, subscribe } = this.#options
    const startedAt = clock.now()
    const endsAt = monotonicMs(startedAt + request.seconds * 1000)
    const families = [...new Set(request.families)]
    const payload = { by: by.name, families, endsAt }
    const startedSeq = publish({ type: 'learn.started', source: SOURCE, cause, payload })
    const session: Session = {
      number: (this.#sessions += 1),
      by,
      families,
      param: request.param ?? null,
      startedAt,
      endsAt,
      startedSeq,
      timeout: clock.upkeep(endsAt, () => this.#timeIsUp(session)),
      own: new OwnMessages(subscribe, () => this.#leaveOwn(session)),
      candidate: null,
      hold: null,
      firstMoved: null,
    }
    this.#session = session
    return ok({ endsAt })
  }

  /** Ends the client's own session. */
  cancel(by: Client, cause: number | null): Result<{ readonly cancelled: boolean }> {
    if (this.#session === null) return ok({ cancelled: false })
    if (this.#session.by.id !== by.id) return failed(this.#busy(this.#session))
    this.#end(this.#session, 'cancelled', cause)
    return ok({ cancelled: true })
  }

  /** A client has gone, and nobody waits for what it wanted to learn. */
  left({ id }: Pick<Client, 'id'>): void {
    if (this.#session?.by.id === id) this.#end(this.#session, 'cancelled', this.#session.startedSeq)
  }

  /** Whether a control is learned for a parameter: it is being tried, and not to move it. */
  readonly isFor = (param: string): boolean => this.#session?.param === param

  view(): LearnView {
    if (this.#session === null) return { session: null, last: this.#last }
    const { by, families, endsAt } = this.#session
    return { session: { by: { id: by.id, name: by.name }, families, endsAt }, last: null }
  }

  /** Learning looks on and acts upon nothing, so it goes on. */
  panic(): Partial<PanicEnded> {
    return {}
  }

  [Symbol.dispose](): void {
    if (this.#session !== null) this.#close(this.#session)
    this.#wiring.dispose()
  }

  #hear(event: InputEvent): void {
    const value = valueOf(event)
    const key = controlKey(event)
    const trace = this.#traces.of(event.source, key)
    if (this.#session !== null && isWanted(event, this.#session)) this.#consider(event, trace, this.#session)
    leaveTrace(trace, value, event.at)
  }

  #consider(event: InputEvent, trace: Trace, session: Session): void {
    const heard = listen(event, trace, session.number)
    const isFirst = event.type === 'hid.received' && trace.value === undefined
    if (session.own.has(event)) return
    if (event.type === 'midi.received' && !this.#belongsTogether(event, event.payload.message, session))
      return
    if (isFirst && event.payload.kind === 'axis' && this.#isFirstReport(event, session)) {
      heard.baseline = event.payload.value
      return
    }
    if (session.candidate !== null && this.#isMovedOn(event, trace, session, session.candidate)) return
    if (session.candidate !== null && this.#isBeingMoved(event, trace, session, session.candidate)) return
    const verdict = purposeOf(event, trace, heard)
    const place = verdict === 'move' ? (valueOf(event) as number) : null
    const candidate: Candidate = { event, trace, heard, isFirst, place }
    if (verdict === 'now') this.#capture(session, candidate)
    else if (verdict !== 'no') this.#holdBack(session, candidate)
  }

  /** Waits for the end of a move, so that the whole way of the control is seen; what else moves meanwhile is not meant. */
  #isBeingMoved(event: InputEvent, trace: Trace, session: Session, moved: Candidate): boolean {
    if (moved.place === null) return false
    if (moved.trace !== trace) return event.at - moved.event.at > HOLD_MS
    const place = valueOf(event)
    if (typeof place === 'number' && stirs(event, moved.heard, moved.place, place)) {
      moved.place = place
      this.#captureAfter(session, STANDS_STILL_MS)
    }
    return true
  }

  /** What seemed to be a switch or a step goes on: a fader that began at its end, or a knob that is turned further. */
  #isMovedOn(event: InputEvent, trace: Trace, session: Session, begun: Candidate): boolean {
    if (begun.place !== null || begun.trace !== trace || event.type !== 'midi.received') return false
    const [place, before] = [valueOf(event), trace.value]
    if (event.payload.message.kind !== 'control' || typeof place !== 'number') return false
    if (place === 0 || typeof before !== 'number' || Math.abs(place - before) >= SWITCH_JUMP) return false
    begun.place = place
    this.#captureAfter(session, STANDS_STILL_MS)
    return true
  }

  /** What the program sent itself has come back before it was known. */
  #leaveOwn(session: Session): void {
    const { candidate, own } = session
    if (candidate !== null && own.has(candidate.event)) this.#letGo(session)
  }

  /**
   * The first report of a device tells every axis that is not in the middle, such as a throttle that was left half open, and
   * says of none that it was moved.
   */
  #isFirstReport({ source, at }: InputEvent, session: Session): boolean {
    const { firstMoved, candidate } = session
    session.firstMoved = { source, at }
    if (firstMoved?.source !== source || at - firstMoved.at > HOLD_MS) return false
    if (candidate?.isFirst === true && candidate.event.source === source) {
      candidate.heard.baseline = valueOf(candidate.event) as number
      this.#letGo(session)
    }
    return true
  }

  /**
   * Plain controllers come before the value of 14 bits or the parameter that they are parts of, which is what is meant.
   * False for a pair that only looks like one: where one byte did not come with the other they are two controllers, or only one.
   */
  #belongsTogether({ source, at }: InputEvent, message: MidiMessage, session: Session): boolean {
    if (message.kind === 'control14') {
      const { channel, controller } = message
      const came = [controller, controller + LOW_BYTE].every((byte) => {
        const trace = this.#traces.find(source, controllerKey(channel, byte))
        return trace !== undefined && at - trace.at <= HOLD_MS
      })
      if (!came) return false
      this.#forgetParts(session, source, channel, [controller, controller + LOW_BYTE])
    } else if (message.kind === 'nrpn' || message.kind === 'rpn') {
      this.#forgetParts(session, source, message.channel, PARAMETER_PARTS)
    }
    return true
  }

  #forgetParts(session: Session, source: string, channel: number, controllers: readonly number[]): void {
    const held = session.candidate?.event
    if (held === undefined || held.source !== source) return
    const key = controlKey(held)
    if (controllers.some((controller) => controllerKey(channel, controller) === key)) this.#letGo(session)
  }

  #holdBack(session: Session, candidate: Candidate): void {
    // Of two that move together the first was meant, unless it was the first that was ever heard of it.
    if (session.candidate !== null && (!session.candidate.isFirst || candidate.isFirst)) return
    session.candidate = candidate
    this.#captureAfter(session, candidate.place === null ? HOLD_MS : STANDS_STILL_MS)
  }

  #captureAfter(session: Session, ms: number): void {
    const { clock } = this.#options
    dispose(session.hold)
    session.hold = clock.upkeep(monotonicMs(clock.now() + ms), () => this.#capture(session, null))
  }

  #letGo(session: Session): void {
    dispose(session.hold)
    session.hold = null
    session.candidate = null
  }

  /** Ends the session with a control: the one given, or the one held back. */
  #capture(session: Session, given: Candidate | null): void {
    const caught = given ?? session.candidate
    if (caught === null) return
    this.#close(session)
    const { clock, publish, nameOf } = this.#options
    const { event, heard } = caught
    const captured = describeCaptured(event, heard, nameOf(event.source))
    this.#last = { at: clock.now(), outcome: 'captured', captured }
    publish({ type: 'learn.captured', source: SOURCE, cause: event.seq, payload: { captured } })
  }

  #timeIsUp(session: Session): void {
    if (session.candidate !== null) this.#capture(session, session.candidate)
    else this.#end(session, 'timedOut', session.startedSeq)
  }

  #end(session: Session, outcome: 'timedOut' | 'cancelled', cause: number | null): void {
    this.#close(session)
    const { clock, publish } = this.#options
    this.#last = { at: clock.now(), outcome, captured: null }
    publish({ type: 'learn.ended', source: SOURCE, cause, payload: { outcome } })
  }

  #close(session: Session): void {
    this.#letGo(session)
    dispose(session.own)
    dispose(session.timeout)
    this.#session = null
  }

  #busy({ by, endsAt }: Session): ReturnType<typeof fault> {
    const seconds = Math.ceil((endsAt - this.#options.clock.now()) / 1000)
    return fault(
      'learn/busy',
      by.name,
      `this client is learning a control, for ${seconds} s at most`,
      'wait, or cancel it there',
    )
  }
}

/** What arose before the session began has not been meant for it, however late it is heard. */
function isWanted(event: InputEvent, { families, startedAt, startedSeq }: Session): boolean {
  if (event.at < startedAt || (startedSeq !== null && event.seq < startedSeq)) return false
  const family = inputFamilyOf(event)
  return family !== null && (families.length === 0 || families.includes(family))
}
