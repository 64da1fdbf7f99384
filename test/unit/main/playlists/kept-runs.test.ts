import { describe, expect, onTestFinished, test } from 'vitest'
import { parseShow } from '../../../../main/build/parse-show.ts'
import { SimulatedClock } from '../../../../shared/base/clock.ts'
import { bytesOf } from '../../../support/show-bytes.ts'
import { SimulatedShow } from '../../../support/simulated-show.ts'

const WALL = Date.UTC(2026, 10, 21, 20)
const SECOND = 1000

const send = (offset: number, address: string, ...args: readonly number[]): object => ({
  ...{ offset, type: 'osc.send' },
  payload: { target: 'desk', address, args },
})
const question = (offset: number): object => ({
  ...{ offset, type: 'interrupt.raise' },
  payload: { kind: 'confirmation', prompt: 'Ready?' },
})

const SHOW = {
  ...{ version: 1, name: 'Kept', minimumGoTime: 0, events: { 'own.done': {} } },
  osc: { targets: { desk: { host: '127.0.0.1', port: 9000 } } },
  playlists: [
    {
      ...{ id: 'fade', name: 'Fade' },
      // A value a second, and a trigger in each second's middle.
      steps: Array.from({ length: 120 }, (_, second) => [
        send(second * SECOND, '/level', second),
        send(second * SECOND + 500, '/hit'),
      ]).flat(),
    },
    {
      ...{
        id: 'asks',
        name: 'Asks',
        steps: [send(0, '/before', 1), question(5000), send(8000, '/after', 1)],
      },
    },
    {
      ...{ id: 'short', name: 'Short', completion: { type: 'own.done' } },
      steps: [send(0, '/on', 1), send(20_000, '/on', 0)],
    },
    {
      ...{ id: 'overlapping', name: 'Overlapping', retrigger: 'overlap' },
      steps: [send(600_000, '/later')],
    },
    {
      ...{ id: 'loop', name: 'Loop', steps: [send(0, '/tick')], triggers: [{ event: 'own.done' }] },
    },
  ],
}

function open(wall: number): SimulatedShow {
  const loaded = parseShow(bytesOf(SHOW), 'test')
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error))
  const show = new SimulatedShow({ show: loaded.value, path: null }, new SimulatedClock(0, wall))
  onTestFinished(() => show[Symbol.asyncDispose]())
  return show
}

/** The show in another engine, so many milliseconds after this one was gone. */
function again(before: SimulatedShow, away: number, wall = before.clock.wall() + away): SimulatedShow {
  const found = JSON.parse(before.stateParts.content()) as unknown[]
  const next = open(wall)
  next.away = away
  taken = next.stateParts.begin(found, 'now')
  next.clock.advanceBy(1)
  return next
}
let taken: ReturnType<SimulatedShow['stateParts']['begin']> = []

const stands = (show: SimulatedShow): readonly string[] =>
  show
    .runs()
    .filter(({ ended }) => ended === null)
    .map(({ playlistId, anchor: { state, position, rate, at } }) => {
      const now = state === 'running' ? position + (show.clock.now() - at) * rate : position
      return `${playlistId} ${state} ${Math.floor(now)}`
    })
const sent = (show: SimulatedShow): readonly string[] =>
  show
    .of('osc.send')
    .map(({ payload: { address, args } }) => [address, ...args.map((arg) => JSON.stringify(arg))].join(' '))

describe('a run that played when the engine ended', () => {
  test('goes on where it would be by now, sends once what should hold there, and says what it missed', () => {
    const before = open(WALL)
    before.run('playlist.start', { id: 'fade' })
    before.clock.advanceBy(30_200)
    const show = again(before, 12_000)
    expect(stands(show)).toEqual(['fade running 42201'])
    expect(sent(show)).toEqual(['/level 42'])
    expect(show.of('playlist.caughtUp').map(({ payload }) => payload)).toEqual([
      { runId: 'fade#1', playlistId: 'fade', why: 'restart', from: 30_200, to: 42_200, sent: 1, skipped: 24 },
    ])
    show.clock.advanceBy(1000)
    expect(sent(show)).toEqual(['/level 42', '/hit', '/level 43'])
    expect(show.runs()[0]).toMatchObject({ passedOver: 24 })
  })

  test('is known where it stands also where nothing was said of it for an hour', () => {
    const before = open(WALL)
    before.run('playlist.start', { id: 'fade' })
    before.run('playlist.setRate', { id: 'fade', rate: 0.01 })
    before.stateParts.content()
    before.clock.advanceBy(3_600_000)
    expect(stands(again(before, 10_000))).toEqual(['fade running 36100'])
  })

  test('keeps its rate, and is moved on by it', () => {
    const before = open(WALL)
    before.run('playlist.start', { id: 'fade' })
    before.clock.advanceBy(1000)
    before.run('playlist.setRate', { id: 'fade', rate: 2 })
    before.clock.advanceBy(1000)
    const show = again(before, 10_000)
    expect(stands(show)).toEqual(['fade running 23002'])
    show.clock.advanceBy(1000)
    expect(stands(show)).toEqual(['fade running 25002'])
  })

  test('is told by an event of its own, so that no rule takes it for a start', () => {
    const before = open(WALL)
    before.run('playlist.start', { id: 'fade' })
    const show = again(before, 2000)
    expect(show.of('playlist.created')).toEqual([])
    expect(show.of('run.resumed').map(({ payload }) => payload)).toEqual([
      ...[{ runId: 'fade#1', former: 'fade#1', playlistId: 'fade', name: 'Fade', state: 'running' }].map(
        (facts) => ({
          ...facts,
          ...{ position: 2000, from: 0, away: 2000 },
        }),
      ),
    ])
  })

  test('completes at once where its end came meanwhile, with what holds and what follows', () => {
    const before = open(WALL)
    before.run('playlist.start', { id: 'short' })
    before.clock.advanceBy(1000)
    const show = again(before, 60_000)
    show.clock.advanceBy(10)
    expect(sent(show)).toEqual(['/on 0', '/tick'])
    expect(show.of('playlist.stopped').map(({ payload }) => payload.reason)).toEqual([
      'completed',
      'completed',
    ])
  })

  test('asks where a question came meanwhile, and passes over nothing behind it', () => {
    const before = open(WALL)
    before.run('playlist.start', { id: 'asks' })
    before.clock.advanceBy(2000)
    const show = again(before, 60_000)
    expect(stands(show)).toEqual(['asks holding 5000'])
    expect(show.of('interrupt.raised').map(({ payload }) => payload.prompt)).toEqual(['Ready?'])
    expect(sent(show)).toEqual(['/before 1'])
    show.run('interrupt.answer', { interruptId: 'q1', answer: true })
    show.clock.advanceBy(3000)
    expect(sent(show)).toEqual(['/before 1', '/after 1'])
  })

  test('does not ask again what was answered just before', () => {
    const before = open(WALL)
    before.run('playlist.start', { id: 'asks' })
    before.clock.advanceBy(5000)
    before.run('interrupt.answer', { interruptId: 'q1', answer: true })
    const show = again(before, 1000)
    expect(stands(show)).toEqual(['asks running 6001'])
  })
})

describe('a run that did not play when the engine ended', () => {
  test('is paused where it was, however long ago, and sends nothing until it goes on', () => {
    const before = open(WALL)
    before.run('playlist.start', { id: 'fade' })
    before.clock.advanceBy(10_200)
    before.run('playlist.pause', { id: 'fade' })
    before.clock.advanceBy(60_000)
    const show = again(before, 30_000)
    expect(stands(show)).toEqual(['fade paused 10200'])
    expect(sent(show)).toEqual([])
    show.run('playlist.resume', { id: 'fade' })
    show.clock.advanceBy(900)
    expect(sent(show)).toEqual(['/level 10', '/hit', '/level 11'])
  })

  test('holds for the same answer, and is asked again', () => {
    const before = open(WALL)
    before.run('playlist.start', { id: 'asks' })
    before.clock.advanceBy(9000)
    const show = again(before, 30_000)
    expect(stands(show)).toEqual(['asks holding 5000'])
    show.run('interrupt.answer', { interruptId: 'q1', answer: true })
    show.clock.advanceBy(3000)
    expect(sent(show)).toEqual(['/before 1', '/after 1'])
  })

  test('that was stopped, or ended by a panic or by disarming, is gone', () => {
    for (const command of ['show.stop', 'show.panic', 'show.disarm']) {
      const before = open(WALL)
      before.run('playlist.start', { id: 'fade' })
      before.clock.advanceBy(1000)
      before.ask(command, {})
      expect(JSON.parse(before.stateParts.content())).toEqual([])
    }
  })
})

describe('what is kept', () => {
  test.each([
    ['of a playlist that is gone', [{ playlistId: 'gone' }], 'the show has no such playlist'],
    ['by a clock that was set back', [{}], 'the clock of the computer was set back meanwhile'],
  ])('%s is left, and said', (_, [changes], why) => {
    const before = open(WALL)
    before.run('playlist.start', { id: 'fade' })
    before.clock.advanceBy(1000)
    const [part] = JSON.parse(before.stateParts.content()) as [{ value: object[] }]
    part.value = part.value.map((run) => ({ ...run, ...changes }))
    const show = open(why.includes('clock') ? WALL - 3_600_000 : WALL + 5000)
    const [{ taken, left } = { taken: -1, left: [] }] = show.stateParts.begin([part], 'now')
    expect({ taken, left: left.map((each) => each.why) }).toEqual({ taken: 0, left: [why] })
  })

  test('of a thousand runs is back, each where it was', () => {
    const before = open(WALL)
    for (let run = 0; run < 1000; run += 1) before.ask('playlist.start', { id: 'overlapping' })
    before.clock.advanceBy(5000)
    const show = again(before, 1000)
    expect(stands(show)).toEqual(Array.from({ length: 1000 }, () => 'overlapping running 6001'))
    expect(taken).toMatchObject([{ name: 'runs', taken: 1000, left: [] }])
  })
})
