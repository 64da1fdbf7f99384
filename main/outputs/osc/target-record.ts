// What became of the messages for one target, and whether it is well.
import type { Clock, MonotonicMs } from '../../../shared/base/clock.ts'
import type { Publish } from '../../../shared/model/event.ts'
import type { OscTargetHealth } from '../../../shared/model/health.ts'

/** How long sends must go without an error before a failing target counts as well again. */
const WELL_AFTER_MS = 2000

type Counts = Omit<OscTargetHealth, 'target' | 'address' | 'transport' | 'queued'>

export class TargetRecord {
  /** As the show calls the target, which may be renamed. */
  name: string
  readonly #clock: Clock
  readonly #publish: Publish
  /** The latest values of these routes wait no more, and were not sent. */
  readonly forgot: (routes: readonly string[]) => void
  readonly #totals = new Map<string, number>()
  #sent = 0
  #failed = 0
  #dropped = 0
  #collapsed = 0
  #lastError: string | null = null
  #lastDrop: string | null = null
  #wasReached = false
  /** When the target was first reached after the last error; null before that. */
  #goodSince: MonotonicMs | null = null
  #failing = false
  #acknowledged = 0
  #isKnown = false
  /** Since when the oldest message that is not acknowledged has been on its way; null where all are. */
  #openSince: MonotonicMs | null = null

  constructor(
    name: string,
    clock: Clock,
    publish: Publish,
    forgot: (routes: readonly string[]) => void = () => {},
  ) {
    this.name = name
    this.forgot = forgot
    this.#clock = clock
    this.#publish = publish
  }

  /** Counts messages that were handed over to the system. */
  sent(packets = 1): void {
    this.#sent += packets
    this.reached()
  }

  /** Notes a sign that the target is there. */
  reached(): void {
    this.#wasReached = true
    if (this.#failing) this.#goodSince ??= this.#clock.now()
  }

  /** So many more messages were acknowledged; what is still open has been so since then. */
  acknowledged(messages: number, openSince: MonotonicMs | null): void {
    this.#isKnown = true
    this.#acknowledged += messages
    this.#openSince = openSince
  }

  /** There is nothing on its way any more. */
  nothingOpen(): void {
    this.#openSince = null
  }

  /** Nobody knows what is acknowledged. */
  isUnknown(): void {
    this.#isKnown = false
    this.#openSince = null
  }

  /** Whether there was no error lately. */
  get isWell(): boolean {
    if (this.#goodSince !== null && this.#clock.now() - this.#goodSince >= WELL_AFTER_MS) {
      this.#failing = false
      this.#goodSince = null
    }
    return !this.#failing
  }

  failed(code: string, message: string, cause: number | null): void {
    this.failsQuietly(message)
    this.#say(code, message, 1, cause)
  }

  /** Counts a failure that concerns no message and has been published before. */
  failsQuietly(message: string): void {
    this.#failed += 1
    this.#failing = true
    this.#goodSince = null
    this.#lastError = message
  }

  /** Counts messages that were given up; `cause` is what asked for the oldest. */
  dropped(messages: number, code: string, message: string, cause: number | null): void {
    this.#dropped += messages
    this.#lastDrop = message
    this.#say(code, message, messages, cause)
  }

  /** Counts messages that gave way to later ones of their route. */
  collapsed(messages: number): void {
    this.#collapsed += messages
  }

  /** Says of messages that were handed over that nobody knows what became of them. */
  unsure(messages: number, code: string, message: string, cause: number | null): void {
    this.#say(code, message, messages, cause)
  }

  health(): Counts {
    const wasReached = this.#sent > 0 || this.#wasReached
    return {
      state: !this.isWell ? 'failing' : wasReached ? 'open' : 'idle',
      sent: this.#sent,
      acknowledged: this.#isKnown ? this.#acknowledged : null,
      unacknowledgedFor: this.#openSince === null ? 0 : this.#clock.now() - this.#openSince,
      failed: this.#failed,
      dropped: this.#dropped,
      collapsed: this.#collapsed,
      lastDrop: this.#lastDrop,
      lastError: this.#lastError,
    }
  }

  #say(code: string, message: string, occasions: number, cause: number | null): void {
    const total = (this.#totals.get(code) ?? 0) + occasions
    this.#totals.set(code, total)
    const payload = { target: this.name, code, message, messages: occasions, total }
    this.#publish({ type: 'osc.sendFailed', source: 'osc:output', cause, payload })
  }
}
