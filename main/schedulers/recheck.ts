// Offers what waits in one queue to its rules again, when something has changed that their conditions may depend on.
import type { Clock } from '../../shared/base/clock.ts'
import type { Agenda, AgendaItem } from './agenda.ts'
import type { Entry, ThrownQueue } from './thrown-queue.ts'

/** Milliseconds of offering in one go; the rest waits until others have had their turn. */
const SLICE_MS = 1

export class Recheck implements AgendaItem {
  dueAt = 0
  order = 0
  place = -1
  readonly #clock: Clock
  readonly #agenda: Agenda
  readonly #queue: ThrownQueue
  readonly #offer: (entry: Entry) => void
  /** Those still to be offered, the next last; empty while none is under way. */
  #left: Entry[] = []
  /** Something has changed since this pass began. */
  #again = false
  /** When to begin anew at the latest. */
  #laterAt = Infinity

  constructor(clock: Clock, agenda: Agenda, queue: ThrownQueue, offer: (entry: Entry) => void) {
    this.#clock = clock
    this.#agenda = agenda
    this.#queue = queue
    this.#offer = offer
  }

  request(): void {
    if (this.#queue.size === 0) return
    this.#again = true
    this.#dueBy(this.#clock.now())
  }

  /** For what a resting rule leaves waiting: it may catch that when it has rested. */
  requestAt(dueAt: number): void {
    this.#laterAt = Math.min(this.#laterAt, dueAt)
    this.#dueBy(dueAt)
  }

  happen(): void {
    if (this.#left.length === 0) this.#begin()
    const startedAt = this.#clock.now()
    while (this.#clock.now() < startedAt + SLICE_MS) {
      const entry = this.#left.pop()
      if (entry === undefined) break
      if (!entry.over) this.#offer(entry)
    }
    if (this.#left.length > 0 || this.#again) this.#dueBy(this.#clock.now())
    else if (this.#laterAt < Infinity) this.#dueBy(this.#laterAt)
  }

  /** Whatever was asked for later is asked for again by this pass where it is still wanted. */
  #begin(): void {
    this.#again = false
    this.#laterAt = Infinity
    const { byKey } = this.#queue.destination
    this.#left = this.#queue
      .entries()
      .filter(({ thrown }) => thrown.active && byKey.has(thrown.key))
      .reverse()
  }

  #dueBy(dueAt: number): void {
    if (this.place === -1 || dueAt < this.dueAt) this.#agenda.set(this, dueAt)
  }
}
