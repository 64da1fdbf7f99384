// One lane of the dispatcher: a queue bounded in events and bytes, in which later values of a key take the place of the first.
import type { EventDraft, EventEnvelope } from '../../shared/model/event.ts'
import type { QueueName } from '../../shared/model/policy.ts'
import type { QueueHealth } from '../../shared/model/health.ts'
import { SMALL_EVENT } from '../../shared/model/size.ts'
import { RESERVED_PLACES } from './defaults.ts'

/** Events of one type and source replace each other. */
type Coming = Pick<EventDraft, 'type' | 'source'>

/** Keys of which nothing waits any more that may be known all the same: most of them come again within moments. */
const KNOWN_KEYS = 1_024
/** So many that wait are looked through, which costs less than a text to find them by; most often it is none. */
const FEW = 8
/** Beyond this an event is taken only where half of the lane's bytes are free. */
const HUGE_EVENT = 65_536

export class LaneQueue {
  readonly lane: QueueName
  readonly capacity: number
  readonly byteCapacity: number
  /** Circular: `#depth` slots from `#head` on are taken. */
  readonly #events: (EventEnvelope | undefined)[]
  readonly #keys: (string | null)[]
  /** Clock reading when each event came. */
  readonly #cameAt: Float64Array
  /**
   * Slot of the event that waits under a key, or that waited there last: a table that only grows costs nothing at each event. Of
   * those that wait it knows all where they are more than a few, else perhaps none.
   */
  readonly #slots = new Map<string, number>()
  #head = 0
  #depth = 0
  #bytes = 0
  #highWater = 0
  #dropped = 0
  #coalesced = 0
  #overflowing = false

  constructor(lane: QueueName, capacity: number, byteCapacity: number) {
    this.lane = lane
    this.capacity = capacity
    this.byteCapacity = byteCapacity
    const places = capacity + RESERVED_PLACES
    this.#events = new Array<EventEnvelope | undefined>(places)
    this.#keys = new Array<string | null>(places)
    this.#cameAt = new Float64Array(places)
  }

  get depth(): number {
    return this.#depth
  }

  get bytes(): number {
    return this.#bytes
  }

  /**
   * Whether an event of `bytes` finds room. Large ones may fill three quarters of the lane's bytes and huge ones half, so
   * that they are refused while there still is room for presses.
   */
  hasRoomFor(bytes: number): boolean {
    return this.#depth < this.capacity && this.#bytes + bytes <= this.#bytesFor(bytes)
  }

  /** Whether there is a reserved place. */
  get hasReserve(): boolean {
    return this.#depth < this.#events.length
  }

  /** The event that a new one of this key would replace. */
  waiting(coming: Coming, key: string): EventEnvelope | undefined {
    const slot = this.#slotOf(coming, key)
    return slot === undefined ? undefined : this.#events[slot]
  }

  /**
   * Puts a newer value in the place of the one that waits under `key`; the place keeps its age. False where the newer is
   * larger and finds no room.
   */
  replace(key: string, event: EventEnvelope): boolean {
    const slot = this.#slotOf(event, key) as number
    const more = event.bytes - (this.#events[slot] as EventEnvelope).bytes
    if (more > 0 && this.#bytes + more > this.#bytesFor(event.bytes)) return false
    this.#events[slot] = event
    this.#bytes += more
    this.#coalesced += 1
    return true
  }

  /** Lets the one that waits under `key` keep its place and its value, whatever comes after it. */
  close(coming: Coming, key: string): void {
    const slot = this.#slotOf(coming, key)
    if (slot !== undefined) this.#keys[slot] = null
  }

  /** Adds to the end; there must be room. */
  add(event: EventEnvelope, key: string | null, now: number): void {
    const slot = this.#slotAt(this.#depth)
    this.#events[slot] = event
    this.#keys[slot] = key
    this.#cameAt[slot] = now
    this.#depth += 1
    if (this.#depth > FEW + 1) this.#know(slot)
    else if (this.#depth === FEW + 1)
      for (let back = 0; back <= FEW; back += 1) this.#know(this.#slotAt(back))
    this.#bytes += event.bytes
    if (this.#depth > this.#highWater) this.#highWater = this.#depth
  }

  take(): EventEnvelope | undefined {
    if (this.#depth === 0) return undefined
    const slot = this.#head
    const event = this.#events[slot] as EventEnvelope
    this.#events[slot] = undefined
    this.#keys[slot] = null
    this.#head = slot + 1 === this.#events.length ? 0 : slot + 1
    this.#depth -= 1
    this.#bytes -= event.bytes
    // Half empty before the next overflow counts as a new one, or a lane that stays full would announce it all the time.
    if (this.#overflowing && this.#isHalfEmpty()) this.#overflowing = false
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
      bytes: this.#bytes,
      byteCapacity: this.byteCapacity,
      oldestAge: this.#depth === 0 ? 0 : now - (this.#cameAt[this.#head] as number),
      dropped: this.#dropped,
      coalesced: this.#coalesced,
    }
  }

  /** Of that many places behind the head. */
  #slotAt(place: number): number {
    const slot = this.#head + place
    return slot < this.#events.length ? slot : slot - this.#events.length
  }

  #slotOf(coming: Coming, key: string): number | undefined {
    if (this.#depth > FEW) {
      const slot = this.#slots.get(joined(coming, key))
      return slot !== undefined && this.#waitsAt(slot, coming, key) ? slot : undefined
    }
    for (let place = 0; place < this.#depth; place += 1) {
      const slot = this.#slotAt(place)
      if (this.#waitsAt(slot, coming, key)) return slot
    }
    return undefined
  }

  /** A key stands at its slot for as long as its event waits there, and nothing has closed it. */
  #waitsAt(slot: number, { type, source }: Coming, key: string): boolean {
    const event = this.#events[slot]
    return event?.type === type && this.#keys[slot] === key && event.source === source
  }

  #know(slot: number): void {
    const key = this.#keys[slot]
    if (key === null || key === undefined) return
    // Half of them at least are forgotten then, so that it costs little for each.
    if (this.#slots.size > KNOWN_KEYS + 2 * this.#depth) {
      for (const [known, at] of this.#slots) if (this.#joinedAt(at) !== known) this.#slots.delete(known)
    }
    this.#slots.set(joined(this.#events[slot] as EventEnvelope, key), slot)
  }

  #joinedAt(slot: number): string | null {
    const [event, key] = [this.#events[slot], this.#keys[slot] ?? null]
    return event === undefined || key === null ? null : joined(event, key)
  }

  #bytesFor(bytes: number): number {
    if (bytes <= SMALL_EVENT) return this.byteCapacity
    return bytes <= HUGE_EVENT ? this.byteCapacity * 0.75 : this.byteCapacity / 2
  }

  #isHalfEmpty(): boolean {
    return this.#depth * 2 <= this.capacity && this.#bytes * 4 <= this.byteCapacity
  }
}

/** The length keeps source and key apart. */
function joined({ type, source }: Coming, key: string): string {
  return `${type} ${source.length} ${source}${key}`
}
