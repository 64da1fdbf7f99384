// A destination's bounded queue of thrown events, and what is known of each event in it.
import { Ring } from '../../shared/base/ring.ts'
import type { MonotonicMs, WallMs } from '../../shared/base/clock.ts'
import type { EndedThrown, ThrownEntry } from '../../shared/contract/scheduler-streams.ts'
import type { Json } from '../../shared/model/json.ts'
import { THROWN_LIMITS } from '../../shared/model/thrown-event.ts'
import type { ThrownOutcome, ThrownScope } from '../../shared/model/thrown-event.ts'
import type { AgendaItem } from './agenda.ts'
import { Crowding } from './crowding.ts'
import { ShedOrder } from './shed-order.ts'
import type { SchedulerState } from './state.ts'

/** Entries of one queue that a client is shown. */
const ENTRIES_SHOWN = 200
const HISTORY_SHOWN = 200

/** A thrown event, in as many queues as it has destinations. */
export interface Thrown extends AgendaItem {
  readonly eventId: string
  readonly key: string
  readonly name: string
  readonly scope: ThrownScope
  readonly payload: Json
  readonly singleConsumer: boolean
  /** Who threw it, for people, and as conditions know it. */
  readonly by: string
  readonly source: string
  readonly thrownAt: MonotonicMs
  readonly thrownTime: WallMs
  readonly wallActive: WallMs | null
  readonly ttl: number | null
  /** What it takes in memory. */
  readonly bytes: number
  /** `seq` of the event that tells of it; null where that was refused. */
  readonly seq: number | null
  readonly cause: number | null
  activeAt: number
  expiresAt: number | null
  active: boolean
  /** In the queues where it still waits. */
  readonly entries: Set<Entry>
}

/** A thrown event in one queue. */
export interface Entry {
  readonly thrown: Thrown
  readonly queue: ThrownQueue
  /** Rules of the destination that have caught it. */
  caught: Set<string>
  over: boolean
}

/** Who makes room first: what no rule could catch, then what one could, and last what one could and is still to come. */
const RANK = { uncatchable: 0, catchable: 1, delayed: 2 } as const

function rankOf(entry: Entry): number {
  if (!isCatchable(entry)) return RANK.uncatchable
  const { active, activeAt, thrownAt } = entry.thrown
  return active || activeAt <= thrownAt ? RANK.catchable : RANK.delayed
}

/** Whether a rule of the destination names it, switched on or not, that has not caught it yet. */
export function isCatchable({ thrown, queue, caught }: Entry): boolean {
  const catchers = queue.destination.byKey.get(thrown.key) ?? []
  return catchers.some(({ definition }) => !caught.has(definition.id))
}

/** The order of all queues together: a thrown event is worth what it is where it is worth most. */
export function shedOrderOfAll(): ShedOrder<Thrown> {
  return new ShedOrder<Thrown>({
    rankOf: ({ entries }) => Math.max(RANK.uncatchable, ...Array.from(entries, rankOf)),
    bytesOf: ({ bytes }) => bytes,
  })
}

export class ThrownQueue {
  readonly destination: SchedulerState
  readonly crowding: Crowding
  readonly #entries = new Set<Entry>()
  readonly #order = new ShedOrder<Entry>({ rankOf, bytesOf: ({ thrown }) => thrown.bytes })
  /** What clients are shown of it; null when it has changed since. */
  #shown: readonly ThrownEntry[] | null = null

  constructor(destination: SchedulerState) {
    this.destination = destination
    const { queue, queueBytes } = THROWN_LIMITS
    this.crowding = new Crowding(queue, queueBytes)
  }

  get id(): string {
    return this.destination.definition.id
  }

  get size(): number {
    return this.#entries.size
  }

  get bytes(): number {
    return this.#order.bytes
  }

  add(thrown: Thrown): Entry {
    const entry: Entry = { thrown, queue: this, caught: new Set(), over: false }
    this.#entries.add(entry)
    thrown.entries.add(entry)
    this.#order.put(entry)
    this.changed()
    return entry
  }

  /** The entry that has to make room for the newest, if need be that itself; null where there is room for all. */
  excess(newest: Entry): Entry | null {
    if (this.size > THROWN_LIMITS.queue) return this.#order.first('age', newest)
    return this.bytes > THROWN_LIMITS.queueBytes ? this.#order.first('size', newest) : null
  }

  remove(entry: Entry): void {
    this.#entries.delete(entry)
    this.#order.remove(entry)
    this.crowding.left(this.size, this.bytes)
    this.changed()
  }

  /** Something about the entry is other than it was. */
  entryChanged(entry: Entry): void {
    this.#order.put(entry)
    this.changed()
  }

  changed(): void {
    this.#shown = null
  }

  /** In the order in which they were thrown. */
  entries(): readonly Entry[] {
    return [...this.#entries]
  }

  /** The next to become active or to expire first. */
  shown(): readonly ThrownEntry[] {
    this.#shown ??= this.entries()
      .map((entry) => ({ entry, next: nextChange(entry.thrown) }))
      .sort((a, b) => (a.next === b.next ? 0 : a.next - b.next))
      .slice(0, ENTRIES_SHOWN)
      .map(({ entry }) => viewOf(entry))
    return this.#shown
  }
}

function nextChange({ active, activeAt, expiresAt }: Thrown): number {
  return active ? (expiresAt ?? Infinity) : activeAt
}

export function viewOf({ thrown, queue, caught }: Entry): ThrownEntry {
  const { eventId, key, name, scope, payload, singleConsumer, thrownAt, activeAt, expiresAt, by } = thrown
  return {
    eventId,
    key,
    name,
    scope,
    destId: queue.id,
    payload,
    singleConsumer,
    thrownAt,
    activeAt,
    expiresAt,
    caught: [...caught],
    by,
  }
}

interface Ended {
  shown: EndedThrown
  /** Of its payload. */
  readonly bytes: number
}

/** Those that have left their queues, the newest of them. */
export class ThrownHistory {
  readonly #ended = new Ring<Ended>(THROWN_LIMITS.history)
  readonly #payloads = new ShedOrder<Ended>({ rankOf: () => 0, bytesOf: ({ bytes }) => bytes })
  readonly #totals: Record<ThrownOutcome, number> = {
    ...{ consumed: 0, expired: 0, missed: 0, cleared: 0, displaced: 0, removed: 0, panicked: 0 },
  }

  add(entry: Entry, endedAt: number, outcome: ThrownOutcome): void {
    const ended: Ended = { shown: { ...viewOf(entry), endedAt, outcome }, bytes: entry.thrown.bytes }
    const oldest = this.#ended.push(ended)
    if (oldest !== undefined) this.#payloads.remove(oldest)
    this.#payloads.put(ended)
    this.#totals[outcome] += 1
    while (this.#payloads.bytes > THROWN_LIMITS.historyBytes) this.#forgetPayload(ended)
  }

  /** Since the show was opened. */
  totals(): Readonly<Record<ThrownOutcome, number>> {
    return { ...this.#totals }
  }

  /** Newest first. */
  shown(): readonly EndedThrown[] {
    const shown: EndedThrown[] = []
    for (const ended of this.#ended.newestFirst()) {
      if (shown.length === HISTORY_SHOWN) break
      shown.push(ended.shown)
    }
    return shown
  }

  #forgetPayload(newest: Ended): void {
    const biggest = this.#payloads.first('size', newest) ?? newest
    this.#payloads.remove(biggest)
    biggest.shown = { ...biggest.shown, payload: `(${biggest.bytes} bytes, no longer kept here)` }
  }
}
