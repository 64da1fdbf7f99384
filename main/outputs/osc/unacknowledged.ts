// The messages handed over on one connection that the other side has not acknowledged yet, oldest first.
import type { MonotonicMs } from '../../../shared/base/clock.ts'

interface Batch {
  readonly at: MonotonicMs
  /** Of its first message: `seq` of the event that asked for it. */
  readonly cause: number | null
  /** Bytes of the whole connection up to its end. */
  end: number
  messages: number
}

/** Beyond so many, what is handed over within a tenth of a second counts as one. */
const SINGLE = 1000
const TOGETHER_MS = 100

export class Unacknowledged {
  #batches: Batch[] = []
  #handedOver = 0
  #messages = 0

  /** Bytes since the connection was made. */
  get handedOver(): number {
    return this.#handedOver
  }

  get messages(): number {
    return this.#messages
  }

  /** When the oldest was handed over; null where everything is acknowledged. */
  get since(): MonotonicMs | null {
    return this.#batches[0]?.at ?? null
  }

  /** What asked for the oldest. */
  get cause(): number | null {
    return this.#batches[0]?.cause ?? null
  }

  add(bytes: number, cause: number | null, now: MonotonicMs): void {
    this.#handedOver += bytes
    this.#messages += 1
    const last = this.#batches.at(-1)
    if (last === undefined || this.#batches.length < SINGLE || now - last.at >= TOGETHER_MS) {
      this.#batches.push({ at: now, cause, end: this.#handedOver, messages: 1 })
    } else {
      last.end = this.#handedOver
      last.messages += 1
    }
  }

  /** Of all bytes of the connection so many have been acknowledged; answers how many messages that ends. */
  acknowledged(upTo: number): number {
    const open = this.#batches.findIndex(({ end }) => end > upTo)
    const done = this.#batches.splice(0, open === -1 ? this.#batches.length : open)
    const messages = done.reduce((sum, batch) => sum + batch.messages, 0)
    this.#messages -= messages
    return messages
  }

  /** Forgets all, where nobody can tell; answers how many messages. */
  clear(): number {
    return this.acknowledged(Infinity)
  }
}
