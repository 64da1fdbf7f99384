// Makes schedulers and rules ready: what they hold, what makes their rules fire, and who catches what is thrown.
import { isDeepStrictEqual } from 'node:util'
import { FaultError } from '../../shared/base/result.ts'
import type { Json } from '../../shared/model/json.ts'
import type { Rule, RuleTrigger, SchedulerDefinition } from '../../shared/model/scheduler.ts'
import { calendarOccurrences } from '../expressions/calendar.ts'
import type { Place } from '../expressions/calendar.ts'
import { cronOccurrences } from '../expressions/cron.ts'
import { computerTimeZone } from '../expressions/zone.ts'
import { compileRule } from './compiled-rule.ts'
import type { CompiledRule } from './compiled-rule.ts'
import { RateLimit } from './rate-limit.ts'
import { AtTimer, EveryTimer } from './rule-timers.ts'
import type { TimeOutcomes } from './rule-times.ts'
import { ANY, PARAMS } from './state.ts'
import type { RuleState, SchedulerState, TimedTrigger } from './state.ts'
import type { RuleTimer, TimerContext } from './timer.ts'
import { WallTimer } from './wall-timer.ts'

/** What the timers of every rule share. */
export type TimerSurroundings = Pick<TimerContext, 'clock' | 'tasks' | 'pending' | 'openedAt' | 'memory'> & {
  outcomes(rule: RuleState): TimeOutcomes
}

/** Without what it is defined to have: that is taken. */
export function emptyScheduler(definition: SchedulerDefinition): SchedulerState {
  const { id } = definition
  return {
    order: 0,
    definition,
    place: placeOf(definition),
    self: { id },
    source: sourceOf(definition),
    // Without a prototype, so that any name is but a name.
    vars: Object.create(null) as Record<string, Json>,
    rules: new Map(),
    byKey: new Map(),
    decisive: new Set(),
  }
}

export function placeOf(definition: SchedulerDefinition): Place {
  const { timeZone = computerTimeZone(), location = null } = definition
  return { timeZone, location }
}

/** Nothing makes it fire yet: its timers are not armed, and it hears nothing. FaultError where it cannot be read. */
export function makeRule(
  scheduler: SchedulerState,
  definition: Rule,
  place: Place,
  surroundings: TimerSurroundings,
): RuleState {
  const { id, enabled } = definition
  const rule: RuleState = {
    scheduler,
    place: 0,
    definition,
    name: nameOf(definition),
    owner: ownerOf(scheduler.definition.id, id),
    compiled: compiledFor(scheduler, definition),
    limit: limitOf(definition),
    timers: [],
    heard: [],
    lastHeard: 0,
    executions: new Set(),
    published: new Set(),
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
  rule.timers = timersOf(rule, definition, place, [], surroundings)
  return rule
}

export function nameOf({ id, name = id }: Rule): string {
  return name
}

export function sourceOf({ id }: Pick<SchedulerDefinition, 'id'>): string {
  return `scheduler:${id}`
}

/** By which what it asks is known. */
export function ownerOf(schedulerId: string, ruleId: string): string {
  return `rule:${schedulerId}/${ruleId}`
}

export function limitOf({ limit: { count, per } }: Rule): RateLimit {
  return new RateLimit(count, per)
}

/** FaultError where it cannot be read; the store has seen to it that it can. */
export function compiledFor({ definition }: SchedulerState, rule: Rule): CompiledRule {
  return compileRule(rule, `${definition.id}/${rule.id}`)
}

/** What time makes the rule fire by: those of `kept` that are still wanted as they are, and new ones. */
export function timersOf(
  rule: RuleState,
  definition: Rule,
  place: Place,
  kept: readonly TimedTrigger[],
  { outcomes, ...shared }: TimerSurroundings,
): readonly TimedTrigger[] {
  const context: TimerContext = { ...shared, rule, place, ...outcomes(rule) }
  const left = [...kept]
  return definition.when.flatMap((trigger) => {
    const found = left.findIndex((known) => isDeepStrictEqual(known.trigger, trigger))
    if (found !== -1) return left.splice(found, 1)
    const timer = timerFor(trigger, context)
    return timer === null ? [] : [{ trigger, timer }]
  })
}

/** Whether it goes by the place of its scheduler. */
export function isOfPlace({ trigger: { kind } }: TimedTrigger): boolean {
  return kind === 'calendar' || kind === 'cron'
}

function timerFor(trigger: RuleTrigger, context: TimerContext): RuleTimer | null {
  const { place } = context
  switch (trigger.kind) {
    case 'at':
      return new AtTimer(context, trigger)
    case 'every':
      return new EveryTimer(context, trigger)
    case 'calendar': {
      const occurrences = calendarOccurrences(trigger.calendar, place)
      return new WallTimer(context, trigger, occurrences)
    }
    case 'cron': {
      const occurrences = cronOccurrences(trigger.cron, trigger.except ?? [], place.timeZone)
      if (!occurrences.ok) throw new FaultError(occurrences.error)
      return new WallTimer(context, trigger, occurrences.value)
    }
    case 'event':
    case 'timecode':
    case 'thrown':
      return null
  }
}

/** By key those that name it, in the order of the show. */
export function catchersOf(rules: Iterable<RuleState>): ReadonlyMap<string, readonly RuleState[]> {
  const byKey = new Map<string, RuleState[]>()
  for (const rule of rules) {
    const keys = rule.definition.when.flatMap((trigger) => (trigger.kind === 'thrown' ? [trigger.key] : []))
    for (const key of new Set(keys)) {
      const catchers = byKey.get(key)
      if (catchers === undefined) byKey.set(key, [rule])
      else catchers.push(rule)
    }
  }
  return byKey
}

/** What decides whether thrown events are caught, so that a counter does not have all that waits looked at again. */
export function decisiveOf(rules: Iterable<RuleState>): ReadonlySet<string> {
  const decisive = new Set<string>()
  for (const { definition, compiled } of rules) {
    const { condition } = compiled
    if (condition === null || !definition.when.some(({ kind }) => kind === 'thrown')) continue
    const read = condition.reads.filter(({ root }) => root === 'vars')
    for (const { name } of read) decisive.add(name)
    if (/\bparams\b/.test(condition.text)) decisive.add(PARAMS)
    const mentions = condition.text.match(/\bvars\b/g)?.length ?? 0
    const named = new Set(read.map(({ at }) => at)).size
    if (mentions > named) decisive.add(ANY)
  }
  return decisive
}
