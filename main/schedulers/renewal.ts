// What becomes of each scheduler and rule when a show is taken in: worked out before anything is changed.
import { isDeepStrictEqual } from 'node:util'
import { FaultError, fault } from '../../shared/base/result.ts'
import { freezeDeep } from '../../shared/model/json.ts'
import { presentScheduler } from '../../shared/model/mutations/present-names.ts'
import { formerName } from '../../shared/model/mutations/renamed.ts'
import type { Renamed } from '../../shared/model/mutations/renamed.ts'
import type { Rule, SchedulerDefinition } from '../../shared/model/scheduler.ts'
import type { Place } from '../expressions/calendar.ts'
import type { CompiledRule } from './compiled-rule.ts'
import { compiledFor, emptyScheduler, isOfPlace, makeRule, placeOf, timersOf } from './registration.ts'
import type { TimerSurroundings } from './registration.ts'
import type { RuleState, SchedulerState, TimedTrigger } from './state.ts'

/** A rule that goes on as something else. */
export interface RuleRenewal {
  readonly rule: RuleState
  readonly definition: Rule
  /** Null where only its times are others, because its scheduler is elsewhere. */
  readonly compiled: CompiledRule | null
  /** Whether only names in it are others: what it has under way goes on. */
  readonly isRenamed: boolean
  /** Those that it has already, where they are as they were, among new ones. */
  readonly timers: readonly TimedTrigger[]
}

export interface SchedulerRenewal {
  /** Empty where it is new. */
  readonly scheduler: SchedulerState
  readonly definition: SchedulerDefinition
  readonly place: Place
  /** All that it then has, in the order of the show. */
  readonly rules: ReadonlyMap<string, RuleState>
  readonly added: readonly RuleState[]
  readonly renewed: readonly RuleRenewal[]
  readonly gone: readonly RuleState[]
}

export interface Renewal {
  /** All that there then are, in the order of the show. */
  readonly schedulers: ReadonlyMap<string, SchedulerState>
  /** Of those that are new or other than they were. */
  readonly renewed: readonly SchedulerRenewal[]
  readonly gone: readonly SchedulerState[]
}

/**
 * How what is known becomes what is defined; null where it is that already. FaultError where a definition cannot be read:
 * nothing is changed by then.
 */
export function renewalOf(
  definitions: readonly SchedulerDefinition[],
  known: ReadonlyMap<string, SchedulerState>,
  surroundings: TimerSurroundings,
  renamed?: readonly Renamed[],
): Renewal | null {
  const formerOf = formerName(renamed, 'scheduler')
  const schedulers = new Map<string, SchedulerState>()
  const renewed: SchedulerRenewal[] = []
  for (const definition of definitions) {
    const { id } = definition
    if (schedulers.has(id)) throw duplicate(id)
    const former = formerOf(id)
    const scheduler = former === null ? undefined : known.get(former)
    if (scheduler !== undefined && isAsItWas(scheduler, definition)) schedulers.set(id, scheduler)
    else {
      const renewal = renewScheduler(scheduler ?? null, freezeDeep(definition), surroundings, renamed)
      schedulers.set(id, renewal.scheduler)
      renewed.push(renewal)
    }
  }
  const kept = new Set(schedulers.values())
  const gone = [...known.values()].filter((scheduler) => !kept.has(scheduler))
  const isNothing = renewed.length === 0 && gone.length === 0 && isSameOrder(known, schedulers)
  return isNothing ? null : { schedulers, renewed, gone }
}

/** What is equal is taken for the same, so that it need not be compared as a whole the next time. */
function isAsItWas(scheduler: SchedulerState, definition: SchedulerDefinition): boolean {
  if (scheduler.definition === definition) return true
  if (!isDeepStrictEqual(scheduler.definition, definition)) return false
  scheduler.definition = freezeDeep(definition)
  for (const rule of definition.rules) {
    const known = scheduler.rules.get(rule.id)
    if (known !== undefined) known.definition = rule
  }
  return true
}

function isRuleAsItWas(rule: RuleState, definition: Rule): boolean {
  if (rule.definition === definition) return true
  if (!isDeepStrictEqual(rule.definition, definition)) return false
  rule.definition = definition
  return true
}

function renewScheduler(
  known: SchedulerState | null,
  definition: SchedulerDefinition,
  surroundings: TimerSurroundings,
  renamed: readonly Renamed[] | undefined,
): SchedulerRenewal {
  const scheduler = known ?? emptyScheduler(definition)
  const place = isSamePlace(scheduler.definition, definition) ? scheduler.place : placeOf(definition)
  const formerOf = formerName(renamed, 'rule', definition.id)
  const present = renamed === undefined ? [] : presentScheduler(scheduler.definition, renamed).rules
  const presentRules = new Map(present.map((rule) => [rule.id, rule]))
  const rules = new Map<string, RuleState>()
  const added: RuleState[] = []
  const renewed: RuleRenewal[] = []
  for (const rule of definition.rules) {
    if (rules.has(rule.id)) throw duplicate(`${definition.id}/${rule.id}`)
    const former = formerOf(rule.id)
    const before = former === null ? undefined : scheduler.rules.get(former)
    const state = before ?? makeRule(scheduler, rule, place, surroundings)
    rules.set(rule.id, state)
    if (before === undefined) added.push(state)
    else {
      const isRenamed = isDeepStrictEqual(presentRules.get(rule.id), rule)
      const renewal = renewRule(state, rule, place, isRenamed, surroundings)
      if (renewal !== null) renewed.push(renewal)
    }
  }
  const kept = new Set(rules.values())
  const gone = [...scheduler.rules.values()].filter((rule) => !kept.has(rule))
  return { scheduler, definition, place, rules, added, renewed, gone }
}

function renewRule(
  rule: RuleState,
  definition: Rule,
  place: Place,
  isRenamed: boolean,
  surroundings: TimerSurroundings,
): RuleRenewal | null {
  const isMoved = place !== rule.scheduler.place && rule.timers.some(isOfPlace)
  const isSame = isRuleAsItWas(rule, definition)
  if (isSame && !isMoved) return null
  const kept = isMoved ? rule.timers.filter((timed) => !isOfPlace(timed)) : rule.timers
  return {
    rule,
    definition,
    isRenamed,
    compiled: isSame ? null : compiledFor(rule.scheduler, definition),
    timers: timersOf(rule, definition, place, kept, surroundings),
  }
}

function isSamePlace(left: SchedulerDefinition, right: SchedulerDefinition): boolean {
  return left.timeZone === right.timeZone && isDeepStrictEqual(left.location, right.location)
}

function isSameOrder(left: ReadonlyMap<string, unknown>, right: ReadonlyMap<string, unknown>): boolean {
  return isDeepStrictEqual([...left.keys()], [...right.keys()])
}

function duplicate(where: string): FaultError {
  return new FaultError(fault('scheduler/duplicate-id', where, 'this id is taken', 'give it another id'))
}
