// Waiting for what clocks on the wall show, although they may be set meanwhile and the computer may sleep.
import { monotonicMs, wallMs } from '../../shared/base/clock.ts'
import type { Clock, MonotonicMs, WallMs } from '../../shared/base/clock.ts'

/** A wall clock that was set is noticed after so long at the latest. */
const LONGEST_LOOK_MS = 60_000

/** So late is not late: the engine was busy, and nothing was passed by. */
export const ON_TIME_MS = 2000

/** Two clocks that are read one after the other differ by so much without either having been set. */
const SET_MS = 50

/** When to look whether wall time has reached `target`; null where it is only to be seen whether the clock was set. */
export function nextLook(clock: Clock, target: WallMs | null): MonotonicMs {
  const remaining = target === null ? Infinity : Math.max(0, target - clock.wall())
  return monotonicMs(clock.now() + Math.min(remaining, LONGEST_LOOK_MS))
}

/** The instant of `target` if wall time goes on evenly. */
export function instantFor(clock: Clock, target: WallMs): MonotonicMs {
  return monotonicMs(clock.now() + (target - clock.wall()))
}

/** The very same moment on both clocks. */
export interface Instant {
  readonly dueAt: MonotonicMs
  readonly dueTime: WallMs
}

/** Of what is due by the wall clock, where `wallDue` says so, or else by the engine's. */
export type InstantOf = (due: { readonly dueAt: number; readonly wallDue: WallMs | null }) => Instant

/** Puts moments of one clock on the other, the same each time: what is due at midnight is not so a millisecond before it now and then. */
export class Instants {
  readonly #clock: Clock
  /** How far wall time is ahead; kept until it has really changed. */
  #ahead: number

  constructor(clock: Clock) {
    this.#clock = clock
    this.#ahead = clock.wall() - clock.now()
  }

  /** As the clocks are now; for all of one view. */
  look(): InstantOf {
    const now = this.#clock.wall() - this.#clock.now()
    if (Math.abs(now - this.#ahead) > SET_MS) this.#ahead = now
    const ahead = this.#ahead
    return ({ dueAt, wallDue }) =>
      wallDue === null
        ? { dueAt: monotonicMs(dueAt), dueTime: wallMs(dueAt + ahead) }
        : { dueAt: monotonicMs(wallDue - ahead), dueTime: wallDue }
  }
}
