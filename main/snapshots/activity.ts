// The last things that happened, one line each; when too much happens it counts instead.
import type { Clock } from '../../shared/base/clock.ts'
import { Ring } from '../../shared/base/ring.ts'
import type { ActivityLine, ActivityView } from '../../shared/contract/streams.ts'
import type { EventEnvelope } from '../../shared/model/event.ts'
import { severityOf } from '../../shared/model/severity.ts'
import { activityText, isSilent } from './activity-text.ts'
import type { NameOf, SenderOf } from './activity-text.ts'

const LINES = 200
const PERIOD_MS = 500
/** More lines of one type than this cannot be read as they go by, and would push out the rare ones that matter. */
const LINES_OF_A_TYPE_A_PERIOD = 20

export class Activity {
  readonly #clock: Clock
  readonly #nameOf: NameOf
  readonly #senderOf: SenderOf
  readonly #lines = new Ring<ActivityLine>(LINES)
  readonly #linesOfType = new Map<string, number>()
  #periodEndsAt = 0
  #omitted = 0
  #omittedBefore = 0

  constructor(clock: Clock, nameOf: NameOf, senderOf: SenderOf) {
    this.#senderOf = senderOf
    this.#clock = clock
    this.#nameOf = nameOf
  }

  /** Takes notice of an event; false where there is nothing to tell of it. */
  record(event: EventEnvelope): boolean {
    const { seq, at, time, type, source, cause } = event
    if (isSilent(type)) return false
    this.#startPeriodWhenDue()
    const linesOfType = this.#linesOfType.get(type) ?? 0
    if (linesOfType >= LINES_OF_A_TYPE_A_PERIOD) {
      this.#omitted += 1
      return true
    }
    const text = activityText(event, this.#nameOf, this.#senderOf)
    if (text === null) return false
    this.#linesOfType.set(type, linesOfType + 1)
    this.#lines.push({ seq, at, time, type, source, cause, severity: severityOf(event), text })
    return true
  }

  view(): ActivityView {
    this.#startPeriodWhenDue()
    return { lines: [...this.#lines.newestFirst()], omitted: this.#omittedBefore + this.#omitted }
  }

  #startPeriodWhenDue(): void {
    const now = this.#clock.now()
    if (now < this.#periodEndsAt) return
    const wasJustNow = now < this.#periodEndsAt + PERIOD_MS
    this.#omittedBefore = wasJustNow ? this.#omitted : 0
    this.#omitted = 0
    this.#periodEndsAt = now + PERIOD_MS
    this.#linesOfType.clear()
  }
}
