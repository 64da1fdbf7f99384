// What a client sees of schedulers, their rules, and what they will do.
import type { Clock } from '../../shared/base/clock.ts'
import type {
  RuleView,
  SchedulerView,
  SchedulersView,
  TaskView,
} from '../../shared/contract/scheduler-streams.ts'
import type { PendingTask, PendingTasks } from './pending-tasks.ts'
import { actionText, triggerText } from './rule-words.ts'
import type { RuleState, SchedulerState } from './state.ts'
import { instantFor } from './wall-time.ts'

const TASKS_SHOWN = 500

export function schedulersView(
  clock: Clock,
  schedulers: Iterable<SchedulerState>,
  pending: PendingTasks,
): SchedulersView {
  return {
    schedulers: Array.from(schedulers, (scheduler) => schedulerView(clock, scheduler)),
    tasks: pending.list(TASKS_SHOWN).map((task) => taskView(clock, task)),
    taskCount: pending.size,
  }
}

function schedulerView(clock: Clock, { definition, place, vars, rules }: SchedulerState): SchedulerView {
  const { id, name, groups } = definition
  return {
    id,
    name,
    groups,
    timeZone: place.timeZone,
    vars: { ...vars },
    rules: Array.from(rules.values(), (rule) => ruleView(clock, rule)),
  }
}

function ruleView(clock: Clock, rule: RuleState): RuleView {
  const { definition, name, enabled, fired, lastAt, restsUntil, executions, error, timers } = rule
  const nextAt = Math.min(...timers.map((timer) => timer.nextAt ?? Infinity))
  return {
    id: definition.id,
    name,
    enabled,
    when: wordsOf(rule).when,
    condition: definition.condition ?? null,
    actions: wordsOf(rule).actions,
    fired,
    lastAt,
    nextAt: nextAt < Infinity ? nextAt : null,
    restsUntil: restsUntil > clock.now() ? restsUntil : null,
    waiting: executions.size,
    error,
  }
}

interface Words {
  readonly when: readonly string[]
  readonly actions: readonly string[]
}

/** Definitions never change, so that they are put into words once. */
const words = new WeakMap<RuleState, Words>()

function wordsOf(rule: RuleState): Words {
  const known = words.get(rule)
  if (known !== undefined) return known
  const { when, actions } = rule.definition
  const found = { when: when.map(triggerText), actions: actions.map(actionText) }
  words.set(rule, found)
  return found
}

function taskView(clock: Clock, task: PendingTask): TaskView {
  const { taskId, schedulerId, ruleId, what, every, wallDue } = task
  const dueAt = wallDue === null ? task.dueAt : instantFor(clock, wallDue)
  const dueTime = wallDue ?? clock.wall() + (task.dueAt - clock.now())
  return { taskId, schedulerId, ruleId, what, dueAt, dueTime, every }
}
