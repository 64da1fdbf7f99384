// Refusals and failures that the operator has not yet read.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import type { Fault } from '../../shared/base/result.ts'

export interface Notice {
  readonly id: number
  readonly fault: Fault
  /** How often it has happened since it was shown. */
  readonly times: number
}

const MOST_SHOWN = 3
const SHOWN_FOR_MS = 30_000

function same(left: Fault, right: Fault): boolean {
  return left.code === right.code && left.where === right.where && left.what === right.what
}

export class Notices implements Disposable {
  readonly #clock: Clock
  readonly #timers = new Map<number, Disposable>()
  #nextId = 0

  /** Oldest first; a repetition is counted, not shown again. */
  shown = $state.raw<readonly Notice[]>([])

  constructor(clock: Clock) {
    this.#clock = clock
  }

  add(fault: Fault): void {
    const known = this.shown.find((notice) => same(notice.fault, fault))
    const notice = { id: known?.id ?? this.#nextId++, fault, times: (known?.times ?? 0) + 1 }
    const others = this.shown.filter(({ id }) => id !== notice.id)
    for (const { id } of others.slice(0, -(MOST_SHOWN - 1))) this.dismiss(id)
    this.shown = [...others.slice(-(MOST_SHOWN - 1)), notice]
    this.#expire(notice.id)
  }

  dismiss(id: number): void {
    dispose(this.#timers.get(id))
    this.#timers.delete(id)
    this.shown = this.shown.filter((notice) => notice.id !== id)
  }

  [Symbol.dispose](): void {
    for (const timer of this.#timers.values()) dispose(timer)
  }

  #expire(id: number): void {
    dispose(this.#timers.get(id))
    const dueAt = monotonicMs(this.#clock.now() + SHOWN_FOR_MS)
    this.#timers.set(
      id,
      this.#clock.upkeep(dueAt, () => this.dismiss(id)),
    )
  }
}
