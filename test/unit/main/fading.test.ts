// Fades in a whole show: the ways in, what lasts as long as they do, and what ends them.
import { expect, test } from 'vitest'
import { SimulatedShow } from '../../support/simulated-show.ts'
import { changeNamesIn } from '../../../shared/model/mutations/names-in-show.ts'
import { showFile } from '../../../shared/model/show.ts'

const fade = (param: string, to: unknown, over: unknown): object => ({
  action: 'fade_param',
  param,
  to,
  over,
})

const show = showFile.parse({
  version: 1,
  name: 'Fading',
  minimumGoTime: 0,
  events: { 'lights.go': {} },
  osc: { targets: { desk: { host: '10.0.0.5', port: 8000 } } },
  params: {
    level: { type: 'number', max: 100, outputs: [{ kind: 'osc', target: 'desk', address: '/level' }] },
    other: { type: 'number', max: 100 },
    on: { type: 'boolean', default: true },
  },
  playlists: [
    {
      id: 'intro',
      name: 'Intro',
      steps: [
        { offset: 0, type: 'param.fade', payload: { name: 'level', to: 100, over: '1s' } },
        { offset: 500, type: 'param.fade', payload: { name: 'level', to: 0, over: 500 } },
        { offset: 500, type: 'param.fade', payload: { name: 'level', to: 10, over: 500 } },
      ],
    },
    {
      id: 'dark',
      name: 'Dark',
      steps: [{ offset: 0, type: 'param.fade', payload: { name: 'level', to: 0, over: 2000 } }],
    },
    {
      id: 'wrong',
      name: 'Wrong',
      steps: [{ offset: 0, type: 'param.fade', payload: { name: 'level', to: 500, over: 1 } }],
    },
  ],
  stop: { playlist: 'dark' },
  cueLists: [
    {
      id: 'main',
      name: 'Main',
      cues: [
        { id: 'a', actions: [fade('level', 100, '2s'), fade('other', 50, 1000)], continue: 'auto-follow' },
        { id: 'b', actions: [{ action: 'emit', type: 'lights.go', payload: {} }] },
      ],
    },
  ],
  schedulers: [
    {
      id: 's',
      name: 'S',
      vars: { goal: 40 },
      rules: [
        {
          id: 'down',
          when: [{ kind: 'event', match: { event: 'lights.go' } }],
          actions: [fade('other', '{{ vars.goal / 2 }}', "{{ 'goal' in vars ? 100 : 0 }}")],
        },
      ],
    },
  ],
})

function opened(): SimulatedShow {
  return new SimulatedShow({ show, path: null })
}

type Ends = readonly (readonly unknown[])[]
const ends = (desk: SimulatedShow): Ends =>
  desk.of('param.fadeEnded').map(({ at, payload: { name, how, value } }) => [at, name, how, value])

test('steps fade, and of two at once the later in the playlist wins', async () => {
  await using desk = opened()
  desk.run('playlist.start', { id: 'intro' })
  desk.clock.advanceTo(2000)
  expect(ends(desk)).toEqual([
    [500, 'level', 'takenOver', 50],
    [500, 'level', 'takenOver', 50],
    [1000, 'level', 'arrived', 10],
  ])
  expect(desk.of('param.committed').map(({ payload }) => [payload.name, payload.value])).toEqual([
    ['level', 10],
  ])
})

test('a cue lasts until all of its fades have ended, and what follows it comes then', async () => {
  await using desk = opened()
  desk.run('show.go', {})
  desk.clock.advanceTo(1500)
  expect(desk.of('cue.completed')).toEqual([])
  desk.clock.advanceTo(3000)
  expect(desk.of('cue.completed').map(({ at, payload }) => [at, payload.cueId])).toEqual([
    [2000, 'a'],
    [2000, 'b'],
  ])
  expect(ends(desk)).toEqual([
    [1000, 'other', 'arrived', 50],
    [2000, 'level', 'arrived', 100],
    [2100, 'other', 'arrived', 20],
  ])
})

test('a cue that is stopped leaves its parameters where they are, and nothing follows', async () => {
  await using desk = opened()
  desk.run('show.go', {})
  desk.clock.advanceTo(500)
  desk.run('cue.stop', { id: 'a' })
  desk.clock.advanceTo(3000)
  expect(ends(desk)).toEqual([
    [500, 'level', 'stopped', 25],
    [500, 'other', 'stopped', 25],
  ])
  expect(desk.of('lights.go')).toEqual([])
})

test('a cue that is paused while it fades is held with its fades, and is followed when they have ended', async () => {
  for (const [pause, resume, args] of [
    ['show.pause', 'show.resume', {}],
    ['cue.pause', 'cue.resume', { id: 'a' }],
  ] as const) {
    await using desk = opened()
    desk.run('show.go', {})
    desk.clock.advanceTo(500)
    desk.run(pause, args)
    desk.clock.advanceTo(3000)
    expect([ends(desk), desk.of('cue.completed'), desk.of('lights.go')]).toEqual([[], [], []])
    desk.run(resume, args)
    desk.clock.advanceTo(6000)
    expect(ends(desk).slice(0, 2)).toEqual([
      [3500, 'other', 'arrived', 50],
      [4500, 'level', 'arrived', 100],
    ])
    expect(desk.of('cue.completed').map(({ at, payload }) => [at, payload.cueId])).toEqual([
      [4500, 'a'],
      [4500, 'b'],
    ])
    expect(desk.of('lights.go')).toHaveLength(1)
  }
})

test('what follows a cue whose fades somebody takes over while it is paused comes once it is resumed', async () => {
  await using desk = opened()
  desk.run('show.go', {})
  desk.clock.advanceTo(500)
  desk.run('cue.pause', { id: 'a' })
  for (const name of ['level', 'other']) desk.run('param.set', { name, value: 1 })
  desk.clock.advanceTo(3000)
  expect([desk.of('cue.completed'), desk.of('lights.go')]).toEqual([[], []])
  desk.run('cue.resume', { id: 'a' })
  expect(desk.of('cue.completed').map(({ at, payload }) => [at, payload.cueId])).toEqual([
    [3000, 'a'],
    [3000, 'b'],
  ])
})

test('a cue that is resumed while it still fades is followed when that has ended', async () => {
  await using desk = opened()
  desk.run('show.go', {})
  desk.clock.advanceTo(500)
  desk.run('show.pause', {})
  desk.clock.advanceTo(600)
  desk.run('show.resume', {})
  desk.clock.advanceTo(2099)
  expect(desk.of('cue.completed')).toEqual([])
  desk.clock.advanceTo(2100)
  expect(desk.of('cue.completed')).toHaveLength(2)
})

test('a cue that is paused while it fades leads to nothing after a panic', async () => {
  await using desk = opened()
  desk.run('show.go', {})
  desk.clock.advanceTo(500)
  desk.run('show.pause', {})
  desk.run('show.panic', {})
  desk.run('show.resume', {})
  desk.clock.advanceTo(3000)
  expect(desk.of('lights.go')).toEqual([])
})

test('one of its fades that is stopped by hand leads to nothing, one that is taken over does', async () => {
  for (const [command, follows] of [
    ['param.fade.stop', 0],
    ['param.set', 1],
  ] as const) {
    await using desk = opened()
    desk.run('show.go', {})
    desk.clock.advanceTo(500)
    desk.run(command, command === 'param.set' ? { name: 'level', value: 1 } : { name: 'level' })
    desk.clock.advanceTo(3000)
    expect(desk.of('lights.go')).toHaveLength(follows)
  }
})

test('a stop of everything ends them where they are, and what the show is left with fades on', async () => {
  await using desk = opened()
  desk.run('param.fade', { name: 'level', to: 100, over: 1000 })
  desk.clock.advanceTo(500)
  desk.run('show.stop', {})
  desk.clock.advanceTo(520)
  desk.run('show.stop', {})
  desk.clock.advanceTo(5000)
  expect(ends(desk)).toEqual([
    [500, 'level', 'stopped', 50],
    [2500, 'level', 'arrived', 0],
  ])
})

test('a panic holds them and says how many there were; nothing of them is sent afterwards', async () => {
  await using desk = opened()
  desk.run('param.fade', { name: 'level', to: 100, over: 1000 })
  desk.run('param.fade', { name: 'other', to: 100, over: 1000 })
  desk.clock.advanceTo(510)
  desk.run('show.panic', {})
  const sent = desk.of('osc.send').length
  desk.clock.advanceTo(5000)
  expect(desk.of('show.panicked').map(({ payload }) => payload.ended.fades)).toEqual([2])
  expect(ends(desk)).toEqual([
    [510, 'level', 'panic', 50],
    [510, 'other', 'panic', 50],
  ])
  expect(desk.of('osc.send')).toHaveLength(sent)
})

test('one that is begun while disarmed is sent from where it is once it is armed, and one that has ended by then is not', async () => {
  await using desk = opened()
  desk.run('show.disarm', {})
  desk.run('param.fade', { name: 'level', to: 100, over: 1000 })
  desk.clock.advanceTo(500)
  expect(desk.of('osc.send')).toEqual([])
  desk.run('show.arm', {})
  expect(desk.of('osc.send')).toEqual([])
  desk.clock.advanceTo(1500)
  const sent = desk.of('osc.send').map(({ payload }) => payload.args[0] as number)
  expect([sent[0], sent.at(-1)]).toEqual([52.5, 100])
  desk.run('show.disarm', {})
  desk.run('param.fade', { name: 'level', to: 0, over: 100 })
  desk.clock.advanceTo(2000)
  desk.run('show.arm', {})
  desk.clock.advanceTo(3000)
  expect(desk.of('osc.send')).toHaveLength(sent.length)
})

test('a switch goes off at the end and on at the beginning, and what fits not is refused in words', async () => {
  await using desk = opened()
  desk.run('param.fade', { name: 'on', to: false, over: 1000 })
  desk.clock.advanceTo(2000)
  desk.run('param.fade', { name: 'on', to: true, over: 1000 })
  desk.run('playlist.start', { id: 'wrong' })
  desk.clock.advanceTo(4000)
  expect(desk.of('param.changed').map(({ at, payload }) => [at, payload.value])).toEqual([
    [1000, false],
    [2000, true],
  ])
  expect(desk.of('param.rejected').map(({ payload }) => [payload.name, payload.message])).toEqual([
    ['level', 'param/invalid: level: must be a number from 0 to 100; send another value'],
  ])
})

test('ten thousand of them at once are as many as there are parameters, and bounded over all', async () => {
  const names = Array.from({ length: 1000 }, (_, place) => `p${place}`)
  const params = Object.fromEntries(names.map((name) => [name, { type: 'number' }]))
  await using desk = new SimulatedShow({
    show: showFile.parse({ version: 1, name: 'Many', params }),
    path: null,
  })
  for (let round = 0; round < 10; round += 1) {
    for (const name of names) desk.run('param.fade', { name, to: round % 2 === 0 ? 1 : 0.5, over: 1000 })
    desk.clock.advanceBy(1)
  }
  desk.clock.advanceTo(3000)
  const changes = desk.of('param.changed').length
  expect(changes).toBeLessThanOrEqual(10_000 + 8000 + 1000)
  expect(desk.of('param.fadeEnded').filter(({ payload }) => payload.how === 'arrived')).toHaveLength(1000)
})

test('a show that is rehearsed fades the same each time', async () => {
  const lines = async (): Promise<string> => {
    await using desk = opened()
    desk.run('playlist.start', { id: 'intro' })
    desk.clock.advanceTo(3000)
    return JSON.stringify(desk.of('osc.send'))
  }
  const first = await lines()
  expect(first).toBe(await lines())
  expect(JSON.parse(first)).not.toHaveLength(0)
})

test('what was withheld, or perhaps got lost on the way, is sent again once it can be: the latest of each message', async () => {
  await using desk = opened()
  const mute = (muted: boolean): void => {
    const payload = { target: 'desk', muted, by: 'operator', withheld: 0 }
    desk.publish({ type: 'osc.muteChanged', source: 'osc:output', payload })
  }
  desk.run('param.set', { name: 'level', value: 10 })
  desk.clock.advanceTo(60_000)
  mute(true)
  desk.clock.advanceTo(60_100)
  mute(false)
  desk.clock.advanceTo(60_200)
  expect(desk.of('osc.send')).toHaveLength(1)
  mute(true)
  for (const value of [20, 30]) {
    desk.clock.advanceBy(100)
    desk.run('param.set', { name: 'level', value })
  }
  mute(false)
  desk.clock.advanceTo(61_000)
  const failed = { target: 'desk', message: '', messages: 1, total: 1 }
  desk.publish({ type: 'osc.sendFailed', source: 'osc:output', payload: { ...failed, code: 'osc/unsure' } })
  desk.publish({ type: 'osc.sendFailed', source: 'osc:output', payload: { ...failed, code: 'osc/too-old' } })
  desk.clock.advanceTo(62_000)
  expect(desk.of('osc.send').map(({ payload }) => payload.args[0])).toEqual([10, 20, 30, 30, 30])
})

test('what was withheld before a panic leaves with the next value, or on demand, and says that it waits', async () => {
  await using desk = opened()
  const mute = (muted: boolean): void => {
    const payload = { target: 'desk', muted, by: 'operator', withheld: 0 }
    desk.publish({ type: 'osc.muteChanged', source: 'osc:output', payload })
  }
  const waits = () => desk.show.params.view()[0]?.outputs?.[0]?.waits
  mute(true)
  desk.clock.advanceTo(100)
  desk.run('param.set', { name: 'level', value: 10 })
  desk.clock.advanceTo(200)
  desk.run('show.panic', {})
  expect(waits()).toBe(true)
  mute(false)
  desk.clock.advanceTo(300)
  expect(desk.of('osc.send')).toHaveLength(1)
  expect(waits()).toBe(true)
  desk.run('param.resync', {})
  desk.clock.advanceTo(400)
  expect(desk.of('osc.send')).toHaveLength(2)
  expect(waits()).toBe(false)
})

test('over OSC a pattern fades all that it matches, and a fade without a time is refused', async () => {
  await using desk = opened()
  const from = { transport: 'udp', host: '10.0.0.9', port: 5000, connection: null } as const
  const send = (address: string, ...args: readonly (number | string)[]): void => {
    const payload = { address: `/cuewright/param/${address}`, types: '', args: [...args], from }
    desk.publish({
      type: 'osc.received',
      source: 'osc:main',
      payload: { ...payload, lateBy: null, latestOnly: false },
    })
  }
  send('*e*/fade', 80, 1, 'S')
  send('level/fade', 20)
  desk.clock.advanceTo(500)
  expect(desk.of('param.fadeStarted').map(({ payload }) => [payload.name, payload.to, payload.over])).toEqual(
    [
      ['level', 80, 1000],
      ['other', 80, 1000],
    ],
  )
  send('level/fade/stop')
  desk.clock.advanceTo(2000)
  expect(ends(desk)).toEqual([
    [500, 'level', 'stopped', 40],
    [1000, 'other', 'arrived', 80],
  ])
  expect(desk.show.params.view()[1]).toMatchObject({ by: 'OSC 10.0.0.9', value: 80 })
})

test('what has slept for more than a minute holds where it was, and for less is where it should be', async () => {
  for (const [asleep, value, how] of [
    [30_000, 50, undefined],
    [90_000, 25, 'slept'],
  ] as const) {
    await using desk = opened()
    desk.run('param.fade', { name: 'level', to: 100, over: 120_000 })
    desk.clock.advanceTo(30_000)
    desk.show.stoodStill(asleep)
    desk.clock.advanceTo(30_000)
    expect(desk.show.params.view()[0]?.value).toBe(value)
    expect(desk.of('param.fadeEnded')[0]?.payload.how).toBe(how)
  }
})

test('a parameter that is renamed is called so wherever the show fades it', () => {
  const renamed = JSON.stringify(
    changeNamesIn(show, ({ kind, name }) => (kind === 'param' && name === 'level' ? 'front' : name)),
  )
  expect(renamed.match(/"(?:param|name)":"front"/g)).toHaveLength(6)
  expect(renamed).not.toMatch(/"(?:param|name)":"level"/)
})
