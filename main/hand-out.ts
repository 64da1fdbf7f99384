// When what waits in the dispatcher is handed out: the first after a rest at once, and what comes close behind in a turn of its own.
import type { Clock } from '../shared/base/clock.ts'

/** More than lies between two packets that are read one after the other, and less than a packet takes on its way. */
const REST_MS = 0.03

/**
 * Runs what it is given soon, never inside of the call: after a rest as soon as the callback that asks is over, which is what a
 * single message is answered by; else once everything has been read that can be, so that of a flood what ends something is found
 * before the rest of it is handled.
 */
export function handOut(clock: Clock, before: () => void): (run: () => void) => void {
  let busyUntil = -Infinity
  const now = (run: () => void): void => {
    // What is asked for from within waits for its turn.
    busyUntil = Infinity
    before()
    run()
    busyUntil = clock.now()
  }
  return (run) => {
    if (clock.now() - busyUntil < REST_MS) setImmediate(now, run)
    else process.nextTick(now, run)
  }
}
