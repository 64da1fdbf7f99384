// A show of 100,000 steps that is read again and again beside a playlist that plays: how late its steps leave, and what waits.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { SystemClock } from '../../main/clock.ts'
import { WebSocketPipe } from '../../renderer/client/websocket-pipe.ts'
import type { DistributionSummary } from '../../shared/base/histogram.ts'
import { ContractClient } from '../../shared/contract/client.ts'
import { scratch } from '../support/scratch.ts'
import { getJson, sourceEntry, startHeadless } from './child.ts'
import { atMostTimes } from './measurement.ts'
import type { Bench, Measurement } from './measurement.ts'

const ROUNDS = 5
const SECONDS = 4
const PATIENCE = 60
const STEP_MS = 1
/** In which the engine closes its figures. */
const PERIOD_MS = 250

/** `edition` is what is other in each; in one playlist, or in a thousand and a playing one beside them. */
function show(shape: 'one' | 'thousand', edition: number): object {
  const [playlists, steps] = shape === 'one' ? [1, 100_000] : [1000, 100]
  const many = Array.from({ length: playlists }, (_, place) => ({
    ...{ id: `p${place}`, name: `Playlist ${place}` },
    steps: Array.from({ length: steps }, (__, step) => ({
      offset: step === 50 && place === 0 ? step * 10 + edition / 1000 : step * 10,
      type: 'osc.send',
      payload: { target: 'desk', address: `/level/${step % 50}`, args: [step] },
    })),
  }))
  const step = { offset: 0, type: 'osc.send', payload: { target: 'desk', address: '/beat', args: [] } }
  const repeat = { count: 100_000, interval: STEP_MS }
  const playing = { id: 'playing', name: 'Playing', steps: [{ ...step, repeat }] }
  const osc = { targets: { desk: { host: '127.0.0.1', port: 9 } } }
  return { version: 1, name: 'bench', osc, playlists: [...many, playing] }
}

interface Seen {
  readonly p99: number
  readonly max: number
  readonly blocked: number
}

/** The worst period of a while, which lasts until what is waited for has happened. */
async function watch(http: string, over: () => boolean = () => true): Promise<Seen> {
  let [p99, max, blocked] = [0, 0, 0]
  const begun = performance.now()
  const lasts = (seconds: number): boolean => performance.now() < begun + seconds * 1000
  while (lasts(SECONDS) || (lasts(PATIENCE) && !over())) {
    await pause(PERIOD_MS)
    const { playlists, process } = await getJson<{
      playlists: { lateness: DistributionSummary }
      process: { loopDelay: DistributionSummary }
    }>(`${http}/api/health`)
    p99 = Math.max(p99, playlists.lateness.p99)
    max = Math.max(max, playlists.lateness.max)
    blocked = Math.max(blocked, process.loopDelay.max)
  }
  return { p99, max, blocked }
}

async function measure(shape: 'one' | 'thousand'): Promise<readonly Measurement[]> {
  await using engine = await startHeadless(sourceEntry, show(shape, 0))
  using folder = scratch({})
  const url = `${engine.http.replace('http', 'ws')}/ws`
  const clock = new SystemClock()
  using pipe = new WebSocketPipe(() => new WebSocket(url), clock)
  const hello = { client: 'bench-reload', key: 'key-of-bench-reload-0123', station: 'bench' }
  using client = new ContractClient(pipe, clock, { hello: () => hello, welcomed: () => undefined })
  let generation = 0
  let changedAt = 0
  client.subscribe('edits', (view) => {
    if (view.generation !== generation) changedAt = performance.now()
    generation = view.generation
  })
  while (generation === 0) await pause(20)
  const path = join(folder.path, 'read.show.json')
  for (const answer of [
    await client.command('show.saveAs', { path }),
    await client.command('playlist.start', { id: 'playing' }),
  ])
    if (!answer.ok) throw new Error(answer.error.what)
  const [quiet, reloading]: [Seen[], Seen[]] = [[], []]
  const taken: number[] = []
  for (let round = 1; round <= ROUNDS; round += 1) {
    // What the one before has left to do is none of it.
    await pause(2000)
    quiet.push(await watch(engine.http))
    const before = generation
    await writeFile(path, JSON.stringify(show(shape, round)))
    const written = performance.now()
    reloading.push(await watch(engine.http, () => generation !== before))
    if (generation === before) throw new Error('the changed file was not taken')
    taken.push(changedAt - written)
  }
  const where = shape === 'one' ? 'one playlist' : '1,000 playlists'
  const row = (what: string, of: keyof Seen): Measurement => ({
    ...{ what: `${what}, ${where}`, unit: 'ms', reach: null },
    subject: reloading.map((seen) => seen[of]),
    baseline: { name: 'without', figures: quiet.map((seen) => seen[of]) },
  })
  return [
    {
      ...row('steps beside a reload late by, p99 of the worst quarter second', 'p99'),
      reach: atMostTimes(1.1),
    },
    row('the same, at most', 'max'),
    row('main loop late by, at most', 'blocked'),
    {
      ...{ what: `from the file to the show, ${where}`, unit: 'ms', subject: taken },
      ...{ baseline: null, reach: null },
    },
  ]
}

export const reload: Bench = async () => [...(await measure('thousand')), ...(await measure('one'))]
