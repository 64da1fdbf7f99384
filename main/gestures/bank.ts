// The gestures stage: registers definitions, hands their detectors events and time, and publishes what these recognize.
import type { ActingClock, MonotonicMs } from '../../shared/base/clock.ts'
import { failed, fault, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import { isMadeUp } from '../../shared/model/edge.ts'
import type { EventEnvelope, Publish, Subscribe } from '../../shared/model/event.ts'
import type { GestureDefinition } from '../../shared/model/gesture.ts'
import type { GesturesHealth } from '../../shared/model/health.ts'
import { freezeDeep } from '../../shared/model/json.ts'
import { MatchTable } from '../../shared/model/match-table.ts'
import type { PatternWork } from '../../shared/model/pattern-work.ts'
import { SHOW_LIMITS } from '../../shared/model/show.ts'
import { lightPayload } from '../../shared/model/size.ts'
import { IDLE } from './detector.ts'
import type { Detector, Recognized, Step } from './detector.ts'
import { detectorFor } from './detectors.ts'
import { recognizedPayload } from './recognized-payload.ts'
import { PRODUCERS, Producers } from './producers.ts'
import type { Pending } from './producers.ts'

/** Before playlists, so that what is made of a press follows the press. */
const PRIORITY = 200

declare const handleBrand: unique symbol
/** Names a registered definition; stays the same when the definition is updated. */
export type GestureHandle = string & { readonly [handleBrand]: true }

interface GestureBankOptions {
  readonly clock: ActingClock
  readonly publish: Publish
  readonly subscribe: Subscribe
  readonly patterns?: PatternWork
}

/** A definition and what has become of it. */
export interface GestureState {
  readonly definition: GestureDefinition
  /** Times it was recognized since it was registered; updates do not begin anew. */
  readonly recognized: number
  readonly lastAt: MonotonicMs | null
}

/** Handed on when a definition is updated. */
interface Tally {
  recognized: number
  lastAt: MonotonicMs | null
}

interface Registered {
  readonly definition: GestureDefinition
  readonly tally: Tally
  /** Producer of its events. */
  readonly source: string
  readonly detector: Detector<unknown>
  readonly producers: Producers<unknown>
  readonly wiring: DisposableStack
  /** The event seen last, which several of its matches may cover. */
  lastSeq: number
}

export class GestureBank implements Disposable {
  readonly #clock: ActingClock
  readonly #publish: Publish
  readonly #table: MatchTable
  readonly #wiring = new DisposableStack()
  readonly #registered = new Map<GestureHandle, Registered>()
  readonly #handles = new Map<string, GestureHandle>()
  #nextHandle = 1
  #recognized = 0
  /** By gestures that have been updated or removed since. */
  #forgottenBefore = 0

  constructor({ clock, publish, subscribe, patterns }: GestureBankOptions) {
    this.#clock = clock
    this.#publish = publish
    this.#table = new MatchTable({ subscribe, priority: PRIORITY, name: 'gestures', ends: true, patterns })
    const options = { priority: PRIORITY, name: 'gestures' }
    this.#wiring.use(
      subscribe('deadline.passed', ({ payload, at }) => this.#timeHasPassed(payload, at), {
        ...options,
        acts: true,
      }),
    )
    this.#wiring.use(
      subscribe('device.lost', (event) => this.#deviceGone(event), { ...options, acts: false }),
    )
  }

  /** `cause` is the event that asked for it; null when a show is opened. */
  register(definition: GestureDefinition, cause: number | null): Result<GestureHandle> {
    if (this.#handles.has(definition.id)) {
      return failed(
        fault('gesture/duplicate-id', definition.id, 'this id is taken', 'give the gesture another id'),
      )
    }
    if (this.#registered.size >= SHOW_LIMITS.gestures) {
      const what = `there are ${SHOW_LIMITS.gestures} gestures already`
      return failed(fault('gesture/too-many', definition.id, what, 'remove one first'))
    }
    const handle = `gesture-${this.#nextHandle++}` as GestureHandle
    this.#handles.set(definition.id, handle)
    this.#registered.set(handle, this.#wire(definition, { recognized: 0, lastAt: null }))
    this.#tellRegistered(definition, false, cause)
    return ok(handle)
  }

  /** Swaps the definition under the same handle; what was pending is forgotten. */
  update(handle: GestureHandle, definition: GestureDefinition, cause: number | null): Result<GestureHandle> {
    const replaced = this.#registered.get(handle)
    if (replaced === undefined) return unknownHandle(handle)
    const { id } = replaced.definition
    if (id !== definition.id) {
      return failed(fault('gesture/id-changed', definition.id, `it is registered as ${id}`, 'keep the id'))
    }
    this.#end(replaced)
    this.#registered.set(handle, this.#wire(definition, replaced.tally))
    this.#tellRegistered(definition, true, cause)
    return ok(handle)
  }

  /** Unwires a definition; what was pending is forgotten and never announced. */
  remove(handle: GestureHandle, cause: number | null): Result<GestureHandle> {
    const removed = this.#registered.get(handle)
    if (removed === undefined) return unknownHandle(handle)
    this.#end(removed)
    this.#registered.delete(handle)
    const { id, name } = removed.definition
    this.#handles.delete(id)
    const payload = { gestureId: id, name }
    this.#publish({ type: 'gesture.removed', source: removed.source, cause, payload })
    return ok(handle)
  }

  handleOf(id: string): GestureHandle | undefined {
    return this.#handles.get(id)
  }

  /** In the order they were registered. */
  list(): readonly GestureState[] {
    return Array.from(this.#registered.values(), ({ definition, tally }) => ({ definition, ...tally }))
  }

  health(): GesturesHealth {
    const all = Array.from(this.#registered.values(), ({ producers }) => producers)
    return {
      definitions: all.length,
      recognized: this.#recognized,
      pending: all.reduce((sum, { size }) => sum + size, 0),
      forgotten: all.reduce((sum, { forgotten }) => sum + forgotten, this.#forgottenBefore),
    }
  }

  /** Forgets what is half made; a control that is still held is nothing but that until it is pressed anew. */
  panic(): { readonly gestures: number } {
    return { gestures: this.forgetHalfMade() }
  }

  /** Answers how many there were. */
  forgetHalfMade(): number {
    let gestures = 0
    for (const { producers } of this.#registered.values()) {
      gestures += producers.size
      producers[Symbol.dispose]()
    }
    return gestures
  }

  [Symbol.dispose](): void {
    for (const registered of this.#registered.values()) this.#end(registered)
    this.#wiring.dispose()
  }

  #wire(definition: GestureDefinition, tally: Tally): Registered {
    const detector = detectorFor(definition)
    const wiring = new DisposableStack()
    const producers = wiring.use(new Producers<unknown>())
    const source = `gesture:${definition.id}`
    const registered: Registered = {
      definition: freezeDeep(definition),
      tally,
      source,
      detector,
      producers,
      wiring,
      lastSeq: 0,
    }
    for (const match of detector.watches) {
      wiring.use(this.#table.add(match, (event) => this.#hear(registered, event)))
    }
    return registered
  }

  #end({ wiring, producers }: Registered): void {
    this.#forgottenBefore += producers.forgotten
    wiring.dispose()
  }

  #hear(registered: Registered, event: EventEnvelope): void {
    // A gesture that heard itself would go round for ever.
    if (event.seq === registered.lastSeq || event.source === registered.source) return
    if (registered.detector.lost === undefined && isMadeUp(event)) return
    registered.lastSeq = event.seq
    // It may be kept for as long as a gesture takes, of every producer.
    const payload = lightPayload(event.payload, event.bytes) as typeof event.payload
    const light = payload === event.payload ? event : { ...event, payload }
    this.#step(registered, registered.detector.producerOf(event), light, event.at)
  }

  #deviceGone(event: EventEnvelope): void {
    for (const registered of this.#registered.values()) {
      const { detector, producers } = registered
      for (const producer of detector.lost === undefined
        ? []
        : producers.beginningWith(`${event.source}\n`)) {
        const before = producers.get(producer)
        const step = detector.lost?.(before?.state, event.at) ?? IDLE
        producers.set(producer, this.#pendingAfter(registered, producer, step, before))
        if (step.recognized !== null) this.#announceEnd(registered, step.recognized, event.seq)
      }
    }
  }

  #timeHasPassed(due: { readonly gestureId: string; readonly producer: string }, now: MonotonicMs): void {
    const handle = this.#handles.get(due.gestureId)
    const registered = handle === undefined ? undefined : this.#registered.get(handle)
    const wakeAt = registered?.producers.get(due.producer)?.wakeAt ?? null
    // An event that arose before the time was up may have changed what is waited for.
    if (registered === undefined || wakeAt === null || now < wakeAt) return
    this.#step(registered, due.producer, null, now)
  }

  #step(registered: Registered, producer: string, event: EventEnvelope | null, now: MonotonicMs): void {
    const { detector, producers } = registered
    const before = producers.get(producer)
    const step = detector.step(before?.state ?? null, event, now)
    const forgotten = producers.forgotten
    producers.set(producer, this.#pendingAfter(registered, producer, step, before))
    if (forgotten === 0 && producers.forgotten === 1) this.#tellOfForgetting(registered, event)
    if (step.recognized === null) return
    const last = step.recognized.inputs.at(-1) as EventEnvelope
    if (isMadeUp(last)) this.#announceEnd(registered, step.recognized, last.seq)
    else this.#announce(registered, step.recognized)
  }

  #pendingAfter(
    registered: Registered,
    producer: string,
    { state, wakeAt }: Step<unknown>,
    before: Pending<unknown> | undefined,
  ): Pending<unknown> | null {
    if (state === null) return null
    if (wakeAt === null) return { state, wakeAt, timer: null }
    if (before?.wakeAt === wakeAt) return { ...before, state }
    return {
      state,
      wakeAt,
      timer: this.#clock.act(wakeAt, () => this.#giveInputsATurn(registered, producer)),
    }
  }

  /** After a hold-up timers run before inputs are read, among which may be what arose in time. */
  #giveInputsATurn(registered: Registered, producer: string): void {
    const pending = registered.producers.get(producer)
    if (pending === undefined) return
    pending.timer = this.#clock.act(this.#clock.now(), () => this.#askForTime(registered, producer))
  }

  /** Lets everything that has been read by now be heard first. */
  #askForTime({ definition, source }: Registered, producer: string): void {
    const payload = { gestureId: definition.id, producer }
    const asked = this.#publish({ type: 'deadline.passed', source, cause: null, payload })
    // The lane is full: late is worse than perhaps a press too early.
    if (asked === null) this.#timeHasPassed(payload, this.#clock.now())
  }

  #tellRegistered({ id, name, kind }: GestureDefinition, updated: boolean, cause: number | null): void {
    const payload = { gestureId: id, name, kind, updated }
    this.#publish({ type: 'gesture.registered', source: `gesture:${id}`, cause, payload })
  }

  /**
   * For want of its device nothing is recognized: only what the show named for it is told, so that what a press has begun can
   * end, and whoever would begin something by it does not hear it.
   */
  #announceEnd({ definition, source }: Registered, recognized: Recognized, cause: number): void {
    const payload = { ...recognizedPayload(definition, recognized), madeUp: true }
    const type: string = recognized.output ?? 'gesture.recognized'
    this.#publish({ type, source, cause, payload, at: recognized.at })
  }

  #announce({ definition, source, tally }: Registered, { kind, at, inputs, output }: Recognized): void {
    this.#recognized += 1
    tally.recognized += 1
    tally.lastAt = at
    const payload = recognizedPayload(definition, { kind, at, inputs, output })
    const cause = (inputs.at(-1) as EventEnvelope).seq
    const recognized = this.#publish({ type: 'gesture.recognized', source, cause, payload, at })
    if (output !== null) this.#publish({ type: output, source, cause: recognized, payload, at })
  }

  /** Once for each definition: from then on it goes on happening. */
  #tellOfForgetting({ source }: Registered, event: EventEnvelope | null): void {
    this.#publish({
      type: 'resource.exhausted',
      source,
      cause: event?.seq ?? null,
      payload: { runId: null, resource: 'gesture producers', usage: PRODUCERS, quota: PRODUCERS },
    })
  }
}

function unknownHandle(handle: GestureHandle): Result<never> {
  return failed(
    fault('gesture/unknown-handle', handle, 'nothing is registered under this handle', 'register it first'),
  )
}
