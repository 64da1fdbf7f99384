// Scenes in a whole show on a simulated clock: what recalls them, what moves, and what is left of it.
import { describe, expect, test } from 'vitest'
import { isKept } from '../../../main/as-run/kept.ts'
import { activityText } from '../../../main/snapshots/activity-text.ts'
import { parseShow } from '../../../main/build/parse-show.ts'
import type { OscValue } from '../../../shared/model/osc.ts'
import { linesOf } from '../../support/cue-show.ts'
import { bytesOf } from '../../support/show-bytes.ts'
import { SimulatedShow } from '../../support/simulated-show.ts'

const pad = (note: number) => ({
  event: 'midi.received',
  where: { 'message.kind': 'noteOn', 'message.note': note },
})

const SCENES = {
  dark: { values: { front: 0, back: 0, haze: false } },
  blue: { values: { front: 20, back: 80, mood: 'cold' }, over: 2000, colour: '#0000ff', note: 'Slow' },
  odd: { values: { front: 500, back: 50, mood: 'green' } },
  padded: { values: { back: 33 }, recalls: [pad(36), { ...pad(37), while: 'shift' }] },
}

class Desk extends SimulatedShow {
  constructor(more: object = {}) {
    const loaded = parseShow(
      bytesOf({
        ...{ version: 1, name: 'Busking', minimumGoTime: 0, scenes: SCENES },
        params: {
          front: { type: 'number', max: 100 },
          back: { type: 'number', max: 100 },
          mood: { type: 'text', choices: ['warm', 'cold'] },
          haze: { type: 'boolean', default: true },
        },
        layers: { shift: { held: { event: 'key.received', where: { code: 'ShiftLeft' } } } },
        ...more,
      }),
      'busking.show.json',
    )
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.error))
    super({ show: loaded.value, path: null })
  }

  /** Front, back, mood and haze, as they are at a time. */
  at(ms: number): unknown[] {
    this.clock.advanceTo(ms)
    return this.show.params
      .view()
      .map(({ value }) => (typeof value === 'number' ? Number(value.toFixed(6)) : value))
  }

  osc(address: string, ...args: readonly OscValue[]): void {
    const from = { transport: 'udp', host: '10.0.0.9', port: 5000, connection: null }
    this.publish({
      type: 'osc.received',
      source: 'osc:main',
      payload: { address, args, types: '', from, latestOnly: false },
    })
    this.clock.advanceBy(0)
  }

  press(note: number, velocity = 100): void {
    const message = { kind: velocity === 0 ? 'noteOff' : 'noteOn', channel: 1, note, velocity }
    this.publish({ type: 'midi.received', source: 'midi:pads', payload: { port: 'Pads', message } })
    this.clock.advanceBy(0)
  }

  /** What a scene is shown as recalled: how many of how many hold. */
  recalled(name: string): string | null {
    const { recalled } = this.show.scenes.view().scenes.find((scene) => scene.name === name) ?? {}
    return recalled === null || recalled === undefined
      ? null
      : `${recalled.holds} of ${recalled.params} by ${recalled.by}`
  }
}

describe('a recall', () => {
  test('brings all values there from one moment and for one cause', async () => {
    await using desk = new Desk()
    desk.at(100)
    desk.run('scene.recall', { name: 'blue' })
    expect(desk.at(1100)).toEqual([10, 40, 'warm', true])
    expect(desk.at(2100)).toEqual([20, 80, 'cold', true])
    const [recalled] = desk.of('scene.recalled')
    expect(recalled?.payload).toMatchObject({
      name: 'blue',
      over: 2000,
      params: 3,
      masked: false,
      missedCount: 0,
    })
    const begun = desk.of('param.fadeStarted')
    expect(begun.map(({ payload }) => payload.name)).toEqual(['front', 'back', 'mood'])
    expect(new Set(begun.map(({ cause }) => cause))).toEqual(new Set([recalled?.seq]))
  })

  test('over 0 is a set, and what it has no value of stays', async () => {
    await using desk = new Desk()
    desk.run('scene.recall', { name: 'blue', over: 0 })
    expect(desk.at(0)).toEqual([20, 80, 'cold', true])
    expect(desk.of('param.fadeStarted')).toEqual([])
  })

  test('may take up to a day, and no longer', async () => {
    await using desk = new Desk()
    desk.run('scene.recall', { name: 'blue', over: '24h' })
    expect(desk.at(43_200_000)).toEqual([10, 40, 'warm', true])
    expect(desk.refusal('scene.recall', { name: 'blue', over: 86_400_001 })).toBe('command/invalid')
    expect(desk.refusal('scene.recall', { name: 'blue', over: -1 })).toBe('command/invalid')
  })

  test('lets through what its mask names', async () => {
    await using desk = new Desk()
    desk.run('scene.recall', { name: 'blue', over: 0, mask: ['back', 'haze'] })
    expect(desk.at(0)).toEqual([0, 80, 'warm', true])
    expect(desk.refusal('scene.recall', { name: 'blue', mask: ['bakc'] })).toBe('param/unknown')
    expect(desk.refusal('scene.recall', { name: 'blue', mask: ['back', 'back'] })).toBe('command/invalid')
  })

  test('leaves where it is what its value does not fit any more, and says which', async () => {
    await using desk = new Desk()
    const answer = desk.answerTo('scene.recall', { name: 'odd' })
    expect(answer).toMatchObject({
      ok: true,
      value: {
        params: 1,
        missedCount: 2,
        missed: [
          { param: 'front', why: 'must be a number from 0 to 100' },
          { param: 'mood', why: 'must be one of warm, cold' },
        ],
      },
    })
    expect(desk.at(0)).toEqual([0, 50, 'warm', true])
  })

  test('of a scene that is not there is refused', async () => {
    await using desk = new Desk()
    expect(desk.refusal('scene.recall', { name: 'nowhere' })).toBe('scene/unknown')
  })

  test('that is newer wins for each parameter that both have', async () => {
    await using desk = new Desk()
    desk.run('scene.recall', { name: 'blue' })
    desk.clock.advanceTo(1000)
    desk.run('scene.recall', { name: 'padded', over: 1000 })
    expect(desk.at(2000)).toEqual([20, 33, 'cold', true])
    expect(desk.recalled('blue')).toBe('2 of 3 by operator')
    expect(desk.recalled('padded')).toBe('1 of 1 by operator')
  })

  test('gives way to a hand for what that moves, and the rest goes on', async () => {
    await using desk = new Desk()
    desk.run('scene.recall', { name: 'blue' })
    desk.clock.advanceTo(1000)
    desk.run('param.set', { name: 'front', value: 77 })
    expect(desk.at(2000)).toEqual([77, 80, 'cold', true])
    expect(desk.recalled('blue')).toBe('2 of 3 by operator')
  })

  test('holds where it is at a panic', async () => {
    await using desk = new Desk()
    desk.run('scene.recall', { name: 'blue' })
    desk.clock.advanceTo(1000)
    desk.run('show.panic', {})
    expect(desk.at(5000)).toEqual([10, 40, 'warm', true])
  })
})

describe('what is shown of it', () => {
  test('is the last, how much of each still holds, and nothing once all of it has been moved', async () => {
    await using desk = new Desk()
    expect(desk.show.scenes.view()).toMatchObject({
      last: null,
      scenes: [
        { name: 'dark', params: 3, over: 0, colour: null, note: '', controls: 0, recalled: null },
        { name: 'blue', over: 2000, colour: '#0000ff', note: 'Slow' },
        { name: 'odd' },
        { name: 'padded', controls: 2 },
      ],
    })
    desk.run('scene.recall', { name: 'blue' })
    // On its way it holds already.
    expect(desk.recalled('blue')).toBe('3 of 3 by operator')
    desk.run('scene.recall', { name: 'dark' })
    expect(desk.show.scenes.view().last).toBe('dark')
    expect(desk.recalled('blue')).toBe('1 of 3 by operator')
    for (const [name, value] of [
      ['front', 1],
      ['back', 1],
      ['haze', true],
    ])
      desk.run('param.set', { name, value })
    expect(desk.recalled('dark')).toBeNull()
    expect(desk.show.scenes.view().last).toBe('dark')
  })

  test.each([
    ['panic', (desk: Desk) => desk.run('show.panic', {})],
    ['a stop', (desk: Desk) => desk.run('param.fade.stop', {})],
  ])('is that nothing of it is on its way any more from the moment %s ends that', async (_, end) => {
    await using desk = new Desk()
    const recalled = () => desk.show.scenes.view().scenes[1]?.recalled
    desk.run('param.set', { name: 'back', value: 80 })
    desk.run('scene.recall', { name: 'blue', mask: ['front', 'back'] })
    desk.at(1000)
    expect(recalled()).toMatchObject({ at: 0, endsAt: 2000, holds: 2 })
    end(desk)
    desk.at(1000)
    expect(recalled()).toMatchObject({ at: 0, endsAt: 0, holds: 1 })
  })

  test('keeps its end once that has come', async () => {
    await using desk = new Desk()
    desk.run('scene.recall', { name: 'blue' })
    desk.at(2000)
    expect(desk.show.scenes.view().scenes[1]?.recalled).toMatchObject({ at: 0, endsAt: 2000, holds: 3 })
  })
})

describe('it is recalled by', () => {
  test('a press of a pad, once for each, and not by its release', async () => {
    await using desk = new Desk()
    desk.press(36)
    desk.press(36, 0)
    expect(desk.of('scene.recalled').map(({ payload }) => payload.by)).toEqual(['midi:pads'])
    desk.clock.advanceTo(50)
    desk.press(36)
    expect(desk.of('scene.recalled')).toHaveLength(2)
    expect(desk.at(50)).toEqual([0, 33, 'warm', true])
  })

  test('a pad on the layer that its match names, and on no other', async () => {
    await using desk = new Desk()
    desk.press(37)
    expect(desk.of('scene.recalled')).toEqual([])
    const shift = { code: 'ShiftLeft', pressed: true, madeUp: false }
    desk.publish({ type: 'key.received', source: 'keyboard:1', payload: shift })
    desk.clock.advanceTo(50)
    desk.press(37)
    expect(desk.of('scene.recalled')).toHaveLength(1)
  })

  test.each<[string, readonly OscValue[], object[]]>([
    ['/cuewright/scene/blue/recall', [], [{ name: 'blue' }]],
    ['/cuewright/scene/blue/recall', [true], [{ name: 'blue' }]],
    ['/cuewright/scene/blue/recall', [false], []],
    ['/cuewright/scene/blue/recall', [2.5], [{ name: 'blue', over: 2500 }]],
    ['/cuewright/scene/blue/recall', ['3'], [{ name: 'blue', over: 3000 }]],
    ['/cuewright/scene/blue/recall', [0], []],
    ['/cuewright/scene/blue/cut', [1], [{ name: 'blue', over: 0 }]],
    ['/cuewright/scene/blue/cut', [0], []],
  ])('%s %j', async (address, args, asked) => {
    await using desk = new Desk()
    desk.osc(address, ...args)
    expect(desk.of('command.received').map(({ payload }) => payload.args)).toEqual(asked)
  })

  test('OSC, which is told what is wrong with its seconds', async () => {
    await using desk = new Desk()
    for (const seconds of [-1, 'soon', 1e9]) desk.osc('/cuewright/scene/blue/recall', seconds)
    desk.osc('/cuewright/scene/blue/paint')
    expect(desk.of('scene.recalled')).toEqual([])
    expect(desk.replies.map(({ args }) => (args[1] as string).split(':')[0])).toEqual([
      ...['command/invalid', 'command/invalid', 'command/invalid', 'osc/unknown-address'],
    ])
  })

  test('a step, from when it was due', async () => {
    const step = { offset: 100, type: 'scene.recall', payload: { name: 'blue', over: '1s', mask: ['front'] } }
    await using desk = new Desk({ playlists: [{ id: 'look', name: 'Look', steps: [step] }] })
    desk.run('playlist.start', { id: 'look' })
    expect(desk.at(600)).toEqual([10, 0, 'warm', true])
    const [recalled] = desk.of('scene.recalled')
    expect(recalled?.payload).toMatchObject({ by: 'playlist:look', over: 1000, masked: true })
  })

  test('a rule, and by what a rule publishes, of which nonsense is refused in words', async () => {
    const rule = (id: string, code: string, action: object): object => ({
      id,
      when: [{ kind: 'event', match: { event: 'key.received', where: { code } } }],
      actions: [action],
    })
    const rules = [
      rule('plain', 'KeyA', { action: 'recall_scene', scene: 'blue', over: 0, mask: ['back'] }),
      rule('made', 'KeyB', {
        action: 'emit',
        type: 'scene.recall',
        payload: { name: '{{ event.payload.code }}' },
      }),
      rule('wrong', 'KeyC', { action: 'emit', type: 'scene.recall', payload: { name: '{{ 7 }}' } }),
    ]
    await using desk = new Desk({ schedulers: [{ id: 's', name: 'S', rules }] })
    for (const code of ['KeyA', 'KeyB', 'KeyC']) {
      desk.publish({
        type: 'key.received',
        source: 'keyboard:1',
        payload: { code, pressed: true, madeUp: false },
      })
      desk.clock.advanceBy(0)
    }
    expect(desk.of('scene.recalled').map(({ payload }) => payload.by)).toEqual(['rule plain'])
    expect(desk.at(0)).toEqual([0, 80, 'warm', true])
    expect(desk.of('scene.rejected').map(({ payload }) => payload.code)).toEqual([
      ...['scene/unknown', 'scene/bad-recall'],
    ])
  })

  test('a cue, which lasts until its values are there', async () => {
    const cues = [
      { id: 'look', actions: [{ action: 'recall_scene', scene: 'blue' }], continue: 'auto-follow' },
      { id: 'next', actions: [] },
    ]
    await using desk = new Desk({ cueLists: [{ id: 'main', name: 'Main', cues }] })
    desk.run('show.go', {})
    desk.clock.advanceTo(5000)
    expect(linesOf(desk)).toEqual([
      '0 look started',
      '2000 look completed',
      '2000 next started',
      '2000 next completed',
    ])
  })

  test('a cue that is stopped leaves values where they are', async () => {
    const cues = [{ id: 'look', actions: [{ action: 'recall_scene', scene: 'blue' }] }]
    await using desk = new Desk({ cueLists: [{ id: 'main', name: 'Main', cues }] })
    desk.run('show.go', {})
    desk.clock.advanceTo(1000)
    desk.run('cue.stop', { id: 'look' })
    expect(desk.at(5000)).toEqual([10, 40, 'warm', true])
  })
})

test('while the show is disarmed controls recall scenes, as they move faders, and cues do not', async () => {
  const cues = [{ id: 'look', actions: [{ action: 'recall_scene', scene: 'dark' }] }]
  await using desk = new Desk({ cueLists: [{ id: 'main', name: 'Main', cues }] })
  desk.disarm({ why: 'operator', by: 'FOH', detail: null })
  desk.press(36)
  expect(desk.at(0)).toEqual([0, 33, 'warm', true])
  expect(desk.refusal('show.go', {})).toBe('show/disarmed')
})

test('names of now are followed: what stands of a recall is known under them', async () => {
  await using desk = new Desk()
  desk.run('scene.recall', { name: 'padded' })
  const { padded, ...scenes } = SCENES
  const renamed = [
    { kind: 'scene', from: 'padded', to: 'pad' },
    { kind: 'param', from: 'back', to: 'rear' },
  ] as const
  const change = { cause: null, kind: 'edit', renamed } as const
  const shown = parseShow(
    bytesOf({
      ...{ version: 1, name: 'Busking' },
      scenes: {
        ...scenes,
        pad: { ...padded, values: { rear: 33 }, recalls: [pad(36)] },
        blue: undefined,
        dark: undefined,
        odd: undefined,
      },
      params: { rear: { type: 'number', max: 100 } },
    }),
    'busking.show.json',
  )
  if (!shown.ok) throw new Error(JSON.stringify(shown.error))
  desk.show.take({ show: shown.value, path: null }, change)
  expect(desk.recalled('pad')).toBe('1 of 1 by operator')
  expect(desk.show.scenes.view().last).toBe('pad')
  desk.run('param.set', { name: 'rear', value: 1 })
  desk.press(36)
  expect(desk.of('scene.recalled').at(-1)?.payload.name).toBe('pad')
})

describe('a recall of hundreds of parameters', () => {
  const names = Array.from({ length: 300 }, (_, index) => `p${index}`)
  const values = (value: number) => Object.fromEntries(names.map((name) => [name, value]))
  const storms = (): Desk =>
    new Desk({
      params: Object.fromEntries(names.map((name) => [name, { type: 'number', max: 100 }])),
      scenes: { storm: { values: values(100), over: 2000 }, calm: { values: values(0), over: 1000 } },
    })

  test('is one line and one entry, and each that somebody else takes is named', async () => {
    await using desk = storms()
    desk.run('scene.recall', { name: 'storm' })
    desk.at(500)
    desk.run('param.set', { name: 'p7', value: 3 })
    desk.at(1000)
    desk.run('scene.recall', { name: 'calm' })
    desk.at(5000)
    const told = desk.events.filter(({ type }) => type.startsWith('param.') || type.startsWith('scene.'))
    const kept = told.filter((event) => isKept(event) && event.type !== 'param.committed')
    expect(kept.map(({ type }) => type)).toEqual(['scene.recalled', 'param.fadeEnded', 'scene.recalled'])
    const lines = told.flatMap(
      (event) =>
        activityText(
          event,
          (id) => id,
          () => null,
        ) ?? [],
    )
    expect(lines).toEqual([
      expect.stringMatching(/^Scene storm recalled by .* over 2\.0 s: 300 parameters$/),
      expect.stringMatching(/^p7 fades no further than 25: taken over by /),
      'p7 is 3',
      expect.stringMatching(/^Scene calm recalled by .* over 1\.0 s: 300 parameters$/),
    ])
  })
})
