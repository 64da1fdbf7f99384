// Work that arrives faster than it can be done: so much of it in one turn of the event loop, the rest in the turns that follow.
import type { Clock } from './clock.ts'

export interface TurnQueueOptions<T> {
  readonly clock: Clock
  /** Runs a function in the next turn of the event loop. */
  readonly defer: (run: () => void) => void
  /** Milliseconds of work after which everything else gets its turn. */
  readonly budgetMs: number
  /** What may wait. */
  readonly most: { readonly items: number; readonly bytes: number }
  /** Does the work; must not throw. */
  readonly handle: (item: T) => void
}

/** Handled places at the front of the queue that are given back at once. */
const COMPACT_AT = 1024
/** Two pieces of work further apart than this are not of one burst. */
const BURST_GAP_MS = 0.2

export class TurnQueue<T> implements Disposable {
  readonly #options: TurnQueueOptions<T>
  readonly #waiting: { readonly item: T; readonly bytes: number }[] = []
  /** Place of the first in `#waiting` that has not been handled. */
  #head = 0
  #bytes = 0
  #whenCaughtUp: (() => void)[] = []
  #spentMs = 0
  #workedUntil = -Infinity
  #deferred = false
  #closed = false

  constructor(options: TurnQueueOptions<T>) {
    this.#options = options
  }

  get size(): number {
    return this.#waiting.length - this.#head
  }

  /**
   * Handles an item at once, or in a later turn behind those that wait already; `keep` makes a copy that may wait. False where
   * too much waits. `now` is for who has just read the clock.
   */
  take(item: T, bytes: number, keep: (item: T) => T, now = this.#options.clock.now()): boolean {
    if (this.size === 0 && this.#hasTime()) {
      this.#handle(item, now)
      return true
    }
    const { items, bytes: room } = this.#options.most
    if (this.#closed || this.size >= items || this.#bytes + bytes > room) return false
    this.#waiting.push({ item: keep(item), bytes })
    this.#bytes += bytes
    this.#continueLater()
    return true
  }

  /** Whether what is taken now would wait for another turn. */
  get behind(): boolean {
    return this.size > 0 || !this.#hasTime()
  }

  /** Calls back in a turn that has time again. */
  whenCaughtUp(run: () => void): void {
    this.#whenCaughtUp.push(run)
    this.#continueLater()
  }

  /** Lets go of what waits. */
  [Symbol.dispose](): void {
    this.#closed = true
    this.#whenCaughtUp.length = 0
    this.#forget()
  }

  #compact(): void {
    this.#waiting.splice(0, this.#head)
    this.#head = 0
  }

  #forget(): void {
    this.#waiting.length = 0
    this.#head = 0
    this.#bytes = 0
  }

  #hasTime(): boolean {
    if (this.#spentMs < this.#options.budgetMs) return true
    if (this.#options.clock.now() - this.#workedUntil <= BURST_GAP_MS) return false
    this.#spentMs = 0
    return true
  }

  #handle(item: T, startedAt: number): void {
    const { clock, handle } = this.#options
    if (startedAt - this.#workedUntil > BURST_GAP_MS) this.#spentMs = 0
    handle(item)
    this.#workedUntil = clock.now()
    this.#spentMs += this.#workedUntil - startedAt
  }

  #continueLater(): void {
    if (this.#deferred) return
    this.#deferred = true
    this.#options.defer(this.#goOn)
  }

  readonly #goOn = (): void => {
    this.#deferred = false
    this.#spentMs = 0
    while (this.size > 0 && this.#spentMs < this.#options.budgetMs) {
      const { item, bytes } = this.#waiting[this.#head] as { item: T; bytes: number }
      this.#head += 1
      this.#bytes -= bytes
      this.#handle(item, this.#options.clock.now())
    }
    if (this.size === 0) this.#forget()
    else if (this.#head >= COMPACT_AT) this.#compact()
    for (let left = this.#whenCaughtUp.length; left > 0 && !this.behind; left -= 1)
      this.#whenCaughtUp.shift()?.()
    if (this.size > 0 || this.#whenCaughtUp.length > 0) this.#continueLater()
  }
}
