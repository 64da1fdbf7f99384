// What it costs to keep a show: save and load of 100,000 steps, an hour of fader moves in the state file, saves beside a playlist.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { WebSocketPipe } from '../../renderer/client/websocket-pipe.ts'
import { parseShow } from '../../main/build/parse-show.ts'
import { SystemClock } from '../../main/clock.ts'
import { StateParts } from '../../main/coordinator/state-parts.ts'
import { fileSystem } from '../../main/store/file-system.ts'
import { readFile } from '../../main/store/read-file.ts'
import { saveFile } from '../../main/store/save-file.ts'
import { showFileText } from '../../main/store/show-text.ts'
import { StateFile } from '../../main/store/state-file.ts'
import { StateWriter } from '../../main/store/state-writer.ts'
import { SimulatedClock } from '../../shared/base/clock.ts'
import type { DistributionSummary } from '../../shared/base/histogram.ts'
import { ContractClient } from '../../shared/contract/client.ts'
import { showFile } from '../../shared/model/show.ts'
import { scratch } from '../support/scratch.ts'
import { SimulatedDisk } from '../support/simulated-disk.ts'
import { getJson, sourceEntry, startHeadless } from './child.ts'
import { atMost, atMostTimes, inSlices, median, percentile } from './measurement.ts'
import type { Bench, Measurement } from './measurement.ts'

const STEPS = 100_000
const ROUNDS = 5
const SLICES = 2
const FADERS = 50
const MOVE_MS = 40
const HOUR_MS = 3_600_000
const WATCHED = 14
const SAVES = 4
const PERIOD_MS = 250

function show(): object {
  const steps = Array.from({ length: STEPS }, (_, step) => ({
    ...{ offset: step * 10, type: 'osc.send' },
    payload: { target: 'desk', address: `/level/${step % 50}`, args: [step] },
  }))
  const beat = { offset: 0, type: 'osc.send', payload: { target: 'desk', address: '/beat', args: [] } }
  const playing = {
    id: 'playing',
    name: 'Playing',
    steps: [{ ...beat, repeat: { count: 1e5, interval: 1 } }],
  }
  const osc = { targets: { desk: { host: '127.0.0.1', port: 9 } } }
  return { version: 1, name: 'bench', osc, playlists: [{ id: 'chase', name: 'Chase', steps }, playing] }
}

async function timed(act: () => unknown): Promise<readonly number[]> {
  const start = performance.now()
  await act()
  return [performance.now() - start]
}

const medians = (rounds: readonly (readonly number[])[]): number[] => rounds.map((round) => median(round))

async function savesAndLoads(): Promise<readonly Measurement[]> {
  using folder = scratch({})
  const [path, plain] = [join(folder.path, 'bench.show.json'), join(folder.path, 'plain.json')]
  const held = showFile.parse(show())
  const text = (): Buffer => Buffer.concat([...showFileText(held, null)])
  writeFileSync(plain, text())
  await saveFile(path, text(), fileSystem)
  const figures = await inSlices(ROUNDS, SLICES, {
    save: () => timed(() => saveFile(path, text(), fileSystem)),
    write: () => timed(() => writeFileSync(plain, JSON.stringify(held), { flush: true })),
    load: () =>
      timed(async () => {
        const content = await readFile(path)
        if (!content.ok || !parseShow(content.value.bytes, path).ok) throw new Error('it cannot be loaded')
      }),
    parse: () => timed(() => JSON.parse(readFileSync(path, 'utf8')) as unknown),
  })
  const row = (what: string, subject: number[], name: string, baseline: number[]): Measurement => ({
    ...{ what, unit: 'ms', subject, baseline: { name, figures: baseline }, reach: null },
  })
  return [
    row(`save of ${STEPS} steps, verified`, medians(figures.save), 'JSON and a sync', medians(figures.write)),
    row(`load of ${STEPS} steps, checked`, medians(figures.load), 'JSON.parse', medians(figures.parse)),
  ]
}

/** Faders that never rest for an hour; in simulated time. */
async function hourOfFaders(): Promise<readonly Measurement[]> {
  using clock = new SimulatedClock(0, Date.UTC(2026, 10, 27))
  using parts = new StateParts(() => ({ wall: clock.wall(), boot: null, up: null }))
  const values: Record<string, number> = {}
  for (let fader = 0; fader < FADERS; fader += 1) values[`fader-${fader}`] = 0
  parts.offer({
    ...{ name: 'params', acts: false, moves: true },
    hold: () => values,
    takeBack: () => ({ taken: 0, left: [] }),
  })
  const file = new StateFile('/data/bench', new SimulatedDisk({ files: new Map(), folders: ['/', '/data'] }))
  let [writes, bytes, largest] = [0, 0, 0]
  const write = (body: Uint8Array): Promise<void> => {
    writes += 1
    bytes += body.length
    largest = Math.max(largest, body.length)
    return file.write(body)
  }
  await using writer = new StateWriter({
    ...{ clock, where: '/data', file: { write }, content: () => parts.content(), changed: () => undefined },
  })
  parts.listen((mayWait) => writer.news(mayWait))
  for (let at = 0; at < HOUR_MS; at += MOVE_MS) {
    values[`fader-${(at / MOVE_MS) % FADERS}`] = Math.sin(at)
    parts.changed('params')
    clock.advanceBy(MOVE_MS)
    for (let turn = 0; turn < 30; turn += 1) await Promise.resolve()
  }
  const moves = { name: 'moves', figures: [HOUR_MS / MOVE_MS] }
  return [
    {
      what: 'an hour of fader moves: writes',
      unit: '',
      subject: [writes],
      baseline: moves,
      reach: atMost(800),
    },
    { what: 'the same: written', unit: 'kB', subject: [bytes / 1000], baseline: null, reach: null },
    {
      what: 'the same: largest write',
      unit: 'kB',
      subject: [largest / 1000],
      baseline: null,
      reach: atMost(64),
    },
  ]
}

/** Lateness in ms, of each quarter of a second. */
async function lateness(http: string): Promise<readonly number[]> {
  const found: number[] = []
  for (let period = 0; period < WATCHED; period += 1) {
    await pause(PERIOD_MS)
    const { playlists } = await getJson<{ playlists: { lateness: DistributionSummary } }>(
      `${http}/api/health`,
    )
    found.push(playlists.lateness.p99)
  }
  return found
}

/** Each save of another show, so that each is a version too, and others have to go. */
async function saveSome(client: ContractClient, beat: number): Promise<void> {
  for (let save = 0; save < SAVES; save += 1) {
    const seen = await client.command('show.read', { kind: 'playlist', id: 'chase' })
    if (!seen.ok) throw new Error(seen.error.what)
    const mutation = {
      edit: 'change' as const,
      kind: 'playlist' as const,
      id: 'chase',
      set: { name: `${beat} ${save}` },
    }
    const edited = await client.command('show.edit', { mutation, seen: seen.value.generation })
    if (!edited.ok) throw new Error(edited.error.what)
    const saved = await client.command('show.save', {})
    if (!saved.ok) throw new Error(saved.error.what)
  }
}

async function besidePlaylist(): Promise<readonly Measurement[]> {
  await using engine = await startHeadless(sourceEntry, show())
  const clock = new SystemClock()
  using pipe = new WebSocketPipe(() => new WebSocket(`${engine.http.replace('http', 'ws')}/ws`), clock)
  const hello = { client: 'bench-saves', key: 'key-of-bench-saves-01234', station: 'bench' }
  using client = new ContractClient(pipe, clock, { hello: () => hello, welcomed: () => undefined })
  const connected = Promise.withResolvers<null>()
  client.subscribe('edits', () => connected.resolve(null))
  await connected.promise
  const started = await client.command('playlist.start', { id: 'playing' })
  if (!started.ok) throw new Error(started.error.what)
  await saveSome(client, -1)
  const [quiet, saving, took]: [number[][], number[][], number[]] = [[], [], []]
  for (let round = 0; round < ROUNDS; round += 1) {
    await pause(1000)
    quiet.push([...(await lateness(engine.http))])
    const begun = performance.now()
    const saves = saveSome(client, round).then(() => took.push((performance.now() - begun) / SAVES))
    saving.push([...(await lateness(engine.http))])
    await saves
  }
  const late = (rounds: readonly (readonly number[])[], share: number): number[] =>
    rounds.map((round) => percentile(round, share))
  const row = (what: string, share: number): Measurement => ({
    ...{ what, unit: 'ms', subject: late(saving, share), reach: share === 0.5 ? atMostTimes(1.2) : null },
    baseline: { name: 'without', figures: late(quiet, share) },
  })
  return [
    row('steps beside saves and rotations late by, p99 of the median quarter second', 0.5),
    row('the same, of the worst quarter second', 1),
    {
      ...{ what: 'edit and save of the playing show', unit: 'ms', subject: took },
      baseline: null,
      reach: null,
    },
  ]
}

export const saves: Bench = async () => [
  ...(await savesAndLoads()),
  ...(await hourOfFaders()),
  ...(await besidePlaylist()),
]
