// The triggers of a rule that time makes by the engine's clock: once, and with a rhythm.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { MonotonicMs } from '../../shared/base/clock.ts'
import { durationText } from '../../shared/model/words.ts'
import type { PendingTask } from './pending-tasks.ts'
import type { RuleTimer, TimerContext } from './timer.ts'
import { nameOf, refuse } from './timer.ts'

export class AtTimer implements RuleTimer {
  readonly #context: TimerContext
  readonly #after: number
  readonly #dueAt: MonotonicMs
  #task: number | null = null
  #shown: PendingTask | null = null
  #over = false

  constructor(context: TimerContext, after: number) {
    this.#context = context
    this.#after = after
    this.#dueAt = monotonicMs(context.openedAt + after)
  }

  get next(): PendingTask | null {
    return this.#shown
  }

  arm(): void {
    const { clock, tasks, pending, rule } = this.#context
    if (this.#task !== null || this.#over || this.#dueAt < clock.now()) return
    this.#task = tasks.atInstant(this.#come, [], {
      ...{ dueAt: this.#dueAt, name: nameOf(this.#context) },
      panic: 'goesOn',
    })
    if (this.#task === null) return refuse(this.#context)
    const fires = `fires once, ${durationText(this.#after)} after the show was opened`
    const what = `${fires}; cancelled, it never does`
    const cancelled = (): void => this.#end()
    this.#shown = pending.add({ rule, what, every: null, wallDue: null, cancelled }, this.#dueAt)
  }

  disarm(): void {
    if (this.#task !== null) this.#context.tasks.cancel(this.#task)
    this.#context.pending.remove(this.#shown)
    this.#task = null
    this.#shown = null
  }

  /** It comes once: what it passed by while rules were held is not made up for. */
  released(): void {}

  /** It goes by the engine's clock. */
  clockJumped(): void {}

  readonly #come = (): void => {
    this.#end()
    const { clock, passesBy, fire, skipped } = this.#context
    if (passesBy()) {
      const what = `${durationText(this.#after)} after the show was opened`
      skipped({ what, count: 1, why: 'held', lateBy: 0, dueTime: clock.wall() })
    } else fire('at', { dueAt: this.#dueAt, wallDue: null }, null)
  }

  #end(): void {
    this.#over = true
    this.disarm()
  }
}

export class EveryTimer implements RuleTimer {
  readonly #context: TimerContext
  readonly #every: number
  readonly #after: number
  #task: number | null = null
  #startAt = 0
  /** Number of the occurrence that is shown; earlier ones do not fire. */
  #next = 0
  #shown: PendingTask | null = null

  constructor(context: TimerContext, every: number, after: number) {
    this.#context = context
    this.#every = every
    this.#after = after
  }

  get next(): PendingTask | null {
    return this.#shown
  }

  arm(): void {
    if (this.#task !== null) return
    const { clock, tasks } = this.#context
    this.#startAt = clock.now() + this.#after
    const name = nameOf(this.#context)
    const rhythm = { every: this.#every, at: this.#after, name, panic: 'goesOn' } as const
    this.#task = tasks.repeat(this.#come, [], rhythm)
    if (this.#task === null) refuse(this.#context)
    else this.#show(0)
  }

  disarm(): void {
    if (this.#task !== null) this.#context.tasks.cancel(this.#task)
    this.#context.pending.remove(this.#shown)
    this.#task = null
    this.#shown = null
  }

  readonly #come = (): void => {
    const { runs = 1, missed = 0 } = this.#context.tasks.status()
    const occurrence = runs - 1 + missed
    if (occurrence < this.#next) return
    this.#show(occurrence + 1)
    this.#context.fire('every', { dueAt: this.#dueAtOf(occurrence), wallDue: null }, null)
  }

  /** The rhythm has gone on meanwhile. */
  released(): void {}

  /** It goes by the engine's clock. */
  clockJumped(): void {}

  #dueAtOf(occurrence: number): MonotonicMs {
    return monotonicMs(this.#startAt + occurrence * this.#every)
  }

  #show(occurrence: number): void {
    const { pending, rule } = this.#context
    pending.remove(this.#shown)
    this.#next = occurrence
    const what = `fires every ${durationText(this.#every)}; cancelled, it skips this time`
    const cancelled = (): void => this.#show(occurrence + 1)
    this.#shown = pending.add(
      { rule, what, every: this.#every, wallDue: null, cancelled },
      this.#dueAtOf(occurrence),
    )
  }
}
