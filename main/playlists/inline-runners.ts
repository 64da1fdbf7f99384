// Plays runs in the caller's own thread on the timers of a clock: for rehearsal and tests, where time is simulated.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { NO_LANE } from '../../shared/model/ramp-lane.ts'
import { dispose } from '../../shared/base/disposable.ts'
import type { RunnerHealth } from '../../shared/model/health.ts'
import { RouteBook } from './routes.ts'
import { Runner } from './runner.ts'
import type { RunCommand, RunNumber, RunnerCommand, RunnerSink, RunStart } from './runner-protocol.ts'
import type { Runners, RunnersListener } from './runners.ts'
import type { CompiledTimeline } from './timeline.ts'

export class InlineRunners implements Runners {
  readonly capacity = 100_000
  readonly routes = new RouteBook()
  readonly fades = NO_LANE
  readonly #clock: Clock
  readonly #runner: Runner
  #timer: Disposable | null = null
  /** Commands that an emission gave rise to: obeyed when the runner is done with it; null outside of emissions. */
  #following: RunnerCommand[] | null = null

  constructor(clock: Clock, listener: RunnersListener) {
    this.#clock = clock
    const sink: RunnerSink = {
      opens: () => false,
      send: () => false,
      bundles: () => false,
      emitted(emission) {
        listener.emitted(emission)
        return true
      },
      anchored: (run, anchor, asking) => listener.anchored(run, anchor, asking),
      caughtUp(caughtUp) {
        listener.caughtUp(caughtUp)
        return true
      },
      slept: (run, anchor, sleptMs) => listener.slept(run, anchor, sleptMs),
      stopped: (run, ending, anchor) => listener.stopped(run, ending, anchor),
      ticked(tick) {
        listener.ticked(tick)
        return true
      },
      rampEnded: (ended) => listener.rampEnded(ended),
      fadeEnded() {
        // None is begun here.
      },
      rampsTold: (tally) => listener.rampsTold({ ...tally }),
      rampsSent: (target, packets) => listener.rampsSent(target, packets),
      rampsPlay() {
        // Nobody asks how a rehearsal fares.
      },
      progressed() {
        // The cursor cannot outlive this thread, so it is kept nowhere else.
      },
    }
    this.#runner = new Runner(clock, sink, this.routes)
  }

  ready(): Promise<void> {
    return Promise.resolve()
  }

  route(): void {
    // Nothing is sent from here.
  }

  load(timeline: CompiledTimeline): void {
    this.#apply({ kind: 'load', timeline })
  }

  unload(timeline: number): void {
    this.#apply({ kind: 'unload', timeline })
  }

  start(start: RunStart): void {
    this.#apply({ kind: 'start', start })
  }

  command(command: RunCommand): void {
    this.#apply(command)
  }

  stop(runs: readonly RunNumber[], stays: boolean): void {
    for (const run of runs) this.command({ kind: 'stop', run, stays })
  }

  settle(): void {
    // Nothing is sent from here.
  }

  health(): readonly RunnerHealth[] {
    return []
  }

  [Symbol.asyncDispose](): Promise<void> {
    dispose(this.#timer)
    return Promise.resolve()
  }

  #apply(command: RunnerCommand): void {
    if (this.#following !== null) {
      this.#following.push(command)
      return
    }
    this.#runner.apply(command)
    this.#rearm()
  }

  // Emissions happen in timers only, never inside the command that started a run. The timer is upkeep, as a thread is: a panic
  // stops the runs themselves, but perhaps not all.
  #rearm(): void {
    dispose(this.#timer)
    const dueAt = this.#runner.nextDueAt()
    if (dueAt === null) return
    this.#timer = this.#clock.upkeep(monotonicMs(dueAt), () => {
      const following = (this.#following = [])
      this.#runner.emitNext()
      this.#following = null
      for (const command of following) this.#runner.apply(command)
      this.#rearm()
    })
  }
}
