// The triggers of a rule that time makes: once, with a rhythm, and by the calendar.
import { monotonicMs, wallMs } from '../../shared/base/clock.ts'
import type { Clock, MonotonicMs, WallMs } from '../../shared/base/clock.ts'
import type { Fault } from '../../shared/base/result.ts'
import type { Calendar, RuleTrigger } from '../../shared/model/scheduler.ts'
import { nextOccurrence } from '../expressions/calendar.ts'
import type { Place } from '../expressions/calendar.ts'
import { schedulerFull } from './faults.ts'
import type { PendingTask, PendingTasks } from './pending-tasks.ts'
import { calendarText, durationText } from './rule-words.ts'
import type { Scheduler } from './scheduler.ts'
import { TOO_LATE_MS, instantFor, nextLook } from './wall-time.ts'

/** Wall time may differ by so much from one look to the next before it counts as set back. */
const SET_BACK_MS = 1000
/** Set back by more than this, wall time was wrong before, and what was done by it says nothing about the right one. */
const WAS_WRONG_MS = 86_400_000

export type TimeKind = 'at' | 'every' | 'calendar'

export interface RuleTimer {
  /** Time to the next firing of this trigger. */
  readonly nextAt: number | null
  /** Begins, where it has not begun already. */
  arm(): void
  disarm(): void
}

/** What the timers of a rule work with. */
export interface TimerContext {
  readonly clock: Clock
  readonly tasks: Scheduler
  readonly pending: PendingTasks
  readonly place: Place
  readonly schedulerId: string
  readonly ruleId: string
  /** When the show was opened. */
  readonly openedAt: MonotonicMs
  fire(kind: TimeKind, dueAt: MonotonicMs): void
  /** Wall time passed an occurrence by that is not made up for any more. */
  missed(what: string, lateBy: number): void
  failed(fault: Fault): void
}

export function timerFor(trigger: RuleTrigger, context: TimerContext): RuleTimer | null {
  switch (trigger.kind) {
    case 'at':
      return new AtTimer(context, trigger.after)
    case 'every':
      return new EveryTimer(context, trigger.every, trigger.after ?? trigger.every)
    case 'calendar':
      return new CalendarTimer(context, trigger.calendar)
    case 'event':
    case 'thrown':
      return null
  }
}

class AtTimer implements RuleTimer {
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

  get nextAt(): number | null {
    return this.#shown?.dueAt ?? null
  }

  arm(): void {
    const { clock, tasks, pending, schedulerId, ruleId } = this.#context
    if (this.#task !== null || this.#over || this.#dueAt < clock.now()) return
    this.#task = tasks.atInstant(this.#come, [], {
      ...{ dueAt: this.#dueAt, name: nameOf(this.#context) },
      panic: 'goesOn',
    })
    if (this.#task === null) return refuse(this.#context)
    const fires = `fires once, ${durationText(this.#after)} after the show was opened`
    const what = `${fires}; cancelled, it never does`
    const cancelled = (): void => this.#end()
    this.#shown = pending.add(
      { schedulerId, ruleId, what, every: null, wallDue: null, cancelled },
      this.#dueAt,
    )
  }

  disarm(): void {
    if (this.#task !== null) this.#context.tasks.cancel(this.#task)
    this.#context.pending.remove(this.#shown)
    this.#task = null
    this.#shown = null
  }

  readonly #come = (): void => {
    this.#end()
    this.#context.fire('at', this.#dueAt)
  }

  #end(): void {
    this.#over = true
    this.disarm()
  }
}

class EveryTimer implements RuleTimer {
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

  get nextAt(): number | null {
    return this.#shown?.dueAt ?? null
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
    this.#context.fire('every', this.#dueAtOf(occurrence))
  }

  #dueAtOf(occurrence: number): MonotonicMs {
    return monotonicMs(this.#startAt + occurrence * this.#every)
  }

  #show(occurrence: number): void {
    const { pending, schedulerId, ruleId } = this.#context
    pending.remove(this.#shown)
    this.#next = occurrence
    const what = `fires every ${durationText(this.#every)}; cancelled, it skips this time`
    const cancelled = (): void => this.#show(occurrence + 1)
    this.#shown = pending.add(
      { schedulerId, ruleId, what, every: this.#every, wallDue: null, cancelled },
      this.#dueAtOf(occurrence),
    )
  }
}

/** Fires when wall time reaches an occurrence: never before, never twice for one, and not long after it. */
class CalendarTimer implements RuleTimer {
  readonly #context: TimerContext
  readonly #calendar: Calendar
  #target: WallMs | null = null
  /** The latest occurrence that fired, was missed, or was cancelled. */
  #done: WallMs | null = null
  #task: number | null = null
  #shown: PendingTask | null = null
  /** How far wall time was ahead of the engine's clock when it was last looked at. */
  #ahead = 0

  constructor(context: TimerContext, calendar: Calendar) {
    this.#context = context
    this.#calendar = calendar
  }

  get nextAt(): number | null {
    return this.#target === null ? null : instantFor(this.#context.clock, this.#target)
  }

  arm(): void {
    if (this.#task === null) this.#plan()
  }

  disarm(): void {
    if (this.#task !== null) this.#context.tasks.cancel(this.#task)
    this.#context.pending.remove(this.#shown)
    this.#task = null
    this.#shown = null
    this.#target = null
  }

  /** Aims at the next occurrence that has not been dealt with. */
  #plan(): void {
    const { clock, place, pending } = this.#context
    const wall = clock.wall()
    if (this.#done !== null && this.#done - wall > WAS_WRONG_MS) this.#done = null
    const after = wallMs(Math.max(wall, this.#done ?? -Infinity))
    this.#target = nextOccurrence(this.#calendar, after, place)
    if (this.#target === null) {
      pending.remove(this.#shown)
      this.#shown = null
    } else this.#show(this.#target)
    this.#lookLater()
  }

  #show(target: WallMs): void {
    const { clock, pending, schedulerId, ruleId } = this.#context
    const dueAt = instantFor(clock, target)
    if (this.#shown?.wallDue === target) {
      pending.move(this.#shown, dueAt)
      return
    }
    pending.remove(this.#shown)
    const what = `fires at ${calendarText(this.#calendar)}; cancelled, it skips this time`
    const cancelled = (): void => {
      this.#done = target
      this.#plan()
    }
    this.#shown = pending.add({ schedulerId, ruleId, what, every: null, wallDue: target, cancelled }, dueAt)
  }

  /** The look that is over makes room for the next, so that even a full scheduler has a place for it. */
  #lookLater(): void {
    const { clock, tasks } = this.#context
    if (this.#task !== null) tasks.cancel(this.#task)
    this.#task = null
    if (this.#target === null) return
    this.#ahead = clock.wall() - clock.now()
    const dueAt = nextLook(clock, this.#target)
    this.#task = tasks.atInstant(this.#look, [], {
      ...{ dueAt, name: nameOf(this.#context) },
      panic: 'goesOn',
    })
    if (this.#task !== null || tasks.disposed) return
    this.disarm()
    refuse(this.#context)
  }

  readonly #look = (): void => {
    const { clock } = this.#context
    const target = this.#target
    if (target === null) return
    if (clock.wall() >= target) this.#reached(target)
    else if (clock.wall() - clock.now() < this.#ahead - SET_BACK_MS) this.#plan()
    else {
      this.#show(target)
      this.#lookLater()
    }
  }

  /** Of several occurrences that a sleep has passed by only the latest counts, and that only where it is fresh. */
  #reached(target: WallMs): void {
    const { clock, place, fire, missed } = this.#context
    const wall = clock.wall()
    const fresh = nextOccurrence(this.#calendar, wallMs(wall - TOO_LATE_MS), place)
    const occurrence = fresh !== null && fresh <= wall ? fresh : null
    const dueAt = instantFor(clock, occurrence ?? target)
    this.#done = occurrence ?? target
    this.#plan()
    if (occurrence === null) missed(calendarText(this.#calendar), wall - target)
    else fire('calendar', dueAt)
  }
}

function nameOf({ schedulerId, ruleId }: TimerContext): string {
  return `rule ${schedulerId}/${ruleId}`
}

function refuse(context: TimerContext): void {
  context.failed(schedulerFull(nameOf(context), context.tasks.maxTasks))
}
