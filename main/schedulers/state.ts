// What is known of each scheduler and rule of a show while it plays.
import type { MonotonicMs } from '../../shared/base/clock.ts'
import type { Json } from '../../shared/model/json.ts'
import type { Rule, RuleTrigger, SchedulerDefinition } from '../../shared/model/scheduler.ts'
import type { Place } from '../expressions/calendar.ts'
import type { CompiledRule, Step } from './compiled-rule.ts'
import type { PendingTask } from './pending-tasks.ts'
import type { RateLimit } from './rate-limit.ts'
import type { Due, RuleTimer, Skip } from './timer.ts'

/** No names of variables: that any may count, and that parameters do. */
export const ANY = '*'
export const PARAMS = '$'

export interface SchedulerState {
  /** Its place in the show. */
  order: number
  definition: SchedulerDefinition
  place: Place
  /** What its expressions see of it. */
  self: { readonly id: string }
  /** Producer of its events. */
  source: string
  readonly vars: Record<string, Json>
  /** In the order of the show. */
  rules: ReadonlyMap<string, RuleState>
  /** Those that a thrown event of the key is for, in the order of the show. */
  byKey: ReadonlyMap<string, readonly RuleState[]>
  /** Variables that the conditions of those read; with `ANY` among them it may be every one. */
  decisive: ReadonlySet<string>
}

/** A trigger that time makes. */
export interface TimedTrigger {
  readonly trigger: RuleTrigger
  readonly timer: RuleTimer
}

/** A trigger that an event makes. */
export interface HeardTrigger {
  readonly trigger: RuleTrigger
  /** What it belongs to, for people. */
  readonly label: string
  readonly hearing: Disposable
}

export interface RuleState {
  readonly scheduler: SchedulerState
  /** Among all rules of the show. */
  place: number
  definition: Rule
  name: string
  /** `rule:foyer/greet`. */
  owner: string
  compiled: CompiledRule
  limit: RateLimit
  timers: readonly TimedTrigger[]
  heard: readonly HeardTrigger[]
  /** `seq` of the event that it heard last, which several of its matches may cover. */
  lastHeard: number
  /** Those that wait or hold. */
  readonly executions: Set<Execution>
  /** Errors of its condition and templates that were published. */
  readonly published: Set<string>
  enabled: boolean
  fired: number
  lastAt: MonotonicMs | null
  restsUntil: number
  /** Its executions were at their bound when it last would have fired, and that was published. */
  crowded: boolean
  /** Why what it last was to do failed; null where it did not. Only `Failing` changes it. */
  error: string | null
  /** The latest time that made it fire, which several of its triggers may name. */
  lastDue: Due | null
  /** Times that came and did not make it fire, since the show was opened. */
  skipped: number
  lastSkip: Skip | null
}

/** One firing of a rule on its way through the actions. */
export interface Execution {
  readonly rule: RuleState
  /** What it does; under other names, where what it names was renamed. */
  steps: readonly Step[]
  readonly number: number
  /** What its expressions see as the event. */
  readonly event: object | null
  /** The event that leads to what comes next. */
  cause: number | null
  /** Actions that were begun. */
  begun: number
  /** What it waits at. */
  waiting: { readonly task: number; readonly pending: PendingTask; readonly dueAt: MonotonicMs } | null
  holding: boolean
  /** Of the event, reckoned when it first waits or holds; 0 before. */
  bytes: number
  over: boolean
}
