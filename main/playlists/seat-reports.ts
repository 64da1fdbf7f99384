// Takes in what a runner thread reports, so much of it a turn: reports that come faster than they can be told wait in shared memory.
import type { Clock } from '../../shared/base/clock.ts'
import type { Report } from './reports.ts'
import type { CaughtUp, RunNumber } from './runner-protocol.ts'
import { isStale, sift } from './stale-reports.ts'
import type { CompiledTimeline } from './timeline.ts'

/** Milliseconds of a turn of the event loop after which sockets, timers and the dispatcher get theirs. */
const TURN_MS = 2
/** The same while more waits at the sockets than a turn reads. */
const CROWDED_TURN_MS = 0.1
/** Rings closer together than this are of one turn. */
const SAME_TURN_MS = 0.2
/** Reports between two looks at the clock. */
const STRIDE = 16
const AT_ONCE = 512
/** More than the shared memory holds: of what waits for long all must be known, as the latest value is the one to hold. */
const ALL = 65_536

interface ReportingThread {
  /** The oldest of the reports that wait. */
  takeReports(most: number): readonly Report[]
  readonly reportBytes: number
  /** Has it ring for what it reports from now on. */
  answer(): void
  /** All that follows from the reports that were taken has left. */
  dealtWith(): void
}

interface SeatReportsOptions {
  readonly clock: Clock
  readonly defer: (run: () => void) => void
  readonly crowded: () => boolean
  /** Whether all that was published has been handed out, and so has left where it was to be sent. */
  readonly drained: () => boolean
  /** The thread that is asked now; another once it was replaced. */
  source(): ReportingThread
  timelineOf(run: RunNumber, timeline: number): CompiledTimeline | null
  caughtUp(caughtUp: CaughtUp): void
  report(report: Report): void
}

export class SeatReports {
  readonly #options: SeatReportsOptions
  /** Taken from the thread and not told yet, from `#next` on. */
  #taken: readonly Report[] = []
  #next = 0
  #deferred = false
  /** Whether the thread waits to hear that a step has left which it has handed on. */
  #owes = false
  /** Whether a look at what was published is to come. */
  #looksAgain = false
  /** When the last turn was over. */
  #turnedAt = -Infinity

  constructor(options: SeatReportsOptions) {
    this.#options = options
  }

  /** A thread that reports without end rings again and again within one turn, and is heard in all of them. */
  rang(): void {
    if (this.#options.clock.now() - this.#turnedAt < SAME_TURN_MS) this.#continueLater()
    else if (!this.#deferred) this.#takeTurn()
  }

  /** Tells what there is time for, and goes on in the next turn where more is left. */
  #takeTurn(): void {
    const { clock, crowded } = this.#options
    const until = clock.now() + (crowded() ? CROWDED_TURN_MS : TURN_MS)
    do {
      if (this.#next === this.#taken.length) this.#takeMore(AT_ONCE)
      this.#handOn(STRIDE)
    } while (this.#isLeft() && clock.now() < until)
    this.#turnedAt = clock.now()
    // It may have rung for reports that were taken with those before them; unanswered it would never ring again.
    if (!this.#isLeft()) this.#options.source().answer()
    if (this.#isLeft()) this.#continueLater()
    else this.#dealtWith()
  }

  /** In its order and no sooner, so that what the thread sends itself overtakes no step that it has handed on. */
  #dealtWith(): void {
    const { drained, defer, source } = this.#options
    if (!this.#owes || this.#next < this.#taken.length) return
    if (drained()) {
      this.#owes = false
      source().dealtWith()
    } else if (!this.#looksAgain) {
      this.#looksAgain = true
      defer(() => {
        this.#looksAgain = false
        this.#dealtWith()
      })
    }
  }

  /** Tells all that is left of a thread that reports no more. */
  takeAll(): void {
    while (this.#isLeft()) {
      if (this.#next === this.#taken.length) this.#takeMore(ALL)
      this.#handOn(this.#taken.length)
    }
  }

  #isLeft(): boolean {
    return this.#next < this.#taken.length || this.#options.source().reportBytes > 0
  }

  #takeMore(most: number): void {
    const { clock, source, timelineOf, caughtUp } = this.#options
    const thread = source()
    let waiting = thread.takeReports(most)
    const now = clock.now()
    if (isStale(waiting, now)) waiting = [...waiting, ...thread.takeReports(ALL)]
    this.#owes ||= waiting.some((report) => report.kind === 'emitted' && !report.emission.direct)
    const { reports, passed } = sift(waiting, now, timelineOf)
    this.#taken = reports
    this.#next = 0
    // Before the reports, of which some may end their runs.
    for (const passedOver of passed) caughtUp(passedOver)
  }

  #handOn(most: number): void {
    const end = Math.min(this.#taken.length, this.#next + most)
    while (this.#next < end) {
      const report = this.#taken[this.#next] as Report
      // Moved on first: telling may end a thread, and with it tell what is left.
      this.#next += 1
      this.#options.report(report)
    }
  }

  #continueLater(): void {
    if (this.#deferred) return
    this.#deferred = true
    this.#options.defer(() => {
      this.#deferred = false
      this.#takeTurn()
    })
  }
}
