// How late the line to the engine is: one ping of this page is on its way at a time, and one that does not come back counts as well.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import type { ContractClient } from '../../shared/contract/client.ts'

const LOOK_MS = 250
const PING_EVERY_MS = 1_000
/** A look this late means that it was the page that stood still, and the ping tells nothing of the line. */
const STOOD_STILL_MS = 1_000
/** From here on what stands on the page is no longer what is. */
const SLOW_FROM_MS = 1_000
/** As it is told, so that it does not change at each look. */
const TOLD_MS = 100

export class Line implements Disposable {
  readonly #client: Pick<ContractClient, 'state' | 'ping' | 'onState'>
  readonly #clock: Clock
  readonly #listening: Disposable
  #timer: Disposable | null = null
  #lookedAt: number
  /** When the ping under way was sent; null where none is. */
  #sentAt: number | null = null
  #nextAt = 0
  #last = 0

  /** Milliseconds to the engine and back, while that is too slow for what is shown to be true; else null. */
  late = $state<number | null>(null)

  constructor(client: Pick<ContractClient, 'state' | 'ping' | 'onState'>, clock: Clock) {
    this.#client = client
    this.#clock = clock
    this.#lookedAt = clock.now()
    this.#listening = client.onState((state) => {
      // What is said of an engine that does not answer says more.
      if (state !== 'open') this.#forget()
    })
    this.#look()
  }

  [Symbol.dispose](): void {
    dispose(this.#listening)
    dispose(this.#timer)
  }

  #look(): void {
    const now = this.#clock.now()
    if (now - this.#lookedAt > STOOD_STILL_MS) this.#forget()
    this.#lookedAt = now
    if (this.#client.state === 'open' && this.#sentAt === null && now >= this.#nextAt) this.#ping(now)
    this.#tell(now)
    this.#timer = this.#clock.upkeep(monotonicMs(now + LOOK_MS), () => this.#look())
  }

  #ping(now: number): void {
    const isSent = this.#client.ping(() => {
      // One that was forgotten meanwhile tells nothing.
      if (this.#sentAt !== now) return
      this.#sentAt = null
      this.#last = this.#clock.now() - now
      this.#tell(this.#clock.now())
    })
    if (!isSent) return
    this.#sentAt = now
    this.#nextAt = now + PING_EVERY_MS
  }

  #tell(now: number): void {
    const trip = Math.max(this.#last, this.#sentAt === null ? 0 : now - this.#sentAt)
    this.late = trip < SLOW_FROM_MS ? null : Math.round(trip / TOLD_MS) * TOLD_MS
  }

  #forget(): void {
    this.#sentAt = null
    this.#nextAt = 0
    this.#last = 0
    this.late = null
  }
}
