// Controls bound to parameters and parameters bound to messages, in a whole show on a simulated clock.
import { describe, expect, test } from 'vitest'
import { monotonicMs } from '../../../shared/base/clock.ts'
import { showFile } from '../../../shared/model/show.ts'
import type { ShowFile } from '../../../shared/model/show.ts'
import { clientCalled } from '../../support/clients.ts'
import { SimulatedShow } from '../../support/simulated-show.ts'

const from = { transport: 'udp', host: '10.0.0.9', port: 5000, connection: null } as const

function showOf(fields: Record<string, unknown>): ShowFile {
  return showFile.parse({
    version: 1,
    name: 'Faders',
    osc: { targets: { desk: { host: '10.0.0.5', port: 9000 }, me: { self: true } } },
    midi: { outputs: { pads: { port: 'Pads' } } },
    ...fields,
  })
}

const slider = { kind: 'value', match: { event: 'osc.received', address: '/fader' } }
const knob = {
  kind: 'value',
  match: { event: 'midi.received', where: { 'message.kind': 'control', 'message.controller': 7 } },
}
const toDesk = { kind: 'osc', target: 'desk', address: '/level' }

class Desk extends SimulatedShow {
  /** The TCP connection by which OSC comes; null where it comes by UDP, from somebody who is answered little. */
  connection: number | null = null

  osc(at: number, address: string, ...args: number[]): void {
    this.clock.advanceTo(at)
    const sender = { ...from, connection: this.connection }
    const payload = {
      address,
      types: 'f'.repeat(args.length),
      args,
      from: sender,
      lateBy: null,
      latestOnly: false,
    }
    this.publish({ type: 'osc.received', source: 'osc:main', payload })
    this.clock.advanceBy(0)
  }

  control(at: number, value: number, controller = 7): void {
    this.clock.advanceTo(at)
    const message = { kind: 'control', channel: 1, controller, value } as const
    this.publish({ type: 'midi.received', source: 'midi:pads', payload: { port: 'Pads', message } })
    this.clock.advanceBy(0)
  }

  axis(at: number, value: number, madeUp = false): void {
    this.clock.advanceTo(at)
    const device = 'hid:1:1:1'
    const payload = { device, control: 'x', kind: 'axis' as const, value, ...(madeUp && { madeUp: true }) }
    this.publish({ type: 'hid.received', source: device, payload })
    this.clock.advanceBy(0)
  }

  key(at: number, code: string, pressed: boolean): void {
    this.clock.advanceTo(at)
    this.publish({ type: 'key.received', source: 'keyboard:1', payload: { code, key: code, pressed } })
    this.clock.advanceBy(0)
  }

  value(name = 'level'): unknown {
    return this.show.params.view().find((each) => each.name === name)?.value
  }

  sent(): unknown[] {
    return this.of('osc.send').map(({ at, payload: { address, types, args } }) => [
      at,
      address,
      types,
      ...args,
    ])
  }
}

function desk(fields: Record<string, unknown>): Desk {
  return new Desk({ show: showOf(fields), path: null })
}

test('a slider over OSC moves a parameter, and that sends its value on', async () => {
  await using show = desk({
    params: { level: { type: 'number', max: 10, inputs: [slider], outputs: [toDesk] } },
  })
  show.osc(100, '/fader', 0.5)
  show.osc(200, '/fader', 1)
  expect(show.sent()).toEqual([
    [100, '/level', 'f', 5],
    [200, '/level', 'f', 10],
  ])
  expect(show.of('param.changed').map(({ payload }) => payload)).toEqual([
    { name: 'level', value: 5, by: 'OSC 10.0.0.9' },
    { name: 'level', value: 10, by: 'OSC 10.0.0.9' },
  ])
})

test('8,000 values a second are no more than 100 messages a second, the last of them the last value', async () => {
  await using show = desk({ params: { level: { type: 'number', inputs: [slider], outputs: [toDesk] } } })
  for (let count = 1; count <= 8000; count += 1) show.osc(count / 8, '/fader', count / 8000)
  show.clock.advanceTo(2000)
  expect(show.sent().length).toBeLessThanOrEqual(101)
  expect(show.sent().at(-1)).toMatchObject({ 3: 1 })
  const [view] = show.show.params.view()
  expect(view?.outputs).toEqual([
    { sent: show.sent().length, collapsed: 8000 - show.sent().length, waits: false },
  ])
})

test('values beyond the range end at its ends, and what is no number moves nothing', async () => {
  await using show = desk({ params: { level: { type: 'number', inputs: [slider], outputs: [toDesk] } } })
  for (const value of [0.5, Infinity, NaN, -Infinity, 7, -7]) show.osc(show.clock.now() + 20, '/fader', value)
  expect(show.sent().map((each) => (each as unknown[])[3])).toEqual([0.5, 1, 0])
})

test('several parameters are the arguments of one message', async () => {
  const position = {
    ...toDesk,
    address: '/xy',
    args: [{ param: 'x' }, { param: 'y', type: 'i', to: [0, 100] }],
  }
  await using show = desk({
    params: {
      x: { type: 'number', inputs: [{ ...slider, field: 'args.0' }], outputs: [position] },
      y: { type: 'number', inputs: [{ ...slider, field: 'args.1' }] },
    },
  })
  show.osc(100, '/fader', 0.25, 0.5)
  show.clock.advanceTo(500)
  expect(show.sent()).toEqual([
    [100, '/xy', 'fi', 0.25, 0],
    [110, '/xy', 'fi', 0.25, 50],
  ])
})

test('MIDI messages of every kind carry a value', async () => {
  const out = (message: string, number?: number) => ({ kind: 'midi', output: 'pads', message, number })
  const outputs = [out('control', 7), out('control14', 1), out('note', 60), out('pitchBend'), out('program')]
  await using show = desk({ params: { level: { type: 'number', inputs: [slider], outputs } } })
  show.osc(100, '/fader', 0.5)
  show.osc(200, '/fader', 0)
  expect(show.of('midi.send').map(({ payload }) => Object.values(payload.message))).toEqual([
    ['control', 1, 7, 64],
    ['control14', 1, 1, 8192],
    ['noteOn', 1, 60, 64],
    ['pitchBend', 1, 8192],
    ['program', 1, 64],
    ['control', 1, 7, 0],
    ['control14', 1, 1, 0],
    ['noteOff', 1, 60, 0],
    ['pitchBend', 1, 0],
    ['program', 1, 0],
  ])
})

test('a change that is too small to be sent is sent when the value rests', async () => {
  await using show = desk({
    params: { level: { type: 'number', inputs: [slider], outputs: [{ ...toDesk, minChange: 0.1 }] } },
  })
  for (const value of [0.5, 0.52, 0.55, 0.61, 0.62]) show.osc(show.clock.now() + 50, '/fader', value)
  show.clock.advanceTo(1000)
  expect(show.sent().map((each) => [(each as unknown[])[0], (each as unknown[])[3]])).toEqual([
    [50, 0.5],
    [200, 0.61],
    [500, 0.62],
  ])
})

test('two faders agree: the one that was left behind must catch the value', async () => {
  await using show = desk({
    params: { level: { type: 'number', inputs: [slider, { ...knob, takeover: 'pickup' }] } },
  })
  show.control(0, 0)
  show.control(10, 64)
  expect(show.value()).toBe(64 / 127)
  show.osc(20, '/fader', 0.9)
  show.control(30, 70)
  expect(show.value()).toBe(0.9)
  expect(show.show.params.view()[0]?.controls).toEqual([
    { input: 1, by: 'midi:pads', value: 70 / 127, holds: false },
    { input: 0, by: 'OSC 10.0.0.9', value: 0.9, holds: true },
  ])
  show.control(40, 127)
  expect(show.value()).toBe(1)
})

test('a cue, a rule or a client takes the value from a control that picks up', async () => {
  await using show = desk({
    params: { level: { type: 'number', inputs: [{ ...slider, takeover: 'pickup' }] } },
  })
  show.osc(0, '/fader', 0)
  show.osc(10, '/fader', 0.5)
  show.run('param.set', { name: 'level', value: 0.8 })
  show.osc(20, '/fader', 0.6)
  expect(show.value()).toBe(0.8)
})

test('a stick that its device comes back with does not jump the value', async () => {
  const stick = { kind: 'value', match: { event: 'hid.received', where: { control: 'x' } }, from: [-1, 1] }
  await using show = desk({ params: { level: { type: 'number', inputs: [stick] } } })
  const device = 'hid:1:1:1'
  const name = 'Stick'
  show.axis(10, 0.5)
  expect(show.value()).toBe(0.75)
  show.axis(20, 0, true)
  show.publish({ type: 'device.lost', source: device, payload: { device, name, reason: 'unplugged' } })
  show.clock.advanceTo(30)
  show.publish({ type: 'device.connected', source: device, payload: { device, name } })
  show.axis(40, -1)
  expect(show.value()).toBe(0.75)
  show.axis(50, -0.8)
  expect(show.value()).toBeCloseTo(0.1, 9)
})

test('a stick that was held when its device came back moves nothing until a hand moves it', async () => {
  const stick = { kind: 'rate', speed: 0.1, match: { event: 'hid.received', where: { control: 'x' } } }
  await using show = desk({ params: { level: { type: 'number', max: 10, inputs: [stick] } } })
  const device = 'hid:1:1:1'
  show.publish({ type: 'device.connected', source: device, payload: { device, name: 'Pad' } })
  show.axis(10, 0.5)
  show.axis(100, 0.5)
  show.clock.advanceTo(1000)
  expect(show.value()).toBe(0)
  show.axis(1000, 1)
  show.clock.advanceTo(2000)
  expect(show.value()).toBeCloseTo(0.1, 9)
})

test('a stick that rests when it is plugged in is moved by a hand at once', async () => {
  const stick = { kind: 'rate', speed: 0.1, match: { event: 'hid.received', where: { control: 'x' } } }
  await using show = desk({ params: { level: { type: 'number', max: 10, inputs: [stick] } } })
  const device = 'hid:1:1:1'
  show.publish({ type: 'device.connected', source: device, payload: { device, name: 'Pad' } })
  // At rest it tells nothing, so that this is the first that is heard of it.
  show.axis(5000, 1)
  show.clock.advanceTo(6000)
  expect(show.value()).toBeCloseTo(0.1, 9)
})

test('a fader of 14 bits that stood at 0 when it was first heard passes through no high byte', async () => {
  const fader = {
    kind: 'value',
    match: { event: 'midi.received', where: { 'message.kind': 'control14', 'message.controller': 1 } },
  }
  await using show = desk({ params: { level: { type: 'number', max: 16_383, inputs: [fader] } } })
  const fade = (at: number, value: number): void => {
    show.clock.advanceTo(at)
    for (const told of [value & ~127, value]) {
      const message = { kind: 'control14', channel: 1, controller: 1, value: told } as const
      show.publish({ type: 'midi.received', source: 'midi:pads', payload: { port: 'Pads', message } })
      // Both bytes of the first wait together, and are one event.
      if (value !== 0) show.clock.advanceBy(1)
    }
  }
  fade(100, 0)
  fade(200, 129)
  fade(300, 8197)
  show.clock.advanceTo(400)
  expect(show.of('param.changed').map(({ payload: { value } }) => value)).toEqual([129, 8197])
})

test('the second byte of a fader is heard also by an engine that was busy when it came', async () => {
  const fader = { kind: 'value', match: { event: 'midi.received', where: { 'message.kind': 'control14' } } }
  await using show = desk({ params: { level: { type: 'number', max: 16_383, inputs: [fader] } } })
  const hear = (at: number, value: number): void => {
    const message = { kind: 'control14', channel: 1, controller: 1, value } as const
    const payload = { port: 'Pads', message }
    show.publish({ type: 'midi.received', source: 'midi:pads', payload, at: monotonicMs(at) })
    show.clock.advanceBy(0)
  }
  show.clock.advanceTo(1000)
  hear(1000, 12_288)
  show.clock.advanceTo(1040)
  hear(1001, 12_345)
  expect(show.value()).toBe(12_345)
})

test('steps of an encoder add up, however many of them wait together', async () => {
  const encoder = { kind: 'encoder', encoding: 'twos', step: 1, match: knob.match }
  await using show = desk({ params: { level: { type: 'number', max: 100, inputs: [encoder] } } })
  for (const value of [1, 2, 1, 2, 1, 127, 3]) {
    const message = { kind: 'control', channel: 1, controller: 7, value } as const
    show.publish({ type: 'midi.received', source: 'midi:pads', payload: { port: 'Pads', message } })
  }
  show.clock.advanceTo(10)
  expect(show.value()).toBe(9)
})

test('a stick over OSC of which nothing is heard for ten seconds is held by nobody any more', async () => {
  const stick = { kind: 'rate', match: { event: 'osc.received', address: '/stick' }, speed: 0.1 }
  await using show = desk({ params: { level: { type: 'number', max: 10, inputs: [stick] } } })
  const from = { transport: 'udp', host: '10.0.0.9', port: 5000, connection: null } as const
  const payload = { address: '/stick', types: 'f', args: [1], from, lateBy: null, latestOnly: false }
  show.publish({ type: 'osc.received', source: 'osc:main', payload })
  show.clock.advanceTo(60_000)
  expect(show.of('param.changed').at(-1)?.at).toBe(10_000)
  expect(show.of('param.changed').at(-1)?.payload.value).toBeCloseTo(1)
})

test('a held stick goes on until it is let go, and a panic ends it', async () => {
  const stick = {
    kind: 'rate',
    match: { event: 'hid.received', where: { control: 'x' } },
    speed: 1,
    deadZone: 0,
  }
  await using show = desk({ params: { level: { type: 'number', max: 10, inputs: [stick] } } })
  show.axis(0, 1)
  show.clock.advanceTo(1000)
  expect(show.value()).toBeCloseTo(1, 9)
  show.run('show.panic', {})
  show.clock.advanceTo(3000)
  expect(show.value()).toBeCloseTo(1, 9)
  show.axis(3010, 0)
  show.axis(3020, -1)
  show.clock.advanceTo(3520)
  expect(show.value()).toBeCloseTo(0.5, 9)
  show.axis(3520, 0, true)
  show.clock.advanceTo(9000)
  expect(show.value()).toBeCloseTo(0.5, 9)
})

test('while the show is disarmed values move and nothing is sent, nor for being armed again', async () => {
  await using show = desk({ params: { level: { type: 'number', inputs: [slider], outputs: [toDesk] } } })
  show.run('show.disarm', {})
  show.osc(100, '/fader', 0.5)
  expect([show.value(), show.sent()]).toEqual([0.5, []])
  expect(show.show.params.view()[0]?.outputs).toEqual([{ sent: 0, collapsed: 0, waits: true }])
  show.run('show.arm', {})
  show.clock.advanceTo(1000)
  expect(show.sent()).toEqual([])
  show.run('param.resync', {})
  show.clock.advanceTo(1100)
  expect(show.sent()).toEqual([[1000, '/level', 'f', 0.5]])
})

test('what is to be sent at the start is sent when the show opens', async () => {
  await using show = desk({
    params: {
      level: {
        type: 'number',
        default: 0.3,
        outputs: [
          { ...toDesk, onStart: true },
          { ...toDesk, address: '/other' },
        ],
      },
    },
  })
  show.clock.advanceTo(100)
  expect(show.sent()).toEqual([[0, '/level', 'f', 0.3]])
})

test('a parameter whose own message comes back and would move it again is left where it is, and that is said', async () => {
  await using show = desk({
    params: {
      level: {
        type: 'number',
        inputs: [slider, { ...slider, match: { event: 'osc.received', address: '/back' } }],
        outputs: [{ kind: 'osc', target: 'me', address: '/back', args: [{ to: [0, 0.9] }] }],
      },
    },
  })
  show.osc(0, '/fader', 0.5)
  expect(show.sent()).toEqual([[0, '/back', 'f', 0.45]])
  show.osc(5, '/back', Math.fround(0.45))
  expect(show.value()).toBe(0.5)
  expect(show.of('param.rejected').map(({ payload: { code, from: who } }) => [code, who])).toEqual([
    ['param/loop', 'itself'],
  ])
  // A hand that moves the same address later is heard.
  show.osc(3000, '/back', Math.fround(0.45))
  expect(show.value()).toBe(Math.fround(0.45))
})

test.each(['/cuewright/param/level', '/cuewright/param/le*', '/cuewright/param/level/fade'])(
  'a parameter whose message comes back by the address that sets it, %s, is left where it is too',
  async (address) => {
    const args = address.endsWith('fade') ? [{ to: [1, 0] }, { param: 'time' }] : [{ to: [1, 0] }]
    await using show = desk({
      params: {
        level: { type: 'number', outputs: [{ kind: 'osc', target: 'me', address, args }] },
        time: { type: 'number', default: 1 },
      },
    })
    show.osc(0, '/cuewright/param/level', 0.25)
    const back = args.map((_, at) => (at === 0 ? 0.75 : 1))
    expect(show.sent()).toEqual([[0, address, 'f'.repeat(back.length), ...back]])
    show.osc(5, address, ...back)
    expect(show.value()).toBe(0.25)
    expect(show.of('param.fadeStarted')).toEqual([])
    expect(show.of('param.rejected').map(({ payload: { code } }) => code)).toEqual(['param/loop'])
    show.osc(3000, '/cuewright/param/level', 0.75)
    expect(show.value()).toBe(0.75)
  },
)

test('two parameters that set each other by these addresses are found out, and one that comes back as it is is none', async () => {
  const to = (name: string, range: number[]) => [
    { kind: 'osc', target: 'me', address: `/cuewright/param/${name}`, args: [{ to: range }] },
  ]
  await using show = desk({
    params: {
      level: { type: 'number', outputs: to('other', [1, 0]) },
      other: { type: 'number', outputs: to('level', [0, 1]) },
      same: { type: 'number', outputs: to('same', [0, 1]) },
    },
  })
  show.osc(0, '/cuewright/param/level', 0.25)
  show.osc(5, '/cuewright/param/other', 0.75)
  show.osc(10, '/cuewright/param/level', 0.75)
  show.osc(100, '/cuewright/param/same', 0.5)
  show.osc(105, '/cuewright/param/same', 0.5)
  expect([show.value(), show.value('other'), show.value('same')]).toEqual([0.25, 0.75, 0.5])
  expect(show.of('param.rejected').map(({ payload: { code, name } }) => [code, name])).toEqual([
    ['param/loop', 'level'],
  ])
})

describe('a parameter whose message recalls a scene that would move it', () => {
  const level = (address: string) => ({
    type: 'number',
    outputs: [{ kind: 'osc', target: 'me', address, args: [{ to: [1, 0] }] }],
  })
  const dark = { values: { level: 0, other: 1 } }
  const recall = { action: 'recall_scene', scene: 'dark' }
  const rules = [
    {
      id: 'r',
      name: 'R',
      when: [{ kind: 'event', match: { event: 'osc.received', address: '/went' } }],
      actions: [recall],
    },
  ]

  test.each([
    ['/cuewright/scene/dark/recall', {}],
    ['/pad', { scenes: { dark: { ...dark, recalls: [{ event: 'osc.received', address: '/pad' }] } } }],
    ['/went', { schedulers: [{ id: 's', name: 'S', rules }] }],
  ])(
    'by %s is left where it is, what else is in the scene moves, and that is said',
    async (address, more) => {
      await using show = desk({
        params: { level: level(address), other: { type: 'number' } },
        scenes: { dark },
        ...more,
      })
      show.osc(0, '/cuewright/param/level', 0.25)
      expect(show.sent()).toEqual([[0, address, 'f', 0.75]])
      show.osc(5, address, 0.75)
      show.clock.advanceTo(1000)
      expect([show.value(), show.value('other')]).toEqual([0.25, 1])
      expect(show.of('param.rejected').map(({ payload: { code, name } }) => [code, name])).toEqual([
        ['param/loop', 'level'],
      ])
      expect(
        show.of('scene.recalled').map(({ payload: { params, missedCount } }) => [params, missedCount]),
      ).toEqual([[1, 1]])
      // Somebody else who sends the same later is heard.
      show.osc(2000, address, 0)
      show.osc(3000, address, 0.75)
      show.clock.advanceTo(4000)
      expect(show.value()).toBe(0)
      expect(show.of('param.rejected')).toHaveLength(1)
    },
  )

  test('is no loop where the scene leaves it as it is', async () => {
    await using show = desk({
      params: { level: level('/cuewright/scene/half/recall'), other: { type: 'number' } },
      scenes: { half: { values: { level: 0.5, other: 1 } } },
    })
    show.osc(0, '/cuewright/param/level', 0.5)
    show.osc(5, '/cuewright/scene/half/recall', 0.5)
    expect([show.value(), show.of('param.rejected')]).toEqual([0.5, []])
    show.clock.advanceTo(1000)
    expect(show.value('other')).toBe(1)
  })

  test('by way of another parameter is found out too', async () => {
    const scene = (values: object, address: string) => ({
      ...{ values, recalls: [{ event: 'osc.received', address }] },
    })
    await using show = desk({
      params: { level: level('/one'), other: level('/two') },
      scenes: { one: scene({ other: 0.5 }, '/one'), two: scene({ level: 0 }, '/two') },
    })
    show.osc(0, '/cuewright/param/level', 0.25)
    show.osc(5, '/one', 0.75)
    show.osc(10, '/two', 0.5)
    expect([show.value(), show.value('other')]).toEqual([0.25, 0.5])
    expect(show.of('param.rejected').map(({ payload: { name } }) => name)).toEqual(['level'])
  })
})

test('one parameter may move another by the own input, and that is no loop', async () => {
  await using show = desk({
    params: {
      first: { type: 'number', inputs: [slider], outputs: [{ kind: 'osc', target: 'me', address: '/next' }] },
      second: { type: 'number', inputs: [{ ...slider, match: { event: 'osc.received', address: '/next' } }] },
    },
  })
  show.osc(0, '/fader', 0.5)
  show.osc(5, '/next', 0.5)
  expect([show.value('second'), show.of('param.rejected')]).toEqual([0.5, []])
})

test('a held key switches what a fader moves, and the fader has to catch the value that it comes back to', async () => {
  const held = { event: 'key.received', where: { code: 'ShiftLeft' } }
  const input = (layer: string) => ({ ...knob, takeover: 'pickup', match: { ...knob.match, while: layer } })
  await using show = desk({
    layers: { shift: { held } },
    params: {
      red: { type: 'number', max: 127, inputs: [input('!shift')] },
      blue: { type: 'number', max: 127, inputs: [input('shift')] },
    },
  })
  show.control(0, 0)
  show.control(10, 50)
  show.key(20, 'ShiftLeft', true)
  show.control(30, 0)
  show.control(40, 100)
  expect([show.value('red'), show.value('blue')]).toEqual([50, 100])
  show.key(50, 'ShiftLeft', false)
  show.control(60, 90)
  expect([show.value('red'), show.value('blue')]).toEqual([50, 100])
  show.control(70, 40)
  show.control(80, 60)
  expect([show.value('red'), show.value('blue')]).toEqual([60, 100])
})

test('holding A and tapping B is another thing than B alone', async () => {
  const key = (code: string, more: object = {}) => ({ event: 'key.received', where: { code }, ...more })
  const start = (id: string, layer: string) => ({
    id,
    name: id,
    steps: [{ type: 'lights.go', payload: { id }, offset: 0 }],
    triggers: [key('KeyB', { while: layer })],
  })
  await using show = desk({
    events: { 'lights.go': {} },
    layers: { a: { held: key('KeyA') } },
    playlists: [start('alone', '!a'), start('together', 'a')],
  })
  const tap = (at: number): void => {
    show.key(at, 'KeyB', true)
    show.key(at + 50, 'KeyB', false)
  }
  tap(0)
  show.key(200, 'KeyA', true)
  tap(300)
  show.key(400, 'KeyA', false)
  tap(500)
  expect(show.of('lights.go').map(({ payload }) => payload)).toEqual([
    { id: 'alone' },
    { id: 'together' },
    { id: 'alone' },
  ])
})

test('pages are a parameter, and a latched layer stays on until it is pressed again', async () => {
  const press = { event: 'key.received', where: { code: 'KeyL' } }
  const set = (value: number, layer: string) => ({
    kind: 'button',
    does: 'set',
    value,
    match: { event: 'key.received', where: { code: 'KeyB' }, while: layer },
  })
  await using show = desk({
    layers: { two: { param: 'page', is: 2 }, more: { latched: press } },
    params: {
      page: { type: 'number', min: 1, max: 4 },
      level: { type: 'number', max: 10, inputs: [set(5, 'two'), set(7, 'more')] },
    },
  })
  let at = 0
  const tap = (code: string): void => {
    show.key((at += 100), code, true)
    show.key((at += 50), code, false)
  }
  tap('KeyB')
  expect(show.value()).toBe(0)
  show.run('param.set', { name: 'page', value: 2 })
  tap('KeyB')
  expect(show.value()).toBe(5)
  show.run('param.set', { name: 'page', value: 1 })
  tap('KeyL')
  tap('KeyB')
  expect(show.value()).toBe(7)
  tap('KeyL')
  show.run('param.set', { name: 'level', value: 0 })
  tap('KeyB')
  expect(show.value()).toBe(0)
})

test('a pattern sets all parameters that it matches, and asks each for its value', async () => {
  await using show = desk({
    params: { front: { type: 'number' }, fill: { type: 'number' }, back: { type: 'number' } },
  })
  show.connection = 1
  show.osc(0, '/cuewright/param/f*', 0.5)
  expect(['front', 'fill', 'back'].map((name) => show.value(name))).toEqual([0.5, 0.5, 0])
  show.osc(100, '/cuewright/param/*')
  expect(show.replies.map(({ address, args }) => [address, ...args])).toEqual([
    ['/cuewright/reply/cuewright/param/f*', 'ok', '{"params":2}'],
    ['/cuewright/reply/cuewright/param/front', 'ok', '{"value":0.5}'],
    ['/cuewright/reply/cuewright/param/fill', 'ok', '{"value":0.5}'],
    ['/cuewright/reply/cuewright/param/back', 'ok', '{"value":0}'],
  ])
})

test('who subscribed is sent what parameters come to, the latest of each and not more often than it can be seen', async () => {
  await using show = desk({ params: { level: { type: 'number', inputs: [slider] } } })
  show.osc(0, '/cuewright/subscribe', 60)
  for (let count = 1; count <= 100; count += 1) show.osc(count, '/fader', count / 100)
  show.clock.advanceTo(500)
  const news = show.replies.filter(({ address }) => address === '/cuewright/out/param')
  expect(news.length).toBeLessThanOrEqual(3)
  expect(news.at(-1)?.args).toEqual(['level', 1])
})

test('the OSC address of resync sends everything again', async () => {
  await using show = desk({ params: { level: { type: 'number', default: 0.3, outputs: [toDesk] } } })
  show.osc(0, '/cuewright/resync')
  show.clock.advanceTo(100)
  expect(show.sent()).toEqual([[0, '/level', 'f', 0.3]])
})

test('a binding that an edit leaves as it is keeps where its control stands', async () => {
  const params = { level: { type: 'number', inputs: [{ ...slider, takeover: 'pickup' }] } }
  await using show = desk({ params })
  show.osc(0, '/fader', 0)
  show.osc(10, '/fader', 0.5)
  const edited = showOf({ params: { first: { type: 'boolean' }, ...params } })
  show.show.take({ show: edited, path: null }, { kind: 'edit', cause: null })
  show.osc(20, '/fader', 0.6)
  expect(show.value()).toBe(0.6)
})

test('a parameter that is renamed keeps its controls and what was counted', async () => {
  const level = { type: 'number', inputs: [{ ...slider, takeover: 'pickup' }], outputs: [toDesk] }
  await using show = desk({ params: { level } })
  show.osc(0, '/fader', 0)
  show.osc(10, '/fader', 0.5)
  const renamed = [{ kind: 'param', from: 'level', to: 'main' }] as const
  show.show.take(
    { show: showOf({ params: { main: level } }), path: null },
    { kind: 'edit', cause: null, renamed },
  )
  show.osc(50, '/fader', 0.6)
  expect(show.value('main')).toBe(0.6)
  expect(show.show.params.view()[0]?.outputs).toEqual([{ sent: 2, collapsed: 0, waits: false }])
})

test('a control that is learned for a parameter does not move it, and has to catch it afterwards', async () => {
  const pickup = { ...knob, takeover: 'pickup' }
  await using show = desk({
    params: {
      level: { type: 'number', max: 127, inputs: [pickup] },
      other: { type: 'number', max: 127, inputs: [knob] },
    },
  })
  show.control(10, 0)
  show.control(20, 60)
  expect(show.value()).toBe(60)
  show.show.learn.start({ families: [], seconds: 15, param: 'level' }, clientCalled('screen'), null)
  show.clock.advanceBy(0)
  show.control(100, 100)
  show.control(120, 20)
  expect([show.value(), show.value('other')]).toEqual([60, 20])
  show.clock.advanceTo(1000)
  expect(show.of('learn.captured')).toHaveLength(1)
  show.control(1010, 30)
  expect(show.value()).toBe(60)
  show.control(1020, 70)
  expect(show.value()).toBe(70)
})

test('whoever looks hears where a control stands that has to catch the value, and which layers are on', async () => {
  await using show = desk({
    layers: { shift: { held: { event: 'key.received', where: { code: 'ShiftLeft' } } } },
    params: {
      level: { type: 'number', max: 127, default: 100, inputs: [{ ...knob, takeover: 'pickup' }] },
    },
  })
  let changes = 0
  show.show.params.onChanged(() => (changes += 1))
  show.control(10, 5)
  expect(changes).toBe(1)
  expect(show.show.params.view()[0]).toMatchObject({ value: 100, controls: [{ value: 5, holds: false }] })
  show.key(20, 'ShiftLeft', true)
  expect([changes, show.show.layers.on()]).toEqual([2, ['shift']])
})

test('one message of a parameter is sent again where it is named', async () => {
  const toStage = { ...toDesk, address: '/stage' }
  await using show = desk({
    params: {
      level: { type: 'number', max: 10, default: 3, outputs: [toDesk, toStage] },
      other: { type: 'number', outputs: [toDesk] },
    },
  })
  const by = { client: clientCalled('screen'), cause: null }
  const { commands } = show.show
  expect(commands.execute('param.resync', { name: 'level', output: 1 }, by)).toEqual({
    ...{ ok: true, value: { messages: 1 } },
  })
  show.clock.advanceBy(0)
  expect(show.sent()).toEqual([[0, '/stage', 'f', 3]])
  expect(commands.execute('param.resync', { name: 'none' }, by)).toMatchObject({
    error: { code: 'param/unknown' },
  })
})
