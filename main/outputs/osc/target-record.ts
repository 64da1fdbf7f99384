// What became of the messages for one target, and whether it is well.
import type { Clock, MonotonicMs } from '../../../shared/base/clock.ts'
import type { Publish } from '../../../shared/model/event.ts'
import type { OscTargetHealth } from '../../../shared/model/health.ts'

/** How long sends must go without an error before a failing target counts as well again. */
const WELL_AFTER_MS = 2000

export class TargetRecord {
  readonly #name: string
  readonly #clock: Clock
  readonly #publish: Publish
  readonly #failuresByCode = new Map<string, number>()
  #sent = 0
  #failed = 0
  #dropped = 0
  #lastError: string | null = null
  /** When the target was first reached after the last error; null before that. */
  #goodSince: MonotonicMs | null = null
  #failing = false

  constructor(name: string, clock: Clock, publish: Publish) {
    this.#name = name
    this.#clock = clock
    this.#publish = publish
  }

  sent(): void {
    this.#sent += 1
    this.reached()
  }

  /** Notes a sign that the target is there. */
  reached(): void {
    if (this.#failing) this.#goodSince ??= this.#clock.now()
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
    this.#failed += 1
    this.#failing = true
    this.#goodSince = null
    this.#lastError = message
    const total = (this.#failuresByCode.get(code) ?? 0) + 1
    this.#failuresByCode.set(code, total)
    this.#publish({
      type: 'osc.sendFailed',
      source: 'osc:output',
      cause,
      payload: { target: this.#name, code, message, total },
    })
  }

  /** Counts a packet that was given up before it was sent. */
  dropped(): void {
    this.#dropped += 1
  }

  health(): Pick<OscTargetHealth, 'state' | 'sent' | 'failed' | 'dropped' | 'lastError'> {
    const state = !this.isWell ? 'failing' : this.#sent > 0 ? 'open' : 'idle'
    return {
      state,
      sent: this.#sent,
      failed: this.#failed,
      dropped: this.#dropped,
      lastError: this.#lastError,
    }
  }
}
