// A session of every family of inputs: recorded, rehearsed and played back, it gives the same runs.
import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { createRecordings } from '../../main/peripherals/replay/recordings.ts'
import type { Recordings } from '../../main/peripherals/replay/recordings.ts'
import { parseShow } from '../../main/build/parse-show.ts'
import { inOrder } from '../../main/order.ts'
import { monotonicMs } from '../../shared/base/clock.ts'
import type { EventEnvelope } from '../../shared/model/event.ts'
import type { Json } from '../../shared/model/json.ts'
import type { LoadedShow } from '../../shared/model/show.ts'
import { runsOf } from '../support/gesture-show.ts'
import { scratch } from '../support/scratch.ts'
import { bytesOf } from '../support/show-bytes.ts'
import { SimulatedShow, until } from '../support/simulated-show.ts'

const root = join(import.meta.dirname, '../..')
const steps = [{ offset: 0, type: 'lights.go', repeat: { count: 3, interval: 100 } }]
const playlist = (id: string, trigger: object): object => ({ id, name: id, triggers: [trigger], steps })

const SHOW = {
  version: 1,
  name: 'Replay',
  events: { 'lights.go': {}, 'pad.held': {} },
  gestures: [
    {
      id: 'held',
      name: 'Held',
      kind: 'hold',
      sources: [{ event: 'hid.received', source: 'virtual:desk', where: { control: 'pad1' } }],
      after: 400,
      output: 'pad.held',
    },
  ],
  playlists: [
    playlist('hid', { event: 'hid.received', source: 'hid:054c:09cc:1', where: { control: 'cross' } }),
    playlist('gamepad', { event: 'hid.received', source: 'gamepad:045e:02ea:1', where: { control: 'a' } }),
    playlist('midi', { event: 'midi.received', source: 'midi:pads:1', where: { 'message.note': 36 } }),
    playlist('timecode', { event: 'timecode.received', where: { seconds: 2 } }),
    playlist('key', { event: 'key.received', where: { code: 'KeyG' } }),
    playlist('osc', { event: 'osc.received', address: '/look/*' }),
    playlist('held', { event: 'pad.held' }),
  ],
}

function loaded(): LoadedShow {
  const show = parseShow(bytesOf(SHOW), 'replay.show.json')
  if (!show.ok) throw new Error(show.error[0]?.what)
  return { show: show.value, path: null }
}

const button = (device: string, control: string, value: number): Json => ({
  device,
  control,
  kind: 'button',
  value,
})
const note = (velocity: number): Json => {
  const kind = velocity > 0 ? 'noteOn' : 'noteOff'
  return { port: 'pads', message: { kind, channel: 10, note: 36, velocity } }
}
const osc = (address: string, args: readonly Json[]): Json => {
  const from = { transport: 'udp', host: '10.0.0.9', port: 53_000, connection: null }
  return { address, types: '', args, from, lateBy: null, latestOnly: false }
}
const timecode = { port: 'tape', hours: 1, minutes: 0, seconds: 2, frames: 0, rate: 25, direction: 'forward' }

/** Ms, type, source and payload of one input of each family. */
const SESSION: readonly (readonly [at: number, type: string, source: string, payload: Json])[] = [
  [0, 'hid.received', 'hid:054c:09cc:1', button('hid:054c:09cc:1', 'cross', 1)],
  [80.5, 'hid.received', 'hid:054c:09cc:1', button('hid:054c:09cc:1', 'cross', 0)],
  [500, 'hid.received', 'gamepad:045e:02ea:1', button('gamepad:045e:02ea:1', 'a', 1)],
  [550, 'hid.received', 'gamepad:045e:02ea:1', button('gamepad:045e:02ea:1', 'a', 0)],
  [1000, 'midi.received', 'midi:pads:1', note(90)],
  [1040, 'midi.received', 'midi:pads:1', note(0)],
  [1500, 'timecode.received', 'midi:tape:1', timecode],
  [2000, 'key.received', 'keyboard:window', { code: 'KeyG', key: 'g', pressed: true }],
  [2100, 'key.received', 'keyboard:window', { code: 'KeyG', key: 'g', pressed: false }],
  [2500, 'osc.received', 'osc:main', osc('/look/warm', [1])],
  [2600, 'osc.received', 'osc:main', osc('/cuewright/playlist/osc/stop', [])],
  [3000, 'hid.received', 'virtual:desk', button('virtual:desk', 'pad1', 1)],
  [3600, 'hid.received', 'virtual:desk', button('virtual:desk', 'pad1', 0)],
]

const RUNS = [
  ['hid', 0, 200],
  ['gamepad', 500, 700],
  ['midi', 1000, 1200],
  ['timecode', 1500, 1700],
  ['key', 2000, 2200],
  ['osc', 2500, 2600],
  ['held', 3400, 3600],
] as const

/** The runs of a session that began at `start`. */
const runsFrom = (start: number): string[] =>
  RUNS.flatMap(([id, created, stopped]) => [
    `${start + created} playlist.created playlist:${id}`,
    `${start + stopped} playlist.stopped playlist:${id}`,
  ])

function recordingsOf(show: SimulatedShow, dir: string): Recordings {
  const { clock, dispatcher } = show
  return createRecordings({
    clock,
    publish: dispatcher.publish,
    subscribe: inOrder(dispatcher.subscribe)('recorder'),
    dir,
  })
}

/** Plays the session to a show that records it from 10 s on. */
async function record(dir: string): Promise<string[]> {
  await using show = new SimulatedShow(loaded())
  await using recordings = recordingsOf(show, dir)
  await show.passTo(10_000)
  recordings.start('evening', null)
  for (const [at, type, source, payload] of SESSION) {
    await show.passTo(10_000 + at)
    show.publish({ type, source, payload, at: monotonicMs(10_000 + at) })
  }
  await show.passTo(15_000)
  recordings.stop(null)
  await until(() => recordings.view().files.length === 1)
  return runsOf(show.events)
}

const linesOf = (text: string): object[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as object)

test('a session is written line by line as it was heard', async () => {
  using folder = scratch({})
  expect(await record(folder.path)).toEqual(runsFrom(10_000))
  const lines = linesOf(readFileSync(join(folder.path, 'evening.jsonl'), 'utf8'))
  expect(lines).toEqual(SESSION.map(([at, type, source, payload]) => ({ at, type, source, payload })))
})

test('npm run simulate plays it unchanged, even where a crash has cut it off', async () => {
  using folder = scratch({ 'replay.show.json': JSON.stringify(SHOW) })
  await record(folder.path)
  const path = join(folder.path, 'evening.jsonl')
  writeFileSync(path, '{"at":4000,"type":"key.recei', { flag: 'a' })
  const args = ['main/simulate.ts', '--show', join(folder.path, 'replay.show.json'), '--input', path]
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root })
  expect(runsOf(linesOf(stdout) as EventEnvelope[])).toEqual(runsFrom(0))
})

test('played back, it gives the same runs, and again while it is repeated', async () => {
  using folder = scratch({})
  await record(folder.path)
  await using show = new SimulatedShow(loaded())
  await using recordings = recordingsOf(show, folder.path)
  await until(() => recordings.view().files.length === 1)
  await show.passTo(50_000)
  recordings.startReplay('evening', true, null)
  await until(() => {
    show.clock.advanceBy(0)
    return recordings.view().replay?.played === 1
  })
  await show.passTo(57_199)
  recordings.stopReplay(null)
  await show.passTo(60_000)
  expect(runsOf(show.events)).toEqual([...runsFrom(50_000), ...runsFrom(53_600)])

  const started = show.of('replay.started')[0]?.seq
  expect(show.of('osc.received').map(({ cause }) => cause)).toEqual([started, started, started, started])
  expect(show.of('replay.stopped').map(({ payload }) => payload)).toEqual([
    { name: 'evening', reason: 'stopped', played: 25, error: null },
  ])
})
