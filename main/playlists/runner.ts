// Plays runs against a clock: what is due leaves, in one order over all runs. Knows neither threads nor sockets.
import type { Clock } from '../../shared/base/clock.ts'
import { DueHeap } from '../../shared/base/due-heap.ts'
import type { RampEnding } from '../../shared/model/ramp-lane.ts'
import { carriedEmission } from './carry.ts'
import type { Carried } from './carry.ts'
import { NOTHING_OVER, advance, nextPick } from './catch-up.ts'
import type { CatchUp } from './catch-up.ts'
import type { CompiledRamp } from './compiled-ramp.ts'
import { RampDeck } from './ramp-deck.ts'
import { CLOCK_TRACK, RampInFlight, fadePart, stepPart } from './ramp-in-flight.ts'
import type { Course } from './ramp-in-flight.ts'
import { NO_RUN, NO_SLOT, Routes } from './routes.ts'
import { RunInPlay } from './run-in-play.ts'
import { holdingAnchor } from './runner-protocol.ts'
import type {
  CaughtUp,
  Emission,
  Fade,
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
import { valueBefore } from './value-before.ts'

/** Longer between two looks at the machine's time, and what was playing waits for somebody to say that it may go on. */
const SLEPT_MS = 60_000

function caughtUpOf({ number }: RunInPlay, { why, from, to, sent, skipped }: CatchUp): CaughtUp {
  return { run: number, why, from, to, sent, skipped }
}

/** Whether nothing of a run is left that takes time. */
function isAtEnd({ timeline: { offsets, length }, ramps }: RunInPlay): boolean {
  return ramps.size === 0 && (offsets.at(-1) ?? 0) >= length
}

export class Runner {
  readonly #clock: Clock
  readonly #sink: RunnerSink
  readonly #routes: Routes
  readonly #deck: RampDeck
  readonly #timelines = new Map<number, CompiledTimeline>()
  readonly #runs = new Map<RunNumber, RunInPlay>()
  readonly #due = new DueHeap<RunInPlay>()
  /** When it last looked at the machine's time, by its own clock and by that. */
  #looked: { readonly at: number; readonly machineMs: number } | null = null

  constructor(clock: Clock, sink: RunnerSink, routes = new Routes()) {
    this.#clock = clock
    this.#sink = sink
    this.#routes = routes
    this.#deck = new RampDeck({ clock, sink, routes, ended: (ramp, how) => this.#rampEnded(ramp, how) })
  }

  get runCount(): number {
    return this.#runs.size
  }

  /** Monotonic ms of the next emission, or null where nothing will come without a command. */
  nextDueAt(): number | null {
    const next = Math.min(this.#due.first?.dueAt ?? Infinity, this.#deck.nextDueAt)
    return next === Infinity ? null : next
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

  /**
   * Emits one emission, or ends one run, if one is due, or else tells some of the values that are being moved; false where none
   * is due, or none can leave for now.
   */
  emitNext(): boolean {
    const now = this.#clock.now()
    return this.#emitStep(now) || this.#deck.emit(now)
  }

  /** Moves a message that no run moves. */
  fade({ id, target, packet, patches, rate, slot, token, sent }: Fade): void {
    // Somebody may have taken over while it was on its way.
    if (!this.#routes.holds(slot, token)) {
      this.#sink.fadeEnded(id, 'takenOver')
      return
    }
    const start = Math.min(...patches.map(({ fade }) => fade.startAt))
    const end = Math.max(...patches.map(({ fade }) => fade.startAt + fade.over))
    const parts = patches.map((patch) => fadePart(patch, start))
    const course: Course = { track: CLOCK_TRACK, start, over: end - start, rate, parts, first: 'next' }
    const belonging = { run: NO_RUN, index: id, target, packet, slot, token, sent }
    this.#deck.begin(new RampInFlight(belonging, course, null, NaN), this.#clock.now())
  }

  #emitStep(now: number): boolean {
    const run = this.#due.first
    if (run === undefined || run.dueAt > now) return false
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
    if (progress.cursor === length && run.asks === null && isAtEnd(run)) this.#end(run, 'completed')
    else this.#schedule(run)
    return true
  }

  /**
   * To be called before anything that follows a wait. Pauses what was playing while the machine slept, where it stood then,
   * and ends what no run moves; `machineMs` is a time that goes on while the machine sleeps.
   */
  look(machineMs: number): void {
    const now = this.#clock.now()
    const before = this.#looked
    this.#looked = { at: now, machineMs }
    if (before === null || machineMs - before.machineMs <= SLEPT_MS) return
    this.#deck.slept()
    for (const run of this.#runs.values()) {
      if (run.anchor.state !== 'running' || run.afterSleep === 'continue') continue
      const position = run.positionAt(before.at)
      run.anchor = { ...run.anchor, at: now, position, state: 'paused' }
      this.#sink.slept(run.number, run.anchor, machineMs - before.machineMs)
      this.#deck.moved(run.ramps, now)
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
    if (start.lost) this.#takeUp(run)
    this.#schedule(run)
  }

  /** The values that another thread moved for it until it was lost, where nobody has moved them since. */
  #takeUp(run: RunInPlay): void {
    const { timeline, progress, number } = run
    const now = this.#clock.now()
    for (const index of timeline.begins) {
      const step = timeline.steps[index] as number
      const { over } = timeline.ramps.get(step) as CompiledRamp
      const isReplaced = (timeline.replacedBy[index] as number) < progress.cursor
      const isOver = run.positionAt(now) > (timeline.offsets[index] as number) + over
      if (index >= progress.cursor || isReplaced || isOver) continue
      if (this.#routes.runAt(timeline.slotOf[step] as number) === number)
        this.#beginRamp(run, index, now, true)
    }
  }

  #command(command: RunCommand): void {
    const run = this.#runs.get(command.run)
    // A run may have completed while the command was on its way; its `stopped` report already answers it.
    if (run === undefined) return
    const now = this.#clock.now()
    switch (command.kind) {
      case 'stop':
        if (!command.stays) this.#deck.finish(run.ramps, now)
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
        this.#leaveRamps(run, command.chase, command.position)
        this.#sink.progressed(run.number, run.progress.cursor)
        break
      case 'setRate':
        run.moveAnchor(now, { rate: command.rate })
        break
      case 'follow':
        this.#follow(run, now, command)
        break
    }
    this.#deck.moved(run.ramps, now)
    this.#schedule(run)
    this.#sink.anchored(run.number, run.anchor, run.asks !== null)
  }

  /** Where it was moved: what should hold there begins anew, or what is not under way there goes on nowhere. */
  #leaveRamps(run: RunInPlay, chases: boolean, position: number): void {
    for (const ramp of run.ramps) {
      const { start, over } = ramp.course
      if (chases || position < start || position > start + over) this.#dropRamp(run, ramp)
    }
  }

  #dropRamp(run: RunInPlay, ramp: RampInFlight): void {
    run.ramps.delete(ramp)
    this.#deck.drop(ramp)
  }

  /** The steps that move values may go elsewhere now, or be gone: the value then stays where it is. */
  #followRamps(run: RunInPlay, carried: Carried, now: number): void {
    const { timeline } = run
    for (const ramp of [...run.ramps]) {
      const index = carriedEmission(carried, ramp.belonging.index)
      const place = index === null ? -1 : (timeline.steps[index] as number)
      const step = timeline.ramps.get(place)
      if (index === null || step === undefined) {
        this.#dropRamp(run, ramp)
        continue
      }
      const isSame =
        timeline.slotOf[place] === ramp.belonging.slot &&
        (targetOf(timeline, place) ?? null) === ramp.belonging.target &&
        step.tag === ramp.step?.tag
      const following = isSame ? ramp : this.#moveRamp(run, ramp, index, now)
      following?.follow(index, step, timeline.offsets[index] as number, now)
    }
  }

  /** Its target goes by another name, or its step moves something else now: it goes on there. Null where others move it. */
  #moveRamp(run: RunInPlay, ramp: RampInFlight, index: number, now: number): RampInFlight | null {
    const { timeline, number } = run
    const { belonging, course, from } = ramp
    if (!this.#routes.holds(belonging.slot, belonging.token)) {
      this.#deck.drop(ramp)
      this.#rampEnded(ramp, 'takenOver')
      return null
    }
    this.#dropRamp(run, ramp)
    const place = timeline.steps[index] as number
    const step = timeline.ramps.get(place) as CompiledRamp
    const slot = timeline.slotOf[place] as number
    const isThere = slot === belonging.slot
    if (!isThere) this.#routes.release(belonging.slot, belonging.token)
    const token = isThere ? belonging.token : this.#routes.take(slot, number)
    const target = targetOf(timeline, place) ?? null
    const packet = target === null ? null : packetOf(timeline, place).slice()
    const moved = new RampInFlight(
      { run: number, index, target, packet, slot, token, sent: null },
      { ...course, parts: [stepPart(step, from, packet)] },
      step,
      from,
    )
    run.ramps.add(moved)
    this.#deck.begin(moved, now)
    moved.owes = true
    return moved
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
    this.#followRamps(run, carried, now)
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
    const moves = timeline.ramps.has(step)
    if (moves) this.#beginRamp(run, index, now, madeUpFor)
    else this.#take(timeline, step)
    // What moves a value is no message itself.
    const direct =
      moves || (target !== undefined && this.#sink.send(target, packetOf(timeline, step), number))
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

  /** A step sets a value: who moved it until then does not any more. */
  #take({ slotOf, left }: CompiledTimeline, step: number): void {
    const slot = slotOf[step] as number
    if (slot === NO_SLOT) return
    this.#routes.take(slot, NO_RUN)
    this.#deck.taken(slot)
    this.#routes.left(slot, left[step] as number)
  }

  /** `midway` where it may have begun before: it then begins where the timeline says that it was. */
  #beginRamp(run: RunInPlay, index: number, now: number, midway: boolean): void {
    const { timeline, number } = run
    const place = timeline.steps[index] as number
    const step = timeline.ramps.get(place) as CompiledRamp
    const slot = timeline.slotOf[place] as number
    const start = timeline.offsets[index] as number
    const from = step.from ?? this.#whereItIs(timeline, index, slot, midway)
    const token = this.#routes.take(slot, number)
    const target = targetOf(timeline, place) ?? null
    const packet = target === null ? null : packetOf(timeline, place).slice()
    const course: Course = {
      ...{ track: run, start, over: step.over, rate: step.rate, parts: [stepPart(step, from, packet)] },
      first: Number.isNaN(from) ? 'end' : midway ? 'now' : step.from === null ? 'next' : 'begin',
    }
    const ramp = new RampInFlight(
      { run: number, index, target, packet, slot, token, sent: null },
      course,
      step,
      from,
    )
    run.ramps.add(ramp)
    this.#deck.begin(ramp, now)
  }

  /** NaN where nobody knows. */
  #whereItIs(timeline: CompiledTimeline, index: number, slot: number, midway: boolean): number {
    const ofTimeline = midway ? valueBefore(timeline, index) : NaN
    if (!Number.isNaN(ofTimeline)) return ofTimeline
    const left = this.#routes.valueAt(slot)
    return Number.isNaN(left) ? valueBefore(timeline, index) : left
  }

  #rampEnded(ramp: RampInFlight, how: RampEnding): void {
    const { belonging } = ramp
    const run = this.#runs.get(belonging.run)
    if (run === undefined) {
      this.#sink.fadeEnded(belonging.index, how)
      return
    }
    run.ramps.delete(ramp)
    const { number, timeline } = run
    const at = this.#clock.now()
    this.#sink.rampEnded({ run: number, timeline: timeline.id, index: belonging.index, how, at })
    if (run.ramps.size === 0) this.#schedule(run)
  }

  #end(run: RunInPlay, ending: RunEnding): true {
    this.#giveUpCatchUp(run)
    for (const ramp of run.ramps) this.#dropRamp(run, ramp)
    this.#deck.report(run.number)
    this.#due.remove(run)
    this.#runs.delete(run.number)
    const now = this.#clock.now()
    const position = ending === 'completed' ? run.timeline.length : run.positionAt(now)
    this.#sink.stopped(run.number, ending, { ...run.anchor, at: now, position, state: 'stopped' })
    return true
  }
}
