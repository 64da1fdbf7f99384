// Holding all rules, for an operator who wants nothing to start by itself for a while.
import type { Clock } from '../../shared/base/clock.ts'
import { failed, fault } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import type { RulesHeld } from '../../shared/contract/scheduler-streams.ts'
import type { Publish } from '../../shared/model/event.ts'
import type { RuleState } from './state.ts'

const SOURCE = 'schedulers'

export class Hold {
  readonly #clock: Clock
  readonly #publish: Publish
  readonly #changed: () => void
  #held: RulesHeld | null = null
  /** What came while rules were held and made none fire. */
  #passedOver = 0

  /** `changed` is called whenever there is more that was passed over, of which no event tells. */
  constructor(clock: Clock, publish: Publish, changed: () => void) {
    this.#clock = clock
    this.#publish = publish
    this.#changed = changed
  }

  /** Null while rules fire. */
  get view(): RulesHeld | null {
    return this.#held === null ? null : { ...this.#held, passedOver: this.#passedOver }
  }

  get isOn(): boolean {
    return this.#held !== null
  }

  /** Holding twice is holding once. */
  begin(by: string, cause: number | null): void {
    if (this.#held !== null) return
    this.#passedOver = 0
    this.#held = { by, since: this.#clock.now(), sinceTime: this.#clock.wall(), passedOver: 0 }
    this.#publish({ type: 'rules.held', source: SOURCE, cause, payload: { by } })
  }

  /** Since when rules were held and the event that ends it; null where they were not. */
  end(by: string, cause: number | null): { readonly since: number; readonly seq: number | null } | null {
    if (this.#held === null) return null
    const { since } = this.#held
    this.#held = null
    const payload = { by, heldFor: this.#clock.now() - since, passedOver: this.#passedOver }
    return { since, seq: this.#publish({ type: 'rules.released', source: SOURCE, cause, payload }) ?? cause }
  }

  /** Something has come that might make a rule fire: whether it passes by, which is then counted. */
  passesBy(rule: RuleState): boolean {
    if (this.#held === null) return false
    rule.skipped += 1
    this.#passedOver += 1
    this.#changed()
    return true
  }

  refusal({ owner }: RuleState): Result<never> {
    return failed(fault('rule/held', owner, 'all rules are held', 'release them first'))
  }
}
