// One run as its runner plays it: where it stands, what of its timeline comes next, and when.
import type { Due } from '../../shared/base/due-heap.ts'
import type { Anchor } from '../../shared/model/payload/playlist.ts'
import type { AfterSleep } from '../../shared/model/playlist.ts'
import { LONG_PAST_MS } from '../../shared/model/too-old.ts'
import { carriedQuestion } from './carry.ts'
import type { Carried } from './carry.ts'
import { afterGap, afterSeek } from './catch-up.ts'
import type { CatchUp } from './catch-up.ts'
import { Progress } from './progress.ts'
import type { PassedOver } from './progress.ts'
import type { RampInFlight, Track } from './ramp-in-flight.ts'
import type { RunNumber, RunStart } from './runner-protocol.ts'
import { emissionAt } from './timeline.ts'
import type { CompiledTimeline } from './timeline.ts'

/** A start that has waited for its thread no longer than this plays from its beginning. */
const START_WAITS_MS = 2000

export class RunInPlay implements Due, Track {
  readonly number: RunNumber
  readonly order: number
  dueAt = 0
  place = -1
  timeline: CompiledTimeline
  deadline: number
  afterSleep: AfterSleep
  anchor: Anchor
  /** What comes next, once it has caught up. */
  readonly progress: Progress
  /** Emissions that it passed over, while it still sends what should hold after them. */
  catchUp: CatchUp | null
  /** True until it has played on for the thread that was lost. */
  lost: boolean
  /** The emission at which it waits for an answer, until it is left by a seek, also while paused; null where it does at none. */
  asks: number | null
  emissionsLeft: number
  /** Values that it moves. */
  readonly ramps = new Set<RampInFlight>()
  /** True where it is next due to fail, because its time is up before anything else comes. */
  expiring = false
  /** When it was taken up, where that was in time; -Infinity otherwise, and where another thread had begun it. */
  readonly #takenUpAt: number

  constructor(start: RunStart, timeline: CompiledTimeline, now: number) {
    const { anchor, cursor, lost } = start
    this.number = start.run
    this.order = start.run
    this.timeline = timeline
    this.deadline = start.deadline
    this.afterSleep = start.afterSleep
    this.anchor = anchor
    this.progress = new Progress(cursor)
    this.catchUp = start.chase ? this.#chase(anchor.position, anchor.at) : null
    this.lost = lost
    this.asks = start.asking ? cursor - 1 : null
    this.emissionsLeft = start.emissionsLeft
    this.#takenUpAt = !lost && now - anchor.at <= START_WAITS_MS ? now : -Infinity
  }

  positionAt(now: number): number {
    const { state, position, at, rate } = this.anchor
    return state === 'running' ? position + Math.max(0, now - at) * rate : position
  }

  /** When it stands, or stood, at a position; Infinity while it does not run. */
  timeOf(position: number): number {
    const { at, position: from, rate, state } = this.anchor
    return state === 'running' ? at + (position - from) / rate : Infinity
  }

  get pace(): number {
    return this.anchor.rate
  }

  /** Monotonic ms of what comes next; Infinity while it does not run. */
  nextAt(): number {
    const { anchor, timeline, progress, catchUp } = this
    if (anchor.state !== 'running') return Infinity
    if (catchUp !== null) return catchUp.dueAt
    // It lasts until the last of its values has come to its end.
    if (progress.cursor === timeline.offsets.length && this.ramps.size > 0) return Infinity
    // Past the last emission a run still ends at the end of its timeline.
    const offset = timeline.offsets[progress.cursor] ?? Math.max(timeline.length, anchor.position)
    return anchor.at + Math.max(0, offset - anchor.position) / anchor.rate
  }

  /** When an emission would leave if nothing had kept it. */
  meantAt(index: number): number {
    const { at, position, rate } = this.anchor
    return at + ((this.timeline.offsets[index] as number) - position) / rate
  }

  moveAnchor(now: number, change: Partial<Anchor>): void {
    this.anchor = { ...this.anchor, at: now, position: this.positionAt(now), ...change }
  }

  /** Moves on from a question where it waits at one; a paused run stays paused. */
  release(now: number, change: Partial<Anchor> = {}): void {
    const { state } = this.anchor
    this.asks = null
    this.moveAnchor(now, { ...change, state: state === 'holding' ? 'running' : state })
  }

  seek(now: number, position: number, chase: boolean): void {
    const { timeline, progress } = this
    const { cursor } = progress
    const from = this.positionAt(now)
    const end = emissionAt(timeline, position)
    this.release(now, { position })
    progress.seek(end)
    this.catchUp = chase ? afterSeek(timeline, { cursor, end, from, to: position }, now) : null
  }

  /** Of a gap that it is catching up on, what it has not looked through is looked for anew. */
  leaveGap(): void {
    const { catchUp, progress } = this
    const unseen = catchUp === null || catchUp.why === 'seek' ? undefined : catchUp.spans[0]?.next
    if (catchUp === null || unseen === undefined) return
    catchUp.skipped -= catchUp.passedTo - unseen - progress.countOver(unseen, catchUp.passedTo)
    progress.passTo(unseen)
  }

  /**
   * Goes over to another timeline where it stands: the anchor stays, so that what comes is due as if it had always been there.
   * `chases` where a seek is not yet gone through with.
   */
  follow(to: CompiledTimeline, carried: Carried, now: number, chases: boolean): PassedOver | null {
    const from = this.timeline
    const position = this.positionAt(now)
    const longPast = position - LONG_PAST_MS * this.anchor.rate
    this.timeline = to
    const passedOver = this.progress.follow({ from, to, carried, position, longPast, asks: this.asks })
    if (this.asks !== null) {
      const asks = carriedQuestion(carried, this.asks)
      if (asks === null) this.release(now)
      else this.asks = asks
    }
    this.catchUp = chases ? this.#chase(position, now) : null
    return passedOver
  }

  /** What it has to catch up on because it stands long behind where it should be; null where nothing. */
  gapAt(now: number): CatchUp | null {
    const { anchor, timeline, progress } = this
    const { cursor } = progress
    // What was due before it was taken up did not wait for long: a thread that is being replaced takes a moment to start.
    if (now - this.#takenUpAt <= LONG_PAST_MS) return null
    const reached = anchor.position + (now - anchor.at) * anchor.rate
    const longPast = reached - LONG_PAST_MS * anchor.rate
    const offset = timeline.offsets[cursor]
    if (offset === undefined || offset >= longPast) return null
    // A question is asked however late: it holds the run until somebody has seen it.
    if (timeline.holds[timeline.steps[cursor] as number] === 1) return null
    const why = this.lost ? 'runnerLost' : 'gap'
    const catchUp = afterGap(timeline, progress, { now: reached, longPast }, why, now)
    this.lost = false
    progress.passTo(catchUp.passedTo)
    return catchUp
  }

  #chase(position: number, now: number): CatchUp {
    const { cursor } = this.progress
    return afterSeek(this.timeline, { cursor, end: cursor, from: position, to: position }, now)
  }
}
