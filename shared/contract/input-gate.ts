// Inputs of one client at a rate that the engine can bear: beyond it only the latest of each control is passed on.
import { monotonicMs } from '../base/clock.ts'
import type { Clock, MonotonicMs } from '../base/clock.ts'
import { dispose } from '../base/disposable.ts'
import type { ClientInput } from './inputs.ts'

export const INPUT_LIMITS = {
  perSecond: 2_000,
  burst: 1_000,
  /** Controls of which an input waits; more than anybody holds at once, so that no release finds the places taken. */
  waiting: 512,
  /** A client's clock may be this far behind; what it says arose earlier is taken as having arisen then. */
  oldestMs: 1_000,
  flushMs: 10,
  notifiedEveryMs: 1_000,
} as const

interface InputGateOptions {
  readonly clock: Clock
  readonly pass: (input: ClientInput, at: MonotonicMs) => void
  /** Called at most once a second while inputs are left out. */
  readonly crowded: () => void
}

interface Stamped {
  readonly input: ClientInput
  readonly at: MonotonicMs
}

export class InputGate implements Disposable {
  readonly #options: InputGateOptions
  /** By control, in the order they came. Each tells its control's whole state, so older ones can be let go. */
  readonly #waiting = new Map<string, Stamped>()
  #allowed: number = INPUT_LIMITS.burst
  #allowedAt: MonotonicMs
  #latestAt = -Infinity
  #notifiedAt = -Infinity
  #flush: Disposable | null = null

  constructor(options: InputGateOptions) {
    this.#options = options
    this.#allowedAt = options.clock.now()
  }

  /** `at` is what the client says: it can be neither in the future nor long ago, nor before the input that came before. */
  take(input: ClientInput, at: number): void {
    const now = this.#options.clock.now()
    this.#latestAt = Math.min(now, Math.max(at, now - INPUT_LIMITS.oldestMs, this.#latestAt))
    const stamped = { input, at: monotonicMs(this.#latestAt) }
    if (this.#waiting.size === 0 && this.#spend()) this.#options.pass(stamped.input, stamped.at)
    else this.#hold(stamped)
  }

  /** What waits is dropped: the client has gone, and everything that it held is let go of. */
  [Symbol.dispose](): void {
    this.#waiting.clear()
    dispose(this.#flush)
    this.#flush = null
  }

  #spend(): boolean {
    const { perSecond, burst } = INPUT_LIMITS
    const now = this.#options.clock.now()
    this.#allowed = Math.min(burst, this.#allowed + ((now - this.#allowedAt) * perSecond) / 1_000)
    this.#allowedAt = now
    if (this.#allowed < 1) return false
    this.#allowed -= 1
    return true
  }

  #hold(stamped: Stamped): void {
    const control = controlOf(stamped.input)
    // Taken out first, so that what waits stays in the order in which it arose.
    const replaces = this.#waiting.delete(control)
    const fits = this.#waiting.size < INPUT_LIMITS.waiting
    if (fits) this.#waiting.set(control, stamped)
    this.#flush ??= this.#flushLater()
    // Last, because telling a client that has gone ends its session, and with it this.
    if (replaces || !fits) this.#notify()
  }

  #notify(): void {
    const now = this.#options.clock.now()
    if (now - this.#notifiedAt < INPUT_LIMITS.notifiedEveryMs) return
    this.#notifiedAt = now
    this.#options.crowded()
  }

  #flushLater(): Disposable {
    const { clock } = this.#options
    return clock.upkeep(monotonicMs(clock.now() + INPUT_LIMITS.flushMs), () => {
      this.#flush = null
      for (const [control, { input, at }] of this.#waiting) {
        if (!this.#spend()) break
        this.#waiting.delete(control)
        this.#options.pass(input, at)
      }
      if (this.#waiting.size > 0) this.#flush = this.#flushLater()
    })
  }
}

function controlOf(input: ClientInput): string {
  switch (input.family) {
    case 'gamepad':
      return `gamepad ${input.index}`
    case 'keyboard':
      return `keyboard ${input.code}`
    case 'virtual':
      return `virtual ${input.control}`
  }
}
