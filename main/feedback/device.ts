// One device that shows feedback: its places take turns, at a rate, and each is sent what it should show when its turn comes.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import type { FeedbackHealth } from '../../shared/model/health.ts'

/** What leaves at once, as time: so many milliseconds of its rate. */
const TOGETHER_MS = 20
/** After which it is tried again where the engine had no room for a message. */
const AGAIN_MS = 20

export interface DeviceName {
  readonly kind: FeedbackHealth['kind']
  readonly id: string
}

export interface DeviceTerms {
  readonly name: DeviceName
  /** Name and number of its port, or address and port of a peer: elsewhere is another device. */
  readonly at: { readonly port: string; readonly number: number }
  /** Messages a second. */
  readonly rate: number
  readonly isDarkAtEnd: boolean
}

/** `held`: not now, and somebody will say when. `full`: there was no room for it. */
export type Turn = 'same' | 'sent' | 'held' | 'full'

/** What takes turns. */
interface Turning {
  waits: boolean
  collapsed: number
}

interface DeviceOptions<P> {
  readonly clock: Clock
  /** Sends a place what it should show, if it may: `mayLeave` is false where only what takes no message is to be told. */
  readonly send: (place: P, mayLeave: boolean) => Turn | 'differs'
}

export class Device<P extends Turning> implements Disposable {
  name: DeviceName
  at: DeviceTerms['at']
  rate: number
  isDarkAtEnd: boolean
  readonly places = new Set<P>()
  sent = 0
  collapsed = 0
  echoes = 0
  readonly #options: DeviceOptions<P>
  /** Those whose turn is to come, the first of all first. */
  readonly #turns = new Set<P>()
  #tokens = Infinity
  #filledAt = -Infinity
  #timer: Disposable | null = null

  constructor({ name, at, rate, isDarkAtEnd }: DeviceTerms, options: DeviceOptions<P>) {
    this.name = name
    this.at = at
    this.rate = rate
    this.isDarkAtEnd = isDarkAtEnd
    this.#options = options
  }

  /** Answers whether it is another device from now on. */
  become({ at, rate, isDarkAtEnd }: DeviceTerms): boolean {
    const isAnother = at.port !== this.at.port || at.number !== this.at.number
    this.at = at
    this.rate = rate
    this.isDarkAtEnd = isDarkAtEnd
    return isAnother
  }

  /** A place may have to show something else: it gets its turn behind all that wait for theirs. */
  want(place: P): void {
    if (this.#turns.has(place)) {
      this.collapsed += 1
      place.collapsed += 1
      return
    }
    this.#turns.add(place)
  }

  get waits(): number {
    let waiting = this.#turns.size
    for (const place of this.places) if (place.waits && !this.#turns.has(place)) waiting += 1
    return waiting
  }

  /** Nothing is sent there now: all that wait for their turn are told anew once it can. */
  hold(): void {
    this.#turns.clear()
    this.#sleep()
  }

  pump(): void {
    if (this.#timer !== null) return
    this.#fill()
    for (const place of this.#turns) {
      const turn = this.#options.send(place, this.#tokens >= 1)
      if (turn === 'differs') {
        this.#wakeIn((1000 * (Math.min(this.#most, this.#turns.size) - this.#tokens)) / this.rate)
        return
      }
      this.#turns.delete(place)
      if (turn === 'full') {
        this.#turns.add(place)
        this.#wakeIn(AGAIN_MS)
        return
      }
      if (turn !== 'sent') continue
      this.sent += 1
      this.#tokens -= 1
    }
  }

  forget(place: P): void {
    this.places.delete(place)
    this.#turns.delete(place)
  }

  [Symbol.dispose](): void {
    this.#sleep()
  }

  get #most(): number {
    return Math.max(1, (this.rate * TOGETHER_MS) / 1000)
  }

  #fill(): void {
    const now = this.#options.clock.now()
    const gained = this.#filledAt === -Infinity ? Infinity : ((now - this.#filledAt) * this.rate) / 1000
    // What is gained in pieces adds up to a little less than the whole.
    this.#tokens = Math.min(this.#most, this.#tokens + gained + 1e-9)
    this.#filledAt = now
  }

  #wakeIn(ms: number): void {
    const { clock } = this.#options
    this.#timer = clock.upkeep(monotonicMs(clock.now() + Math.max(ms, 1)), () => {
      this.#timer = null
      this.pump()
    })
  }

  #sleep(): void {
    dispose(this.#timer)
    this.#timer = null
  }
}
