// A destination's bounded queue of thrown events, and what is known of each event in it.
import { Ring } from '../../shared/base/ring.ts'
import type { MonotonicMs, WallMs } from '../../shared/base/clock.ts'
import type { EndedThrown, ThrownEntry } from '../../shared/contract/scheduler-streams.ts'
import type { Json } from '../../shared/model/json.ts'
import { THROWN_LIMITS } from '../../shared/model/thrown-event.ts'
import type { ThrownOutcome, ThrownScope } from '../../shared/model/thrown-event.ts'
import type { AgendaItem } from './agenda.ts'
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
  readonly by: string
  readonly thrownAt: MonotonicMs
  readonly thrownTime: WallMs
  readonly wallActive: WallMs | null
  readonly ttl: number | null
  /** `seq` of the event that tells of it; null where that was refused. */
  readonly seq: number | null
  readonly cause: number | null
  activeAt: number
  expiresAt: number | null
  active: boolean
  /** In the queues where it still waits, in the order of the show. */
  readonly entries: Set<Entry>
}

/** A thrown event in one queue. */
export interface Entry {
  readonly thrown: Thrown
  readonly queue: ThrownQueue
  /** Rules of the destination that have caught it. */
  readonly caught: Set<string>
  over: boolean
}

export class ThrownQueue {
  readonly destination: SchedulerState
  readonly #entries = new Set<Entry>()
  /** What clients are shown of it; null when it has changed since. */
  #shown: readonly ThrownEntry[] | null = null

  constructor(destination: SchedulerState) {
    this.destination = destination
  }

  get id(): string {
    return this.destination.definition.id
  }

  get size(): number {
    return this.#entries.size
  }

  /** The entry that has to make room for another; null where there is room. */
  displaced(): Entry | null {
    if (this.#entries.size < THROWN_LIMITS.queue) return null
    const [oldest] = this.#entries
    return oldest ?? null
  }

  add(thrown: Thrown): void {
    const entry: Entry = { thrown, queue: this, caught: new Set(), over: false }
    this.#entries.add(entry)
    thrown.entries.add(entry)
    this.changed()
  }

  remove(entry: Entry): void {
    this.#entries.delete(entry)
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

/** Those that have left their queues, the newest of them. */
export class ThrownHistory {
  readonly #ended = new Ring<{
    readonly entry: Entry
    readonly endedAt: number
    readonly outcome: ThrownOutcome
  }>(THROWN_LIMITS.history)
  readonly #totals: Record<ThrownOutcome, number> = {
    ...{ consumed: 0, expired: 0, cleared: 0, displaced: 0, panicked: 0 },
  }

  add(entry: Entry, endedAt: number, outcome: ThrownOutcome): void {
    this.#ended.push({ entry, endedAt, outcome })
    this.#totals[outcome] += 1
  }

  /** Since the show was opened. */
  totals(): Readonly<Record<ThrownOutcome, number>> {
    return { ...this.#totals }
  }

  /** Newest first. */
  shown(): readonly EndedThrown[] {
    const shown: EndedThrown[] = []
    for (const { entry, endedAt, outcome } of this.#ended.newestFirst()) {
      if (shown.length === HISTORY_SHOWN) break
      shown.push({ ...viewOf(entry), endedAt, outcome })
    }
    return shown
  }
}
