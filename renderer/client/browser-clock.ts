// The browser's clock; the one place in the renderer that reads the time or sets a timer.
import { LONGEST_HOST_TIMER_MS, monotonicMs, wallMs } from '../../shared/base/clock.ts'
import type { Clock, MonotonicMs, WallMs } from '../../shared/base/clock.ts'
import { disposable } from '../../shared/base/disposable.ts'

export class BrowserClock implements Clock {
  now(): MonotonicMs {
    return monotonicMs(performance.now())
  }

  wall(): WallMs {
    return wallMs(Date.now())
  }

  upkeep(dueAt: MonotonicMs, run: () => void): Disposable {
    let handle = 0
    const timer = disposable('timer', () => clearTimeout(handle))
    const wait = (): void => {
      const remaining = dueAt - this.now()
      if (remaining > 0) {
        handle = window.setTimeout(wait, Math.min(Math.ceil(remaining), LONGEST_HOST_TIMER_MS))
        return
      }
      timer[Symbol.dispose]()
      run()
    }
    handle = window.setTimeout(
      wait,
      Math.min(Math.max(0, Math.ceil(dueAt - this.now())), LONGEST_HOST_TIMER_MS),
    )
    return timer
  }
}
