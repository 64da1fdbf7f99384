// What the playlists ask of whatever plays their runs, be it a pool of threads or the simulated clock.
import type { Anchor } from '../../shared/model/payload/playlist.ts'
import type { RampLane } from '../../shared/model/ramp-lane.ts'
import type { RunnerHealth } from '../../shared/model/health.ts'
import type {
  CaughtUp,
  Emission,
  RampEnded,
  RampTally,
  Route,
  RunCommand,
  RunEnding,
  RunNumber,
  RunStart,
  Tick,
} from './runner-protocol.ts'
import type { RouteBook } from './routes.ts'
import type { CompiledTimeline } from './timeline.ts'

export interface Runners extends AsyncDisposable {
  /** Who moves which value, on all of them. */
  readonly routes: RouteBook
  /** Moves messages that no run moves. */
  readonly fades: RampLane
  /** Most runs that can play at once. */
  readonly capacity: number
  /** Resolves once runs can play. */
  ready(): Promise<void>
  /** Also for the runs that play: nothing leaves to where a target was before. */
  route(route: Route): void
  load(timeline: CompiledTimeline): void
  /** Runs that play it play on. */
  unload(timeline: number): void
  /** `beside` names a run whose commands and this start must keep their order, or is null. */
  start(start: RunStart, beside: RunNumber | null): void
  command(command: RunCommand): void
  /** As a command to stop to each of them, in one go; those before it are then no other where it leaves values as they are. */
  stop(runs: readonly RunNumber[], stays: boolean): void
  /** Returns once nothing of the runs that were stopped is on its way, so that what is sent then leaves last; soon at any rate. */
  settle(): void
  health(): readonly RunnerHealth[]
}

export interface RunnersListener {
  emitted(emission: Emission): void
  /** A run has been paused, resumed, released, moved or changed in rate; `asking` tells whether it waits for an answer. */
  anchored(run: RunNumber, anchor: Anchor, asking: boolean): void
  caughtUp(caughtUp: CaughtUp): void
  /** It was playing when the machine slept, and is paused where it stood; where it ends instead, `stopped` follows. */
  slept(run: RunNumber, anchor: Anchor, sleptMs: number): void
  /** Nothing of the run leaves after this. */
  stopped(run: RunNumber, ending: RunEnding, anchor: Anchor): void
  /** A value that the main thread is to send. */
  ticked(tick: Tick): void
  rampEnded(ended: RampEnded): void
  rampsTold(tally: RampTally): void
  rampsSent(target: string, packets: number): void
  /** Asked where a run goes on after its thread was lost: emissions that it may still make. */
  emissionsLeft(run: RunNumber): number
  failed(run: RunNumber, message: string): void
  /** A direct send failed, as the network reported afterwards; `run` is whose it was, null where that is not known. */
  sendFailed(target: string, message: string, run: RunNumber | null): void
  runnerLost(runner: number, message: string, runs: number): void
  runnerReplaced(runner: number, resumed: number, failed: number): void
}

export type CreateRunners = (listener: RunnersListener) => Runners
