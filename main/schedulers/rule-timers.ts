// The triggers of a rule that time makes by the engine's clock: once, and with a rhythm.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { MonotonicMs } from '../../shared/base/clock.ts'
import type { TimeTrigger } from '../../shared/model/scheduler.ts'
import type { PendingTask } from './pending-tasks.ts'
import type { RuleTimer, TimerContext } from './timer.ts'
import { nameOf, refuse } from './timer.ts'

type At = Extract<TimeTrigger, { readonly kind: 'at' }>
type Every = Extract<TimeTrigger, { readonly kind: 'every' }>

export class AtTimer implements RuleTimer {
  readonly #context: TimerContext
  readonly #trigger: At
  readonly #dueAt: MonotonicMs
  #task: number | null = null
  #shown: PendingTask | null = null
  #over = false

  constructor(context: TimerContext, trigger: At) {
    this.#context = context
    this.#trigger = trigger
    this.#dueAt = monotonicMs(context.openedAt + trigger.after)
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
    const does = this.#trigger
    const cancelled = (): void => this.#end()
    this.#shown = pending.add({ rule, does, every: null, wallDue: null, cancelled }, this.#dueAt)
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
      skipped({ of: this.#trigger, count: 1, why: 'held', lateBy: 0, dueTime: clock.wall() })
    } else fire('at', { dueAt: this.#dueAt, wallDue: null }, null)
  }

  #end(): void {
    this.#over = true
    this.disarm()
  }
}

export class EveryTimer implements RuleTimer {
  readonly #context: TimerContext
  readonly #trigger: Every
  #task: number | null = null
  #startAt = 0
  /** Number of the occurrence that is shown; earlier ones do not fire. */
  #next = 0
  #shown: PendingTask | null = null

  constructor(context: TimerContext, trigger: Every) {
    this.#context = context
    this.#trigger = trigger
  }

  get next(): PendingTask | null {
    return this.#shown
  }

  arm(): void {
    if (this.#task !== null) return
    const { clock, tasks } = this.#context
    const { every, after = every } = this.#trigger
    this.#startAt = clock.now() + after
    const name = nameOf(this.#context)
    const rhythm = { every, at: after, name, panic: 'goesOn' } as const
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
    return monotonicMs(this.#startAt + occurrence * this.#trigger.every)
  }

  #show(occurrence: number): void {
    const { pending, rule } = this.#context
    pending.remove(this.#shown)
    this.#next = occurrence
    const does = this.#trigger
    const cancelled = (): void => this.#show(occurrence + 1)
    this.#shown = pending.add(
      { rule, does, every: does.every, wallDue: null, cancelled },
      this.#dueAtOf(occurrence),
    )
  }
}
