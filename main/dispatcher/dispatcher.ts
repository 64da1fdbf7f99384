// Orders events, hands them to whoever listens, and measures itself doing so.
import type { Clock, MonotonicMs } from '../../shared/base/clock.ts'
import { wallMs } from '../../shared/base/clock.ts'
import { EMPTY_DISTRIBUTION, Histogram } from '../../shared/base/histogram.ts'
import { messageOf } from '../../shared/base/result.ts'
import type { Ahead } from '../../shared/model/ahead.ts'
import { policyOf } from '../../shared/model/policies.ts'
import type {
  EventDraft,
  EventEnvelope,
  EventHandler,
  Publish,
  SubscribeAt,
} from '../../shared/model/event.ts'
import type { Lane, Policy } from '../../shared/model/policy.ts'
import { eventBytes } from '../../shared/model/size.ts'
import type { DispatcherHealth } from '../../shared/model/health.ts'
import { AHEAD, CROWDED_BUDGET_MS } from './defaults.ts'
import { Edges } from './edges.ts'
import { EndingControls } from './ending-controls.ts'
import type { EndingControl } from './ending-controls.ts'
import type { Decision } from './edges.ts'
import { History } from './history.ts'
import { LaneQueue } from './lane-queue.ts'
import { Partings } from './partings.ts'
import { StateStore } from './state-store.ts'
import { Subscriptions } from './subscriptions.ts'
import type { Subscription } from './subscriptions.ts'
import { Unseen } from './unseen.ts'
import { TooOld } from './too-old.ts'
import { TypeCounts } from './type-counts.ts'

interface DispatcherOptions {
  readonly clock: Clock
  /** Runs the pump soon, outside the publisher's stack. */
  readonly defer: (run: () => void) => void
  /**
   * Runs something when this thread has slept. Systems like to wake a receiver on the very core that has just sent to it, where it
   * waits for whatever this thread does next: so those who look on are shown nothing before. Absent where they need not wait.
   */
  readonly rest?: (run: () => void) => void
  /** Events that may wait in each lane. */
  readonly capacity: Readonly<Record<Lane, number>>
  /** Bytes that they may take. */
  readonly bytes: Readonly<Record<Lane, number>>
  /** Events that history keeps. */
  readonly historySize: number
  /** Milliseconds that one turn of the pump may take; what is left waits for the next. */
  readonly budgetMs: number
  /** Whether the show lists a sender on the network. */
  readonly isListed: (sender: string) => boolean
  /** Asked once a turn: whether more waits at the sockets than a turn reads. */
  readonly crowded?: () => boolean
}

const SOURCE = 'dispatcher'
const NO_LAYERS: readonly string[] = []
/** Events shown to those who look on, some tens of microseconds of work, before whatever else has come gets its turn. */
const SHOWN_AT_ONCE = 4
/** Dispatched events that may wait to be recorded. */
const UNRECORDED = 256
/** Types are made up by senders, and this is shown four times a second. */
const SHOWN_DROPPED_TYPES = 20

export class Dispatcher implements Disposable {
  readonly history: History
  readonly state = new StateStore(() => this.#record())
  readonly #clock: Clock
  readonly #defer: (run: () => void) => void
  readonly #budgetMs: number
  readonly #crowded: () => boolean
  readonly #lanes: Readonly<Record<Lane, LaneQueue>>
  /** Handed out before all lanes. */
  readonly #ahead = new LaneQueue('ahead', AHEAD.panic, AHEAD.bytes)
  readonly #subscriptions = new Subscriptions()
  readonly #edges: Edges
  readonly #endings = new EndingControls()
  readonly #partings = new Partings()
  readonly #droppedByType = new TypeCounts()
  readonly #durations = new Histogram()
  #lastPeriod = EMPTY_DISTRIBUTION
  #lastSeq = 0
  #published = 0
  #dispatched = 0
  #failures = 0
  /** When the last panic was, and the newest event by then. */
  #panickedAt = -Infinity
  #panickedSeq = 0
  #withheld = 0
  readonly #tooOld: TooOld
  /** True from a wake-up until dispatching begins, so that many publishers wake the pump once. */
  #awake = false
  #dispatching = false
  /** Dispatched, and not yet recorded: that waits until what follows from them has left, or somebody asks. */
  readonly #unrecorded = new Array<EventEnvelope | undefined>(UNRECORDED)
  #unrecordedCount = 0
  /** Dispatched, and not yet shown to those who look on afterwards. */
  readonly #unseen = new Unseen()
  readonly #rest: ((run: () => void) => void) | null
  #handling: EventEnvelope | null = null
  #resting = false
  /** Whether it is time to show what is unseen. */
  #showing = false
  #layersOn: () => readonly string[] = () => NO_LAYERS
  #isSuperseded: (event: EventEnvelope) => boolean = () => false
  #isEcho: ((draft: EventDraft, at: MonotonicMs) => boolean) | null = null

  constructor(options: DispatcherOptions) {
    const { clock, defer, capacity, bytes, historySize, budgetMs, isListed, crowded } = options
    this.#clock = clock
    this.#defer = defer
    this.#budgetMs = budgetMs
    this.#rest = options.rest ?? null
    this.#crowded = crowded ?? (() => false)
    this.history = new History(clock, historySize, () => this.#record())
    this.#tooOld = new TooOld({ clock, publish: (draft) => this.publish(draft), source: SOURCE })
    this.#edges = new Edges({
      clock,
      isListed,
      profilesFor: (type, payload) => this.#subscriptions.profilesFor(type, payload),
      publishSettled: (draft) => void this.publish(draft),
    })
    this.#lanes = {
      control: new LaneQueue('control', capacity.control, bytes.control),
      show: new LaneQueue('show', capacity.show, bytes.show),
      observation: new LaneQueue('observation', capacity.observation, bytes.observation),
    }
  }

  /**
   * Queues an event and wakes the pump; no handler runs before it returns. Answers the event's `seq`, which for a coalesced
   * one is that of the place it took, or null where its lane is full: the observation lane gives up its oldest events
   * instead, the other two refuse the newest, a large one before a small one.
   */
  readonly publish: Publish = (draft) => {
    this.#published += 1
    const policy = policyOf(draft.type)
    const { bytes = eventBytes(draft.payload) } = draft
    const now = this.#clock.now()
    // Before its edge is decided: it is no touch of anything.
    if (this.#isEcho?.(draft, draft.at ?? now) === true) return null
    const decided = this.#edges.decide(draft, now, this.#lastSeq + 1)
    const ahead = draft.ahead ?? this.#pressedAhead(draft, now, bytes, decided)
    const lane = this.#goesAhead(ahead, bytes) ? this.#ahead : this.#lanes[policy.lane(draft.payload)]
    const key = this.#freeKey(lane, draft, this.#keyOf(draft, policy), decided)

    const replaced = key === null ? undefined : lane.waiting(draft, key)
    if (key !== null && replaced !== undefined) {
      const collapsed = (replaced.collapsed ?? 0) + 1
      const event = { ...this.#envelope(draft, replaced.seq, now, bytes, decided), collapsed }
      if (lane.replace(key, event)) return replaced.seq
      this.#countDropped(lane, draft.type)
      return null
    }
    if (!lane.hasRoomFor(bytes) && !this.#makeRoom(lane, draft, bytes)) return null
    this.#lastSeq += 1
    if (decided !== null && decided.unsettled !== null) decided.unsettled.cause = this.#lastSeq
    lane.add(this.#envelope(draft, this.#lastSeq, now, bytes, decided), key, now)
    const parted = policy.parts?.(draft.payload) ?? null
    if (parted !== null) this.#partings.part(parted)
    this.#wake()
    return this.#lastSeq
  }

  readonly subscribe: SubscribeAt = (pattern, handler, options) =>
    this.#subscriptions.add(pattern, handler as EventHandler, options)

  /** From now on each event is handed out with the layers that are on then. */
  layersFrom(on: () => readonly string[]): void {
    this.#layersOn = on
  }

  /** From now on nobody acts on what is superseded by the time it is handed out: what came later has gone before it. */
  withoutSuperseded(isSuperseded: (event: EventEnvelope) => boolean): void {
    this.#isSuperseded = isSuperseded
  }

  /** From now on what `isEcho` is no input: nobody hears of it, and whoever finds it counts it. */
  withoutEchoes(isEcho: (draft: EventDraft, at: MonotonicMs) => boolean): void {
    this.#isEcho = isEcho
  }

  /** Controls of inputs that had to be forgotten since start, because there was no end to them. */
  get forgottenControls(): number {
    return this.#edges.forgotten
  }

  /** Nothing is settled any more of what bounced last. */
  [Symbol.dispose](): void {
    this.#edges[Symbol.dispose]()
    this.#tooOld[Symbol.dispose]()
  }

  /** The event whose handlers are being called; null between events. */
  get handling(): EventEnvelope | null {
    return this.#handling
  }

  /** Events that wait. */
  get pending(): number {
    const { control, show, observation } = this.#lanes
    return this.#ahead.depth + control.depth + show.depth + observation.depth
  }

  /** Hands out waiting events until none is left or the time budget is spent; answers how many. */
  dispatchPending(): number {
    const budget = this.#crowded() ? CROWDED_BUDGET_MS : this.#budgetMs
    return this.#dispatchUntil(this.#clock.now() + budget, Infinity)
  }

  /** Hands out waiting events and those that follow from them, at most `limit`; answers how many. For runs in simulated time. */
  drain(limit: number): number {
    return this.#dispatchUntil(Infinity, limit)
  }

  /**
   * From now on nobody acts on what arose before this call, however late it is handed out: a press that waited here, or that a
   * slow device hands in later. Who only looks on still hears it.
   */
  panic(): void {
    this.#panickedAt = this.#clock.now()
    this.#panickedSeq = this.#lastSeq
    this.#edges.actFrom(this.#clock.now())
  }

  /**
   * Nobody acts on inputs from before `at`, however late they are handed out: where controls stand is followed all the same, and
   * who only looks on still hears it. `stoodStill` is for how long the engine did; null where they are old for another reason.
   */
  tooOldBefore(at: MonotonicMs, stoodStill: number | null): void {
    this.#tooOld.before(at, stoodStill)
    this.#edges.actFrom(at)
  }

  /** Figures as of now; `dispatch` is of the last sampling period that was closed. */
  health(): DispatcherHealth {
    const now = this.#clock.now()
    const { control, show, observation } = this.#lanes
    return {
      queues: [control, show, observation, this.#ahead].map((queue) => queue.health(now)),
      published: this.#published,
      dispatched: this.#dispatched,
      failures: this.#failures,
      withheld: this.#withheld,
      droppedByType: this.#droppedByType.most(SHOWN_DROPPED_TYPES),
      historySize: this.history.size,
      dispatch: this.#lastPeriod,
      dispatchTotals: this.#durations.totals(),
    }
  }

  /** Closes a sampling period, and answers the figures with it. One reader alone may call this. */
  samplePeriod(): DispatcherHealth {
    this.#lastPeriod = this.#durations.summary()
    this.#durations.clear()
    return this.health()
  }

  /** From now on presses of these go before all that waits. */
  endBy(controls: readonly EndingControl[]): void {
    this.#endings.become(controls)
  }

  /** As what a control that ends something goes ahead, which is known only now that its edge is. */
  #pressedAhead(
    draft: EventDraft,
    now: MonotonicMs,
    bytes: number,
    decided: Decision | null,
  ): Ahead | undefined {
    if (!this.#endings.mayBe(draft.type)) return undefined
    return this.#endings.aheadOf(this.#envelope(draft, this.#lastSeq + 1, now, bytes, decided))
  }

  #goesAhead(ahead: Ahead | undefined, bytes: number): boolean {
    return ahead !== undefined && this.#ahead.depth < AHEAD[ahead] && this.#ahead.hasRoomFor(bytes)
  }

  #keyOf({ payload, source }: EventDraft, policy: Policy<unknown>): string | null {
    const key = policy.key(payload, source)
    if (key === null || policy.isParted === undefined) return key
    return this.#partings.keyOf(key, policy.isParted)
  }

  /** A press or a release is never merged with values before or after it, and so it keeps them apart. */
  #freeKey(lane: LaneQueue, draft: EventDraft, key: string | null, decided: Decision | null): string | null {
    if (key === null || decided?.keeps !== true) return key
    lane.close(draft, key)
    return null
  }

  #envelope(
    draft: EventDraft,
    seq: number,
    now: MonotonicMs,
    bytes: number,
    decided: Decision | null,
  ): EventEnvelope {
    const { type, source, cause, payload, ahead, at = now } = draft
    const wall = this.#clock.wall()
    const time = at === now ? wall : wallMs(wall - (now - at))
    if (decided === null && ahead === 'panic')
      return { seq, type, source, at, time, cause, payload, bytes, ahead }
    if (decided === null) return { seq, type, source, at, time, cause, payload, bytes }
    const { edge, edges } = decided
    if (edges === undefined) return { seq, type, source, at, time, cause, payload, bytes, edge }
    return { seq, type, source, at, time, cause, payload, bytes, edge, edges }
  }

  /** True where the lane has room after all; what was dropped is counted and the episode announced once. */
  #makeRoom(lane: LaneQueue, { type, source }: EventDraft, bytes: number): boolean {
    // That a lane is full is said even where the lane is that of the news.
    if (source === SOURCE && lane.hasReserve) return true
    if (lane.lane === 'observation') {
      while (!lane.hasRoomFor(bytes)) {
        const shed = lane.take()
        if (shed === undefined) break
        this.#countDropped(lane, shed.type)
      }
      if (lane.hasRoomFor(bytes)) return true
    }
    this.#countDropped(lane, type)
    return false
  }

  #countDropped(lane: LaneQueue, type: string): void {
    this.#droppedByType.add(type)
    if (!lane.countDropped()) return
    const { depth, capacity, bytes, byteCapacity } = lane
    const counted = { resource: `queue.${lane.lane}`, usage: capacity, quota: capacity }
    const weighed = { resource: `queue.${lane.lane}.bytes`, usage: bytes, quota: byteCapacity }
    this.publish({
      type: 'resource.exhausted',
      source: SOURCE,
      cause: null,
      payload: { runId: null, ...(depth < capacity ? weighed : counted) },
    })
  }

  #wake(): void {
    if (this.#awake || this.#dispatching) return
    this.#awake = true
    this.#defer(this.#pump)
  }

  readonly #pump = (): void => {
    this.dispatchPending()
  }

  #dispatchUntil(deadline: number, limit: number): number {
    // A handler that asks for dispatching gets it when it has returned.
    if (this.#dispatching) return 0
    this.#awake = false
    this.#dispatching = true
    let count = 0
    let startedAt: number = this.#clock.now()
    let shown = 0
    while (count < limit && startedAt < deadline) {
      const event = this.#unseen.isFull ? undefined : this.#next()
      if (event !== undefined) {
        this.#dispatch(event)
        count += 1
      } else if (this.#mayShow(shown)) {
        this.#showOne()
        shown += 1
      } else break
      const endedAt = this.#clock.now()
      this.#durations.record(endedAt - startedAt)
      startedAt = endedAt
    }
    this.#dispatching = false
    if (this.#unseen.size === 0) this.#showing = false
    if (this.pending > 0 || this.#showing) this.#wake()
    else if (this.#unseen.size > 0) this.#showLater()
    return count
  }

  /** Asked anew for each event, so that what came into a higher lane meanwhile goes first. */
  #next(): EventEnvelope | undefined {
    const { control, show, observation } = this.#lanes
    return this.#ahead.take() ?? control.take() ?? show.take() ?? observation.take()
  }

  #dispatch(taken: EventEnvelope): void {
    this.#dispatched += 1
    const layers = this.#layersOn()
    const event = layers.length === 0 ? taken : { ...taken, layers }
    if (this.#unrecordedCount === UNRECORDED) this.#record()
    this.#unrecorded[this.#unrecordedCount] = event
    this.#unrecordedCount += 1
    this.#handling = event
    let isOver = this.#aroseBeforePanic(event)
    const panicked = this.#panickedSeq
    const isSuperseded = this.#isSuperseded(event)
    const isTooOld = !isOver && this.#tooOld.covers(event)
    let withheld = false
    for (const subscription of this.#subscriptions.listFor(event.type)) {
      if (isSuperseded && subscription.acts) continue
      if (isOver && subscription.acts) withheld = true
      else if (isTooOld && subscription.acts && !subscription.judgesAge) withheld = true
      else if (subscription.live) {
        this.#call(subscription, event)
        // It was the panic: what it sets off besides has arisen before it, too.
        if (this.#panickedSeq !== panicked) isOver = this.#aroseBeforePanic(event)
      }
    }
    this.#handling = null
    if (this.#subscriptions.afterwardsFor(event.type).length > 0) this.#unseen.add(event)
    if (!withheld) return
    this.#withheld += 1
    if (isTooOld) this.#tooOld.count(event)
  }

  #record(): void {
    const count = this.#unrecordedCount
    this.#unrecordedCount = 0
    for (let index = 0; index < count; index += 1) {
      const event = this.#unrecorded[index] as EventEnvelope
      this.#unrecorded[index] = undefined
      this.history.record(event)
      this.state.record(event)
    }
  }

  #mayShow(shown: number): boolean {
    if (this.#rest === null || this.#unseen.isLong) this.#showing = true
    return this.#showing && this.#unseen.size > 0 && (this.#rest === null || shown < SHOWN_AT_ONCE)
  }

  #showLater(): void {
    if (this.#resting || this.#rest === null) return
    this.#resting = true
    this.#rest(() => {
      this.#resting = false
      this.#showing = true
      this.#record()
      this.dispatchPending()
    })
  }

  /** Shows those who look on afterwards all that has been dispatched; for who is asked about it now. */
  readonly showAll = (): void => {
    while (this.#unseen.size > 0) this.#showOne()
  }

  /** Hands the next event to those who look on afterwards. */
  #showOne(): void {
    const event = this.#unseen.take()
    if (event === undefined) return
    // Somebody may have begun to listen, or ceased to, since it was dispatched.
    this.#subscriptions.listFor(event.type)
    for (const subscription of this.#subscriptions.afterwardsFor(event.type)) {
      if (subscription.live) this.#call(subscription, event)
    }
  }

  /** By when it arose and not by when it came; of the very instant of the panic what was there before it. */
  #aroseBeforePanic({ at, seq }: EventEnvelope): boolean {
    return at < this.#panickedAt || (at === this.#panickedAt && seq <= this.#panickedSeq)
  }

  #call(subscription: Subscription, event: EventEnvelope): void {
    try {
      const outcome = subscription.handler(event)
      if (outcome instanceof Promise) {
        outcome.catch((thrown: unknown) => this.#handlerFailed(subscription, event, thrown))
      }
    } catch (thrown) {
      this.#handlerFailed(subscription, event, thrown)
    }
  }

  #handlerFailed(subscription: Subscription, event: EventEnvelope, thrown: unknown): void {
    this.#failures += 1
    subscription.failures += 1
    // Announcing that the announcement failed would go round for ever.
    if (event.type === 'health.handlerFailed') return
    this.publish({
      type: 'health.handlerFailed',
      source: SOURCE,
      cause: event.seq,
      payload: {
        handler: subscription.name,
        type: event.type,
        seq: event.seq,
        message: messageOf(thrown),
        total: subscription.failures,
      },
    })
  }
}
