// Writes how a show stands to its file at a pace: changes are gathered, one write never overlaps another, and none comes without a change.
import { backOff } from '../../shared/base/back-off.ts'
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import { fault } from '../../shared/base/result.ts'
import type { Fault } from '../../shared/base/result.ts'
import { within } from '../../shared/base/within.ts'
import { codeOf } from './file-system.ts'
import { MOST_STATE_BYTES } from './state-file.ts'
import { systemWords } from './system-words.ts'

/** After the first change: what is done in one go is written at once. */
const GATHER_MS = 200
/** From one write to the next. */
const PACE_MS = 1000
/** The same, where it never stops changing, where the disk is slow, or where there is much to write. */
const SLOWEST_MS = 5000
/** Without a write for so long it counts as having stopped. */
const QUIET_MS = 2000
/** A write may keep the disk busy for this share of the time, and take so many bytes of it a second. */
const BUSY_SHARE = 0.05
const BYTES_A_SECOND = 64 * 1024
const FIRST_RETRY_MS = 1000
const LAST_RETRY_MS = 10_000
/** How long the end of the engine waits for the disk. */
const CLOSING_MS = 1000

export interface StateWriterOptions {
  readonly clock: Clock
  /** For people. */
  readonly where: string
  readonly file: { write(body: Uint8Array): Promise<void> }
  /** As it is now. */
  content(): string
  /** Called when it begins or ends that it cannot be written. */
  changed(): void
}

export class StateWriter implements AsyncDisposable {
  readonly #options: StateWriterOptions
  /** Whether it is another than was written last. */
  #isNews = false
  /** Whether all of that news may wait. */
  #mayWait = true
  #due: { readonly at: number; readonly timer: Disposable } | null = null
  #running: Promise<void> | null = null
  #live = true
  #endedAt = -Infinity
  /** Until the next write of what never stops changing. */
  #stretch = PACE_MS
  /** Until the next write of anything. */
  #pace = PACE_MS
  #failures = 0
  #trouble: Fault | null = null

  constructor(options: StateWriterOptions) {
    this.#options = options
  }

  /** Why it cannot be written; null where it can. */
  get trouble(): Fault | null {
    return this.#trouble
  }

  /** It is another than it was; `mayWait` of what may go on changing all the time. */
  news(mayWait: boolean): void {
    if (!this.#live) return
    if (!this.#isNews) this.#mayWait = true
    this.#isNews = true
    this.#mayWait &&= mayWait
    this.#plan()
  }

  /** Writes what has changed, at once, unless the disk takes too long. The file stays. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#live) return
    this.#live = false
    dispose(this.#due?.timer)
    this.#due = null
    const last = this.#isNews ? this.#bytes() : null
    await within(this.#options.clock, CLOSING_MS, this.#close(last))
  }

  async #close(last: Uint8Array | null): Promise<void> {
    await this.#running
    if (last !== null) await this.#put(last)
  }

  #plan(): void {
    if (this.#running !== null || !this.#live || !this.#isNews) return
    const { clock } = this.#options
    const now = clock.now()
    const pace = Math.max(this.#pace, this.#mayWait ? this.#stretch : 0)
    const retry = this.#failures === 0 ? 0 : backOff(this.#failures, FIRST_RETRY_MS, LAST_RETRY_MS)
    const at = Math.max(now + GATHER_MS, this.#endedAt + Math.max(pace, retry))
    if (this.#due !== null && this.#due.at <= at) return
    dispose(this.#due?.timer)
    this.#due = { at, timer: clock.upkeep(monotonicMs(at), () => this.#write()) }
  }

  #write(): void {
    this.#due = null
    const goesOn = this.#mayWait && this.#options.clock.now() - this.#endedAt < this.#stretch + QUIET_MS
    this.#stretch = goesOn ? Math.min(SLOWEST_MS, this.#stretch + PACE_MS) : PACE_MS
    const bytes = this.#bytes()
    this.#running = this.#put(bytes).then(() => {
      this.#running = null
      this.#plan()
    })
  }

  #bytes(): Uint8Array {
    // What comes from here on is none of it.
    this.#isNews = false
    return Buffer.from(this.#options.content())
  }

  async #put(bytes: Uint8Array): Promise<void> {
    const { clock, file } = this.#options
    const begunAt = clock.now()
    try {
      if (bytes.length > MOST_STATE_BYTES) throw new Error('it is too large to be kept')
      await file.write(bytes)
      this.#failures = 0
      this.#report(null)
    } catch (thrown) {
      this.#isNews = true
      this.#failures += 1
      this.#report(troubleOf(this.#options.where, thrown))
    }
    this.#endedAt = clock.now()
    const costly = Math.max((this.#endedAt - begunAt) / BUSY_SHARE, (bytes.length / BYTES_A_SECOND) * 1000)
    this.#pace = Math.min(SLOWEST_MS, Math.max(PACE_MS, costly))
  }

  #report(trouble: Fault | null): void {
    const isNews = trouble?.code !== this.#trouble?.code
    this.#trouble = trouble
    if (isNews) this.#options.changed()
  }
}

const FULL: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])

function troubleOf(where: string, thrown: unknown): Fault {
  const later = 'the show plays on, and it is tried again'
  if (FULL.has(codeOf(thrown)))
    return fault('state/disk-full', where, 'the disk is full', `make room on it; ${later}`)
  return fault('state/cannot-write', where, systemWords(thrown), `check the folder and its rights; ${later}`)
}
