// How fast a client may send: what is more is held back on its way, and commands beyond that are refused.
import { monotonicMs } from '../base/clock.ts'
import type { Clock, MonotonicMs } from '../base/clock.ts'
import { dispose } from '../base/disposable.ts'
import type { Ahead } from '../model/ahead.ts'
import { FRAME_LIMITS } from './limits.ts'

const SHORTEST_WAIT_MS = 5
const LONGEST_WAIT_MS = 250

/** Shared by the gates of all clients: those that are held back share what all of them together may send. */
export class FrameShares {
  #held = 0

  /** Points a second that each client gets now. */
  get each(): number {
    return Math.min(FRAME_LIMITS.perSecond, FRAME_LIMITS.allPerSecond / Math.max(1, this.#held))
  }

  holdOne(): Disposable {
    let held = true
    this.#held += 1
    return {
      [Symbol.dispose]: () => {
        if (held) this.#held -= 1
        held = false
      },
    }
  }
}

interface FrameGateOptions {
  readonly clock: Clock
  readonly shares: FrameShares
  readonly pause: () => void
  readonly resume: () => void
}

export class FrameGate implements Disposable {
  readonly #options: FrameGateOptions
  #points: number = FRAME_LIMITS.burst
  #stops: number = FRAME_LIMITS.stopsPerSecond
  #countedAt: MonotonicMs
  #held: Disposable | null = null
  #timer: Disposable | null = null

  constructor(options: FrameGateOptions) {
    this.#options = options
    this.#countedAt = options.clock.now()
  }

  /** Whether so much arrived in spite of being held back that it can only be refused. */
  get overdrawn(): boolean {
    return this.#points < -FRAME_LIMITS.owed
  }

  charge(points: number): void {
    this.#count()
    // What is refused anyway does not lengthen the wait.
    if (!this.overdrawn) this.#points -= points
    if (this.#points >= 0 || this.#held !== null) return
    this.#held = this.#options.shares.holdOne()
    this.#options.pause()
    this.#wait()
  }

  chargeBytes(bytes: number): void {
    this.charge(1 + bytes / FRAME_LIMITS.bytesPerPoint)
  }

  /** Whether what ends something may pass although everything else is refused; half of the places are kept for panics. */
  mayPass(ahead: Ahead | undefined): boolean {
    if (ahead === undefined) return false
    const kept = ahead === 'panic' ? 0 : FRAME_LIMITS.stopsPerSecond / 2
    if (this.#stops < kept + 1) return false
    this.#stops -= 1
    return true
  }

  [Symbol.dispose](): void {
    dispose(this.#timer)
    dispose(this.#held)
    this.#timer = this.#held = null
  }

  #count(): void {
    const now = this.#options.clock.now()
    const seconds = (now - this.#countedAt) / 1000
    this.#countedAt = now
    this.#points = Math.min(FRAME_LIMITS.burst, this.#points + seconds * this.#options.shares.each)
    const { stopsPerSecond } = FRAME_LIMITS
    this.#stops = Math.min(stopsPerSecond, this.#stops + seconds * stopsPerSecond)
  }

  #wait(): void {
    const { clock, shares, resume } = this.#options
    const needed = (-this.#points * 1000) / shares.each
    const wait = Math.max(SHORTEST_WAIT_MS, Math.min(LONGEST_WAIT_MS, needed))
    this.#timer = clock.upkeep(monotonicMs(clock.now() + wait), () => {
      this.#timer = null
      this.#count()
      if (this.#points < 0) return this.#wait()
      dispose(this.#held)
      this.#held = null
      resume()
    })
  }
}
