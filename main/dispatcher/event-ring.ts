// The most recent events, bounded in number and in the bytes of the large ones, which go before any small one does.
import type { EventEnvelope } from '../../shared/model/event.ts'
import { SMALL_EVENT } from '../../shared/model/size.ts'

interface Bounds {
  readonly events: number
  /** Bytes of those that are larger than `SMALL_EVENT`; the others together take less than that for each place. */
  readonly largeBytes: number
}

export class EventRing {
  readonly #bounds: Bounds
  readonly #dropped: (event: EventEnvelope) => void
  /** Grows until it has a place for each: of most runs only a handful is ever kept. */
  #events: (EventEnvelope | undefined)[] = []
  /** Events ever taken in; the newest is in the place before this one, modulo their number. */
  #taken = 0
  /** Of those, how many have been passed in the search for the oldest large one. */
  #passed = 0
  #size = 0
  #largeBytes = 0

  /** `dropped` hears of each event that makes room, and must not touch the ring. */
  constructor(bounds: Bounds, dropped: (event: EventEnvelope) => void) {
    this.#bounds = bounds
    this.#dropped = dropped
  }

  get size(): number {
    return this.#size
  }

  push(event: EventEnvelope): void {
    const slot = this.#taken % this.#bounds.events
    this.#drop(slot)
    this.#events[slot] = event
    this.#taken += 1
    this.#size += 1
    if (!isLarge(event)) return
    this.#largeBytes += event.bytes
    while (this.#largeBytes > this.#bounds.largeBytes) this.#dropOldestLarge()
  }

  /**
   * Lets go of everything, for an owner that forgets the ring. The collector may take long to find that nobody has it any
   * more: an old table of a Map refers to its successor, so that whoever was forgotten lately seems to be in use until then.
   */
  clear(): void {
    this.#events = []
    this.#taken = 0
    this.#passed = 0
    this.#size = 0
    this.#largeBytes = 0
  }

  *newestFirst(): Generator<EventEnvelope> {
    const { events } = this.#bounds
    const oldest = Math.max(0, this.#taken - events)
    for (let number = this.#taken - 1; number >= oldest; number -= 1) {
      const event = this.#events[number % events]
      if (event !== undefined) yield event
    }
  }

  /** There is one. The search goes on where the last one ended, so that it costs no more than taking the events in. */
  #dropOldestLarge(): void {
    const { events } = this.#bounds
    this.#passed = Math.max(this.#passed, this.#taken - events)
    let event = this.#events[this.#passed % events]
    while (event === undefined || !isLarge(event)) {
      this.#passed += 1
      event = this.#events[this.#passed % events]
    }
    this.#drop(this.#passed % events)
  }

  #drop(slot: number): void {
    const event = this.#events[slot]
    if (event === undefined) return
    this.#events[slot] = undefined
    this.#size -= 1
    if (isLarge(event)) this.#largeBytes -= event.bytes
    this.#dropped(event)
  }
}

const isLarge = ({ bytes }: EventEnvelope): boolean => bytes > SMALL_EVENT
