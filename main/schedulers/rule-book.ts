// The schedulers and rules of the show as it is now, and how they become those of the next.
import { isDeepStrictEqual } from 'node:util'
import { dispose } from '../../shared/base/disposable.ts'
import { failed, fault, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import type { MonotonicMs } from '../../shared/base/clock.ts'
import type { EventEnvelope, Publish } from '../../shared/model/event.ts'
import type { Json } from '../../shared/model/json.ts'
import { presentName } from '../../shared/model/mutations/renamed.ts'
import { SCHEDULER_LIMITS } from '../../shared/model/scheduler.ts'
import type { SchedulerDefinition } from '../../shared/model/scheduler.ts'
import type { ShowChange } from '../../shared/model/show-change.ts'
import type { TriggerTable } from '../../shared/model/trigger-table.ts'
import type { Executions, NamedRule } from './executions.ts'
import type { FailingRules } from './failing.ts'
import { meant } from './faults.ts'
import type { Firing } from './firing.ts'
import { catchersOf, decisiveOf, limitOf, nameOf, ownerOf, sourceOf } from './registration.ts'
import type { TimerSurroundings } from './registration.ts'
import { renewalOf } from './renewal.ts'
import type { RuleRenewal, SchedulerRenewal } from './renewal.ts'
import type { HeardTrigger, RuleState, SchedulerState } from './state.ts'

interface RuleBookOptions {
  readonly publish: Publish
  readonly timing: Omit<TimerSurroundings, 'openedAt'>
  readonly table: TriggerTable
  readonly firing: Firing
  readonly executions: Executions
  readonly failing: FailingRules
}

/** What a take has changed. */
export interface Taken {
  /** All that there are, in the order of the show. */
  readonly schedulers: readonly SchedulerState[]
  /** Those that are new or other than they were. */
  readonly renewed: readonly SchedulerState[]
  readonly gone: readonly SchedulerState[]
}

export class RuleBook implements Disposable {
  readonly #options: RuleBookOptions
  #schedulers: ReadonlyMap<string, SchedulerState> = new Map()
  #openedAt: MonotonicMs

  constructor(options: RuleBookOptions) {
    this.#options = options
    this.#openedAt = options.timing.clock.now()
  }

  /**
   * From now on these are the schedulers and rules; null where they are already. What did not change goes on untouched.
   * FaultError, with nothing changed, where one cannot be read; the store has seen to it that it can.
   */
  take(definitions: readonly SchedulerDefinition[], change: ShowChange): Taken | null {
    const { kind, cause, renamed } = change
    const { timing } = this.#options
    const isOpening = kind === 'open'
    const openedAt = isOpening ? timing.clock.now() : this.#openedAt
    const renewal = renewalOf(definitions, this.#schedulers, { ...timing, openedAt }, renamed)
    this.#openedAt = openedAt
    if (renewal === null) return null
    const { schedulers, renewed, gone } = renewal
    for (const { rules } of gone) for (const rule of rules.values()) this.#letGo(rule, cause)
    for (const { gone: rules } of renewed) for (const rule of rules) this.#letGo(rule, cause)
    this.#options.executions.rename(renewed.flatMap(namesOf))
    for (const one of renewed) this.#renewScheduler(one, change)
    this.#schedulers = schedulers
    this.#number(renewed)
    for (const { added, renewed: rules } of renewed) {
      for (const rule of [...added, ...rules.map(({ rule: same }) => same)]) this.#begin(rule, isOpening)
    }
    return {
      schedulers: [...schedulers.values()],
      renewed: renewed.map(({ scheduler }) => scheduler),
      gone,
    }
  }

  get size(): number {
    return this.#schedulers.size
  }

  /** In the order of the show. */
  schedulers(): Iterable<SchedulerState> {
    return this.#schedulers.values()
  }

  *rules(): Generator<RuleState> {
    for (const { rules } of this.#schedulers.values()) yield* rules.values()
  }

  find(schedulerId: string, ruleId: string): Result<RuleState> {
    const scheduler = this.#schedulers.get(schedulerId)
    if (scheduler === undefined) {
      const next = meant(schedulerId, this.#schedulers.keys(), 'use the id of a scheduler of the show')
      return failed(fault('scheduler/unknown', schedulerId.slice(0, 100), 'no scheduler has this id', next))
    }
    const rule = scheduler.rules.get(ruleId)
    if (rule !== undefined) return ok(rule)
    const next = meant(ruleId, scheduler.rules.keys(), `use the id of a rule of ${schedulerId}`)
    return failed(
      fault('rule/unknown', `${schedulerId}/${ruleId.slice(0, 100)}`, 'no rule has this id', next),
    )
  }

  /** Switched on, its rhythm begins anew. */
  switch(rule: RuleState, enabled: boolean, cause: number | null): void {
    const { scheduler, definition, name } = rule
    rule.enabled = enabled
    this.#arm(rule, false)
    const payload = { schedulerId: scheduler.definition.id, ruleId: definition.id, name, enabled }
    this.#options.publish({ type: 'rule.switched', source: scheduler.source, cause, payload })
  }

  [Symbol.dispose](): void {
    for (const rule of this.rules()) {
      for (const { timer } of rule.timers) timer.disarm()
      for (const { hearing } of rule.heard) dispose(hearing)
      this.#options.executions.forget(rule)
    }
  }

  #renewScheduler(renewal: SchedulerRenewal, { cause, renamed }: ShowChange): void {
    const { scheduler, definition, place, rules, renewed } = renewal
    takeVars(scheduler, definition, presentName(renamed, 'variable', definition.id))
    scheduler.definition = definition
    scheduler.self = { id: definition.id }
    scheduler.source = sourceOf(definition)
    for (const rule of renewed) this.#renewRule(rule, cause)
    scheduler.place = place
    scheduler.rules = rules
    scheduler.byKey = catchersOf(rules.values())
    scheduler.decisive = decisiveOf(rules.values())
  }

  /** What it waits at or asks belongs to the rule that it was; what it counted, and whether somebody switched it, goes on. */
  #renewRule({ rule, definition, isRenamed, compiled, timers }: RuleRenewal, cause: number | null): void {
    for (const timed of rule.timers) if (!timers.includes(timed)) timed.timer.disarm()
    rule.timers = timers
    if (compiled === null) return
    const { executions, failing } = this.#options
    const before = rule.definition
    rule.definition = definition
    rule.name = nameOf(definition)
    rule.compiled = compiled
    if (isRenamed) {
      executions.goOnAs(rule)
      return
    }
    executions.end(rule, cause)
    failing.forget(rule)
    rule.published.clear()
    rule.crowded = false
    if (!isDeepStrictEqual(before.limit, definition.limit)) {
      rule.limit = limitOf(definition)
      rule.restsUntil = -Infinity
    }
    const { enabled } = definition
    if (before.enabled !== enabled && rule.enabled !== enabled) this.switch(rule, enabled, cause)
  }

  /** Whoever still has it in hand finds it switched off. */
  #letGo(rule: RuleState, cause: number | null): void {
    const { executions, failing } = this.#options
    for (const { timer } of rule.timers) timer.disarm()
    for (const { hearing } of rule.heard) dispose(hearing)
    executions.end(rule, cause)
    failing.forget(rule)
    rule.timers = []
    rule.heard = []
    rule.enabled = false
  }

  /** A rule has its place within its scheduler's, so that a show of many is not numbered anew as a whole. */
  #number(renewed: readonly SchedulerRenewal[]): void {
    const isRenewed = new Set(renewed.map(({ scheduler }) => scheduler))
    for (const [order, scheduler] of [...this.#schedulers.values()].entries()) {
      if (scheduler.order === order && !isRenewed.has(scheduler)) continue
      scheduler.order = order
      let place = order * SCHEDULER_LIMITS.rules
      for (const rule of scheduler.rules.values()) rule.place = place++
    }
  }

  #begin(rule: RuleState, isOpening: boolean): void {
    const before = rule.heard
    const left = [...before]
    // The old is let go after the new is there, so that nobody has to listen anew.
    rule.heard = rule.definition.when.flatMap((trigger) => {
      const { name: label } = rule
      const found = left.findIndex(
        (known) => known.label === label && isDeepStrictEqual(known.trigger, trigger),
      )
      if (found !== -1) return left.splice(found, 1)
      const hearing = this.#hear(trigger, rule)
      return hearing === null ? [] : [{ trigger, label, hearing }]
    })
    for (const { hearing } of left) dispose(hearing)
    this.#arm(rule, isOpening)
  }

  #arm({ enabled, timers }: RuleState, isOpening: boolean): void {
    for (const { timer } of timers)
      if (enabled) timer.arm(isOpening)
      else timer.disarm()
  }

  #hear(trigger: HeardTrigger['trigger'], rule: RuleState): Disposable | null {
    const { table, firing } = this.#options
    const act = (event: EventEnvelope): void => {
      if (firing.admits(rule, event, event.seq)) firing.fire(rule, 'event', event, null, event.seq)
    }
    const hear = (event: EventEnvelope): void => {
      if (event.seq === rule.lastHeard) return
      rule.lastHeard = event.seq
      act(event)
    }
    if (trigger.kind === 'event') return table.add(trigger.match, rule.name, hear, rule)
    return trigger.kind === 'timecode' ? table.add(trigger, rule.name, act, rule) : null
  }
}

/** The rules that a scheduler keeps, by what they are called from now on. */
function namesOf({ definition: { id, rules: defined }, rules }: SchedulerRenewal): readonly NamedRule[] {
  return defined.map((rule) => ({
    rule: rules.get(rule.id) as RuleState,
    owner: ownerOf(id, rule.id),
    ownerName: nameOf(rule),
  }))
}

/** A variable that is there already keeps its value, whatever it would begin with now. */
function takeVars(
  { vars, definition: before }: SchedulerState,
  { vars: defined }: SchedulerDefinition,
  nameOf: (name: string) => string,
): void {
  const live: Record<string, Json> = {}
  for (const [former, value] of Object.entries(vars)) {
    Reflect.deleteProperty(vars, former)
    const name = nameOf(former)
    if (!Object.hasOwn(before.vars, former) || Object.hasOwn(defined, name)) live[name] = value
  }
  // In the order of the show.
  Object.assign(vars, { ...defined, ...live })
}
