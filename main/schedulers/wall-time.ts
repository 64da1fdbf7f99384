// Waiting for what clocks on the wall show, although they may be set meanwhile and the computer may sleep.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock, MonotonicMs, WallMs } from '../../shared/base/clock.ts'

/** A wall clock that was set is noticed after so long at the latest. */
const LONGEST_LOOK_MS = 60_000

/** What wall time has passed by so much or more, as in a sleep, is not made up for any more. */
export const TOO_LATE_MS = 300_000

/** When to look whether wall time has reached `target`. */
export function nextLook(clock: Clock, target: WallMs): MonotonicMs {
  const remaining = Math.max(0, target - clock.wall())
  return monotonicMs(clock.now() + Math.min(remaining, LONGEST_LOOK_MS))
}

/** The instant of `target` if wall time goes on evenly. */
export function instantFor(clock: Clock, target: WallMs): MonotonicMs {
  return monotonicMs(clock.now() + (target - clock.wall()))
}
