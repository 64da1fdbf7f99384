// Fades that playlists and cues began, in a whole show on a simulated clock, while these are paused, go on and are stopped.
import { describe, expect, test } from 'vitest'
import { parseShow } from '../../../main/build/parse-show.ts'
import { linesOf } from '../../support/cue-show.ts'
import { bytesOf } from '../../support/show-bytes.ts'
import { SimulatedShow } from '../../support/simulated-show.ts'

const fade = (offset: number, to: number, over: number, more: object = {}) => ({
  offset,
  type: 'param.fade',
  payload: { name: 'level', to, over, ...more },
})
const END = { offset: 60_000, type: 'lights.down', payload: {} }
const cueList = (...cues: object[]) => ({ cueLists: [{ id: 'main', name: 'Main', cues }] })

class Desk extends SimulatedShow {
  constructor(steps: object[], more: object = {}) {
    const loaded = parseShow(
      bytesOf({
        ...{ version: 1, name: 'Holding', minimumGoTime: 0, events: { 'lights.down': {} } },
        params: { level: { type: 'number', max: 100 }, back: { type: 'number', max: 100 } },
        scenes: { blue: { values: { level: 20, back: 80 }, over: 2000 } },
        playlists: [{ id: 'look', name: 'Look', steps }],
        ...more,
      }),
      'holding.show.json',
    )
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.error))
    super({ show: loaded.value, path: null })
  }

  /** The level at a time. */
  at(ms: number, name = 'level'): unknown {
    this.clock.advanceTo(ms)
    const value = this.view(name).value
    return typeof value === 'number' ? Number(value.toFixed(6)) : value
  }

  view(name = 'level') {
    return this.show.params.view().find((one) => one.name === name)!
  }

  /** Milliseconds at which the parameter was told to be another. */
  moves(from: number, to: number): number[] {
    return this.of('param.changed').flatMap(({ at }) => (at > from && at <= to ? [at] : []))
  }
}

describe('while its run is paused', () => {
  test('a fade stands where it is, and goes on from there with the time that was left', async () => {
    await using desk = new Desk([fade(0, 100, 1000), END])
    desk.run('playlist.start', { id: 'look' })
    expect(desk.at(400)).toBe(40)
    desk.run('playlist.pause', { id: 'look' })
    expect([desk.at(500), desk.at(5000)]).toEqual([40, 40])
    expect(desk.moves(401, 5000)).toEqual([])
    expect(desk.view()).toMatchObject({ moving: true, fade: { startedAt: 0, endsAt: 1000, heldAt: 400 } })
    desk.run('playlist.resume', { id: 'look' })
    expect([desk.at(5100), desk.at(5599), desk.at(5600)]).toEqual([50, 99.9, 100])
    expect(desk.of('param.fadeHeld').map(({ at, payload }) => [at, payload])).toEqual([
      [400, { name: 'level', fade: 1, value: 40, left: 600 }],
    ])
    expect(desk.of('param.fadeResumed').map(({ at, payload }) => [at, payload])).toEqual([
      [5000, { name: 'level', fade: 1, value: 40, left: 600 }],
    ])
    expect(desk.of('param.fadeEnded').map(({ at, payload: { how, lasted } }) => [at, how, lasted])).toEqual([
      [5600, 'arrived', 1000],
    ])
  })

  test('it stands for an hour, and a minute of sleep more, without a jump', async () => {
    await using desk = new Desk([fade(0, 100, 1000), END])
    desk.run('playlist.start', { id: 'look' })
    desk.clock.advanceTo(400)
    desk.run('show.pause', {})
    desk.clock.advanceTo(3_600_000)
    desk.show.stoodStill(90_000)
    desk.run('show.resume', {})
    expect([desk.at(3_600_100), desk.at(3_600_600)]).toEqual([50, 100])
    expect(desk.of('param.fadeEnded').map(({ payload: { how } }) => how)).toEqual(['arrived'])
  })

  test('a fade that a person began meanwhile goes on', async () => {
    await using desk = new Desk([fade(0, 100, 1000), END])
    desk.run('playlist.start', { id: 'look' })
    desk.clock.advanceTo(100)
    desk.run('param.fade', { name: 'back', to: 100, over: 1000, curve: 'linear' })
    desk.run('show.pause', {})
    expect([desk.at(600), desk.at(600, 'back')]).toEqual([10, 50])
  })

  test('a hand, a newer fade and a panic end it where it stands', async () => {
    for (const [how, end] of [
      ['takenOver', (desk: Desk) => desk.run('param.set', { name: 'level', value: 7 })],
      [
        'takenOver',
        (desk: Desk) => desk.run('param.fade', { name: 'level', to: 0, over: 1000, curve: 'linear' }),
      ],
      ['stopped', (desk: Desk) => desk.run('param.fade.stop', { name: 'level' })],
      ['panic', (desk: Desk) => desk.run('show.panic', {})],
    ] as const) {
      await using desk = new Desk([fade(0, 100, 1000), END])
      desk.run('playlist.start', { id: 'look' })
      desk.clock.advanceTo(400)
      desk.run('playlist.pause', { id: 'look' })
      desk.clock.advanceTo(900)
      end(desk)
      const ended = desk.of('param.fadeEnded').map(({ payload }) => payload)
      expect(ended).toMatchObject([{ how, value: 40, lasted: 400 }])
      desk.run('playlist.resume', { id: 'look' })
      desk.clock.advanceTo(5000)
      expect(desk.of('param.fadeResumed')).toEqual([])
    }
  })

  test('all of a scene that a step has recalled stand still', async () => {
    await using desk = new Desk([{ offset: 0, type: 'scene.recall', payload: { name: 'blue' } }, END])
    desk.run('playlist.start', { id: 'look' })
    desk.clock.advanceTo(1000)
    desk.run('playlist.pause', { id: 'look' })
    expect([desk.at(4000), desk.at(4000, 'back')]).toEqual([10, 40])
    desk.run('playlist.resume', { id: 'look' })
    expect([desk.at(5000), desk.at(5000, 'back')]).toEqual([20, 80])
  })

  test('stopping it then leaves the value where it stands', async () => {
    await using desk = new Desk([fade(0, 100, 1000), END])
    desk.run('playlist.start', { id: 'look' })
    desk.clock.advanceTo(400)
    desk.run('playlist.pause', { id: 'look' })
    desk.clock.advanceTo(900)
    desk.run('playlist.stop', { id: 'look' })
    expect(desk.at(5000)).toBe(40)
    expect(desk.of('param.fadeEnded').map(({ payload: { how, by } }) => [how, by])).toEqual([
      ['stopped', 'playlist:look'],
    ])
  })
})

test('a pause of everything also holds what a run left behind that is over, and a resume of everything has it go on', async () => {
  await using desk = new Desk([fade(0, 100, 1000)])
  desk.run('playlist.start', { id: 'look' })
  desk.clock.advanceTo(400)
  expect(desk.of('playlist.stopped')).toHaveLength(1)
  expect(desk.show.params.fading()).toEqual({ count: 1, pausable: 1, held: 0, endsAt: 1000 })
  desk.run('show.pause', {})
  expect(desk.at(2000)).toBe(40)
  expect(desk.show.params.fading()).toEqual({ count: 1, pausable: 0, held: 1, endsAt: 1000, heldAt: 400 })
  desk.run('show.resume', {})
  expect(desk.at(2500)).toBe(90)
})

describe('a stop of its run', () => {
  test.each([
    [undefined, 50, 100, []],
    ['stay', 40, 40, ['stopped']],
    ['finish', 100, 100, ['stopped']],
    ['back', 10, 10, ['stopped']],
  ] as const)('leaves the value as the step says: %s', async (onStop, soon, later, ends) => {
    const said = onStop === undefined ? {} : { onStop }
    await using desk = new Desk([fade(0, 100, 900, said), END])
    desk.run('param.set', { name: 'level', value: 10 })
    desk.run('playlist.start', { id: 'look' })
    desk.clock.advanceTo(300)
    desk.run('playlist.stop', { id: 'look' })
    expect(desk.of('param.fadeEnded').map(({ payload }) => payload.how)).toEqual(ends)
    expect([desk.at(400), desk.at(5000)]).toEqual([soon, later])
  })

  test('a stop of everything does so too, and a panic leaves it where it is', async () => {
    await using stopped = new Desk([fade(0, 100, 1000, { onStop: 'finish' }), END])
    stopped.run('playlist.start', { id: 'look' })
    stopped.clock.advanceTo(400)
    stopped.run('show.stop', {})
    expect(stopped.at(5000)).toBe(100)
    await using silenced = new Desk([fade(0, 100, 1000, { onStop: 'finish' }), END])
    silenced.run('playlist.start', { id: 'look' })
    silenced.clock.advanceTo(400)
    silenced.run('show.panic', {})
    expect(silenced.at(5000)).toBe(40)
  })

  test('that has come to its end lets its fade go on, whatever it says', async () => {
    await using desk = new Desk([fade(0, 100, 1000, { onStop: 'back' })])
    desk.run('playlist.start', { id: 'look' })
    expect(desk.at(1000)).toBe(100)
  })
})

describe('a cue that is paused', () => {
  const fades = { id: 'up', actions: [{ action: 'fade_param', param: 'level', to: 100, over: 1000 }] }

  test('holds its fades, and what follows comes when they have ended', async () => {
    const cues = [
      { ...fades, continue: 'auto-follow' },
      { id: 'next', actions: [] },
    ]
    await using desk = new Desk([], cueList(...cues))
    desk.run('show.go', {})
    desk.clock.advanceTo(400)
    desk.run('cue.pause', { id: 'up' })
    expect(desk.at(5000)).toBe(40)
    expect(desk.show.cues.view().states).toMatchObject([{ held: { why: 'paused', left: 600 } }])
    desk.run('cue.resume', { id: 'up' })
    expect(desk.at(5300)).toBe(70)
    desk.clock.advanceTo(8000)
    expect(linesOf(desk)).toEqual([
      '0 up started',
      '5600 up completed',
      '5600 next started',
      '5600 next completed',
    ])
  })

  test('holds them beside a wait for the next cue, which is held as well', async () => {
    const cues = [
      { ...fades, continue: 'auto-continue', postWait: 600 },
      { id: 'next', actions: [] },
    ]
    await using desk = new Desk([], cueList(...cues))
    desk.run('show.go', {})
    desk.clock.advanceTo(400)
    desk.run('show.pause', {})
    expect(desk.at(5000)).toBe(40)
    desk.run('show.resume', {})
    desk.clock.advanceTo(8000)
    expect(linesOf(desk)).toEqual([
      '0 up started',
      '5200 next started',
      '5200 next completed',
      '5600 up completed',
    ])
  })

  test.each([
    ['stay', 40],
    ['finish', 100],
    ['back', 0],
  ] as const)('a stop of it leaves the value as its action says: %s', async (onStop, value) => {
    const actions = [{ ...fades.actions[0], onStop }]
    await using desk = new Desk([], cueList({ id: 'up', actions }))
    desk.run('show.go', {})
    desk.clock.advanceTo(400)
    desk.run('cue.stop', { id: 'up' })
    expect(desk.at(5000)).toBe(value)
  })
})
