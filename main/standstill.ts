// Whether the engine has just stood still: frozen, asleep, or busy for so long that what it reads now may be old.
import { everyBeat } from '../shared/base/beat.ts'
import { monotonicMs } from '../shared/base/clock.ts'
import type { Clock, MonotonicMs } from '../shared/base/clock.ts'
import { disposable, dispose } from '../shared/base/disposable.ts'
import { TOO_OLD_MS } from '../shared/model/too-old.ts'

const BEAT_MS = 250
/** For so long a connection that waited may take to be accepted, and what it brings to be read. */
const READ_AT_LEAST_MS = 100
/** Where inputs never cease, what waited in the system's buffers has been read by then. */
const READ_AT_MOST_MS = 500

/** A standstill that is over. */
export interface Stood {
  readonly endedAt: MonotonicMs
  /** Milliseconds. */
  readonly lasted: number
  /** Milliseconds of it in which the clock stood still as well, as it does while some systems sleep. */
  readonly asleep: number
}

interface StandstillOptions {
  readonly clock: Clock
  /** Milliseconds of a time that goes on while the machine sleeps; only differences mean anything. */
  readonly machineTime: () => number
  /** Runs what is given once everything that can be read now has been. */
  readonly afterReading: (run: () => void) => void
}

export class Standstill implements Disposable {
  readonly #options: StandstillOptions
  readonly #listeners = new Set<(stood: Stood) => void>()
  #beatAt: number
  /** Both times as they were read together last. */
  #together: { readonly now: number; readonly machine: number }
  /** The latest, while what is read may be from before its end. */
  #last: Stood | null = null
  /** The latest since start. */
  #latest: Stood | null = null
  #hasRead = false
  #timer: Disposable
  #closing: Disposable | null = null

  constructor(options: StandstillOptions) {
    this.#options = options
    this.#beatAt = options.clock.now()
    this.#together = { now: this.#beatAt, machine: options.machineTime() }
    this.#timer = everyBeat(options.clock, BEAT_MS, () => this.#beat())
  }

  /** Called when one is noticed, before anything that waited meanwhile is handed out. */
  listen(stood: (stood: Stood) => void): Disposable {
    this.#listeners.add(stood)
    return disposable('standstill listener', () => this.#listeners.delete(stood))
  }

  /** Notices one that is over. For what goes on with old work, which may come before any timer and any input. */
  readonly look = (): void => {
    this.#lookAt(this.#options.clock.now())
  }

  /**
   * When what is read just now may have arisen: as of the standstill, until everything has been read that waited in the system's
   * buffers; `at`, or now, otherwise.
   */
  readonly arisenAt = (at?: MonotonicMs): MonotonicMs => {
    const now = this.#options.clock.now()
    // A socket may be read before the timer, once the engine goes on.
    this.#lookAt(now)
    if (this.#last === null) return at ?? now
    this.#hasRead = true
    // In the order in which they are read, and all of them before its end.
    return monotonicMs(this.#last.endedAt - 1 + (now - this.#last.endedAt) / 1_000)
  }

  /** Milliseconds by which what arose at `at`, or where that is unknown is read now, may be too old to act on; null where it is not. */
  readonly tooOld = (at: MonotonicMs | null): number | null => {
    const now = this.#options.clock.now()
    this.#lookAt(now)
    const age = at === null ? 0 : now - at
    if (age >= TOO_OLD_MS) return age
    if (this.#last === null || (at !== null && at >= this.#last.endedAt)) return null
    this.#hasRead = true
    return this.#last.lasted
  }

  /** For how long it stood still since `at`, or while what is read now waited; null where it did not: whatever is late comes late. */
  readonly stoodSince = (at: MonotonicMs | null): number | null => {
    const stood = at === null ? this.#last : this.#latest
    return stood === null || (at !== null && at >= stood.endedAt) ? null : stood.lasted
  };

  [Symbol.dispose](): void {
    dispose(this.#timer)
    dispose(this.#closing)
    this.#last = null
    // Nothing is noticed any more.
    this.#beatAt = Infinity
  }

  #lookAt(now: MonotonicMs): void {
    const lasted = now - this.#beatAt - BEAT_MS
    if (lasted >= TOO_OLD_MS) this.#ended({ endedAt: now, lasted, asleep: 0 })
  }

  #ended(stood: Stood): void {
    const { clock } = this.#options
    this.#last = this.#latest = stood
    this.#beatAt = stood.endedAt
    dispose(this.#closing)
    this.#closing = clock.upkeep(monotonicMs(stood.endedAt + READ_AT_LEAST_MS), () =>
      this.#closeWhenRead(stood),
    )
    for (const listener of [...this.#listeners]) listener(stood)
  }

  #closeWhenRead(stood: Stood): void {
    this.#hasRead = false
    this.#options.afterReading(() => {
      if (this.#last !== stood) return
      const isOver = this.#options.clock.now() - stood.endedAt >= READ_AT_MOST_MS
      if (this.#hasRead && !isOver) this.#closeWhenRead(stood)
      else this.#last = null
    })
  }

  #beat(): void {
    const now = this.#options.clock.now()
    const machine = this.#options.machineTime()
    const asleep = machine - this.#together.machine - (now - this.#together.now)
    this.#together = { now, machine }
    this.#lookAt(now)
    if (asleep >= TOO_OLD_MS) this.#ended({ endedAt: now, lasted: asleep, asleep })
    this.#beatAt = now
  }
}
