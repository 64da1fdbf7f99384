// A small pool of warm runner threads; a thread that dies or hangs is replaced and its runs go on where they stood.
import { everyBeat } from '../../shared/base/beat.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import type { RunnerHealth } from '../../shared/model/health.ts'
import { carriedQuestion } from './carry.ts'
import { Fades } from './fades.ts'
import type { Report } from './reports.ts'
import { RouteBook } from './routes.ts'
import { holdingAnchor } from './runner-protocol.ts'
import type { Emission, Fade, Route, RunCommand, RunNumber, RunStart } from './runner-protocol.ts'
import { RunnerThread } from './runner-thread.ts'
import type { Runners, RunnersListener } from './runners.ts'
import { SeatReports } from './seat-reports.ts'
import { RUNS_PER_THREAD } from './thread-memory.ts'
import type { CompiledTimeline } from './timeline.ts'

const WATCH_MS = 250
/** Looks in a row that find no heartbeat before a thread with runs counts as hung: one second. */
const MISSED_LOOKS = 4
/** The same for a thread without runs, which beats more slowly. */
const MISSED_LOOKS_IDLE = 16
/** A thread lost more often than this within the window takes its runs with it: one of them is likely the cause. */
const LOSSES_FORGIVEN = 3
const LOSS_WINDOW_MS = 30_000

interface PooledRun {
  /** Anchor as last reported; the cursor is up to date only while the run holds. */
  start: RunStart
  /** Kept for its thread's successor, as a change may unload it meanwhile; null where it never was loaded. */
  timeline: CompiledTimeline | null
  readonly slot: number
  /** Commands the thread has not answered yet; repeated to its successor. */
  readonly unanswered: Unanswered[]
}

interface Unanswered {
  readonly command: RunCommand
  /** To which the run goes over; null where it stays. */
  readonly timeline: CompiledTimeline | null
}

interface Seat {
  readonly index: number
  thread: RunnerThread
  readonly reports: SeatReports
  readonly runs: Map<RunNumber, PooledRun>
  readonly freeSlots: number[]
  lossTimes: number[]
  replacements: number
  lastHeartbeat: number
  heartbeatAt: number
  missedLooks: number
}

export interface RunnerPoolOptions {
  readonly clock: Clock
  readonly clockOrigin: bigint
  readonly threads: number
  /** Whether more waits at the sockets than a turn of the event loop reads. */
  readonly crowded?: () => boolean
  /** Whether all that was published has been handed out. */
  readonly drained?: () => boolean
}

export class RunnerPool implements Runners {
  readonly capacity: number
  readonly routes = new RouteBook()
  readonly fades: Fades
  readonly #options: RunnerPoolOptions
  readonly #listener: RunnersListener
  readonly #seats: readonly Seat[]
  readonly #seatOf = new Map<RunNumber, Seat>()
  readonly #timelines = new Map<number, CompiledTimeline>()
  /** By target, those that lead somewhere; for threads that are started later. */
  readonly #routes = new Map<string, Route>()
  #watch: Disposable

  constructor(options: RunnerPoolOptions, listener: RunnersListener) {
    this.#options = options
    this.#listener = listener
    this.capacity = options.threads * RUNS_PER_THREAD
    this.fades = new Fades({ routes: this.routes, post: (fade) => this.#fade(fade) })
    this.#seats = Array.from({ length: options.threads }, (_, index) => this.#takeSeat(index))
    this.#watch = everyBeat(options.clock, WATCH_MS, () => {
      for (const seat of this.#seats) this.#look(seat)
    })
  }

  async ready(): Promise<void> {
    await Promise.all(this.#seats.map((seat) => seat.thread.ready))
  }

  route(route: Route): void {
    if (route.at === null) this.#routes.delete(route.target)
    else this.#routes.set(route.target, route)
    for (const seat of this.#seats) seat.thread.route(route)
  }

  load(timeline: CompiledTimeline): void {
    this.#timelines.set(timeline.id, timeline)
    for (const seat of this.#seats) seat.thread.post({ kind: 'load', timeline }, 0)
  }

  unload(timeline: number): void {
    this.#timelines.delete(timeline)
    for (const seat of this.#seats) seat.thread.post({ kind: 'unload', timeline }, 0)
  }

  start(start: RunStart, beside: RunNumber | null): void {
    const seat = (beside === null ? undefined : this.#seatOf.get(beside)) ?? this.#leastBusy()
    const slot = seat.freeSlots.pop()
    if (slot === undefined) throw new Error(`run ${start.run} finds no room on runner ${seat.index}`)
    const timeline = this.#timelines.get(start.timeline) ?? null
    if (seat.runs.size === 0) seat.missedLooks = 0
    seat.runs.set(start.run, { start, timeline, slot, unanswered: [] })
    this.#seatOf.set(start.run, seat)
    this.#play(seat, start, slot)
  }

  command(command: RunCommand): void {
    const seat = this.#seatOf.get(command.run)
    if (seat === undefined) return
    const run = seat.runs.get(command.run)
    const timeline = command.kind === 'follow' ? (this.#timelines.get(command.timeline) ?? null) : null
    run?.unanswered.push({ command, timeline })
    if (run !== undefined && command.kind === 'seek') run.start = { ...run.start, chase: command.chase }
    seat.thread.post(command, 0)
  }

  stop(runs: readonly RunNumber[], stays: boolean): void {
    if (stays) for (const { thread } of this.#seats) thread.panic()
    const stopping = new Map<Seat, RunNumber[]>()
    for (const number of runs) {
      const seat = this.#seatOf.get(number)
      if (seat === undefined) continue
      seat.runs
        .get(number)
        ?.unanswered.push({ command: { kind: 'stop', run: number, stays }, timeline: null })
      const fellows = stopping.get(seat)
      if (fellows === undefined) stopping.set(seat, [number])
      else fellows.push(number)
    }
    for (const [seat, numbers] of stopping) seat.thread.stop(numbers, stays)
  }

  settle(): void {
    for (const { thread } of this.#seats) thread.settle(this.#options.clock)
  }

  health(): readonly RunnerHealth[] {
    const now = this.#options.clock.now()
    return this.#seats.map((seat) => ({
      runner: seat.index,
      state: seat.thread.state,
      rank: seat.thread.rank,
      runs: seat.runs.size,
      replacements: seat.replacements,
      reportBytes: seat.thread.reportBytes,
      reportCapacity: seat.thread.reportCapacity,
      droppedReports: seat.thread.droppedReports,
      ramps: seat.thread.ramps.count,
      rampsEvery: seat.thread.ramps.every,
      heartbeatAge: seat.thread.heartbeat === seat.lastHeartbeat ? now - seat.heartbeatAt : 0,
    }))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    dispose(this.#watch)
    await Promise.all(this.#seats.map((seat) => seat.thread[Symbol.asyncDispose]()))
  }

  #takeSeat(index: number): Seat {
    const seat: Omit<Seat, 'thread' | 'reports'> & { thread?: RunnerThread } = {
      index,
      runs: new Map(),
      freeSlots: Array.from({ length: RUNS_PER_THREAD }, (_, slot) => RUNS_PER_THREAD - 1 - slot),
      lossTimes: [],
      replacements: 0,
      lastHeartbeat: 0,
      heartbeatAt: this.#options.clock.now(),
      missedLooks: 0,
    }
    const thread = this.#startThread(seat as Seat)
    const reports = new SeatReports({
      clock: this.#options.clock,
      defer: setImmediate,
      crowded: this.#options.crowded ?? (() => false),
      drained: this.#options.drained ?? (() => true),
      source: () => (seat as Seat).thread,
      timelineOf: (run, timeline) => timelineOf(seat.runs.get(run), timeline),
      caughtUp: (caughtUp) => this.#listener.caughtUp(caughtUp),
      report: (report) => this.#take(seat as Seat, report),
    })
    return Object.assign(seat, { thread, reports })
  }

  #startThread(seat: Seat): RunnerThread {
    const thread: RunnerThread = new RunnerThread(this.#options.clockOrigin, this.routes.memory, {
      rang: () => seat.reports.rang(),
      lost: (message) => this.#replace(seat, message),
    })
    for (const route of this.#routes.values()) thread.route(route)
    for (const timeline of this.#timelines.values()) thread.post({ kind: 'load', timeline }, 0)
    return thread
  }

  /** One target's always to the same, so that they leave together; null where that does not play, or has no way there. */
  #fade(fade: Fade): number | null {
    const seat = this.#seats[placeOf(fade.target, this.#seats.length)] as Seat
    if (seat.thread.state !== 'ready' || !this.#routes.has(fade.target)) return null
    seat.thread.fade(fade)
    return seat.index
  }

  #leastBusy(): Seat {
    // A thread that is still starting would play what is due by then late, or pass over it.
    const ready = this.#seats.filter(({ thread }) => thread.state === 'ready')
    const seats = ready.length > 0 ? ready : this.#seats
    return seats.reduce((least, seat) => (seat.runs.size < least.runs.size ? seat : least))
  }

  #play(seat: Seat, start: RunStart, slot: number): void {
    seat.thread.setCursor(slot, start.cursor)
    seat.thread.post({ kind: 'start', start }, slot)
  }

  #take(seat: Seat, report: Report): void {
    switch (report.kind) {
      case 'emitted':
        if (report.emission.holds) this.#hold(seat, report.emission)
        this.#listener.emitted(report.emission)
        return
      case 'anchored': {
        const run = seat.runs.get(report.run)
        if (run === undefined) return
        run.start = { ...run.start, anchor: report.anchor, asking: report.asking }
        goOver(run)
        this.#listener.anchored(report.run, report.anchor, report.asking)
        return
      }
      case 'caughtUp': {
        const run = seat.runs.get(report.caughtUp.run)
        if (run !== undefined && report.caughtUp.why === 'seek') run.start = { ...run.start, chase: false }
        this.#listener.caughtUp(report.caughtUp)
        return
      }
      case 'slept': {
        const run = seat.runs.get(report.run)
        if (run !== undefined) run.start = { ...run.start, anchor: report.anchor }
        this.#listener.slept(report.run, report.anchor, report.sleptMs)
        return
      }
      case 'stopped':
        this.#release(seat, report.run)
        this.#listener.stopped(report.run, report.ending, report.anchor)
        return
      case 'sendFailed':
        this.#listener.sendFailed(report.target, report.message, report.run)
        return
      case 'ticked':
        this.#listener.ticked(report.tick)
        return
      case 'rampEnded':
        this.#listener.rampEnded(report.ended)
        return
      case 'fadeEnded':
        this.fades.ended(report.fade, report.how)
        return
      case 'rampsTold':
        this.#listener.rampsTold(report.tally)
        return
      case 'rampsSent':
        this.#listener.rampsSent(report.target, report.packets)
    }
  }

  #hold(seat: Seat, emission: Emission): void {
    const run = seat.runs.get(emission.run)
    if (run === undefined || run.timeline === null) return
    const anchor = holdingAnchor(run.start.anchor, run.timeline, emission)
    run.start = { ...run.start, anchor, cursor: emission.index + 1, asking: true }
  }

  #release(seat: Seat, number: RunNumber): void {
    const run = seat.runs.get(number)
    if (run === undefined) return
    seat.runs.delete(number)
    seat.freeSlots.push(run.slot)
    this.#seatOf.delete(number)
  }

  #replace(seat: Seat, message: string): void {
    const { clock } = this.#options
    const lost = seat.thread
    // What it told before it was lost comes first.
    seat.reports.takeAll()
    this.#listener.runnerLost(seat.index, message, seat.runs.size)
    seat.lossTimes = [...seat.lossTimes.filter((at) => at > clock.now() - LOSS_WINDOW_MS), clock.now()]
    const forgiven = seat.lossTimes.length <= LOSSES_FORGIVEN
    seat.replacements += 1
    seat.missedLooks = 0
    seat.heartbeatAt = clock.now()
    seat.thread = this.#startThread(seat)
    this.fades.lost(seat.index)
    let resumed = 0
    let failed = 0
    for (const [number, run] of seat.runs) {
      if (run.unanswered.some(({ command }) => command.kind === 'stop')) {
        this.#release(seat, number)
        this.#listener.stopped(number, 'stopped', { ...run.start.anchor, state: 'stopped' })
      } else if (forgiven) {
        resumed += 1
        this.#playOn(seat, run, lost)
        for (const { command, timeline } of run.unanswered)
          this.#withTimeline(seat, timeline, () => seat.thread.post(command, 0))
      } else {
        failed += 1
        this.#release(seat, number)
        this.#listener.failed(
          number,
          `its runner was lost ${seat.lossTimes.length} times in a row: ${message}`,
        )
      }
    }
    this.#listener.runnerReplaced(seat.index, resumed, failed)
  }

  #playOn(seat: Seat, { start, timeline, slot }: PooledRun, lost: RunnerThread): void {
    // A thread lost between telling the question and moving its cursor must not ask it twice.
    const cursor = start.asking ? start.cursor : lost.cursor(slot)
    const emissionsLeft = this.#listener.emissionsLeft(start.run)
    this.#withTimeline(seat, timeline, () =>
      this.#play(seat, { ...start, cursor, emissionsLeft, lost: true }, slot),
    )
  }

  /** Posts what needs a timeline that may have been unloaded since it was first posted. */
  #withTimeline(seat: Seat, timeline: CompiledTimeline | null, post: () => void): void {
    const unloaded = timeline !== null && !this.#timelines.has(timeline.id)
    if (unloaded) seat.thread.post({ kind: 'load', timeline }, 0)
    post()
    if (unloaded) seat.thread.post({ kind: 'unload', timeline: timeline.id }, 0)
  }

  // A stall of this thread or of the whole process costs one look, so it is never taken for a hung runner.
  #look(seat: Seat): void {
    const { heartbeat, state } = seat.thread
    if (heartbeat !== seat.lastHeartbeat || state !== 'ready') {
      seat.lastHeartbeat = heartbeat
      seat.heartbeatAt = this.#options.clock.now()
      seat.missedLooks = 0
      return
    }
    seat.missedLooks += 1
    const limit = seat.runs.size > 0 ? MISSED_LOOKS : MISSED_LOOKS_IDLE
    if (seat.missedLooks === limit) seat.thread.kill('it no longer answered')
  }
}

function placeOf(target: string, places: number): number {
  let hash = 0
  for (let at = 0; at < target.length; at += 1) hash = (hash * 31 + target.charCodeAt(at)) >>> 0
  return hash % places
}

/** The one of a run's timelines of which a report speaks that was made before it went over, or after. */
function timelineOf(run: PooledRun | undefined, id: number): CompiledTimeline | null {
  if (run === undefined || run.timeline?.id === id) return run?.timeline ?? null
  return run.unanswered.find(({ timeline }) => timeline?.id === id)?.timeline ?? null
}

/** Takes the answer to the oldest command that has none; with it the run may play another timeline. */
function goOver(run: PooledRun): void {
  const { command, timeline = null } = run.unanswered.shift() ?? {}
  if (command?.kind !== 'follow' || timeline === null || run.timeline === null) return
  const { afterSleep, deadline, carried } = command
  const { asking, cursor: before } = run.start
  // While it asks its cursor is kept here, and otherwise where it survives the thread.
  const asks = asking ? carriedQuestion(carried, before - 1) : null
  const cursor = asks === null ? before : asks + 1
  run.timeline = timeline
  run.start = { ...run.start, timeline: timeline.id, afterSleep, deadline, cursor }
}
