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
  /** Whether it waits for an answer to the emission before. */
  readonly asking: boolean
  /** Emissions that it may still make; Infinity where nothing limits them. */
  readonly emissionsLeft: number
  /** Monotonic ms at which it fails where it has not ended; Infinity where nothing limits it. */
  readonly deadline: number
}

/** Played to its end, stopped by a command, or out of what its quota gives it. */
export type RunEnding = 'completed' | 'stopped' | 'emissions' | 'seconds'

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
  /** The question asked by the emission `index` is answered; passed over where the run no longer holds there. */
  | { readonly kind: 'release'; readonly run: RunNumber; readonly index: number }

export interface Emission {
  readonly run: RunNumber
  /** Index in the compiled timeline. */
  readonly index: number
  readonly dueAt: number
  /** When a direct send left; for others when the runner reached it. */
  readonly reachedAt: number
  readonly direct: boolean
  /** Whether the run holds after it, with the anchor that `holdingAnchor` gives. */
  readonly holds: boolean
}

/** Where a runner's doings go. */
export interface RunnerSink {
  /** Sends a packet now; false where it cannot, so that the emission goes through the dispatcher instead. */
  send(target: DirectTarget, packet: Uint8Array): boolean
  /** False where there is no room for it: the emission is then tried again later. Reports of direct sends are never refused. */
  emitted(emission: Emission): boolean
  anchored(run: RunNumber, anchor: Anchor, asking: boolean): void
  /** After this nothing of the run leaves any more. */
  stopped(run: RunNumber, ending: RunEnding, anchor: Anchor): void
  /** Keeps the cursor where it survives the thread. */
  progressed(run: RunNumber, cursor: number): void
}

interface Run extends Due {
  readonly number: RunNumber
  readonly timeline: CompiledTimeline
  readonly deadline: number
  anchor: Anchor
  cursor: number
  /** True from an emission that asks until it is answered or left by a seek, also while paused. */
  asking: boolean
  emissionsLeft: number
  /** True where it is next due to fail, because its time is up before anything else comes. */
  expiring: boolean
}

/** Where a run stands that holds: exactly at the step that asks, however late that was reached. */
export function holdingAnchor(
  { rate }: Anchor,
  { offsets }: CompiledTimeline,
  { index, reachedAt }: Emission,
): Anchor {
  return { at: reachedAt, position: offsets[index] as number, rate, state: 'holding' }
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

  /** Emits one emission, or ends one run, if one is due; false where none is, or none can be reported for now. */
  emitNext(): boolean {
    const run = this.#due.first
    if (run === undefined) return false
    const now = this.#clock.now()
    if (run.dueAt > now) return false
    if (run.expiring) return this.#end(run, 'seconds')
    if (run.cursor === run.timeline.offsets.length) return this.#end(run, 'completed')
    if (run.emissionsLeft === 0) return this.#end(run, 'emissions')
    if (!this.#emit(run, now)) return false
    if (run.cursor === run.timeline.offsets.length && !run.asking) this.#end(run, 'completed')
    else this.#schedule(run)
    return true
  }

  #start({ run: number, timeline: id, ...start }: RunStart): void {
    const timeline = this.#timelines.get(id)
    if (timeline === undefined) throw new Error(`run ${number} starts on timeline ${id}, which is not loaded`)
    const due = { dueAt: 0, order: number, place: -1, expiring: false }
    const run: Run = { number, timeline, ...start, ...due }
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
        this.#moveAnchor(run, now, { state: run.asking ? 'holding' : 'running' })
        break
      case 'release':
        if (command.index === run.cursor - 1) this.#release(run, now, {})
        break
      case 'seek':
        this.#release(run, now, { position: command.position })
        run.cursor = emissionAt(run.timeline, command.position)
        this.#sink.progressed(run.number, run.cursor)
        break
      case 'setRate':
        this.#moveAnchor(run, now, { rate: command.rate })
        break
    }
    this.#schedule(run)
    this.#sink.anchored(run.number, run.anchor, run.asking)
  }

  /** Moves on from a question where the run waits at one; a paused run stays paused. */
  #release(run: Run, now: number, change: Partial<Anchor>): void {
    const { state } = run.anchor
    run.asking = false
    this.#moveAnchor(run, now, { ...change, state: state === 'holding' ? 'running' : state })
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

  #nextAt({ anchor, timeline, cursor }: Run): number {
    if (anchor.state !== 'running') return Infinity
    // Past the last emission a run still ends at the end of its timeline.
    const offset = timeline.offsets[cursor] ?? Math.max(timeline.length, anchor.position)
    return anchor.at + Math.max(0, offset - anchor.position) / anchor.rate
  }

  #emit(run: Run, now: number): boolean {
    const { timeline, cursor, number, dueAt } = run
    const step = timeline.steps[cursor] as number
    const target = targetOf(timeline, step)
    const direct = target !== undefined && this.#sink.send(target, packetOf(timeline, step))
    const reachedAt = direct ? this.#clock.now() : now
    const holds = timeline.holds[step] === 1
    const emission: Emission = { run: number, index: cursor, dueAt, reachedAt, direct, holds }
    const reported = this.#sink.emitted(emission)
    if (!reported && !direct) return false
    run.cursor += 1
    run.emissionsLeft -= 1
    this.#sink.progressed(number, run.cursor)
    if (holds) {
      run.asking = true
      run.anchor = holdingAnchor(run.anchor, timeline, emission)
    }
    return true
  }

  #end(run: Run, ending: RunEnding): true {
    this.#due.remove(run)
    this.#runs.delete(run.number)
    const now = this.#clock.now()
    const position = ending === 'completed' ? run.timeline.length : positionAt(run.anchor, now)
    this.#sink.stopped(run.number, ending, { ...run.anchor, at: now, position, state: 'stopped' })
    return true
  }
}
