// The system clock for stages that stand alone on real time, where nobody panics.
import { SystemClock } from '../../main/clock.ts'
import type { ActingClock, MonotonicMs } from '../../shared/base/clock.ts'

export class ActingSystemClock extends SystemClock implements ActingClock {
  act(dueAt: MonotonicMs, run: () => void): Disposable {
    return this.upkeep(dueAt, run)
  }
}
