// What a client sees of schedulers, their rules, and what they will do.
import type { MonotonicMs } from '../../shared/base/clock.ts'
import type {
  RulesHeld,
  RuleView,
  SchedulerView,
  SchedulersView,
  TaskView,
} from '../../shared/contract/scheduler-streams.ts'
import type { DueRule } from '../../shared/model/panic.ts'
import { actionText, pendingText, ruleTriggerText } from '../../shared/model/rule-words.ts'
import type { Rule } from '../../shared/model/scheduler.ts'
import type { PendingTask, PendingTasks } from './pending-tasks.ts'
import { idsOf } from './rule-ids.ts'
import type { RuleState, SchedulerState } from './state.ts'
import type { Skip } from './timer.ts'
import type { Instant, InstantOf } from './wall-time.ts'

const TASKS_SHOWN = 500
/** Rules that are listed as due soon. */
const DUE_SHOWN = 100

/** What all parts of a view are made with. */
export interface Viewing {
  readonly now: MonotonicMs
  readonly instantOf: InstantOf
}

export function schedulersView(
  viewing: Viewing,
  schedulers: Iterable<SchedulerState>,
  pending: PendingTasks,
  held: RulesHeld | null,
): SchedulersView {
  return {
    held,
    schedulers: Array.from(schedulers, (scheduler) => schedulerView(viewing, scheduler)),
    tasks: pending.list(TASKS_SHOWN).map((task) => taskView(viewing, task)),
    taskCount: pending.size,
  }
}

/** Rules that time makes fire within `ms`, each at its next time, the next first; at most a hundred. */
export function dueRules({ now, instantOf }: Viewing, rules: Iterable<RuleState>, ms: number): DueRule[] {
  const until = now + ms
  const due: DueRule[] = []
  for (const rule of rules) {
    const next = nextOf(instantOf, rule)
    if (next === null || next.dueAt > until) continue
    const { scheduler, definition, name } = rule
    due.push({ schedulerId: scheduler.definition.id, ruleId: definition.id, name, ...next })
  }
  return due.sort((a, b) => a.dueAt - b.dueAt).slice(0, DUE_SHOWN)
}

/** The next time of all triggers of a rule; null where only events make it fire, or it is switched off. */
function nextOf(instantOf: InstantOf, { timers }: RuleState): Instant | null {
  let first: Instant | null = null
  for (const { timer } of timers) {
    const { next } = timer
    if (next === null) continue
    const instant = instantOf(next)
    if (first === null || instant.dueAt < first.dueAt) first = instant
  }
  return first
}

function schedulerView(viewing: Viewing, { definition, place, vars, rules }: SchedulerState): SchedulerView {
  const { id, name, groups } = definition
  return {
    id,
    name,
    groups,
    timeZone: place.timeZone,
    vars: { ...vars },
    rules: Array.from(rules.values(), (rule) => ruleView(viewing, rule)),
  }
}

function ruleView({ now, instantOf }: Viewing, rule: RuleState): RuleView {
  const { definition, name, enabled, fired, lastAt, restsUntil, executions, error, skipped, lastSkip } = rule
  const next = nextOf(instantOf, rule)
  return {
    id: definition.id,
    name,
    enabled,
    when: wordsOf(definition).when,
    condition: definition.condition ?? null,
    actions: wordsOf(definition).actions,
    fired,
    lastAt,
    nextAt: next?.dueAt ?? null,
    nextTime: next?.dueTime ?? null,
    skipped,
    lastSkip: lastSkip === null ? null : skipView(lastSkip),
    restsUntil: restsUntil > now ? restsUntil : null,
    waiting: executions.size,
    error,
  }
}

function skipView({ dueTime, count, why }: Skip): RuleView['lastSkip'] {
  return { dueTime, count, why }
}

interface Words {
  readonly when: readonly string[]
  readonly actions: readonly string[]
}

/** A definition never changes, so that it is put into words once. */
const words = new WeakMap<Rule, Words>()

function wordsOf(definition: Rule): Words {
  const known = words.get(definition)
  if (known !== undefined) return known
  const { when, actions } = definition
  const found = { when: when.map(ruleTriggerText), actions: actions.map(actionText) }
  words.set(definition, found)
  return found
}

function taskView({ instantOf }: Viewing, task: PendingTask): TaskView {
  const { taskId, rule, does, every } = task
  return { taskId, ...idsOf(rule), what: pendingText(does), ...instantOf(task), every }
}
