// Keeps what is to be written down until what it leads to has left and arrived, and then hands it on in small pieces.
import type { EventEnvelope } from '../../shared/model/event.ts'

/** Events that may wait; beyond it they are handed on at once, so that a flood keeps nothing. */
const WAITING = 256
/** Events that are not kept until the thread has slept: there are too many for it to sleep soon. */
const RESTING = 64
/** Handed on at once: some tens of microseconds of work, which is what the next message may have to wait for. */
const AT_ONCE = 16

interface AfterwardsOptions {
  /** Runs something some milliseconds from now, when this thread has slept. */
  readonly rest: (run: () => void) => void
  /** Runs something in the next turn of the event loop. */
  readonly defer: (run: () => void) => void
  readonly take: (event: EventEnvelope) => void
}

/**
 * Systems like to wake a receiver on the very core that has just sent to it: it waits for whatever this thread does after
 * sending. So this thread sleeps first.
 */
export class Afterwards {
  readonly #options: AfterwardsOptions
  #waiting: EventEnvelope[] = []
  /** How many of them have been handed on. */
  #taken = 0
  #resting = false
  #deferred = false

  constructor(options: AfterwardsOptions) {
    this.#options = options
  }

  get size(): number {
    return this.#waiting.length - this.#taken
  }

  add(event: EventEnvelope): void {
    if (this.#waiting.length === WAITING) this.flush()
    this.#waiting.push(event)
    if (this.#waiting.length >= RESTING) this.#goOn()
    else this.#rest()
  }

  /** Hands on all that waits, in the order in which it came. */
  flush(): void {
    this.#handOn(this.#waiting.length)
  }

  #rest(): void {
    if (this.#resting || this.#deferred) return
    this.#resting = true
    this.#options.rest(() => {
      this.#resting = false
      if (!this.#deferred) this.#run()
    })
  }

  #goOn(): void {
    if (this.#deferred) return
    this.#deferred = true
    this.#options.defer(this.#run)
  }

  readonly #run = (): void => {
    this.#deferred = false
    this.#handOn(this.#taken + AT_ONCE)
    if (this.#waiting.length > 0) this.#goOn()
  }

  #handOn(end: number): void {
    const waiting = this.#waiting
    while (this.#taken < end && this.#taken < waiting.length) {
      const event = waiting[this.#taken] as EventEnvelope
      // Before it is handed on: whoever takes it may ask for the others.
      this.#taken += 1
      this.#options.take(event)
    }
    if (this.#taken < waiting.length) return
    this.#waiting = []
    this.#taken = 0
  }
}
