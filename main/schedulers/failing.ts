// The rules of which the latest firings failed, for an operator to be warned of.
import type { FailingRule, RulesHealth } from '../../shared/model/health.ts'
import type { RuleState } from './state.ts'

/** Those that are named; of more there is only their number. */
const NAMED = 10

export class FailingRules {
  /** How often in a row, the first to fail first. */
  readonly #rules = new Map<RuleState, number>()
  readonly #changed: () => void

  constructor(changed: () => void) {
    this.#changed = changed
  }

  failed(rule: RuleState, error: string): void {
    rule.error = error
    this.#rules.set(rule, (this.#rules.get(rule) ?? 0) + 1)
    this.#changed()
  }

  succeeded(rule: RuleState): void {
    if (rule.error === null) return
    this.forget(rule)
    this.#changed()
  }

  /** Whatever it failed at, it is not what it was. */
  forget(rule: RuleState): void {
    rule.error = null
    this.#rules.delete(rule)
  }

  /** One that is switched off fails no more. */
  health(): Omit<RulesHealth, 'crowded'> {
    const failing: FailingRule[] = []
    let failingCount = 0
    for (const [{ enabled, scheduler, definition, name, error }, times] of this.#rules) {
      if (!enabled || error === null) continue
      failingCount += 1
      if (failing.length === NAMED) continue
      failing.push({ schedulerId: scheduler.definition.id, ruleId: definition.id, name, times, error })
    }
    return { failing, failingCount }
  }
}
