// What a runner's sink does about values that move, for tests in which none does.
import type { RunnerSink } from '../../../../main/playlists/runner-protocol.ts'

type RampSink = Pick<
  RunnerSink,
  'bundles' | 'ticked' | 'rampEnded' | 'fadeEnded' | 'rampsTold' | 'rampsSent' | 'rampsPlay'
>

export const NO_RAMPS: RampSink = {
  bundles: () => false,
  ticked: () => false,
  rampEnded() {},
  fadeEnded() {},
  rampsTold() {},
  rampsSent() {},
  rampsPlay() {},
}
