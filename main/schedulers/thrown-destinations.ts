// Where thrown events can go: the queue of each scheduler, found by id and by group.
import { failed, fault, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import type { CrowdedQueue } from '../../shared/model/health.ts'
import { THROWN_LIMITS } from '../../shared/model/thrown-event.ts'
import type { ThrownEvent } from '../../shared/model/thrown-event.ts'
import { Crowding } from './crowding.ts'
import { meant } from './faults.ts'
import type { SchedulerState } from './state.ts'
import { ThrownQueue, shedOrderOfAll } from './thrown-queue.ts'
import type { Thrown } from './thrown-queue.ts'

/** Full queues that are told by name. */
const CROWDED_NAMED = 10

export class Destinations {
  #queues: ReadonlyMap<string, ThrownQueue> = new Map()
  #groups: ReadonlyMap<string, readonly ThrownQueue[]> = new Map()
  readonly #order = shedOrderOfAll()
  /** Of all queues together. */
  readonly crowding = new Crowding(Infinity, THROWN_LIMITS.allBytes)

  /** From now on these are the destinations, in this order, and each in the groups that it is defined to be in. */
  take(destinations: readonly SchedulerState[]): void {
    const before = new Map(Array.from(this.#queues.values(), (queue) => [queue.destination, queue]))
    const queues = new Map<string, ThrownQueue>()
    const groups = new Map<string, ThrownQueue[]>()
    for (const destination of destinations) {
      const { id, groups: isIn } = destination.definition
      const queue = before.get(destination) ?? new ThrownQueue(destination)
      queues.set(id, queue)
      for (const group of new Set(isIn)) {
        const members = groups.get(group)
        if (members === undefined) groups.set(group, [queue])
        else members.push(queue)
      }
    }
    this.#queues = queues
    this.#groups = groups
  }

  /** In the order of the show. */
  queues(): readonly ThrownQueue[] {
    return [...this.#queues.values()]
  }

  queueOf(destId: string): Result<ThrownQueue> {
    const queue = this.#queues.get(destId)
    return queue === undefined ? unknown('scheduler', destId, this.#queues) : ok(queue)
  }

  of({ scope, dest_id = '', group_id = '' }: ThrownEvent): Result<readonly ThrownQueue[]> {
    switch (scope) {
      case 'dest': {
        const queue = this.queueOf(dest_id)
        return queue.ok ? ok([queue.value]) : queue
      }
      case 'group': {
        const queues = this.#groups.get(group_id)
        return queues === undefined ? unknown('group', group_id, this.#groups) : ok(queues)
      }
      case 'global': {
        if (this.#queues.size > 0) return ok(this.queues())
        const next = 'declare a scheduler in the show'
        return failed(fault('thrown/unknown-destination', 'global', 'the show has no schedulers', next))
      }
    }
  }

  /** An event waits, or something about it is other than it was. */
  changed(thrown: Thrown): void {
    if (thrown.entries.size > 0) this.#order.put(thrown)
  }

  /** It waits nowhere any more. */
  left(thrown: Thrown): void {
    this.#order.remove(thrown)
    this.crowding.left(0, this.#order.bytes)
  }

  /** The event that has to make room for the newest, if need be that itself; null where there is room for all. */
  excess(newest: Thrown): Thrown | null {
    return this.#order.bytes > THROWN_LIMITS.allBytes ? this.#order.first('size', newest) : null
  }

  /** Events that wait, as often as they do. */
  waiting(): number {
    let waiting = 0
    for (const { size } of this.#queues.values()) waiting += size
    return waiting
  }

  /** Where thrown events had to make room lately, the first ten. */
  crowded(): readonly CrowdedQueue[] {
    const all = this.crowding.view(null, this.waiting(), this.#order.bytes)
    const crowded = all === null ? [] : [all]
    for (const { id, crowding, size, bytes } of this.#queues.values()) {
      if (crowded.length === CROWDED_NAMED) break
      const view = crowding.view(id, size, bytes)
      if (view !== null) crowded.push(view)
    }
    return crowded
  }
}

function unknown(kind: 'scheduler' | 'group', id: string, known: ReadonlyMap<string, object>): Result<never> {
  const what = kind === 'scheduler' ? 'no scheduler has this id' : 'no scheduler is in this group'
  const next = meant(id, known.keys(), `use the id of a ${kind} of the show`)
  return failed(fault('thrown/unknown-destination', id.slice(0, 100), what, next))
}
