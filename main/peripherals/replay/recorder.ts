// Writes the inputs of a show to a session file as they arrive, behind a bounded queue, so that no disk can hold up the show.
import { monotonicMs } from '../../../shared/base/clock.ts'
import type { Clock } from '../../../shared/base/clock.ts'
import { dispose } from '../../../shared/base/disposable.ts'
import type { EventEnvelope, Subscribe } from '../../../shared/model/event.ts'
import { INPUT_TYPES } from '../../../shared/model/input.ts'
import { LONGEST_SESSION_MS, formatSessionLine } from '../../protocols/session/line.ts'
import { diskTrouble } from './folder.ts'
import type { SessionFile } from './folder.ts'

export interface RecordingLimits {
  /** Bytes of one file. */
  readonly file: number
  /** Bytes that may wait for the disk. */
  readonly queue: number
}

const MB = 2 ** 20
export const RECORDING_LIMITS: RecordingLimits = { file: 256 * MB, queue: 8 * MB }

/** What a crash can lose, in ms; longer waits make fewer and larger writes. */
const WRITE_EVERY_MS = 100
/** Bytes that are worth a write before that time. */
const WORTH_WRITING = 65_536
const LARGEST_WRITE = MB
/** Ms after which a disk that does not finish is given up. */
const PATIENCE_MS = 5_000

export interface RecordingOutcome {
  /** Whole lines that are on the disk, and their bytes. */
  readonly events: number
  readonly bytes: number
  /** Why it ended by itself; null where it was asked to. */
  readonly error: string | null
}

interface RecorderOptions {
  readonly clock: Clock
  readonly subscribe: Subscribe
  readonly limits: RecordingLimits
  create(): Promise<SessionFile>
  /** It takes nothing more; called once. */
  stopped(): void
}

interface WaitingLine {
  readonly text: string
  readonly size: number
}

/** Records from the moment it is made until it is stopped, or stops by itself. */
export class Recorder {
  readonly startedAt: number
  /** Settles when the file is complete, or the disk was given up. */
  readonly ended: Promise<RecordingOutcome>
  /** Settles when the system has let go of the file, however long that takes. */
  readonly closed: Promise<void>
  readonly #clock: Clock
  readonly #limits: RecordingLimits
  readonly #onStopped: () => void
  readonly #listening = new DisposableStack()
  #giveUp: () => void = () => undefined
  #queue: WaitingLine[] = []
  #queued = 0
  #taken = { events: 0, bytes: 0 }
  #written = { events: 0, bytes: 0 }
  #stopped = false
  #error: string | null = null
  /** Until more is written; at hand while lines are gathered. */
  #gathering: Disposable | null = null
  #patience: Disposable | null = null
  #wake: (() => void) | null = null

  constructor({ clock, subscribe, limits, create, stopped }: RecorderOptions) {
    this.#clock = clock
    this.#limits = limits
    this.#onStopped = stopped
    this.startedAt = clock.now()
    for (const type of INPUT_TYPES) {
      this.#listening.use(subscribe(type as string, (event) => this.#take(event), { acts: false }))
    }
    this.closed = this.#write(create)
    const givenUp = new Promise<void>((resolve) => (this.#giveUp = resolve))
    this.ended = Promise.race([this.closed, givenUp]).then(() => {
      dispose(this.#patience)
      return { ...this.#written, error: this.#error }
    })
  }

  /** Lines and bytes taken, written or waiting. */
  get taken(): { readonly events: number; readonly bytes: number } {
    return this.#taken
  }

  /** Takes nothing more; what waits is still written. */
  stop(error: string | null): void {
    if (this.#stopped) return
    this.#stopped = true
    this.#error = error
    this.#listening.dispose()
    this.#patience = this.#clock.upkeep(monotonicMs(this.#clock.now() + PATIENCE_MS), () => {
      this.#error ??= 'the disk does not answer'
      this.#giveUp()
    })
    this.#writeNow()
    this.#onStopped()
  }

  #take(event: EventEnvelope): void {
    // Inputs have no cause but those of a replay, which are recorded already.
    if (event.cause !== null) return
    const at = Math.max(0, event.at - this.startedAt)
    const text = formatSessionLine(event, at)
    const size = Buffer.byteLength(text)
    const { file, queue } = this.#limits
    if (at > LONGEST_SESSION_MS) this.stop('it has lasted 30 days, the longest that a recording can')
    else if (this.#taken.bytes + size > file)
      this.stop(`it has reached ${file / MB} MB, the most that a recording holds`)
    else if (this.#queued + size > queue) this.stop('the disk is too slow')
    else this.#add({ text, size })
  }

  #add(line: WaitingLine): void {
    this.#queue.push(line)
    this.#queued += line.size
    this.#taken = { events: this.#taken.events + 1, bytes: this.#taken.bytes + line.size }
    if (this.#queued >= WORTH_WRITING) this.#writeNow()
    else
      this.#gathering ??= this.#clock.upkeep(monotonicMs(this.#clock.now() + WRITE_EVERY_MS), () =>
        this.#writeNow(),
      )
  }

  #writeNow(): void {
    dispose(this.#gathering)
    this.#gathering = null
    this.#wake?.()
    this.#wake = null
  }

  /** Never rejects. */
  async #write(create: () => Promise<SessionFile>): Promise<void> {
    let file: SessionFile | null = null
    try {
      file = await create()
      while (await this.#hasMore()) await this.#writeSome(file)
      await file.sync()
    } catch (thrown) {
      this.#failed(thrown)
    }
    await file?.close().catch((thrown: unknown) => this.#failed(thrown))
  }

  /** Waits until something is worth writing; false at the end. */
  async #hasMore(): Promise<boolean> {
    while (!this.#stopped && (this.#queue.length === 0 || this.#gathering !== null)) {
      await new Promise<void>((wake) => (this.#wake = wake))
    }
    return this.#queue.length > 0
  }

  async #writeSome(file: SessionFile): Promise<void> {
    let size = 0
    let count = 0
    for (const line of this.#queue) {
      if (count > 0 && size + line.size > LARGEST_WRITE) break
      size += line.size
      count += 1
    }
    const lines = this.#queue.splice(0, count)
    await file.append(Buffer.from(lines.map(({ text }) => text).join('')))
    this.#queued -= size
    this.#written = { events: this.#written.events + count, bytes: this.#written.bytes + size }
  }

  #failed(thrown: unknown): void {
    this.stop(null)
    this.#error = diskTrouble(thrown)
    this.#queue = []
  }
}
