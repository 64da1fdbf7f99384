// Refusals, failures and news that the operator has not yet read.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import type { Fault } from '../../shared/base/result.ts'

/** What can be done about it, at a press on the notice. */
export interface NoticeAction {
  readonly label: string
  act(): void
}

export interface Notice {
  readonly id: number
  readonly fault: Fault
  /** How often it has happened since it was shown. */
  readonly times: number
  /** Whether something went wrong, rather than as it was meant. */
  readonly warns: boolean
  readonly action: NoticeAction | null
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
    this.#show({
      id: known?.id ?? this.#nextId++,
      fault,
      times: (known?.times ?? 0) + 1,
      warns: true,
      action: null,
    })
  }

  /** Shows what there is to say of a matter now, in place of what was said of it before. */
  say(fault: Fault, options: Pick<Notice, 'warns' | 'action'>): void {
    const known = this.shown.find((notice) => notice.fault.code === fault.code)
    this.#show({ id: known?.id ?? this.#nextId++, fault, times: 1, ...options })
  }

  dismiss(id: number): void {
    dispose(this.#timers.get(id))
    this.#timers.delete(id)
    this.shown = this.shown.filter((notice) => notice.id !== id)
  }

  [Symbol.dispose](): void {
    for (const timer of this.#timers.values()) dispose(timer)
  }

  #show(notice: Notice): void {
    const others = this.shown.filter(({ id }) => id !== notice.id)
    for (const { id } of others.slice(0, -(MOST_SHOWN - 1))) this.dismiss(id)
    this.shown = [...others.slice(-(MOST_SHOWN - 1)), notice]
    this.#expire(notice.id)
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
