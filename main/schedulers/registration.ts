// Makes the schedulers of a show ready: what they hold, and what makes their rules fire.
import type { Clock } from '../../shared/base/clock.ts'
import { FaultError, fault } from '../../shared/base/result.ts'
import { freezeDeep } from '../../shared/model/json.ts'
import type { Json } from '../../shared/model/json.ts'
import type { Rule, RuleTrigger, SchedulerDefinition } from '../../shared/model/scheduler.ts'
import { calendarOccurrences } from '../expressions/calendar.ts'
import { cronOccurrences } from '../expressions/cron.ts'
import { computerTimeZone } from '../expressions/zone.ts'
import { compileRule } from './compiled-rule.ts'
import { RateLimit } from './rate-limit.ts'
import { AtTimer, EveryTimer } from './rule-timers.ts'
import type { TellOfTime } from './rule-times.ts'
import { calendarText, cronText } from './rule-words.ts'
import { ANY, PARAMS } from './state.ts'
import type { RuleState, SchedulerState } from './state.ts'
import type { RuleTimer, TimerContext } from './timer.ts'
import { WallTimer } from './wall-timer.ts'

/** What the timers of every rule share. */
export type TimerSurroundings = Pick<TimerContext, 'clock' | 'tasks' | 'pending' | 'openedAt' | 'memory'> & {
  readonly clock: Clock
  tell(rule: RuleState): TellOfTime
}

/** FaultError where one cannot be read; the store has seen to it that it can. */
export function makeSchedulers(
  definitions: readonly SchedulerDefinition[],
  surroundings: TimerSurroundings,
): ReadonlyMap<string, SchedulerState> {
  const schedulers = new Map<string, SchedulerState>()
  for (const definition of definitions) {
    if (schedulers.has(definition.id)) throw duplicate(definition.id)
    schedulers.set(definition.id, makeScheduler(definition, surroundings))
  }
  return schedulers
}

function makeScheduler(definition: SchedulerDefinition, surroundings: TimerSurroundings): SchedulerState {
  freezeDeep(definition)
  const { id, timeZone = computerTimeZone(), location = null, vars, rules } = definition
  const scheduler: SchedulerState = {
    definition,
    place: { timeZone, location },
    self: { id },
    source: `scheduler:${id}`,
    // Without a prototype, so that any name is but a name.
    vars: Object.assign(Object.create(null) as Record<string, Json>, vars),
    rules: new Map(),
    byKey: new Map(),
    decisive: new Set(),
  }
  for (const rule of rules) {
    if (scheduler.rules.has(rule.id)) throw duplicate(`${id}/${rule.id}`)
    const state = makeRule(scheduler, rule)
    scheduler.rules.set(rule.id, state)
    listKeys(scheduler, state)
    listDecisive(scheduler, state)
    makeTimers(state, surroundings)
  }
  return scheduler
}

function makeRule(scheduler: SchedulerState, definition: Rule): RuleState {
  const { id, name = id, enabled, limit } = definition
  const where = `${scheduler.definition.id}/${id}`
  return {
    scheduler,
    definition,
    name,
    owner: `rule:${where}`,
    compiled: compileRule(definition, where),
    limit: new RateLimit(limit.count, limit.per),
    timers: [],
    executions: new Set(),
    told: new Set(),
    enabled,
    fired: 0,
    lastAt: null,
    restsUntil: -Infinity,
    crowded: false,
    error: null,
    lastDue: null,
    skipped: 0,
    lastSkip: null,
  }
}

function listKeys({ byKey }: SchedulerState, rule: RuleState): void {
  const keys = rule.definition.when.flatMap((trigger) => (trigger.kind === 'thrown' ? [trigger.key] : []))
  for (const key of new Set(keys)) {
    const catchers = byKey.get(key)
    if (catchers === undefined) byKey.set(key, [rule])
    else catchers.push(rule)
  }
}

/** Notes what decides whether thrown events are caught, so that a counter does not have all that waits looked at again. */
function listDecisive(
  { decisive }: SchedulerState,
  { definition, compiled: { condition } }: RuleState,
): void {
  if (condition === null || !definition.when.some(({ kind }) => kind === 'thrown')) return
  const read = condition.reads.filter(({ root }) => root === 'vars')
  for (const { name } of read) decisive.add(name)
  if (/\bparams\b/.test(condition.text)) decisive.add(PARAMS)
  const mentions = condition.text.match(/\bvars\b/g)?.length ?? 0
  const named = new Set(read.map(({ at }) => at)).size
  if (mentions > named) decisive.add(ANY)
}

function makeTimers(rule: RuleState, { tell, ...shared }: TimerSurroundings): void {
  const { definition, place } = rule.scheduler
  const ids = { schedulerId: definition.id, ruleId: rule.definition.id }
  const context: TimerContext = { ...shared, ...ids, place, ...tell(rule) }
  for (const trigger of rule.definition.when) {
    const timer = timerFor(trigger, context)
    if (timer !== null) rule.timers.push(timer)
  }
}

function timerFor(trigger: RuleTrigger, context: TimerContext): RuleTimer | null {
  const { place } = context
  switch (trigger.kind) {
    case 'at':
      return new AtTimer(context, trigger.after)
    case 'every':
      return new EveryTimer(context, trigger.every, trigger.after ?? trigger.every)
    case 'calendar': {
      const occurrences = calendarOccurrences(trigger.calendar, place)
      return new WallTimer(context, { ...trigger, what: calendarText(trigger.calendar), occurrences })
    }
    case 'cron': {
      const occurrences = cronOccurrences(trigger.cron, trigger.except ?? [], place.timeZone)
      if (!occurrences.ok) throw new FaultError(occurrences.error)
      return new WallTimer(context, { ...trigger, what: cronText(trigger), occurrences: occurrences.value })
    }
    case 'event':
    case 'timecode':
    case 'thrown':
      return null
  }
}

function duplicate(where: string): FaultError {
  return new FaultError(fault('scheduler/duplicate-id', where, 'this id is taken', 'give it another id'))
}
