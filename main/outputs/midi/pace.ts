// How fast messages may be handed to the system, which loses without a word what it has no room for.
import { monotonicMs } from '../../../shared/base/clock.ts'
import type { Clock, MonotonicMs } from '../../../shared/base/clock.ts'

/** ALSA keeps 200 events for a receiver that is slow to read and 500 for a sender; a burst stays well below both. */
const BURST = 128
const EVENTS_PER_MS = 16
/** A long message is spread over events of this many bytes. */
const BYTES_PER_EVENT = 28

export class Pace {
  readonly #clock: Clock
  #room = BURST
  #countedAt: MonotonicMs

  constructor(clock: Clock) {
    this.#clock = clock
    this.#countedAt = clock.now()
  }

  /** When the next message may go: now or earlier while there is room. */
  nextAt(): MonotonicMs {
    const now = this.#makeRoom()
    return this.#room > 0 ? now : monotonicMs(now + (1 - this.#room) / EVENTS_PER_MS)
  }

  /** Notes what was sent; a long message, or one that could not wait, may use up more room than there is. */
  sent(bytes: number): void {
    this.#makeRoom()
    this.#room -= Math.ceil(bytes / BYTES_PER_EVENT)
  }

  #makeRoom(): MonotonicMs {
    const now = this.#clock.now()
    this.#room = Math.min(BURST, this.#room + (now - this.#countedAt) * EVENTS_PER_MS)
    this.#countedAt = now
    return now
  }
}
