// Whether rules are kept from firing: an operator holds them all for a while, or the show is disarmed.
import type { Clock } from '../../shared/base/clock.ts'
import { failed, fault } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import type { RulesHeld } from '../../shared/contract/scheduler-streams.ts'
import type { Permission } from '../../shared/model/arming.ts'
import type { Publish } from '../../shared/model/event.ts'
import type { RuleState } from './state.ts'

const SOURCE = 'schedulers'

interface HoldOptions {
  readonly clock: Clock
  readonly publish: Publish
  /** Called whenever there is more that was passed over, of which no event tells. */
  readonly changed: () => void
  readonly arming: Permission
}

export class Hold {
  readonly #clock: Clock
  readonly #publish: Publish
  readonly #changed: () => void
  readonly #arming: Permission
  #held: RulesHeld | null = null
  /** What came while rules were held and made none fire. */
  #passedOver = 0

  constructor({ clock, publish, changed, arming }: HoldOptions) {
    this.#clock = clock
    this.#publish = publish
    this.#changed = changed
    this.#arming = arming
  }

  /** Null while rules fire. */
  get view(): RulesHeld | null {
    return this.#held === null ? null : { ...this.#held, passedOver: this.#passedOver }
  }

  /** Whether no rule fires. */
  get isOn(): boolean {
    return this.#held !== null || !this.#arming.isArmed
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
    if (this.#arming.refusal(rule.owner, false) === null) {
      if (this.#held === null) return false
      this.#passedOver += 1
    }
    rule.skipped += 1
    this.#changed()
    return true
  }

  /** Why a rule does not even fire by hand; null where it may. */
  refusal({ owner }: RuleState): Result<never> | null {
    const disarmed = this.#arming.refusal(owner, false)
    if (disarmed !== null) return failed(disarmed)
    if (this.#held === null) return null
    return failed(fault('rule/held', owner, 'all rules are held', 'release them first'))
  }
}
