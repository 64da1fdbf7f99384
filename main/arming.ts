// Whether the show acts: the one answer that all go by who would begin or send something.
import type { Clock, MonotonicMs, WallMs } from '../shared/base/clock.ts'
import { disposable } from '../shared/base/disposable.ts'
import { fault } from '../shared/base/result.ts'
import type { Fault } from '../shared/base/result.ts'
import { ARMED, DISARMED_WORDS } from '../shared/model/arming.ts'
import type { ArmingView, DisarmedWhy, Permission } from '../shared/model/arming.ts'
import type { Publish, Subscribe } from '../shared/model/event.ts'
import { FEEDBACK_SOURCE } from '../shared/model/feedback-source.ts'
import type { PanicEnded } from '../shared/model/panic.ts'

export interface Disarming {
  readonly why: DisarmedWhy
  readonly by: string
  /** What else is to be known of it, in a sentence; null where there is nothing. */
  readonly detail: string | null
}

interface Disarmed extends Disarming {
  readonly since: MonotonicMs
  readonly sinceTime: WallMs
  passedOver: number
  withheld: number
}

interface ArmingOptions {
  readonly clock: Clock
  readonly publish: Publish
}

const SOURCE = 'show'

export class Arming implements Permission {
  readonly #options: ArmingOptions
  readonly #listeners = new Set<() => void>()
  #disarmed: Disarmed | null = null

  constructor(options: ArmingOptions) {
    this.#options = options
  }

  view(): ArmingView {
    return this.#disarmed === null ? ARMED : { armed: false, ...this.#disarmed }
  }

  /** Calls `changed` when it is armed or disarmed, and when there is more that was passed over, of which no event tells. */
  onChanged(changed: () => void): Disposable {
    this.#listeners.add(changed)
    return disposable('listener to arming', () => this.#listeners.delete(changed))
  }

  get isArmed(): boolean {
    return this.#disarmed === null
  }

  refusal(where: string, forPanic: boolean): Fault | null {
    const disarmed = this.#disarmed
    if (disarmed === null || (forPanic && disarmed.why !== 'imported')) return null
    disarmed.passedOver += 1
    this.#changed()
    return fault(
      'show/disarmed',
      where,
      `the show is disarmed, ${DISARMED_WORDS[disarmed.why]}`,
      'arm it, and ask again if it is still wanted',
    )
  }

  /** From now on nothing begins and nothing is sent; what is under way is for the caller to end. The newer reason counts. */
  disarm({ why, by, detail }: Disarming): void {
    const { clock } = this.#options
    const [since, sinceTime] = [clock.now(), clock.wall()]
    this.#disarmed = { why, by, detail, since, sinceTime, passedOver: 0, withheld: 0 }
  }

  publishDisarmed(ended: PanicEnded, cause: number | null): void {
    if (this.#disarmed === null) return
    const { why, by, detail } = this.#disarmed
    const { publish } = this.#options
    publish({ type: 'show.disarmed', source: SOURCE, cause, payload: { why, by, detail, ended } })
    this.#changed()
  }

  /** Nothing of what came meanwhile is made up for. Since when it was disarmed, and the event that says it is not; null where it was armed. */
  arm(by: string, cause: number | null): { readonly since: MonotonicMs; readonly seq: number | null } | null {
    if (this.#disarmed === null) return null
    const { since, why, passedOver, withheld } = this.#disarmed
    this.#disarmed = null
    const { clock, publish } = this.#options
    const payload = { by, why, disarmedFor: clock.now() - since, passedOver, withheld }
    const seq = publish({ type: 'show.armed', source: SOURCE, cause, payload }) ?? cause
    this.#changed()
    return { since, seq }
  }

  /**
   * For outputs: they hear nothing while the show is disarmed, but what a panic sends, and feedback: lights tell how things stand,
   * unless nobody has looked yet at where they are.
   */
  readonly sending = (subscribe: Subscribe): Subscribe => {
    return (pattern, handler, options) =>
      subscribe(
        pattern,
        (event) => {
          if (this.#disarmed === null || event.ahead === 'panic') return handler(event)
          if (event.source.startsWith(FEEDBACK_SOURCE)) {
            if (this.#disarmed.why !== 'imported') return handler(event)
            return
          }
          this.#disarmed.withheld += 1
          this.#changed()
        },
        options,
      )
  }

  #changed(): void {
    for (const listener of this.#listeners) listener()
  }
}
