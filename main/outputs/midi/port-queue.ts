// What waits to be sent to one port: bounded, and the last to lose what ends a note.
import type { MonotonicMs } from '../../../shared/base/clock.ts'
import type { MidiMessage } from '../../../shared/model/midi.ts'

/** Messages kept for a port; the oldest make room. */
const CAPACITY = 1000

export interface QueuedMessage {
  readonly message: MidiMessage
  /** What goes over the wire, one array for each message there. */
  readonly parts: readonly Uint8Array[]
  readonly at: MonotonicMs
  readonly cause: number
}

export class PortQueue {
  #items: QueuedMessage[] = []

  get length(): number {
    return this.#items.length
  }

  /** Adds the newest and returns what had to make room for it, if anything. */
  push(item: QueuedMessage): QueuedMessage | undefined {
    this.#items.push(item)
    if (this.#items.length <= CAPACITY) return undefined
    const loser = this.#items.findIndex(({ message }) => !endsNote(message))
    return this.#items.splice(Math.max(0, loser), 1)[0]
  }

  peek(): QueuedMessage | undefined {
    return this.#items[0]
  }

  shift(): void {
    this.#items.shift()
  }

  /** Takes out what is older than `since`, but for what ends a note: late is better than never there. */
  takeStale(since: number): QueuedMessage[] {
    const isStale = ({ at, message }: QueuedMessage): boolean => at < since && !endsNote(message)
    const stale = this.#items.filter(isStale)
    if (stale.length > 0) this.#items = this.#items.filter((item) => !isStale(item))
    return stale
  }

  /** Takes out everything. */
  takeAll(): QueuedMessage[] {
    return this.#items.splice(0)
  }
}

function endsNote(message: MidiMessage): boolean {
  return message.kind === 'noteOff' || (message.kind === 'noteOn' && message.velocity === 0)
}
