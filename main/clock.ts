// The system clock: one monotonic origin for all inputs and threads of the process.
import { LONGEST_HOST_TIMER_MS, monotonicMs, wallMs } from '../shared/base/clock.ts'
import type { Clock, MonotonicMs, WallMs } from '../shared/base/clock.ts'
import { disposable } from '../shared/base/disposable.ts'

/** Origin of monotonic time in nanoseconds of the machine's own clock; handed to worker threads as data. */
export type ClockOrigin = bigint

/**
 * `performance.now()` counts from a different instant on each thread, while `process.hrtime` is common to all but slow to
 * read. So the distance between the two is taken once per thread, from the tightest of several readings, and added.
 */
function offsetToOrigin(origin: ClockOrigin): number {
  let tightest = Infinity
  let offset = 0
  for (let attempt = 0; attempt < 32; attempt += 1) {
    const before = performance.now()
    const common = Number(process.hrtime.bigint() - origin) / 1e6
    const after = performance.now()
    if (after - before < tightest) {
      tightest = after - before
      offset = common - (before + after) / 2
    }
  }
  return offset
}

export class SystemClock implements Clock {
  readonly origin: ClockOrigin
  readonly #offset: number

  constructor(origin: ClockOrigin = process.hrtime.bigint()) {
    this.origin = origin
    this.#offset = offsetToOrigin(origin)
  }

  now(): MonotonicMs {
    return monotonicMs(performance.now() + this.#offset)
  }

  wall(): WallMs {
    return wallMs(Date.now())
  }

  upkeep(dueAt: MonotonicMs, run: () => void): Disposable {
    let handle: NodeJS.Timeout | undefined
    const timer = disposable('timer', () => clearTimeout(handle))
    const wait = (): void => {
      const remaining = dueAt - this.now()
      if (remaining > 0) {
        // Rounded up: a host timer may fire early by a fraction of a millisecond, and early is wrong here.
        handle = setTimeout(wait, Math.min(Math.ceil(remaining), LONGEST_HOST_TIMER_MS))
        return
      }
      timer[Symbol.dispose]()
      run()
    }
    handle = setTimeout(wait, Math.min(Math.max(0, Math.ceil(dueAt - this.now())), LONGEST_HOST_TIMER_MS))
    return timer
  }
}
