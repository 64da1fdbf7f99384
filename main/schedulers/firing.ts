// Whether a rule fires, and its firing: enabled, condition, limit, and what is published of it.
import type { Clock, MonotonicMs } from '../../shared/base/clock.ts'
import { failed, fault, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import type { Publish } from '../../shared/model/event.ts'
import { SCHEDULER_LIMITS } from '../../shared/model/scheduler.ts'
import type { TimeKind } from '../../shared/model/scheduler.ts'
import type { Executions } from './executions.ts'
import type { FailingRules } from './failing.ts'
import type { Hold } from './hold.ts'
import type { RuleParams } from './options.ts'
import type { RuleState } from './state.ts'

/** Distinct errors that are published of one rule; the view shows later ones. */
const ERRORS_PUBLISHED = 16
/** Begins the errors of conditions. */
const CONDITION = 'condition: '

export type Trigger = TimeKind | 'event' | 'thrown' | 'operator'

interface FiringOptions {
  readonly clock: Clock
  readonly publish: Publish
  readonly params: RuleParams
  readonly executions: Executions
  readonly failing: FailingRules
  readonly hold: Hold
}

export class Firing {
  readonly #options: FiringOptions
  /** Firings of all rules; each is named by its number. */
  fired = 0

  constructor(options: FiringOptions) {
    this.#options = options
  }

  /** Whether a rule fires for what has happened; where it does not although it would, that is published. */
  admits(rule: RuleState, event: object | null, cause: number | null): boolean {
    const now = this.#options.clock.now()
    if (!rule.enabled || now < rule.restsUntil) return false
    if (this.#options.hold.passesBy(rule)) return false
    return (
      this.#holds(rule, event, cause) && this.#hasRoom(rule, cause) && this.#isWithinLimit(rule, now, cause)
    )
  }

  fire(
    rule: RuleState,
    trigger: Trigger,
    event: object | null,
    dueAt: MonotonicMs | null,
    cause: number | null,
  ): number {
    const { clock, publish, executions } = this.#options
    const now = clock.now()
    rule.limit.add(now)
    rule.fired += 1
    rule.lastAt = now
    this.fired += 1
    const execution = this.fired
    const payload = { ...named(rule), execution, trigger, dueAt }
    const fired = publish({ type: 'rule.fired', source: rule.scheduler.source, cause, payload })
    executions.begin(rule, execution, event, fired ?? cause)
    return execution
  }

  /** Fires whether the rule is enabled or not and whatever its condition says, for an operator who wants it now. */
  fireNow(rule: RuleState, cause: number | null): Result<{ readonly execution: number }> {
    const { clock, hold } = this.#options
    const refused = hold.refusal(rule)
    if (refused !== null) return refused
    const now = clock.now()
    if (now < rule.restsUntil || !this.#isWithinLimit(rule, now, cause)) {
      const what = `it fired too often and rests for ${Math.ceil(rule.restsUntil - now)} ms`
      return failed(fault('rule/resting', rule.owner, what, 'try again then, or raise its limit'))
    }
    if (!this.#hasRoom(rule, cause)) {
      const what = `${SCHEDULER_LIMITS.executions} of its executions wait already`
      return failed(fault('rule/crowded', rule.owner, what, 'cancel some, or answer what they ask'))
    }
    return ok({ execution: this.fire(rule, 'operator', null, null, cause) })
  }

  /** Keeps why a rule could not do what it was to; published once for each distinct reason. */
  failed(rule: RuleState, error: string, cause: number | null): void {
    this.#options.failing.failed(rule, error)
    if (rule.published.has(error) || rule.published.size >= ERRORS_PUBLISHED) return
    rule.published.add(error)
    const payload = { ...named(rule), error }
    this.#options.publish({ type: 'rule.failed', source: rule.scheduler.source, cause, payload })
  }

  #holds(rule: RuleState, event: object | null, cause: number | null): boolean {
    const { condition } = rule.compiled
    if (condition === null) return true
    const { vars, self, place } = rule.scheduler
    const { clock, params, failing } = this.#options
    const { timeZone } = place
    const now = clock.wall()
    const held = condition.holds({ event, vars, params: params.values(), now, timeZone, scheduler: self })
    if (held.ok) {
      if (rule.error?.startsWith(CONDITION) === true) failing.succeeded(rule)
      return held.value
    }
    const { where, what, next } = held.error
    this.failed(rule, `${CONDITION}${where}: ${what}; ${next}`, cause)
    return false
  }

  #isWithinLimit(rule: RuleState, now: MonotonicMs, cause: number | null): boolean {
    const until = rule.limit.fullUntil(now)
    if (until === null) return true
    rule.restsUntil = until
    const payload = { ...named(rule), ...rule.definition.limit, until }
    this.#options.publish({ type: 'rule.limited', source: rule.scheduler.source, cause, payload })
    return false
  }

  #hasRoom(rule: RuleState, cause: number | null): boolean {
    const quota = SCHEDULER_LIMITS.executions
    const usage = rule.executions.size
    if (usage < quota) {
      rule.crowded = false
      return true
    }
    if (!rule.crowded) {
      const payload = { runId: null, resource: `executions of ${rule.owner}`, usage, quota }
      this.#options.publish({ type: 'resource.exhausted', source: rule.scheduler.source, cause, payload })
    }
    rule.crowded = true
    return false
  }
}

function named({ scheduler, definition, name }: RuleState) {
  return { schedulerId: scheduler.definition.id, ruleId: definition.id, name }
}
