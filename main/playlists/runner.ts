// Plays runs against a clock: what is due leaves, in one order over all runs. Knows neither threads nor sockets.
import type { Clock } from '../../shared/base/clock.ts'
import type { Anchor } from '../../shared/model/event.ts'
import { DueHeap } from './due-heap.ts'
import type { Due } from './due-heap.ts'
import { emissionAt, packetOf, targetOf } from './timeline.ts'
import type { CompiledTimeline, DirectTarget } from './timeline.ts'

/** Number of a run within this process; small, because it crosses threads in every report. */
export type RunNumber = number

/** Where a run begins to play, or goes on after its thread was lost. */
export interface RunStart {
  readonly run: RunNumber
  readonly timeline: number
  readonly anchor: Anchor
  /** Index of the first emission that has not left yet. */
  readonly cursor: number
}

export type RunnerCommand =
  | { readonly kind: 'load'; readonly timeline: CompiledTimeline }
  | { readonly kind: 'unload'; readonly timeline: number }
  | { readonly kind: 'start'; readonly start: RunStart }
  | RunCommand

/** Commands to one run; each is answered by exactly one `anchored` or `stopped` report. */
export type RunCommand =
  | { readonly kind: 'stop'; readonly run: RunNumber }
  | { readonly kind: 'pause'; readonly run: RunNumber }
  | { readonly kind: 'resume'; readonly run: RunNumber }
  | { readonly kind: 'seek'; readonly run: RunNumber; readonly position: number }
  | { readonly kind: 'setRate'; readonly run: RunNumber; readonly rate: number }

export interface Emission {
  readonly run: RunNumber
  /** Index in the compiled timeline. */
  readonly index: number
  readonly dueAt: number
  /** When a direct send left; for others when the runner reached it. */
  readonly reachedAt: number
  readonly direct: boolean
}

/** Where a runner's doings go. */
export interface RunnerSink {
  /** Sends a packet now; false where it cannot, so that the emission goes through the dispatcher instead. */
  send(target: DirectTarget, packet: Uint8Array): boolean
  /** False where there is no room for it: the emission is then tried again later. Reports of direct sends are never refused. */
  emitted(emission: Emission): boolean
  anchored(run: RunNumber, anchor: Anchor): void
  /** After this nothing of the run leaves any more. */
  stopped(run: RunNumber, completed: boolean, anchor: Anchor): void
  /** Keeps the cursor where it survives the thread. */
  progressed(run: RunNumber, cursor: number): void
}

interface Run extends Due {
  readonly number: RunNumber
  readonly timeline: CompiledTimeline
  anchor: Anchor
  cursor: number
}

function positionAt(anchor: Anchor, now: number): number {
  return anchor.state === 'running'
    ? anchor.position + Math.max(0, now - anchor.at) * anchor.rate
    : anchor.position
}

export class Runner {
  readonly #clock: Clock
  readonly #sink: RunnerSink
  readonly #timelines = new Map<number, CompiledTimeline>()
  readonly #runs = new Map<RunNumber, Run>()
  readonly #due = new DueHeap<Run>()

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

  /** Emits one emission if one is due; false where none is, or none can be reported for now. */
  emitNext(): boolean {
    const run = this.#due.first
    if (run === undefined) return false
    const now = this.#clock.now()
    if (run.dueAt > now) return false
    if (run.cursor < run.timeline.offsets.length && !this.#emit(run, now)) return false
    if (run.cursor < run.timeline.offsets.length) this.#schedule(run)
    else this.#end(run, true)
    return true
  }

  #start({ run: number, timeline: id, anchor, cursor }: RunStart): void {
    const timeline = this.#timelines.get(id)
    if (timeline === undefined) throw new Error(`run ${number} starts on timeline ${id}, which is not loaded`)
    const run: Run = { number, timeline, anchor, cursor, dueAt: 0, order: number, place: -1 }
    this.#runs.set(number, run)
    if (anchor.state === 'running') this.#schedule(run)
  }

  #command(command: RunCommand): void {
    const run = this.#runs.get(command.run)
    // A run may have completed while the command was on its way; its `stopped` report already answers it.
    if (run === undefined) return
    const now = this.#clock.now()
    switch (command.kind) {
      case 'stop':
        this.#end(run, false)
        return
      case 'pause':
        this.#moveAnchor(run, now, { state: 'paused' })
        break
      case 'resume':
        this.#moveAnchor(run, now, { state: 'running' })
        break
      case 'seek':
        this.#moveAnchor(run, now, { position: command.position })
        run.cursor = emissionAt(run.timeline, command.position)
        this.#sink.progressed(run.number, run.cursor)
        break
      case 'setRate':
        this.#moveAnchor(run, now, { rate: command.rate })
        break
    }
    if (run.anchor.state === 'running') this.#schedule(run)
    else this.#due.remove(run)
    this.#sink.anchored(run.number, run.anchor)
  }

  #moveAnchor(run: Run, now: number, change: Partial<Anchor>): void {
    run.anchor = { ...run.anchor, at: now, position: positionAt(run.anchor, now), ...change }
  }

  #schedule(run: Run): void {
    const { anchor, timeline, cursor } = run
    // Past the last emission a run still ends at the end of its timeline.
    const offset = timeline.offsets[cursor] ?? Math.max(timeline.length, anchor.position)
    run.dueAt = anchor.at + Math.max(0, offset - anchor.position) / anchor.rate
    this.#due.set(run)
  }

  #emit(run: Run, now: number): boolean {
    const { timeline, cursor, number, dueAt } = run
    const step = timeline.steps[cursor] as number
    const target = targetOf(timeline, step)
    const direct = target !== undefined && this.#sink.send(target, packetOf(timeline, step))
    const reachedAt = direct ? this.#clock.now() : now
    const reported = this.#sink.emitted({ run: number, index: cursor, dueAt, reachedAt, direct })
    if (!reported && !direct) return false
    run.cursor += 1
    this.#sink.progressed(number, run.cursor)
    return true
  }

  #end(run: Run, completed: boolean): void {
    this.#due.remove(run)
    this.#runs.delete(run.number)
    const now = this.#clock.now()
    const position = completed ? run.timeline.length : positionAt(run.anchor, now)
    this.#sink.stopped(run.number, completed, { ...run.anchor, at: now, position, state: 'stopped' })
  }
}
