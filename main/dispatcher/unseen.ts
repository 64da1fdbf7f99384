// Events that have been dispatched, and that those who only look on have not heard yet.
import type { EventEnvelope } from '../../shared/model/event.ts'

/** What may be kept until this thread has rested, and what at all: beyond, they are shown before anything else is handled. */
const RESTING = 64
const MOST = { events: 256, bytes: 1024 * 1024 } as const

export class Unseen {
  /** Circular: `size` places from `#first` on are taken. */
  readonly #events = new Array<EventEnvelope | undefined>(MOST.events)
  #first = 0
  #size = 0
  #bytes = 0

  get size(): number {
    return this.#size
  }

  /** There is no time to rest before they are shown. */
  get isLong(): boolean {
    return this.#size >= RESTING || this.isFull
  }

  get isFull(): boolean {
    return this.#size >= MOST.events || this.#bytes >= MOST.bytes
  }

  /** It must not be full. */
  add(event: EventEnvelope): void {
    this.#events[(this.#first + this.#size) % MOST.events] = event
    this.#size += 1
    this.#bytes += event.bytes
  }

  /** The first that was added. */
  take(): EventEnvelope | undefined {
    const event = this.#events[this.#first]
    if (event === undefined) return undefined
    this.#events[this.#first] = undefined
    this.#first = (this.#first + 1) % MOST.events
    this.#size -= 1
    this.#bytes -= event.bytes
    return event
  }
}
