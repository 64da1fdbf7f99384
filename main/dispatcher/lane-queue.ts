// One lane of the dispatcher: a bounded queue in which later values of a key take the place of the first.
import type { EventEnvelope } from '../../shared/model/event.ts'
import type { Lane } from '../../shared/model/policy.ts'
import type { QueueHealth } from '../../shared/model/health.ts'

export class LaneQueue {
  readonly lane: Lane
  readonly capacity: number
  /** Circular: `#depth` slots from `#head` on are taken. */
  readonly #events: (EventEnvelope | undefined)[]
  readonly #keys: (string | null)[]
  /** Clock reading when each event came. */
  readonly #cameAt: Float64Array
  /** Slot of the event that waits under a key. */
  readonly #slots = new Map<string, number>()
  #head = 0
  #depth = 0
  #highWater = 0
  #dropped = 0
  #coalesced = 0
  #overflowing = false

  constructor(lane: Lane, capacity: number) {
    this.lane = lane
    this.capacity = capacity
    this.#events = new Array<EventEnvelope | undefined>(capacity)
    this.#keys = new Array<string | null>(capacity)
    this.#cameAt = new Float64Array(capacity)
  }

  get depth(): number {
    return this.#depth
  }

  get isFull(): boolean {
    return this.#depth === this.capacity
  }

  /** The event that a new one of this key would replace. */
  waiting(key: string): EventEnvelope | undefined {
    const slot = this.#slots.get(key)
    return slot === undefined ? undefined : this.#events[slot]
  }

  /** Puts a newer value in the place of the one that waits under `key`; the place keeps its age. */
  replace(key: string, event: EventEnvelope): void {
    this.#events[this.#slots.get(key) as number] = event
    this.#coalesced += 1
  }

  /** Lets the one that waits under `key` keep its place and its value, whatever comes after it. */
  close(key: string): void {
    const slot = this.#slots.get(key)
    if (slot === undefined) return
    this.#slots.delete(key)
    this.#keys[slot] = null
  }

  /** Adds to the end; there must be room. */
  add(event: EventEnvelope, key: string | null, now: number): void {
    const end = this.#head + this.#depth
    const slot = end < this.capacity ? end : end - this.capacity
    this.#events[slot] = event
    this.#keys[slot] = key
    this.#cameAt[slot] = now
    if (key !== null) this.#slots.set(key, slot)
    this.#depth += 1
    if (this.#depth > this.#highWater) this.#highWater = this.#depth
  }

  take(): EventEnvelope | undefined {
    if (this.#depth === 0) return undefined
    const slot = this.#head
    const event = this.#events[slot]
    const key = this.#keys[slot]
    this.#events[slot] = undefined
    if (typeof key === 'string') {
      this.#keys[slot] = null
      this.#slots.delete(key)
    }
    this.#head = slot + 1 === this.capacity ? 0 : slot + 1
    this.#depth -= 1
    // Half empty before the next overflow counts as a new one, or a lane that stays full would announce it all the time.
    if (this.#overflowing && this.#depth * 2 <= this.capacity) this.#overflowing = false
    return event
  }

  /** Counts an event that found no room, and answers whether it is the first since the lane had room to spare. */
  countDropped(): boolean {
    this.#dropped += 1
    const first = !this.#overflowing
    this.#overflowing = true
    return first
  }

  health(now: number): QueueHealth {
    return {
      lane: this.lane,
      depth: this.#depth,
      highWater: this.#highWater,
      capacity: this.capacity,
      oldestAge: this.#depth === 0 ? 0 : now - (this.#cameAt[this.#head] as number),
      dropped: this.#dropped,
      coalesced: this.#coalesced,
    }
  }
}
