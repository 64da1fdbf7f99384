// Plays runs against a clock: what is due leaves, in one order over all runs. Knows neither threads nor sockets.
import type { Clock } from '../../shared/base/clock.ts'
import { DueHeap } from '../../shared/base/due-heap.ts'
import type { Due } from '../../shared/base/due-heap.ts'
import type { Anchor } from '../../shared/model/payload/playlist.ts'
import type { AfterSleep } from '../../shared/model/playlist.ts'
import { LONG_PAST_MS } from '../../shared/model/too-old.ts'
import { carriedQuestion } from './carry.ts'
import { NOTHING_OVER, advance, afterGap, afterSeek, nextPick } from './catch-up.ts'
import type { CatchUp } from './catch-up.ts'
import { Progress } from './progress.ts'
import { holdingAnchor } from './runner-protocol.ts'
import type {
  CaughtUp,
  Emission,
  FollowCommand,
  RunCommand,
  RunEnding,
  RunNumber,
  RunnerCommand,
  RunnerSink,
  RunStart,
} from './runner-protocol.ts'
import { emissionAt, packetOf, targetOf } from './timeline.ts'
import type { CompiledTimeline } from './timeline.ts'

/** Longer between two looks at the machine's time, and what was playing waits for somebody to say that it may go on. */
const SLEPT_MS = 60_000

/** A start that has waited for its thread no longer than this plays from its beginning. */
const START_WAITS_MS = 2000

interface Run extends Due {
  readonly number: RunNumber
  timeline: CompiledTimeline
  deadline: number
  afterSleep: AfterSleep
  anchor: Anchor
  /** What comes next, once it has caught up. */
  readonly progress: Progress
  /** Emissions that it passed over, while it still sends what should hold after them. */
  catchUp: CatchUp | null
  /** When it was taken up, where that was in time; -Infinity otherwise, and where another thread had begun it. */
  readonly takenUpAt: number
  /** True until it has played on for the thread that was lost. */
  lost: boolean
  /** The emission at which it waits for an answer, until it is left by a seek, also while paused; null where it does at none. */
  asks: number | null
  emissionsLeft: number
  /** True where it is next due to fail, because its time is up before anything else comes. */
  expiring: boolean
}

function positionAt(anchor: Anchor, now: number): number {
  return anchor.state === 'running'
    ? anchor.position + Math.max(0, now - anchor.at) * anchor.rate
    : anchor.position
}

function caughtUpOf({ number }: Run, { why, from, to, sent, skipped }: CatchUp): CaughtUp {
  return { run: number, why, from, to, sent, skipped }
}

export class Runner {
  readonly #clock: Clock
  readonly #sink: RunnerSink
  readonly #timelines = new Map<number, CompiledTimeline>()
  readonly #runs = new Map<RunNumber, Run>()
  readonly #due = new DueHeap<Run>()
  /** When it last looked at the machine's time, by its own clock and by that. */
  #looked: { readonly at: number; readonly machineMs: number } | null = null

  constructor(clock: Clock, sink: RunnerSink) {
    this.#clock = clock
    this.#sink = sink
  }

  get runCount(): number {
    return this.#runs.size
  }

  /** Monotonic ms of the next emission, or null where nothing will come without a command. */
  nextDueAt(): number | null {
    return this.#due.first?.dueAt ?? null
  }

  apply(command: RunnerCommand): void {
    switch (command.kind) {
      case 'load':
        this.#timelines.set(command.timeline.id, command.timeline)
        return
      case 'unload':
        // Runs hold their own reference: what is playing plays on.
        this.#timelines.delete(command.timeline)
        return
      case 'start':
        this.#start(command.start)
        return
      default:
        this.#command(command)
    }
  }

  /** Emits one emission, or ends one run, if one is due; false where none is, or none can be reported for now. */
  emitNext(): boolean {
    const run = this.#due.first
    if (run === undefined) return false
    const now = this.#clock.now()
    if (run.dueAt > now) return false
    if (run.expiring) return this.#end(run, 'seconds')
    run.catchUp ??= this.#gapOf(run, now)
    if (run.catchUp !== null) return this.#catchUp(run, run.catchUp, now)
    const { progress, timeline } = run
    const { length } = timeline.offsets
    if (progress.cursor === length) return this.#end(run, 'completed')
    if (run.emissionsLeft === 0) return this.#end(run, 'emissions')
    if (!this.#emit(run, progress.cursor, run.dueAt, now, false)) return false
    progress.played(progress.cursor)
    progress.next()
    run.lost = false
    this.#sink.progressed(run.number, progress.cursor)
    if (progress.cursor === length && run.asks === null) this.#end(run, 'completed')
    else this.#schedule(run)
    return true
  }

  /**
   * To be called before anything that follows a wait. Pauses what was playing while the machine slept, where it stood then;
   * `machineMs` is a time that goes on while the machine sleeps.
   */
  look(machineMs: number): void {
    const now = this.#clock.now()
    const before = this.#looked
    this.#looked = { at: now, machineMs }
    if (before === null || machineMs - before.machineMs <= SLEPT_MS) return
    for (const run of this.#runs.values()) {
      if (run.anchor.state !== 'running' || run.afterSleep === 'continue') continue
      const position = positionAt(run.anchor, before.at)
      run.anchor = { ...run.anchor, at: now, position, state: 'paused' }
      this.#sink.slept(run.number, run.anchor, machineMs - before.machineMs)
      if (run.afterSleep === 'stop') this.#end(run, 'stopped')
      else this.#schedule(run)
    }
  }

  #loaded(id: number, run: RunNumber): CompiledTimeline {
    const timeline = this.#timelines.get(id)
    if (timeline === undefined) throw new Error(`run ${run} is to play timeline ${id}, which is not loaded`)
    return timeline
  }

  #start({ run: number, timeline: id, chase, cursor, asking, ...start }: RunStart): void {
    const timeline = this.#loaded(id, number)
    const { position, at } = start.anchor
    const here = { cursor, end: cursor, from: position, to: position }
    const catchUp = chase ? afterSeek(timeline, here, at) : null
    const now = this.#clock.now()
    const takenUpAt = !start.lost && now - at <= START_WAITS_MS ? now : -Infinity
    const due = { dueAt: 0, order: number, place: -1, expiring: false }
    const asks = asking ? cursor - 1 : null
    const run: Run = {
      number,
      timeline,
      ...start,
      progress: new Progress(cursor),
      asks,
      catchUp,
      takenUpAt,
      ...due,
    }
    this.#runs.set(number, run)
    this.#schedule(run)
  }

  #command(command: RunCommand): void {
    const run = this.#runs.get(command.run)
    // A run may have completed while the command was on its way; its `stopped` report already answers it.
    if (run === undefined) return
    const now = this.#clock.now()
    switch (command.kind) {
      case 'stop':
        this.#end(run, 'stopped')
        return
      case 'pause':
        this.#moveAnchor(run, now, { state: 'paused' })
        break
      case 'resume':
        // A question is not skipped by going on: the run holds for its answer.
        this.#moveAnchor(run, now, { state: run.asks === null ? 'running' : 'holding' })
        break
      case 'release':
        if (command.index === run.asks) this.#release(run, now, {})
        break
      case 'seek':
        this.#seek(run, now, command)
        break
      case 'setRate':
        this.#moveAnchor(run, now, { rate: command.rate })
        break
      case 'follow':
        this.#follow(run, now, command)
        break
    }
    this.#schedule(run)
    this.#sink.anchored(run.number, run.anchor, run.asks !== null)
  }

  /** Moves on from a question where the run waits at one; a paused run stays paused. */
  #release(run: Run, now: number, change: Partial<Anchor>): void {
    const { state } = run.anchor
    run.asks = null
    this.#moveAnchor(run, now, { ...change, state: state === 'holding' ? 'running' : state })
  }

  #seek(run: Run, now: number, { position, chase }: RunCommand & { readonly kind: 'seek' }): void {
    const { timeline, progress } = run
    const { cursor } = progress
    const from = positionAt(run.anchor, now)
    const end = emissionAt(timeline, position)
    this.#giveUpCatchUp(run)
    this.#release(run, now, { position })
    progress.seek(end)
    run.catchUp = chase ? afterSeek(timeline, { cursor, end, from, to: position }, now) : null
    this.#sink.progressed(run.number, end)
  }

  /** Goes over to another timeline where it stands: the anchor stays, so that what comes is due as if it had always been there. */
  #follow(run: Run, now: number, { timeline: id, carried, ...terms }: FollowCommand): void {
    const { timeline: before, catchUp } = run
    const next = this.#loaded(id, run.number)
    const position = positionAt(run.anchor, now)
    const { afterSleep, deadline, emissions } = terms
    // Only where nothing was counted before, what is under way is not counted either.
    const { was, is, reported } = emissions
    const emissionsLeft = Math.max(0, was === Infinity ? is - reported : run.emissionsLeft + is - was)
    Object.assign(run, { afterSleep, emissionsLeft, deadline, timeline: next })
    // What it has not looked through of a gap is looked for anew.
    const unseen = catchUp === null || catchUp.why === 'seek' ? undefined : catchUp.spans[0]?.next
    if (catchUp !== null && unseen !== undefined) {
      catchUp.skipped -= catchUp.passedTo - unseen - run.progress.countOver(unseen, catchUp.passedTo)
      run.progress.passTo(unseen)
    }
    this.#giveUpCatchUp(run)
    const longPast = position - LONG_PAST_MS * run.anchor.rate
    const edit = { from: before, to: next, carried, position, longPast, asks: run.asks }
    const passedOver = run.progress.follow(edit)
    if (passedOver !== null) {
      const { count: skipped, from } = passedOver
      this.#sink.caughtUp({ run: run.number, why: 'edit', from, to: position, sent: 0, skipped })
    }
    if (run.asks !== null) {
      const asks = carriedQuestion(carried, run.asks)
      if (asks === null) this.#release(run, now, {})
      else run.asks = asks
    }
    const { cursor } = run.progress
    const here = { cursor, end: cursor, from: position, to: position }
    run.catchUp = catchUp?.why === 'seek' ? afterSeek(next, here, now) : null
    this.#sink.progressed(run.number, cursor)
  }

  #moveAnchor(run: Run, now: number, change: Partial<Anchor>): void {
    run.anchor = { ...run.anchor, at: now, position: positionAt(run.anchor, now), ...change }
  }

  #schedule(run: Run): void {
    const nextAt = this.#nextAt(run)
    run.expiring = run.deadline < nextAt
    run.dueAt = Math.min(nextAt, run.deadline)
    if (run.dueAt === Infinity) this.#due.remove(run)
    else this.#due.set(run)
  }

  #nextAt({ anchor, timeline, progress, catchUp }: Run): number {
    if (anchor.state !== 'running') return Infinity
    if (catchUp !== null) return catchUp.dueAt
    // Past the last emission a run still ends at the end of its timeline.
    const offset = timeline.offsets[progress.cursor] ?? Math.max(timeline.length, anchor.position)
    return anchor.at + Math.max(0, offset - anchor.position) / anchor.rate
  }

  /** What a run has to catch up on because it stands long behind where it should be; null where nothing. */
  #gapOf(run: Run, now: number): CatchUp | null {
    const { anchor, timeline, progress, lost, takenUpAt } = run
    const { cursor } = progress
    // What was due before it was taken up did not wait for long: a thread that is being replaced takes a moment to start.
    if (now - takenUpAt <= LONG_PAST_MS) return null
    const reached = anchor.position + (now - anchor.at) * anchor.rate
    const longPast = reached - LONG_PAST_MS * anchor.rate
    const offset = timeline.offsets[cursor]
    if (offset === undefined || offset >= longPast) return null
    // A question is asked however late: it holds the run until somebody has seen it.
    if (timeline.holds[timeline.steps[cursor] as number] === 1) return null
    const why = lost ? 'runnerLost' : 'gap'
    const catchUp = afterGap(timeline, progress, { now: reached, longPast }, why, now)
    run.lost = false
    progress.passTo(catchUp.passedTo)
    return catchUp
  }

  /** Sends one emission of a catch-up, or ends it; other runs get their turns in between. */
  #catchUp(run: Run, catchUp: CatchUp, now: number): boolean {
    const { timeline, anchor, number } = run
    const isSeek = catchUp.why === 'seek'
    const pick = nextPick(timeline, catchUp, isSeek ? NOTHING_OVER : run.progress)
    if (pick === null) {
      if (!this.#sink.caughtUp(caughtUpOf(run, catchUp))) return false
      run.catchUp = null
      this.#sink.progressed(number, run.progress.cursor)
    } else {
      if (run.emissionsLeft === 0) return this.#end(run, 'emissions')
      const meantAt = anchor.at + ((timeline.offsets[pick.index] as number) - anchor.position) / anchor.rate
      const dueAt = isSeek ? catchUp.dueAt : meantAt
      if (!this.#emit(run, pick.index, dueAt, now, pick.madeUpFor)) return false
      advance(catchUp, pick, now)
      if (!isSeek) {
        run.progress.played(pick.index)
        this.#sink.progressed(number, pick.index + 1)
      }
    }
    this.#schedule(run)
    return true
  }

  /** Reports what was sent of a catch-up that is not gone through with. */
  #giveUpCatchUp(run: Run): void {
    const { catchUp } = run
    run.catchUp = null
    if (catchUp !== null && (catchUp.why !== 'seek' || catchUp.sent > 0))
      this.#sink.caughtUp(caughtUpOf(run, catchUp))
  }

  /** Sends an emission, or hands it to the dispatcher; false where it could not even be reported. */
  #emit(run: Run, index: number, dueAt: number, now: number, madeUpFor: boolean): boolean {
    const { timeline, number } = run
    const step = timeline.steps[index] as number
    const target = targetOf(timeline, step)
    const direct = target !== undefined && this.#sink.send(target, packetOf(timeline, step), number)
    const reachedAt = direct ? this.#clock.now() : now
    const holds = timeline.holds[step] === 1
    const emission: Emission = {
      run: number,
      timeline: timeline.id,
      index,
      dueAt,
      reachedAt,
      direct,
      holds,
      madeUpFor,
    }
    const reported = this.#sink.emitted(emission)
    if (!reported && !direct) return false
    run.emissionsLeft -= 1
    if (holds) {
      run.asks = index
      run.anchor = holdingAnchor(run.anchor, timeline, emission)
    }
    return true
  }

  #end(run: Run, ending: RunEnding): true {
    this.#giveUpCatchUp(run)
    this.#due.remove(run)
    this.#runs.delete(run.number)
    const now = this.#clock.now()
    const position = ending === 'completed' ? run.timeline.length : positionAt(run.anchor, now)
    this.#sink.stopped(run.number, ending, { ...run.anchor, at: now, position, state: 'stopped' })
    return true
  }
}
