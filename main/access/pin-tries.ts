// How often a PIN may be tried: five wrong ones in a row are forgiven, then each wait is twice the one before.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock, MonotonicMs } from '../../shared/base/clock.ts'

const FREE = 5
const FIRST_WAIT_MS = 1000
const LONGEST_WAIT_MS = { own: 15 * 60_000, all: 5 * 60_000 } as const
/** One wrong try of all that come over the network is forgotten in this time. */
const FORGIVEN_MS = 10 * 60_000
/** Who has been away longest is forgotten first. */
const MOST_CALLERS = 256

interface Tries {
  wrong: number
  notBefore: MonotonicMs
  /** From when the oldest wrong try is forgotten. */
  since: MonotonicMs
}

/** Who tries: by a key that a new connection does not change. */
export interface Caller {
  readonly key: string
  /** Whoever sits at this computer is not kept out by what comes over the network. */
  readonly isLocal: boolean
}

export class PinTries {
  readonly #clock: Pick<Clock, 'now'>
  readonly #own = new Map<string, Tries>()
  readonly #all: Tries
  #wrongInAll = 0

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock
    this.#all = { wrong: 0, notBefore: clock.now(), since: clock.now() }
  }

  /** Wrong ones since start. */
  get wrong(): number {
    return this.#wrongInAll
  }

  /**
   * Milliseconds to wait; 0 where it may be tried now, and then it counts as wrong until it is said to have been right, so that
   * many at a time get no more tries than one after the other.
   */
  begin(caller: Caller): number {
    const now = this.#clock.now()
    const own = this.#of(caller.key, now)
    const counted = caller.isLocal ? [own] : [own, this.#all]
    const wait = Math.max(...counted.map(({ notBefore }) => notBefore - now))
    if (wait > 0) return wait
    forgive(this.#all, now)
    charge(own, now, LONGEST_WAIT_MS.own)
    if (!caller.isLocal) charge(this.#all, now, LONGEST_WAIT_MS.all)
    return 0
  }

  wrongOne(): void {
    this.#wrongInAll += 1
  }

  /** The try that was begun was right, or came to no end. Others' wrong tries are not forgotten for it. */
  takeBack(caller: Caller): void {
    this.#own.delete(caller.key)
    if (caller.isLocal) return
    this.#all.wrong = Math.max(0, this.#all.wrong - 1)
    this.#all.notBefore = this.#clock.now()
  }

  #of(key: string, now: MonotonicMs): Tries {
    const own = this.#own.get(key) ?? { wrong: 0, notBefore: now, since: now }
    // Put last again.
    this.#own.delete(key)
    this.#own.set(key, own)
    const [oldest] = this.#own.keys()
    if (this.#own.size > MOST_CALLERS && oldest !== undefined) this.#own.delete(oldest)
    return own
  }
}

function charge(tries: Tries, now: MonotonicMs, longest: number): void {
  tries.wrong += 1
  const doublings = tries.wrong - FREE
  const wait = doublings < 0 ? 0 : Math.min(longest, FIRST_WAIT_MS * 2 ** doublings)
  tries.notBefore = monotonicMs(now + wait)
}

function forgive(tries: Tries, now: MonotonicMs): void {
  const forgiven = Math.floor((now - tries.since) / FORGIVEN_MS)
  if (forgiven === 0) return
  tries.since = monotonicMs(tries.since + forgiven * FORGIVEN_MS)
  tries.wrong = Math.max(0, tries.wrong - forgiven)
}
