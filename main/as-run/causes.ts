// Finds the events that led to a kept one and are not kept for their own sake: touches, messages, keys.
import { AS_RUN_LIMITS } from '../../shared/model/as-run.ts'
import type { EventEnvelope } from '../../shared/model/event.ts'
import { keepingOf } from './kept.ts'

/** An event by its number while it is remembered, or null. */
export type FindEvent = (seq: number) => EventEnvelope | null

/** Causes lately handed over; one that is handed over again is only written in vain. */
const REMEMBERED = 4096

export class Causes {
  readonly #find: FindEvent
  readonly #taken = new Set<number>()

  constructor(find: FindEvent) {
    this.#find = find
  }

  /** What led to the event and has not been taken yet, the first cause first. */
  take({ cause }: EventEnvelope): readonly EventEnvelope[] {
    const found: EventEnvelope[] = []
    let next = cause
    while (next !== null && !this.#taken.has(next) && found.length < AS_RUN_LIMITS.chain) {
      const event = this.#find(next)
      // A kept one was written with its own causes when it came.
      if (event === null || keepingOf(event.type).kept) break
      this.#remember(next)
      found.push(event)
      next = event.cause
    }
    return found.reverse()
  }

  #remember(seq: number): void {
    if (this.#taken.size === REMEMBERED) {
      const [oldest] = this.#taken
      this.#taken.delete(oldest as number)
    }
    this.#taken.add(seq)
  }
}
