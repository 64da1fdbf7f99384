// What the timers of rules are, and what they work with.
import type { Clock, MonotonicMs, WallMs } from '../../shared/base/clock.ts'
import type { Fault } from '../../shared/base/result.ts'
import type { Place } from '../expressions/calendar.ts'
import type { PassedOver } from '../../shared/model/rule-words.ts'
import type { TimeKind } from '../../shared/model/scheduler.ts'
import { schedulerFull } from './faults.ts'
import type { RuleMemory } from './options.ts'
import type { PendingTask, PendingTasks } from './pending-tasks.ts'
import { idsOf } from './rule-ids.ts'
import type { RuleIds } from './rule-ids.ts'
import type { Scheduler } from '../tasks/scheduler.ts'

export interface RuleTimer {
  /** The next firing of this trigger, as it is shown. */
  readonly next: PendingTask | null
  /** Begins, where it has not begun already; `opening` where the show is just being opened. */
  arm(opening: boolean): void
  disarm(): void
  /** Rules are held no more; `cause` is the event that says so. */
  released(cause: number | null): void
  /** Wall time is other than it was: looks at it now. */
  clockJumped(): void
}

/** When a rule was to fire; `wallDue` null where the engine's clock counts. */
export interface Due {
  readonly dueAt: MonotonicMs
  readonly wallDue: WallMs | null
}

/** Times of a rule that came and did not make it fire. */
export interface Skip extends PassedOver {
  /** Wall time of the first of them. */
  readonly dueTime: WallMs
}

/** What the timers of a rule work with. */
export interface TimerContext {
  readonly clock: Clock
  readonly tasks: Scheduler
  readonly pending: PendingTasks
  readonly place: Place
  readonly rule: RuleIds
  /** When the show was opened. */
  readonly openedAt: MonotonicMs
  /** Null where nothing is remembered from before the show was opened. */
  readonly memory: RuleMemory | null
  /** A time has come: whether it passes by because rules are held, which is then counted. */
  passesBy(): boolean
  fire(kind: TimeKind, due: Due, cause: number | null): void
  skipped(skip: Skip): void
  failed(fault: Fault): void
}

/** Label of a timer's task. */
export function nameOf({ rule }: TimerContext): string {
  const { schedulerId, ruleId } = idsOf(rule)
  return `rule ${schedulerId}/${ruleId}`
}

/** Says that there is no place for a timer's task. */
export function refuse(context: TimerContext): void {
  context.failed(schedulerFull(nameOf(context), context.tasks.maxTasks))
}
