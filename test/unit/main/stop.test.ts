import { describe, expect, test } from 'vitest'
import { monotonicMs } from '../../../shared/base/clock.ts'
import { failed, fault } from '../../../shared/base/result.ts'
import { Stop } from '../../../main/stop.ts'
import type { EventDraft } from '../../../shared/model/event.ts'
import { severityOf } from '../../../shared/model/severity.ts'
import { OPERATOR, clientCalled } from '../../support/clients.ts'

import type { OscValue } from '../../../shared/model/osc.ts'
import { OPENING } from '../../../shared/model/show-change.ts'
import { mainList, showOf, starts } from '../../support/cue-show.ts'
import { SimulatedShow } from '../../support/simulated-show.ts'

const FADE = { stop: { playlist: 'fade' } }
const PLAYLISTS = [
  { id: 'short', name: 'Short', steps: [{ offset: 100, type: 'own.event' }] },
  { id: 'long', name: 'Long', steps: [{ offset: 60_000, type: 'own.event' }] },
  {
    ...{ id: 'fade', name: 'Fade out' },
    steps: [0, 5000].map((offset) => ({ offset, type: 'own.event', payload: { from: 'fade' } })),
  },
]
const CUES = [{ id: 'a', number: '1', ...starts('long') }, { id: 'b', preWait: 30_000 }, { id: 'c' }]

const opened = (more: object = FADE): SimulatedShow =>
  new SimulatedShow(showOf([mainList(...CUES)], { playlists: PLAYLISTS, ...more }))
const running = (show: SimulatedShow): readonly string[] =>
  show
    .runs()
    .filter(({ ended }) => ended === null)
    .map(({ runId }) => runId)
const stops = (show: SimulatedShow) => show.of('show.stopped').map(({ payload }) => payload)
/** When a fade began to leave. */
const fades = (show: SimulatedShow): readonly number[] =>
  show.of('playlist.created').flatMap(({ at, payload }) => (payload.playlistId === 'fade' ? [at] : []))

function pressBy(show: SimulatedShow, id: string): void {
  const client = clientCalled(id)
  void show.show.commands.execute('show.stop', {}, { client, cause: null })
  show.clock.advanceBy(0)
}

describe('the first stop', () => {
  test('ends runs and cues, and runs what the show names for it', async () => {
    await using show = opened()
    show.run('show.go', {})
    show.run('show.go', {})
    show.clock.advanceTo(1000)
    expect(show.answerTo('show.stop', {})).toEqual({ ok: true, value: { runs: 1, runId: 'fade#2' } })
    show.clock.advanceTo(60_000)
    expect(stops(show)).toEqual([
      {
        ...{ by: 'operator', runs: 1, cues: 2, playlistId: 'fade', runId: 'fade#2' },
        ...{ error: null, again: false },
      },
    ])
    expect(show.of('own.event').map(({ at }) => at)).toEqual([1000, 6000])
    const [created] = show.of('playlist.created').slice(-1)
    expect(created?.cause).toBe(show.of('command.received').at(-1)?.seq)
  })

  test('ends all where the show names nothing', async () => {
    await using show = opened({})
    show.run('show.go', {})
    expect(show.answerTo('show.stop', {})).toEqual({ ok: true, value: { runs: 1, runId: null } })
    show.run('show.stop', {})
    expect(running(show)).toEqual([])
    expect(stops(show)).toMatchObject([{ runs: 1, playlistId: null, again: false }])
  })

  test('of two people at once is one, and ends what began between them', async () => {
    await using show = opened()
    show.run('show.go', {})
    pressBy(show, 'FOH tablet')
    show.clock.advanceBy(200)
    show.run('playlist.start', { id: 'long' })
    show.clock.advanceBy(199)
    pressBy(show, 'pedal')
    expect(running(show)).toEqual(['fade#2'])
    expect(stops(show)).toHaveLength(1)
    // Both then press once more, one after the other.
    show.clock.advanceBy(300)
    pressBy(show, 'FOH tablet')
    expect(running(show)).toEqual([])
  })

  test('that bounces, or is sent twice in one go, is one', async () => {
    await using show = opened()
    pressBy(show, 'pedal')
    show.clock.advanceBy(99)
    pressBy(show, 'pedal')
    expect(running(show)).toEqual(['fade#1'])
  })
})

describe('a second stop', () => {
  test.each([100, 1999])('%d ms later ends what the first left', async (later) => {
    await using show = opened()
    show.run('show.go', {})
    show.run('show.stop', {})
    show.clock.advanceBy(later)
    show.run('show.stop', {})
    expect(running(show)).toEqual([])
    show.clock.advanceBy(60_000)
    expect(show.of('own.event')).toHaveLength(1)
    expect(stops(show).at(-1)).toMatchObject({ runs: 1, again: true, runId: null })
  })

  test('of another person ends it once both have had time to see it', async () => {
    await using show = opened()
    pressBy(show, 'FOH tablet')
    show.clock.advanceBy(400)
    pressBy(show, 'pedal')
    expect(running(show)).toEqual([])
  })

  test('ends it however late it comes, where nothing else runs; the next is a first one again', async () => {
    await using show = opened()
    show.run('show.stop', {})
    show.clock.advanceTo(3000)
    show.run('show.stop', {})
    expect(running(show)).toEqual([])
    show.clock.advanceTo(6000)
    show.run('show.stop', {})
    expect(fades(show)).toEqual([0, 6000])
  })

  test('later than two seconds, with something new that runs, is a first one', async () => {
    await using show = opened()
    show.run('show.stop', {})
    show.clock.advanceTo(1500)
    show.run('show.go', {})
    show.clock.advanceTo(2000)
    show.run('show.stop', {})
    expect(fades(show)).toEqual([0, 2000])
    expect(running(show)).toEqual(['fade#3'])
  })

  test('does not begin it again for whoever hammers the key', async () => {
    await using show = opened()
    for (let press = 0; press < 20; press += 1) {
      show.run('show.stop', {})
      show.clock.advanceBy(300)
    }
    expect(fades(show)).toEqual([0])
    expect(running(show)).toEqual([])
  })
})

test('a panic ends what a stop left, and the stop after it is a first one', async () => {
  await using show = opened()
  show.run('show.stop', {})
  show.clock.advanceBy(500)
  show.run('show.panic', {})
  expect(running(show)).toEqual([])
  show.clock.advanceBy(500)
  show.run('show.stop', {})
  expect(fades(show)).toEqual([0, 1000])
})

test('a disarmed show stops and begins nothing, and that is no failure', async () => {
  await using show = opened()
  show.disarm({ why: 'operator', by: 'FOH tablet', detail: null })
  show.run('show.stop', {})
  expect(stops(show)).toMatchObject([{ runId: null, playlistId: null, error: null }])
  expect(show.arming.view()).toMatchObject({ passedOver: 0 })
})

test('where what it names cannot begin, everything is stopped all the same, and it says why', () => {
  const published: EventDraft[] = []
  const stopped: (string | null)[] = []
  using stop = new Stop({
    publish: (draft) => published.push(draft),
    arming: { isArmed: true },
    cues: { stopAll: () => 1 },
    params: { stopAllFades() {} },
    playlists: {
      running: 2,
      stopAll: (_, spared) => stopped.push(spared),
      settle() {},
      start: (id) => failed(fault('playlist/too-many-runs', id, 'all places are taken', 'stop some')),
    },
  })
  stop.take({ playlist: 'fade' }, { kind: 'open' })
  expect(stop.press(OPERATOR, 7, monotonicMs(0))).toEqual({ runs: 2, runId: null })
  expect(stopped.at(-1)).toBeNull()
  expect(published[0]?.payload).toMatchObject({
    ...{ playlistId: 'fade', runId: null, runs: 2, cues: 1 },
    error: expect.stringContaining('all places are taken') as string,
  })
  expect(severityOf({ type: 'show.stopped', payload: published[0]?.payload })).toBe('warning')
})

test('another show that is opened has its own', async () => {
  await using show = opened()
  show.run('show.stop', {})
  show.show.take(showOf([mainList(...CUES)]), { ...OPENING })
  show.clock.advanceBy(500)
  show.run('show.stop', {})
  expect(stops(show).at(-1)).toMatchObject({ playlistId: null, again: false })
})

describe('all ways in', () => {
  const osc = (show: SimulatedShow, address: string, ...args: readonly OscValue[]): void => {
    const from = { transport: 'udp', host: '10.0.0.9', port: 5000, connection: null }
    const payload = { address, args, types: 'i'.repeat(args.length), from, latestOnly: false }
    show.publish({ type: 'osc.received', source: 'osc:main', payload })
  }
  const midi = (show: SimulatedShow): void => {
    const message = {
      kind: 'showControl',
      device: 5,
      format: 1,
      command: 'GO_OFF',
      cue: '',
      list: '',
      path: '',
    }
    show.publish({ type: 'midi.received', source: 'midi:desk', payload: { message, bytes: [] } })
  }
  const key = (show: SimulatedShow): void => {
    for (const pressed of [true, false])
      show.publish({ type: 'key.received', source: 'key:main', payload: { code: 'F9', pressed } })
  }

  test.each([
    ['OSC', (show: SimulatedShow) => osc(show, '/cuewright/stop')],
    ['MIDI Show Control', midi],
    ['a bound control', key],
    ['a command', (show: SimulatedShow) => show.run('show.stop', {})],
  ])('by %s is graded alike', async (_, press) => {
    const transport = { stop: [{ event: 'key.received', where: { code: 'F9' } }], showControl: {} }
    await using show = opened({ ...FADE, transport })
    press(show)
    show.clock.advanceBy(0)
    expect(running(show)).toEqual(['fade#1'])
    show.clock.advanceBy(1000)
    press(show)
    show.clock.advanceBy(0)
    expect(running(show)).toEqual([])
    expect(stops(show).map(({ again }) => again)).toEqual([false, true])
  })
})
