// When what waits in the dispatcher is handed out: the first after a rest at once, and what comes close behind in a turn of its own.
import type { Clock } from '../shared/base/clock.ts'

/** More than lies between two packets that are read one after the other, and less than a packet takes on its way. */
const REST_MS = 0.03

/**
 * Runs what it is given soon, never inside of the call: after a rest as soon as the callback that asks is over, which is what a
 * single message is answered by; else once everything has been read that can be, so that of a flood what ends something is found
 * before the rest of it is handled.
 */
export class HandOut {
  readonly #clock: Clock
  readonly #before: () => void
  #busyUntil = -Infinity
  #reading = false
  /** Asked for by what is being read. */
  #waiting: (() => void) | null = null

  /** `before` is called each time, before anything is handed out. */
  constructor(clock: Clock, before: () => void) {
    this.#clock = clock
    this.#before = before
  }

  readonly soon = (run: () => void): void => {
    if (this.#clock.now() - this.#busyUntil < REST_MS) setImmediate(this.#now, run)
    else if (this.#reading) this.#waiting = run
    else process.nextTick(this.#now, run)
  }

  /** Has a callback do all its work, which is then over: what it asks for need not wait for a turn of the event loop. */
  readonly after = (read: () => void): void => {
    this.#reading = true
    try {
      read()
    } finally {
      this.#reading = false
    }
    const run = this.#waiting
    this.#waiting = null
    if (run !== null) this.#now(run)
  }

  readonly #now = (run: () => void): void => {
    // What is asked for from within waits for its turn.
    this.#busyUntil = Infinity
    this.#before()
    run()
    this.#busyUntil = this.#clock.now()
  }
}
