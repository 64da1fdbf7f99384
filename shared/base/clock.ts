// Time as a parameter: the interface that engine code takes, and the clock that tests and rehearsals drive by hand.
import { disposable } from './disposable.ts'

declare const monotonic: unique symbol
declare const wall: unique symbol

/** Milliseconds since the process's common origin; never jumps; the same on every thread. Schedules. */
export type MonotonicMs = number & { readonly [monotonic]: true }
/** Milliseconds since 1970 UTC; may jump. For people, logs and calendars only. */
export type WallMs = number & { readonly [wall]: true }

export const monotonicMs = (ms: number): MonotonicMs => ms as MonotonicMs
export const wallMs = (ms: number): WallMs => ms as WallMs

export interface Clock {
  now(): MonotonicMs
  wall(): WallMs
  /**
   * Calls `run` once at or after `dueAt`, never before; in the past means as soon as possible. Disposing cancels. For what
   * keeps the engine itself in order: it goes on through a panic.
   */
  upkeep(dueAt: MonotonicMs, run: () => void): Disposable
}

/** The clock of stages, which have to say of all that they defer whether a panic ends it. */
export interface ActingClock extends Clock {
  /** As `upkeep`, for what would start, send or decide something: a panic cancels it, and `run` is never called. */
  act(dueAt: MonotonicMs, run: () => void): Disposable
}

/**
 * The next whole multiple of `ms` that is at least half of it away. What looks around regularly looks at these moments: all of it
 * then wakes the computer once.
 */
export function nextBeat(now: MonotonicMs, ms: number): MonotonicMs {
  return monotonicMs((Math.floor(now / ms + 0.5) + 1) * ms)
}

/** Host timers fire at once above 2^31-1 ms, so longer waits are taken in pieces of this length. */
export const LONGEST_HOST_TIMER_MS = 2 ** 31 - 1

interface SimulatedTimer {
  readonly dueAt: number
  readonly order: number
  readonly run: () => void
  readonly handle: Disposable
  readonly acts: boolean
  live: boolean
}

/** A clock that stands still until told to move; timers run in due order, equal ones in the order they were set. */
export class SimulatedClock implements ActingClock, Disposable {
  #now: number
  #wallOffset: number
  #order = 0
  #timers: SimulatedTimer[] = []

  constructor(startAt = 0, wallAtStart = 0) {
    this.#now = startAt
    this.#wallOffset = wallAtStart - startAt
  }

  now(): MonotonicMs {
    return monotonicMs(this.#now)
  }

  wall(): WallMs {
    return wallMs(this.#now + this.#wallOffset)
  }

  upkeep(dueAt: MonotonicMs, run: () => void): Disposable {
    return this.#set(dueAt, run, false)
  }

  act(dueAt: MonotonicMs, run: () => void): Disposable {
    return this.#set(dueAt, run, true)
  }

  /** Cancels what would act, as a panic does; answers how many there were. */
  endActs(): number {
    const acting = this.#timers.filter(({ acts, live }) => acts && live)
    for (const { handle } of acting) handle[Symbol.dispose]()
    return acting.length
  }

  /** When the next live timer is due, or null. */
  nextDueAt(): MonotonicMs | null {
    this.#dropDead()
    const next = this.#timers.at(-1)
    return next === undefined ? null : monotonicMs(next.dueAt)
  }

  /** Moves to the next timer that is due by `target` and runs it; false where there is none. */
  runNext(target: number): boolean {
    this.#dropDead()
    const next = this.#timers.at(-1)
    if (next === undefined || next.dueAt > target) return false
    this.#timers.pop()
    this.#now = Math.max(this.#now, next.dueAt)
    next.handle[Symbol.dispose]()
    next.run()
    return true
  }

  /** Moves to `target`, running what falls due on the way with the clock standing at each due time. */
  advanceTo(target: number): void {
    while (this.runNext(target));
    this.#now = Math.max(this.#now, target)
  }

  advanceBy(ms: number): void {
    this.advanceTo(this.#now + ms)
  }

  /** Steps wall time alone, as an NTP correction does. */
  jumpWall(ms: number): void {
    this.#wallOffset += ms
  }

  /** Cancels every timer. */
  [Symbol.dispose](): void {
    for (const { handle } of this.#timers.splice(0)) handle[Symbol.dispose]()
  }

  #set(dueAt: number, run: () => void, acts: boolean): Disposable {
    const handle = disposable('simulated timer', () => {
      timer.live = false
    })
    const timer: SimulatedTimer = { dueAt, order: this.#order++, run, handle, acts, live: true }
    this.#insert(timer)
    return handle
  }

  // Latest first, so that the next timer is popped from the end.
  #insert(timer: SimulatedTimer): void {
    let low = 0
    let high = this.#timers.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const other = this.#timers[middle] as SimulatedTimer
      const later = other.dueAt > timer.dueAt || (other.dueAt === timer.dueAt && other.order > timer.order)
      if (later) low = middle + 1
      else high = middle
    }
    this.#timers.splice(low, 0, timer)
  }

  #dropDead(): void {
    while (this.#timers.at(-1)?.live === false) this.#timers.pop()
  }
}
