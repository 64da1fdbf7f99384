// Thrown events: fanned out to the queues of their destinations, offered to rules while active, and ended once in each queue.
import type { Clock } from '../../shared/base/clock.ts'
import { failed, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import type { ThrownEntry, ThrownView } from '../../shared/contract/scheduler-streams.ts'
import type { Client } from '../../shared/model/client.ts'
import type { Publish } from '../../shared/model/event.ts'
import type { CrowdedQueue } from '../../shared/model/health.ts'
import type { Lain, LeftBehind, TakenBack } from '../../shared/model/kept-state.ts'
import { presentName } from '../../shared/model/mutations/renamed.ts'
import type { ShowChange } from '../../shared/model/show-change.ts'
import { sizeOf } from '../../shared/model/size.ts'
import type { ThrownEvent, ThrownOutcome } from '../../shared/model/thrown-event.ts'
import type { Agenda } from './agenda.ts'
import type { Crowding } from './crowding.ts'
import { queueFull, tooLarge } from './faults.ts'
import { mayBeStale, readThrown, timesOf } from './kept-thrown.ts'
import type { KeptEvent } from './kept-thrown.ts'
import { Missed, missedBy } from './missed.ts'
import { Recheck } from './recheck.ts'
import type { Taken } from './rule-book.ts'
import { clientOf } from './rule-client.ts'
import type { RuleState, SchedulerState } from './state.ts'
import { Destinations } from './thrown-destinations.ts'
import { ThrownHistory, isCatchable, viewOf } from './thrown-queue.ts'
import type { Entry, Thrown, ThrownQueue } from './thrown-queue.ts'
import { activationOf } from './thrown-time.ts'
import { MADE_UP_FOR_MS } from '../../shared/model/scheduler.ts'
import { instantFor, nextLook } from './wall-time.ts'

const SOURCE = 'schedulers'
/** What a thrown event takes in memory besides its payload, about. */
const OVERHEAD_BYTES = 500

/** The rules that catch. */
export interface Catchers {
  admits(rule: RuleState, event: object, cause: number | null): boolean
  fire(rule: RuleState, event: object, cause: number | null): void
}

interface ThrownEventsOptions {
  readonly clock: Clock
  readonly publish: Publish
  readonly agenda: Agenda
  readonly catchers: Catchers
  /** What waits is another than it was. */
  changed(): void
}

export class ThrownEvents implements Disposable {
  readonly #options: ThrownEventsOptions
  readonly #destinations = new Destinations()
  readonly #rechecks = new Map<SchedulerState, Recheck>()
  readonly #history = new ThrownHistory()
  readonly #missed: Missed
  /** The number in the newest id. */
  #lastId = 0
  #thrown = 0
  #caught = 0

  constructor(options: ThrownEventsOptions) {
    this.#options = options
    const { clock, publish } = options
    this.#missed = new Missed({ clock, publish, source: SOURCE })
  }

  /** The schedulers are others than they were. What waits goes on waiting, where it may; nothing is caught inside of this call. */
  take({ schedulers, renewed, gone }: Taken, { cause, renamed }: ShowChange): void {
    const { clock, agenda } = this.#options
    this.#options.changed()
    for (const destination of gone) this.#close(destination, cause)
    this.#destinations.take(schedulers)
    for (const destination of renewed) {
      const queue = this.#destinations.queueOf(destination.definition.id)
      if (!queue.ok) continue
      const nameOf = presentName(renamed, 'rule', destination.definition.id)
      for (const entry of queue.value.entries()) {
        entry.caught = new Set(Array.from(entry.caught, nameOf))
        this.#catchersChanged(entry, cause)
      }
      if (!this.#rechecks.has(destination)) {
        const offer = (entry: Entry): void => this.#offer(entry)
        this.#rechecks.set(destination, new Recheck(clock, agenda, queue.value, offer))
      }
      this.offerAgain(destination)
    }
  }

  /** Never fires a rule before it returns. */
  throw(
    event: ThrownEvent,
    client: Client,
    cause: number | null,
  ): Result<{ readonly eventId: string; readonly destinations: number }> {
    const queues = this.#destinations.of(event)
    if (!queues.ok) return queues
    const activation = activationOf(this.#options.clock, event)
    if (!activation.ok) return activation
    const refused = tooLarge('thrown/payload-too-large', `${event.key} payload`, event.payload)
    if (refused !== null) return failed(refused)
    const { activeAt, wallActive, ttl } = activation.value
    const { key, display_name: name = key, scope, payload, single_consumer: singleConsumer } = event
    const eventId = `t${this.#lastId + 1}`
    const expiresAt = ttl === null ? null : activeAt + ttl
    const destinations = queues.value.map(({ id }) => id)
    const { name: by } = client
    // As conditions know it, which rules may go by.
    const source = client.way === 'rule' ? client.id : by
    const facts = {
      eventId,
      key,
      name,
      scope,
      destinations,
      activeAt,
      expiresAt,
      singleConsumer,
      payload,
      by,
    }
    const seq = this.#options.publish({ type: 'thrown.created', source: SOURCE, cause, payload: facts })
    if (seq === null) return failed(queueFull(key))
    this.#thrown += 1
    this.#lastId += 1
    const { clock } = this.#options
    const thrown = this.#made({
      ...{ eventId, key, name, scope, payload, singleConsumer, by, source, seq, cause },
      ...{ wallActive, ttl, activeAt, expiresAt, active: false },
      ...{ thrownAt: clock.now(), thrownTime: clock.wall() },
    })
    this.#wait(thrown, queues.value)
    return ok({ eventId, destinations: queues.value.length })
  }

  /** All that waits, destination by destination. */
  *waiting(): Generator<Entry> {
    for (const queue of this.#destinations.queues()) yield* queue.entries()
  }

  /** What waited in an earlier run waits again, its time having run on; what expired or was missed meanwhile is recorded as that. */
  takeBack(value: unknown, lain: Lain): TakenBack {
    const { events, bad, noRoom } = readThrown(value)
    const left: LeftBehind[] = []
    if (bad > 0) left.push({ what: `${bad} thrown events`, why: 'they cannot be read' })
    if (noRoom > 0) left.push({ what: `${noRoom} thrown events`, why: 'there was no room to keep them' })
    let taken = 0
    for (const event of events) {
      const why = this.#waitAgain(event, lain)
      if (why === null) taken += 1
      else left.push({ what: event.name, why })
    }
    return { taken, left }
  }

  /** Takes events of a key, or the one of an id, out of all queues; answers how many events. */
  clear(keyOrId: string, by: string, cause: number | null): number {
    const cleared = new Set<Thrown>()
    for (const queue of this.#destinations.queues()) {
      for (const entry of queue.entries()) {
        const { key, eventId } = entry.thrown
        if (key !== keyOrId && eventId !== keyOrId) continue
        cleared.add(entry.thrown)
        this.#end(entry, 'cleared', by, cause)
      }
    }
    return cleared.size
  }

  /** Ends all that waits or is to come; answers how many events. */
  panic(cause: number): number {
    const ended = new Set<Thrown>()
    for (const queue of this.#destinations.queues()) {
      for (const entry of queue.entries()) {
        ended.add(entry.thrown)
        this.#end(entry, 'panicked', null, cause)
      }
    }
    return ended.size
  }

  /** In the order in which they were thrown. */
  queueOf(destId: string): Result<readonly ThrownEntry[]> {
    const queue = this.#destinations.queueOf(destId)
    return queue.ok ? ok(queue.value.entries().map(viewOf)) : queue
  }

  /** Something has changed that conditions may depend on: offers what waits at a destination to its rules again, soon. */
  offerAgain(destination: SchedulerState): void {
    if (destination.byKey.size > 0) this.#rechecks.get(destination)?.request()
  }

  /** Wall time is other than it was: looks at once who waits for it. */
  clockJumped(): void {
    const { clock, agenda } = this.#options
    const now = clock.now()
    const waiting = new Set<Thrown>()
    for (const queue of this.#destinations.queues()) {
      for (const { thrown } of queue.entries()) {
        if (thrown.wallActive !== null && !thrown.active) waiting.add(thrown)
      }
    }
    // What should have been looked at already keeps its place, by which it is known how late that is.
    for (const thrown of waiting) agenda.set(thrown, Math.min(thrown.dueAt, now))
  }

  /** The engine stood still, and the clock with it for so many milliseconds: what was due meanwhile does not come late. */
  overslept(asleep: number): void {
    const { clock } = this.#options
    const waiting = new Set<Thrown>()
    for (const queue of this.#destinations.queues()) {
      for (const { thrown } of queue.entries()) {
        if (!thrown.active && thrown.wallActive === null) waiting.add(thrown)
      }
    }
    for (const thrown of waiting) {
      const lateBy = missedBy(clock, thrown, asleep)
      if (lateBy !== null) this.#miss(thrown, lateBy)
    }
  }

  [Symbol.dispose](): void {
    this.#missed[Symbol.dispose]()
  }

  /** Ends what has become active since an instant and a rule would have caught, had rules not been held. */
  passOver(since: number, by: string, cause: number | null): void {
    for (const queue of this.#destinations.queues()) {
      const { byKey } = queue.destination
      for (const entry of queue.entries()) {
        const { active, activeAt, key } = entry.thrown
        if (active && activeAt >= since && byKey.has(key)) this.#end(entry, 'cleared', by, cause)
      }
    }
  }

  view(): ThrownView {
    const queues = Array.from(this.#destinations.queues(), (queue) => {
      const { name, groups } = queue.destination.definition
      return { destId: queue.id, name, groups, entries: queue.shown(), count: queue.size }
    })
    return { queues, history: this.#history.shown() }
  }

  /** Where they had to make room lately. */
  crowded(): readonly CrowdedQueue[] {
    return this.#destinations.crowded()
  }

  health() {
    const waiting = this.#destinations.waiting()
    return { thrown: this.#thrown, caught: this.#caught, waiting, ended: this.#history.totals() }
  }

  /** Answers why it does not wait again. */
  #waitAgain(event: KeptEvent, lain: Lain): string | null {
    const { clock, agenda } = this.#options
    const places = new Map(event.places.map(({ destId, caught }) => [destId, caught]))
    const queues = this.#destinations.queues().filter(({ id }) => places.has(id))
    if (queues.length === 0) return 'the show has none of its destinations'
    const number = Number(/^t(\d{1,15})$/.exec(event.eventId)?.[1] ?? 0)
    // Of an id that was given again meanwhile it takes the next.
    this.#lastId = number > this.#lastId ? number : this.#lastId + 1
    const { key, name, scope, payload, singleConsumer, by, source, ttl, active } = event
    const thrown = this.#made({
      ...{ eventId: `t${this.#lastId}`, key, name, scope, payload, singleConsumer, by, source, ttl, active },
      ...{ ...timesOf(event, lain, clock), seq: null, cause: null },
    })
    this.#wait(thrown, queues)
    for (const entry of thrown.entries) {
      entry.caught = new Set(places.get(entry.queue.id))
      this.#catchersChanged(entry, null)
    }
    const isOver = active && thrown.expiresAt !== null && clock.now() >= thrown.expiresAt
    if (isOver || mayBeStale(event, lain)) {
      this.#expire(thrown)
      return isOver ? EXPIRED : UNSURE
    }
    // Nobody has looked yet whether it is time.
    const lateBy = active ? null : missedBy(clock, { ...thrown, dueAt: thrown.activeAt })
    if (lateBy !== null) {
      this.#miss(thrown, lateBy)
      return MISSED
    }
    if (!active || thrown.entries.size === 0) return null
    if (thrown.expiresAt === null) agenda.remove(thrown)
    else agenda.set(thrown, thrown.expiresAt)
    for (const { queue } of thrown.entries) this.offerAgain(queue.destination)
    return null
  }

  #made(facts: Omit<Thrown, 'bytes' | 'entries' | 'happen' | 'dueAt' | 'order' | 'place'>): Thrown {
    const thrown: Thrown = {
      ...facts,
      bytes: OVERHEAD_BYTES + sizeOf(facts.payload),
      entries: new Set(),
      happen: () => this.#happen(thrown),
      ...{ dueAt: facts.activeAt, order: 0, place: -1 },
    }
    return thrown
  }

  #wait(thrown: Thrown, queues: readonly ThrownQueue[]): void {
    for (const queue of queues) this.#enqueue(queue, thrown)
    this.#makeRoomInAll(thrown)
    if (thrown.entries.size > 0) this.#options.agenda.set(thrown, this.#activationLook(thrown))
    this.#options.changed()
  }

  #enqueue(queue: ThrownQueue, thrown: Thrown): void {
    const newest = queue.add(thrown)
    for (let entry = queue.excess(newest); entry !== null; entry = queue.excess(newest)) {
      this.#pushOut(entry, queue.crowding, thrown)
    }
  }

  #makeRoomInAll(newest: Thrown): void {
    const destinations = this.#destinations
    destinations.changed(newest)
    for (let thrown = destinations.excess(newest); thrown !== null; thrown = destinations.excess(newest)) {
      for (const entry of [...thrown.entries]) this.#pushOut(entry, destinations.crowding, newest)
    }
  }

  #pushOut(entry: Entry, crowding: Crowding, newest: Thrown): void {
    const wasCatchable = isCatchable(entry)
    this.#end(entry, 'displaced', newest.by, newest.seq)
    crowding.pushedOut(entry.thrown.key, wasCatchable)
  }

  #activationLook({ wallActive, activeAt }: Thrown): number {
    return wallActive === null ? activeAt : nextLook(this.#options.clock, wallActive)
  }

  #happen(thrown: Thrown): void {
    if (thrown.active) this.#expire(thrown)
    else if (thrown.wallActive !== null && this.#options.clock.wall() < thrown.wallActive)
      this.#postpone(thrown)
    else this.#activate(thrown)
  }

  /** Wall time is not there yet, or was set meanwhile. */
  #postpone(thrown: Thrown): void {
    const { clock, agenda } = this.#options
    const { wallActive, ttl } = thrown
    if (wallActive === null) return
    thrown.activeAt = instantFor(clock, wallActive)
    thrown.expiresAt = ttl === null ? null : thrown.activeAt + ttl
    for (const { queue } of thrown.entries) queue.changed()
    agenda.set(thrown, nextLook(clock, wallActive))
  }

  #activate(thrown: Thrown): void {
    const { clock, agenda } = this.#options
    const now = clock.now()
    const { wallActive, ttl } = thrown
    if (wallActive !== null) {
      const lateBy = clock.wall() - wallActive
      // Slept through, its lifetime has run all the same; a clock that was set a little costs it nothing.
      thrown.activeAt = lateBy < MADE_UP_FOR_MS ? now : now - lateBy
      thrown.expiresAt = ttl === null ? null : thrown.activeAt + ttl
    }
    const lateBy = missedBy(clock, thrown)
    if (lateBy !== null) {
      this.#miss(thrown, lateBy)
      return
    }
    thrown.active = true
    this.#options.changed()
    for (const entry of thrown.entries) entry.queue.entryChanged(entry)
    this.#destinations.changed(thrown)
    if (thrown.expiresAt !== null && now >= thrown.expiresAt) {
      this.#expire(thrown)
      return
    }
    if (thrown.expiresAt !== null) agenda.set(thrown, thrown.expiresAt)
    const inOrder = (a: Entry, b: Entry): number => a.queue.destination.order - b.queue.destination.order
    for (const entry of [...thrown.entries].sort(inOrder)) this.#offer(entry)
  }

  #close(destination: SchedulerState, cause: number | null): void {
    const queue = this.#destinations.queueOf(destination.definition.id)
    if (queue.ok) for (const entry of queue.value.entries()) this.#end(entry, 'removed', null, cause)
    const recheck = this.#rechecks.get(destination)
    if (recheck !== undefined) this.#options.agenda.remove(recheck)
    this.#rechecks.delete(destination)
  }

  /** The rules that may catch it are others: it may be worth more or less than it was, or have been caught by all there are. */
  #catchersChanged(entry: Entry, cause: number | null): void {
    const { thrown, queue } = entry
    queue.entryChanged(entry)
    this.#destinations.changed(thrown)
    if (isCaughtByAll(entry)) this.#end(entry, 'consumed', null, cause)
  }

  #miss(thrown: Thrown, lateBy: number): void {
    if (thrown.ttl !== null && lateBy >= thrown.ttl) return this.#expire(thrown)
    this.#missed.add(thrown.name, lateBy)
    for (const entry of [...thrown.entries]) this.#end(entry, 'missed', null, thrown.seq)
  }

  #expire(thrown: Thrown): void {
    for (const entry of [...thrown.entries]) this.#end(entry, 'expired', null, thrown.seq)
  }

  /** Lets each rule of a destination that names the event catch it, once. */
  #offer(entry: Entry): void {
    const { thrown, queue, caught } = entry
    if (!thrown.active) return
    const seen = seenAs(thrown)
    for (const rule of queue.destination.byKey.get(thrown.key) ?? []) {
      const isExpired = thrown.expiresAt !== null && this.#options.clock.now() >= thrown.expiresAt
      if (entry.over || isExpired) return
      if (caught.has(rule.definition.id)) continue
      if (this.#options.catchers.admits(rule, seen, thrown.seq)) this.#catch(entry, rule, seen)
      else if (rule.restsUntil > this.#options.clock.now())
        this.#rechecks.get(queue.destination)?.requestAt(rule.restsUntil)
    }
  }

  /** What leaves the queue does so before the rule acts, which may throw, clear and displace in turn. */
  #catch(entry: Entry, rule: RuleState, seen: object): void {
    const { thrown, queue, caught } = entry
    const { eventId, key, payload } = thrown
    caught.add(rule.definition.id)
    this.#options.changed()
    queue.entryChanged(entry)
    this.#destinations.changed(thrown)
    this.#caught += 1
    const facts = { eventId, key, destId: queue.id, ruleId: rule.definition.id, payload }
    const { source } = queue.destination
    const seq = this.#options.publish({ type: 'thrown.caught', source, cause: thrown.seq, payload: facts })
    const cause = seq ?? thrown.seq
    if (thrown.singleConsumer) {
      for (const other of [...thrown.entries]) this.#end(other, 'consumed', clientOf(rule).name, cause)
    } else if (isCaughtByAll(entry)) this.#end(entry, 'consumed', clientOf(rule).name, cause)
    this.#options.catchers.fire(rule, seen, cause)
  }

  #end(entry: Entry, outcome: ThrownOutcome, by: string | null, cause: number | null): void {
    const { thrown, queue, caught } = entry
    if (entry.over) return
    entry.over = true
    this.#options.changed()
    queue.remove(entry)
    thrown.entries.delete(entry)
    if (thrown.entries.size === 0) {
      this.#options.agenda.remove(thrown)
      this.#destinations.left(thrown)
    }
    this.#history.add(entry, this.#options.clock.now(), outcome)
    const { eventId, key, name } = thrown
    const payload = { eventId, key, name, destId: queue.id, outcome, caught: caught.size, by }
    this.#options.publish({ type: 'thrown.ended', source: queue.destination.source, cause, payload })
  }
}

const EXPIRED = 'its time ran out while the show was away'
const MISSED = 'it was due while the show was away'
const UNSURE = 'the clock was set back while the show was away, so that its time may have run out'

/** Whether there is nothing left that it could live on for. */
function isCaughtByAll(entry: Entry): boolean {
  return entry.caught.size > 0 && entry.thrown.ttl === null && !isCatchable(entry)
}

/** What expressions see as the event. */
function seenAs({ key, name, source, payload, seq, cause, thrownTime, activeAt }: Thrown): object {
  const display_name = name
  return {
    type: `thrown.${key}`,
    source,
    at: activeAt,
    time: thrownTime,
    payload,
    seq,
    cause,
    key,
    display_name,
  }
}
