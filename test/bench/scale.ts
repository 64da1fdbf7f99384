// A show of 100,000 steps in one playlist, and a thousand runs of it at once: time to load and start, and memory.
import { join } from 'node:path'
import { scratch } from '../support/scratch.ts'
import { startHelper } from './child.ts'
import { atMost } from './measurement.ts'
import type { Measurement } from './measurement.ts'
import type { Scaled } from './scale-process.ts'

const STEPS = 100_000
const RUNS = 1000
const ROUNDS = 3
/** The first step is due in an hour, so that all runs wait. */
const FIRST_OFFSET = 3_600_000
const MB = 1024 * 1024

function largeShow(): object {
  return {
    version: 1,
    name: 'Large',
    osc: { targets: { desk: { host: '127.0.0.1', port: 9 } } },
    playlists: [
      {
        id: 'large',
        name: 'Large',
        retrigger: 'overlap',
        steps: Array.from({ length: STEPS }, (_, step) => ({
          offset: FIRST_OFFSET + 10 * step,
          type: 'osc.send',
          payload: { target: 'desk', address: `/par/${step % 512}/level`, args: [(step % 100) / 100] },
        })),
      },
    ],
  }
}

export async function scale(): Promise<readonly Measurement[]> {
  using folder = scratch({ 'large.json': JSON.stringify(largeShow()) })
  const rounds: Scaled[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const args = [join(folder.path, 'large.json'), String(RUNS)]
    await using measured = startHelper('scale-process.ts', args, ['--expose-gc'])
    rounds.push(await measured.next<Scaled>())
  }
  const row = (
    what: string,
    unit: string,
    figure: (round: Scaled) => number,
    reach: Measurement['reach'],
  ): Measurement => ({ what, unit, subject: rounds.map(figure), baseline: null, reach })
  const idleRun = ({ open, running }: Scaled, kind: 'rss' | 'heapUsed'): number =>
    (running[kind] - open[kind]) / RUNS / 1024
  return [
    {
      ...row(`load ${STEPS} steps`, 'ms', ({ loadMs }) => loadMs, atMost(1000)),
      baseline: { name: 'JSON.parse', figures: rounds.map(({ parseMs }) => parseMs) },
    },
    row('open the engine with them', 'ms', ({ openMs }) => openMs, null),
    row('memory with them', 'MB', ({ open, before }) => (open.rss - before.rss) / MB, null),
    row(`start a run of them, first`, 'ms', ({ firstStartMs }) => firstStartMs, atMost(5)),
    row(`start a run of them, of ${RUNS}`, 'ms', ({ startMs }) => startMs, atMost(5)),
    row('memory of an idle run', 'KB', (round) => idleRun(round, 'rss'), null),
    row('heap of an idle run', 'KB', (round) => idleRun(round, 'heapUsed'), null),
  ]
}
