// The gestures stage: takes definitions, hands their detectors events and time, and publishes what these recognize.
import type { ActingClock, MonotonicMs } from '../../shared/base/clock.ts'
import { isMadeUp } from '../../shared/model/edge.ts'
import type { EventEnvelope, Publish, Subscribe } from '../../shared/model/event.ts'
import type { GestureDefinition } from '../../shared/model/gesture.ts'
import type { GesturesHealth } from '../../shared/model/health.ts'
import { freezeDeep } from '../../shared/model/json.ts'
import { isSameJson } from '../../shared/base/same-json.ts'
import { MatchTable } from '../../shared/model/match-table.ts'
import { presentGesture } from '../../shared/model/mutations/present-names.ts'
import { formerName } from '../../shared/model/mutations/renamed.ts'
import type { PatternWork } from '../../shared/model/pattern-work.ts'
import type { ShowChange } from '../../shared/model/show-change.ts'
import { lightPayload } from '../../shared/model/size.ts'
import { IDLE } from './detector.ts'
import type { Detector, Recognized, Step } from './detector.ts'
import { detectorFor } from './detectors.ts'
import { recognizedPayload } from './recognized-payload.ts'
import { PRODUCERS, Producers } from './producers.ts'
import type { Pending } from './producers.ts'

interface GestureBankOptions {
  readonly clock: ActingClock
  readonly publish: Publish
  readonly subscribe: Subscribe
  readonly patterns?: PatternWork
}

/** A definition and what has become of it. */
export interface GestureState {
  readonly definition: GestureDefinition
  /** Times it was recognized since it is there; a change does not begin anew. */
  readonly recognized: number
  readonly lastAt: MonotonicMs | null
}

/** Handed on when a definition is changed. */
interface Tally {
  recognized: number
  lastAt: MonotonicMs | null
}

interface Registered {
  definition: GestureDefinition
  /** The object that it was last taken from, equal to its definition: comparing with it costs nothing. */
  seen: GestureDefinition
  readonly tally: Tally
  readonly rank: { place: number }
  /** Producer of its events. */
  source: string
  detector: Detector<unknown>
  readonly producers: Producers<unknown>
  wiring: DisposableStack
  /** The event seen last, which several of its matches may cover. */
  lastSeq: number
}

export class GestureBank implements Disposable {
  readonly #clock: ActingClock
  readonly #publish: Publish
  readonly #table: MatchTable
  readonly #wiring = new DisposableStack()
  /** By id, in the order of the show. */
  #registered = new Map<string, Registered>()
  #recognized = 0
  /** By gestures that have been changed or removed since. */
  #forgottenBefore = 0

  constructor({ clock, publish, subscribe, patterns }: GestureBankOptions) {
    this.#clock = clock
    this.#publish = publish
    this.#table = new MatchTable({ subscribe, ends: true, patterns })
    this.#wiring.use(
      subscribe('deadline.passed', ({ payload, at }) => this.#timeHasPassed(payload, at), { acts: true }),
    )
    this.#wiring.use(subscribe('device.lost', (event) => this.#deviceGone(event), { acts: false }))
  }

  /** Listens for these from now on. What did not change keeps what is half made; of what did, and of what is gone, that is forgotten. */
  take(definitions: readonly GestureDefinition[], { cause, renamed }: ShowChange): void {
    const formerOf = formerName(renamed, 'gesture')
    const before = this.#registered
    const left = new Set(before.values())
    this.#registered = new Map()
    for (const [place, definition] of definitions.entries()) {
      const former = formerOf(definition.id)
      const known = former === null ? undefined : before.get(former)
      if (known !== undefined) left.delete(known)
      const isSame = known !== undefined && isUnchanged(known, definition)
      const isKept = isSame || (known !== undefined && isRenamed(known, definition, renamed))
      const registered = isKept ? known : this.#register(definition, known?.tally)
      registered.rank.place = place
      this.#registered.set(definition.id, registered)
      if (isSame) continue
      if (isKept) this.#rename(known, definition)
      else if (known !== undefined) this.#end(known)
      this.#publishRegistered(definition, known !== undefined, cause)
    }
    for (const registered of left) this.#letGo(registered, cause)
  }

  /** In the order of the show. */
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

  #letGo(registered: Registered, cause: number | null): void {
    this.#end(registered)
    const { definition, source } = registered
    const payload = { gestureId: definition.id, name: definition.name }
    this.#publish({ type: 'gesture.removed', source, cause, payload })
  }

  #register(definition: GestureDefinition, tally: Tally = { recognized: 0, lastAt: null }): Registered {
    const registered: Registered = {
      ...named(definition),
      tally,
      rank: { place: 0 },
      producers: new Producers<unknown>(),
      wiring: new DisposableStack(),
      lastSeq: 0,
    }
    this.#wire(registered)
    return registered
  }

  /** What is half made goes on. What is listened to is let go of last, so that what is known of its controls is kept. */
  #rename(registered: Registered, definition: GestureDefinition): void {
    const { wiring: before } = registered
    Object.assign(registered, named(definition))
    registered.wiring = new DisposableStack()
    this.#wire(registered)
    before.dispose()
    // Whoever has been asked for time was asked by the name of before.
    const now = this.#clock.now()
    for (const producer of registered.producers.dueBy(now)) this.#askForTime(registered, producer)
  }

  #wire(registered: Registered): void {
    const { detector, rank, wiring } = registered
    for (const match of detector.watches) {
      wiring.use(this.#table.add(match, (event) => this.#hear(registered, event), rank))
    }
  }

  #end({ wiring, producers }: Registered): void {
    this.#forgottenBefore += producers.forgotten
    wiring.dispose()
    producers[Symbol.dispose]()
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
    const registered = this.#registered.get(due.gestureId)
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
    if (forgotten === 0 && producers.forgotten === 1) this.#publishForgetting(registered, event)
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

  #publishRegistered({ id, name, kind }: GestureDefinition, updated: boolean, cause: number | null): void {
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
  #publishForgetting({ source }: Registered, event: EventEnvelope | null): void {
    this.#publish({
      type: 'resource.exhausted',
      source,
      cause: event?.seq ?? null,
      payload: { runId: null, resource: 'gesture producers', usage: PRODUCERS, quota: PRODUCERS },
    })
  }
}

/** What a definition makes of a gesture, besides what has become of it. */
function named(
  definition: GestureDefinition,
): Pick<Registered, 'definition' | 'seen' | 'source' | 'detector'> {
  return {
    definition: freezeDeep(definition),
    seen: definition,
    source: `gesture:${definition.id}`,
    detector: detectorFor(definition),
  }
}

/** Whether it is what it was but for names. */
function isRenamed(
  { definition: before }: Registered,
  definition: GestureDefinition,
  renamed: ShowChange['renamed'],
): boolean {
  return renamed !== undefined && isSameJson(presentGesture(before, renamed), definition)
}

function isUnchanged(registered: Registered, definition: GestureDefinition): boolean {
  if (registered.seen === definition) return true
  if (!isSameJson(registered.definition, definition)) return false
  registered.seen = definition
  return true
}
