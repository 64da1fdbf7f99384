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

describe('a cue that fades and is started a second time', () => {
  const fades = (id: string, param = 'level', to = 100) => ({
    ...{ id, continue: 'auto-follow' },
    actions: [{ action: 'fade_param', param, to, over: 1000 }],
  })
  const next = { id: 'next', actions: [] }

  test('is begun anew, and what follows comes once, at the end of the newer fade', async () => {
    await using desk = new Desk([], cueList(fades('up'), next))
    desk.run('cue.start', { id: 'up' })
    desk.clock.advanceTo(400)
    desk.run('cue.start', { id: 'up' })
    expect([desk.at(400), desk.at(1399)]).toEqual([40, 99.94])
    desk.clock.advanceTo(9000)
    expect(linesOf(desk)).toEqual([
      '0 up started',
      '400 up stopped',
      '400 up started',
      '1400 up completed',
      '1400 next started',
      '1400 next completed',
    ])
    expect(desk.of('cue.stopped').map(({ payload }) => payload.reason)).toEqual(['restarted'])
  })

  test('while it is paused goes on without being resumed', async () => {
    await using desk = new Desk([], cueList(fades('up'), next))
    desk.run('cue.start', { id: 'up' })
    desk.clock.advanceTo(400)
    desk.run('cue.pause', { id: 'up' })
    desk.clock.advanceTo(600)
    desk.run('cue.start', { id: 'up' })
    desk.clock.advanceTo(700)
    desk.run('cue.resume', { id: 'up' })
    desk.clock.advanceTo(9000)
    expect(linesOf(desk).slice(1)).toEqual([
      '600 up stopped',
      '600 up started',
      '1600 up completed',
      '1600 next started',
      '1600 next completed',
    ])
  })

  test('that recalls a scene does so too', async () => {
    const recalls = {
      id: 'up',
      continue: 'auto-follow',
      actions: [{ action: 'recall_scene', scene: 'blue' }],
    }
    await using desk = new Desk([], cueList(recalls, next))
    desk.run('cue.start', { id: 'up' })
    desk.clock.advanceTo(400)
    desk.run('cue.start', { id: 'up' })
    desk.clock.advanceTo(9000)
    expect(linesOf(desk).slice(2)).toEqual([
      '400 up started',
      '2400 up completed',
      '2400 next started',
      '2400 next completed',
    ])
  })

  test('after a pre-wait goes on meanwhile, and a stop of it ends the fade of before', async () => {
    await using desk = new Desk([], cueList({ ...fades('up'), preWait: 300 }, next))
    desk.run('cue.start', { id: 'up' })
    desk.clock.advanceTo(500)
    desk.run('cue.start', { id: 'up' })
    expect(desk.at(600)).toBe(30)
    desk.run('cue.stop', { id: 'up' })
    expect(desk.at(9000)).toBe(30)
    expect(linesOf(desk)).toEqual([
      '0 up waiting',
      '300 up started',
      '500 up stopped',
      '500 up waiting',
      '600 up stopped',
    ])
  })

  test('as part of a group has the group last as long as the newer', async () => {
    const group = { id: 'both', group: 'together', continue: 'auto-follow' }
    const members = [
      { ...fades('up'), in: 'both' },
      { ...fades('back', 'back'), in: 'both' },
    ]
    await using desk = new Desk([], cueList(group, ...members, next))
    desk.run('cue.start', { id: 'both' })
    desk.clock.advanceTo(400)
    desk.run('cue.start', { id: 'up' })
    desk.clock.advanceTo(600)
    desk.run('cue.start', { id: 'both' })
    desk.clock.advanceTo(9000)
    const ends = linesOf(desk).filter((line) => /completed|next/u.test(line))
    expect(ends).toEqual([
      '1600 up completed',
      '1600 back completed',
      '1600 both completed',
      '1600 next started',
      '1600 next completed',
    ])
  })

  test('whatever ends its fade by a hand lets what follows come, and a stop of it does not', async () => {
    await using taken = new Desk([], cueList(fades('up'), next))
    taken.run('cue.start', { id: 'up' })
    taken.clock.advanceTo(400)
    taken.run('param.set', { name: 'level', value: 7 })
    expect(linesOf(taken)).toContain('400 next started')
    await using stopped = new Desk([], cueList(fades('up'), next))
    stopped.run('cue.start', { id: 'up' })
    stopped.clock.advanceTo(400)
    stopped.run('cue.start', { id: 'up' })
    stopped.run('cue.stop', { id: 'up' })
    stopped.clock.advanceTo(9000)
    expect(linesOf(stopped)).toEqual(['0 up started', '400 up stopped', '400 up started', '400 up stopped'])
  })
})

test('a cue whose parameter is removed while it fades ends there, and nothing follows', async () => {
  const up = { id: 'up', continue: 'auto-follow' }
  const cues = [
    { ...up, actions: [{ action: 'fade_param', param: 'level', to: 100, over: 1000 }] },
    { id: 'next', actions: [] },
  ]
  await using desk = new Desk([], cueList(...cues))
  desk.run('cue.start', { id: 'up' })
  desk.clock.advanceTo(400)
  const edited = parseShow(
    bytesOf({
      ...{ version: 1, name: 'Holding', params: { back: { type: 'number', max: 100 } } },
      ...cueList({ ...up, actions: [] }, { id: 'next', actions: [] }),
    }),
    'holding.show.json',
  )
  if (!edited.ok) throw new Error(JSON.stringify(edited.error))
  desk.show.take({ show: edited.value, path: null }, { cause: null, kind: 'edit' })
  desk.clock.advanceTo(9000)
  expect(desk.of('param.fadeEnded').map(({ at, payload: { how, value } }) => [at, how, value])).toEqual([
    [400, 'changed', 40],
  ])
  expect(linesOf(desk)).toEqual(['0 up started', '400 up stopped'])
})
