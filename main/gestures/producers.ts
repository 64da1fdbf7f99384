// What a gesture remembers of each producer, for a bounded number of them.
import { dispose } from '../../shared/base/disposable.ts'

/** Producers of one gesture with something pending; the one heard of longest ago is forgotten first. */
export const PRODUCERS = 1024

export interface Pending<S> {
  readonly state: S
  /** When to look again; null where nothing is waited for. */
  readonly wakeAt: number | null
  timer: Disposable | null
}

export class Producers<S> implements Disposable {
  readonly #pending = new Map<string, Pending<S>>()
  #forgotten = 0

  /** Producers that had to be forgotten for lack of room. */
  get forgotten(): number {
    return this.#forgotten
  }

  get size(): number {
    return this.#pending.size
  }

  /** Those whose names begin so. */
  beginningWith(start: string): string[] {
    return [...this.#pending.keys()].filter((producer) => producer.startsWith(start))
  }

  /** Those whose time is up. */
  dueBy(now: number): string[] {
    return [...this.#pending].flatMap(([producer, { wakeAt }]) =>
      wakeAt !== null && wakeAt <= now ? [producer] : [],
    )
  }

  get(producer: string): Pending<S> | undefined {
    return this.#pending.get(producer)
  }

  /** Replaces what is pending; null for nothing. */
  set(producer: string, pending: Pending<S> | null): void {
    const before = this.#pending.get(producer)
    if (before?.timer !== pending?.timer) dispose(before?.timer)
    // Taken out first, so that the map's order is that of when they were last heard of.
    this.#pending.delete(producer)
    if (pending === null) return
    this.#pending.set(producer, pending)
    if (this.#pending.size > PRODUCERS) this.#forgetOldest()
  }

  [Symbol.dispose](): void {
    for (const { timer } of this.#pending.values()) dispose(timer)
    this.#pending.clear()
  }

  #forgetOldest(): void {
    for (const [producer, { timer }] of this.#pending) {
      dispose(timer)
      this.#pending.delete(producer)
      this.#forgotten += 1
      return
    }
  }
}
