// What is shown of runs, also for a while after they have ended: where they stand, and what of them never left.
import type { Clock } from '../../shared/base/clock.ts'
import { Ring } from '../../shared/base/ring.ts'
import type { RunView } from '../../shared/contract/streams.ts'
import type { Publish } from '../../shared/model/event.ts'
import { viewOf } from './run.ts'
import type { Run } from './run.ts'
import type { RunNumber } from './runner-protocol.ts'
import { Unsent } from './unsent.ts'
import type { NotSent, Tally } from './unsent.ts'

/** Ended runs that are still shown. */
const RECENT_RUNS = 50

export interface RecordsOptions {
  readonly clock: Clock
  readonly publish: Publish
  /** `seq` of what led to an event; null where that is not known any more. */
  causeOf(seq: number): number | null
  /** A run that ended some time ago is no longer shown, and what is kept of it elsewhere may go too. */
  forgotten(runId: string): void
}

interface EndedRun {
  readonly view: RunView
  readonly tally: Tally
}

export class RunRecords implements Disposable {
  readonly #options: RecordsOptions
  readonly #unsent: Unsent
  readonly #recent = new Ring<EndedRun>(RECENT_RUNS)

  constructor(options: RecordsOptions) {
    this.#options = options
    this.#unsent = new Unsent(options)
  }

  begin(run: Run): void {
    this.#unsent.begin(run)
  }

  /** Messages of an active run that an output gave up. */
  notSentOf(run: Run): number {
    return this.#unsent.of(run.number)?.messages ?? 0
  }

  end(run: Run, ended: NonNullable<RunView['ended']>): void {
    const tally = this.#unsent.of(run.number) ?? this.#unsent.begin(run)
    const oldest = this.#recent.push({ view: viewOf(run, ended), tally })
    if (oldest === undefined) return
    this.#unsent.forget(oldest.tally)
    this.#options.forgotten(oldest.view.runId)
  }

  activeView(run: Run): RunView {
    return counted(viewOf(run, null), this.notSentOf(run))
  }

  /** Newest first. */
  endedViews(): readonly RunView[] {
    return Array.from(this.#recent.newestFirst(), ({ view, tally }) => counted(view, tally.messages))
  }

  /** An output gave up messages, perhaps of a run. */
  lost(notSent: NotSent): void {
    this.#unsent.lost(notSent)
  }

  /** `seq` of the start of a run; null where it is not shown any more. */
  creationOf(number: RunNumber | null): number | null {
    return this.#unsent.creationOf(number)
  }

  [Symbol.dispose](): void {
    this.#unsent[Symbol.dispose]()
  }
}

function counted(view: RunView, notSent: number): RunView {
  return notSent === 0 ? view : { ...view, notSent }
}
