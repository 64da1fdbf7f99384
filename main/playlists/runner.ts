// Plays runs against a clock: what is due leaves, in one order over all runs. Knows neither threads nor sockets.
import type { Clock } from '../../shared/base/clock.ts'
import { DueHeap } from '../../shared/base/due-heap.ts'
import { NOTHING_OVER, advance, nextPick } from './catch-up.ts'
import type { CatchUp } from './catch-up.ts'
import { RunInPlay } from './run-in-play.ts'
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
import { packetOf, targetOf } from './timeline.ts'
import type { CompiledTimeline } from './timeline.ts'

/** Longer between two looks at the machine's time, and what was playing waits for somebody to say that it may go on. */
const SLEPT_MS = 60_000

function caughtUpOf({ number }: RunInPlay, { why, from, to, sent, skipped }: CatchUp): CaughtUp {
  return { run: number, why, from, to, sent, skipped }
}

export class Runner {
  readonly #clock: Clock
  readonly #sink: RunnerSink
  readonly #timelines = new Map<number, CompiledTimeline>()
  readonly #runs = new Map<RunNumber, RunInPlay>()
  readonly #due = new DueHeap<RunInPlay>()
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

  /** Emits one emission, or ends one run, if one is due; false where none is, or none can leave for now. */
  emitNext(): boolean {
    const run = this.#due.first
    if (run === undefined) return false
    const now = this.#clock.now()
    if (run.dueAt > now) return false
    if (run.expiring) return this.#end(run, 'seconds')
    run.catchUp ??= run.gapAt(now)
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
      const position = run.positionAt(before.at)
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

  #start(start: RunStart): void {
    const run = new RunInPlay(start, this.#loaded(start.timeline, start.run), this.#clock.now())
    this.#runs.set(run.number, run)
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
        run.moveAnchor(now, { state: 'paused' })
        break
      case 'resume':
        // A question is not skipped by going on: the run holds for its answer.
        run.moveAnchor(now, { state: run.asks === null ? 'running' : 'holding' })
        break
      case 'release':
        if (command.index === run.asks) run.release(now)
        break
      case 'seek':
        this.#giveUpCatchUp(run)
        run.seek(now, command.position, command.chase)
        this.#sink.progressed(run.number, run.progress.cursor)
        break
      case 'setRate':
        run.moveAnchor(now, { rate: command.rate })
        break
      case 'follow':
        this.#follow(run, now, command)
        break
    }
    this.#schedule(run)
    this.#sink.anchored(run.number, run.anchor, run.asks !== null)
  }

  #follow(run: RunInPlay, now: number, { timeline, carried, ...terms }: FollowCommand): void {
    const next = this.#loaded(timeline, run.number)
    const { afterSleep, deadline, emissions } = terms
    // Only where nothing was counted before, what is under way is not counted either.
    const { was, is, reported } = emissions
    const emissionsLeft = Math.max(0, was === Infinity ? is - reported : run.emissionsLeft + is - was)
    Object.assign(run, { afterSleep, emissionsLeft, deadline })
    const chases = run.catchUp?.why === 'seek'
    const to = run.positionAt(now)
    run.leaveGap()
    this.#giveUpCatchUp(run)
    const passedOver = run.follow(next, carried, now, chases)
    if (passedOver !== null) {
      const { count: skipped, from } = passedOver
      this.#sink.caughtUp({ run: run.number, why: 'edit', from, to, sent: 0, skipped })
    }
    this.#sink.progressed(run.number, run.progress.cursor)
  }

  #schedule(run: RunInPlay): void {
    const nextAt = run.nextAt()
    run.expiring = run.deadline < nextAt
    run.dueAt = Math.min(nextAt, run.deadline)
    if (run.dueAt === Infinity) this.#due.remove(run)
    else this.#due.set(run)
  }

  /** Sends one emission of a catch-up, or ends it; other runs get their turns in between. */
  #catchUp(run: RunInPlay, catchUp: CatchUp, now: number): boolean {
    const { timeline, number } = run
    const isSeek = catchUp.why === 'seek'
    const pick = nextPick(timeline, catchUp, isSeek ? NOTHING_OVER : run.progress)
    if (pick === null) {
      if (!this.#sink.caughtUp(caughtUpOf(run, catchUp))) return false
      run.catchUp = null
      this.#sink.progressed(number, run.progress.cursor)
    } else {
      if (run.emissionsLeft === 0) return this.#end(run, 'emissions')
      const dueAt = isSeek ? catchUp.dueAt : run.meantAt(pick.index)
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
  #giveUpCatchUp(run: RunInPlay): void {
    const { catchUp } = run
    run.catchUp = null
    if (catchUp !== null && (catchUp.why !== 'seek' || catchUp.sent > 0))
      this.#sink.caughtUp(caughtUpOf(run, catchUp))
  }

  /** Sends an emission, or hands it to the dispatcher; false where it could not even be reported, or its way is about to open. */
  #emit(run: RunInPlay, index: number, dueAt: number, now: number, madeUpFor: boolean): boolean {
    const { timeline, number } = run
    const step = timeline.steps[index] as number
    const target = targetOf(timeline, step)
    if (target !== undefined && this.#sink.opens(target)) return false
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

  #end(run: RunInPlay, ending: RunEnding): true {
    this.#giveUpCatchUp(run)
    this.#due.remove(run)
    this.#runs.delete(run.number)
    const now = this.#clock.now()
    const position = ending === 'completed' ? run.timeline.length : run.positionAt(now)
    this.#sink.stopped(run.number, ending, { ...run.anchor, at: now, position, state: 'stopped' })
    return true
  }
}
