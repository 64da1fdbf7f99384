// Events that have been dispatched, and that those who only look on have not heard yet.
import type { EventEnvelope } from '../../shared/model/event.ts'

/** What may be kept until this thread has rested, and what at all: beyond, they are shown before anything else is handled. */
const RESTING = 64
const MOST = { events: 256, bytes: 1024 * 1024 } as const

export class Unseen {
  #events: EventEnvelope[] = []
  /** How many of them have been taken. */
  #taken = 0
  #bytes = 0

  get size(): number {
    return this.#events.length - this.#taken
  }

  /** There is no time to rest before they are shown. */
  get isLong(): boolean {
    return this.size >= RESTING || this.isFull
  }

  get isFull(): boolean {
    return this.size >= MOST.events || this.#bytes >= MOST.bytes
  }

  add(event: EventEnvelope): void {
    this.#events.push(event)
    this.#bytes += event.bytes
  }

  /** The first that was added. */
  take(): EventEnvelope | undefined {
    const event = this.#events[this.#taken]
    if (event === undefined) return undefined
    this.#taken += 1
    this.#bytes -= event.bytes
    if (this.#taken < this.#events.length && this.#taken < MOST.events) return event
    this.#events = this.#events.slice(this.#taken)
    this.#taken = 0
    return event
  }
}
