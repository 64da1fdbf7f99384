// What runs meant to send and an output gave up, perhaps after the run had ended: counted for each, and published now and then.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import type { Publish } from '../../shared/model/event.ts'
import type { Run } from './run.ts'
import type { RunNumber } from './runner-protocol.ts'

/** An output that is away loses with every message. */
const PERIOD_MS = 250

/** Messages that did not leave. */
export interface NotSent {
  /** `seq` of what asked for them: a step's own event, or the start of its run. */
  readonly cause: number
  readonly messages: number
  /** Output that they were for, in the operator's words. */
  readonly where: string
  readonly reason: string
}

/** What is known of one run, for as long as the run is shown. */
export interface Tally {
  readonly number: RunNumber
  readonly runId: string
  readonly playlistId: string
  readonly name: string
  /** `seq` of its `playlist.created`. */
  readonly createdSeq: number
  messages: number
}

interface UnsentOptions {
  readonly clock: Clock
  readonly publish: Publish
  /** `seq` of what led to an event; null where that is not known any more. */
  causeOf(seq: number): number | null
}

export class Unsent implements Disposable {
  readonly #options: UnsentOptions
  readonly #byCreation = new Map<number, Tally>()
  readonly #byNumber = new Map<RunNumber, Tally>()
  /** The latest of each run that is not published yet. */
  readonly #untold = new Map<Tally, NotSent>()
  #timer: Disposable | null = null

  constructor(options: UnsentOptions) {
    this.#options = options
  }

  /** Counts for a run from now on. */
  begin({ number, id, definition, createdSeq }: Run): Tally {
    const { id: playlistId, name } = definition
    const tally = { number, runId: id, playlistId, name, createdSeq, messages: 0 }
    this.#byCreation.set(createdSeq, tally)
    this.#byNumber.set(number, tally)
    return tally
  }

  /** Until it is forgotten. */
  of(run: RunNumber): Tally | undefined {
    return this.#byNumber.get(run)
  }

  forget(tally: Tally): void {
    if (this.#byCreation.get(tally.createdSeq) === tally) this.#byCreation.delete(tally.createdSeq)
    this.#byNumber.delete(tally.number)
    this.#untold.delete(tally)
  }

  /** `seq` of the start of a run; null where it is not shown any more. */
  creationOf(number: RunNumber | null): number | null {
    return number === null ? null : (this.#byNumber.get(number)?.createdSeq ?? null)
  }

  /** Finds whose messages they were; others than those of runs are nobody's here. */
  lost(notSent: NotSent): void {
    const { cause } = notSent
    const tally = this.#byCreation.get(cause) ?? this.#byCreation.get(this.#options.causeOf(cause) ?? -1)
    if (tally !== undefined) this.#count(tally, notSent)
  }

  [Symbol.dispose](): void {
    dispose(this.#timer)
  }

  #count(tally: Tally, notSent: NotSent): void {
    tally.messages += notSent.messages
    this.#untold.set(tally, notSent)
    const { clock } = this.#options
    this.#timer ??= clock.upkeep(monotonicMs(clock.now() + PERIOD_MS), () => this.#tell())
  }

  #tell(): void {
    this.#timer = null
    for (const [{ runId, playlistId, name, messages }, { cause, where, reason }] of this.#untold) {
      const payload = { runId, playlistId, name, messages, where, reason }
      this.#options.publish({
        ...{ type: 'playlist.notSent', source: `playlist:${playlistId}` },
        ...{ cause, payload },
      })
    }
    this.#untold.clear()
  }
}
