import { describe, expect, test } from 'vitest'
import { Learn } from '../../../../main/inputs/learn.ts'
import { inOrder } from '../../../../main/order.ts'
import type { EventEnvelope } from '../../../../shared/model/event.ts'
import type { CapturedControl, InputFamily } from '../../../../shared/model/input.ts'
import type { Json } from '../../../../shared/model/json.ts'
import { compileMatch, eventMatch, releaseOf } from '../../../../shared/model/match.ts'
import { InputRig } from './rig.ts'
import { clientCalled } from '../../../support/clients.ts'

const SCREEN = clientCalled('screen')
const TABLET = clientCalled('tablet')

class LearnRig extends InputRig {
  readonly learn = new Learn({
    clock: this.clock,
    publish: this.dispatcher.publish,
    subscribe: inOrder(this.dispatcher.subscribe)('learning'),
    nameOf: (device) => (device === 'hid:pad' ? 'Wireless Controller' : null),
  })

  start(...families: InputFamily[]): void {
    this.learn.start({ families, seconds: 15 }, SCREEN, null)
    this.settle()
  }

  /** The control that was learned by now; null while learning goes on. */
  learned(): CapturedControl | null {
    this.pass(400)
    return this.learn.view().last?.captured ?? null
  }

  override [Symbol.dispose](): void {
    this.learn[Symbol.dispose]()
    super[Symbol.dispose]()
  }
}

/** An input as it is told here: type, source, payload. */
type Input = readonly [type: string, source: string, payload: Json]

const hid = (control: string, kind: string, value: number, device = 'hid:pad'): Input => [
  'hid.received',
  device,
  { device, control, kind, value },
]
const midi = (message: Json, source = 'midi:keys'): Input => [
  'midi.received',
  source,
  { port: 'keys', message },
]
const note = (kind: string, velocity: number, channel = 1, number = 36, source = 'midi:keys'): Input =>
  midi({ kind, channel, note: number, velocity }, source)
const cc = (controller: number, value: number, channel = 1, source = 'midi:keys'): Input =>
  midi({ kind: 'control', channel, controller, value }, source)
const osc = (address: string, ...args: Json[]): Input => [
  'osc.received',
  'osc:main',
  {
    address,
    types: '',
    args,
    from: { transport: 'udp', host: '10.0.0.9', port: 9000, connection: null },
    lateBy: null,
    latestOnly: false,
  },
]
const key = (code: string, pressed: boolean, source = 'keyboard:window'): Input => [
  'key.received',
  source,
  { code, key: 'x', pressed },
]
const bend = (value: number, channel = 1, source = 'midi:keys'): Input =>
  midi({ kind: 'pitchBend', channel, value }, source)
const program = (number: number, channel = 1, source = 'midi:keys'): Input =>
  midi({ kind: 'program', channel, program: number }, source)
const pressure = (amount: number, channel = 1, source = 'midi:keys'): Input =>
  midi({ kind: 'channelPressure', channel, pressure: amount }, source)
const nrpn = (parameter: number, value: number, channel = 1, source = 'midi:keys'): Input =>
  midi({ kind: 'nrpn', channel, parameter, value }, source)
const go = (cue: string, device = 1, source = 'midi:keys'): Input =>
  midi({ kind: 'showControl', device, format: 1, command: 'GO', cue, list: '', path: '' }, source)

function envelope([type, source, payload]: Input): EventEnvelope {
  return { seq: 1, type, source, payload, at: 0, time: 0, cause: null } as unknown as EventEnvelope
}

describe('each family is learned, and its match hears that control and no other', () => {
  test.each<
    [
      what: string,
      inputs: readonly Input[],
      learned: Partial<CapturedControl>,
      release: Input | null,
      others: readonly Input[],
    ]
  >([
    [
      'a button',
      [hid('cross', 'button', 1)],
      {
        family: 'hid',
        device: 'hid:pad',
        deviceName: 'Wireless Controller',
        control: 'cross',
        channel: null,
        kind: 'button',
        range: { min: 0, max: 1 },
        seen: { min: 1, max: 1 },
        match: { event: 'hid.received', source: 'hid:pad', where: { control: 'cross' } },
      },
      hid('cross', 'button', 0),
      [hid('circle', 'button', 1), hid('cross', 'button', 1, 'hid:other')],
    ],
    [
      'a direction of a hat',
      [hid('dpad', 'hat', 0)],
      {
        control: 'dpad up',
        kind: 'hat',
        range: { min: -1, max: 7 },
        match: { event: 'hid.received', source: 'hid:pad', where: { control: 'dpad', value: 0 } },
      },
      hid('dpad', 'hat', -1),
      [hid('dpad', 'hat', 4), hid('hat2', 'hat', 0), hid('dpad', 'hat', 0, 'hid:other')],
    ],
    [
      'a stick',
      [hid('leftX', 'axis', 0.1), hid('leftX', 'axis', -0.3), hid('leftX', 'axis', -0.6)],
      {
        control: 'leftX',
        kind: 'axis',
        range: { min: -1, max: 1 },
        seen: { min: -0.6, max: 0.1 },
        match: { event: 'hid.received', source: 'hid:pad', where: { control: 'leftX' } },
      },
      null,
      [hid('leftY', 'axis', -0.6), hid('leftX', 'axis', -0.6, 'hid:other')],
    ],
    [
      'an encoder',
      [hid('dial', 'encoder', 1), hid('dial', 'encoder', 1)],
      { control: 'dial', kind: 'encoder', range: null, seen: null },
      null,
      [hid('dial2', 'encoder', 1), hid('dial', 'encoder', 1, 'hid:other')],
    ],
    [
      'a button of a gamepad in a window',
      [hid('a', 'button', 1, 'gamepad:045e:02ea:1')],
      { family: 'gamepad', device: 'gamepad:045e:02ea:1', deviceName: null, control: 'a' },
      hid('a', 'button', 0, 'gamepad:045e:02ea:1'),
      [hid('b', 'button', 1, 'gamepad:045e:02ea:1'), hid('a', 'button', 1, 'gamepad:045e:02ea:2')],
    ],
    [
      'a fader on the screen that is put somewhere by one touch',
      [hid('fader1', 'axis', 0.9, 'virtual:desk')],
      { family: 'virtual', control: 'fader1', range: { min: 0, max: 1 }, seen: { min: 0.9, max: 0.9 } },
      null,
      [hid('fader2', 'axis', 0.9, 'virtual:desk')],
    ],
    [
      'a note',
      [note('noteOn', 100)],
      {
        family: 'midi',
        control: 'note 36',
        channel: 1,
        kind: 'note',
        range: { min: 0, max: 127 },
        seen: { min: 100, max: 100 },
        match: {
          event: 'midi.received',
          source: 'midi:keys',
          where: { 'message.kind': 'noteOn', 'message.channel': 1, 'message.note': 36 },
        },
      },
      note('noteOff', 64),
      [
        note('noteOn', 100, 1, 37),
        note('noteOn', 100, 2),
        note('noteOn', 100, 1, 36, 'midi:pads'),
        note('noteOn', 0),
        midi({ kind: 'polyPressure', channel: 1, note: 36, pressure: 100 }),
      ],
    ],
    [
      'a switch that sends a controller',
      [cc(64, 127)],
      {
        control: 'controller 64',
        channel: 1,
        kind: 'controller',
        range: { min: 0, max: 127 },
        match: {
          event: 'midi.received',
          source: 'midi:keys',
          where: { 'message.kind': 'control', 'message.channel': 1, 'message.controller': 64 },
        },
      },
      cc(64, 0),
      [cc(65, 127), cc(64, 127, 2), cc(64, 127, 1, 'midi:pads')],
    ],
    [
      'a wheel for bending',
      [bend(8192), bend(9000), bend(10_300)],
      {
        control: 'pitch bend',
        kind: 'pitchBend',
        channel: 1,
        range: { min: 0, max: 16_383 },
        seen: { min: 8192, max: 10_300 },
      },
      null,
      [bend(10_300, 2), bend(10_300, 1, 'midi:pads'), cc(7, 100)],
    ],
    [
      'the pressure on a keyboard',
      [pressure(5), pressure(20)],
      { control: 'channel pressure', kind: 'channelPressure', channel: 1 },
      null,
      [pressure(20, 2), pressure(20, 1, 'midi:pads')],
    ],
    [
      'a parameter',
      [nrpn(300, 0), nrpn(300, 3000)],
      { control: 'NRPN 300', kind: 'nrpn', channel: 1, range: { min: 0, max: 16_383 } },
      null,
      [nrpn(301, 3000), nrpn(300, 3000, 2), nrpn(300, 3000, 1, 'midi:pads')],
    ],
    [
      'a program change',
      [program(5)],
      { control: 'program 5', kind: 'program', channel: 1, range: null, seen: null },
      null,
      [program(6), program(5, 2), program(5, 1, 'midi:pads')],
    ],
    [
      'the start of a sequencer',
      [midi({ kind: 'start' })],
      { control: 'start', kind: 'start', channel: null },
      null,
      [midi({ kind: 'stop' }), midi({ kind: 'start' }, 'midi:pads')],
    ],
    [
      'a cue of a desk',
      [go('5.1')],
      {
        control: 'GO 5.1',
        kind: 'showControl',
        match: {
          event: 'midi.received',
          source: 'midi:keys',
          where: {
            'message.kind': 'showControl',
            'message.device': 1,
            'message.format': 1,
            'message.command': 'GO',
            'message.cue': '5.1',
          },
        },
      },
      null,
      [go('5'), go('5.1', 2), go('5.1', 1, 'midi:pads')],
    ],
    [
      'a button that sends system exclusive bytes',
      [midi({ kind: 'sysex', data: '7f7f0602' })],
      { control: 'system exclusive 7f7f0602', kind: 'sysex' },
      null,
      [midi({ kind: 'sysex', data: '7f7f0601' }), midi({ kind: 'sysex', data: '7f7f0602' }, 'midi:pads')],
    ],
    [
      'a key',
      [key('KeyA', true)],
      {
        family: 'keyboard',
        control: 'KeyA',
        kind: 'key',
        range: { min: 0, max: 1 },
        seen: { min: 1, max: 1 },
        match: { event: 'key.received', source: 'keyboard:window', where: { code: 'KeyA' } },
      },
      key('KeyA', false),
      [key('KeyB', true), key('KeyA', true, 'keyboard:global')],
    ],
    [
      'an OSC message',
      [osc('/fader/1', 0.5)],
      {
        family: 'osc',
        device: 'osc:main',
        control: '/fader/1',
        kind: 'message',
        range: null,
        seen: { min: 0.5, max: 0.5 },
        match: { event: 'osc.received', address: '/fader/1' },
      },
      osc('/fader/1', 0),
      [osc('/fader/2', 0.5), osc('/fader/10', 0.5)],
    ],
    [
      'an OSC message without an argument',
      [osc('/go')],
      { control: '/go', seen: null, match: { event: 'osc.received', address: '/go' } },
      osc('/go', 0),
      [osc('/stop')],
    ],
    [
      'an OSC message whose address looks like a pattern',
      [osc('/par/*', 1)],
      { control: '/par/*', match: { event: 'osc.received', address: { exactly: '/par/*' } } },
      null,
      [osc('/par/1', 1)],
    ],
  ])('%s', (_what, inputs, learned, release, others) => {
    using rig = new LearnRig()
    rig.start()
    for (const input of inputs) rig.input(...input)
    const captured = rig.learned()
    expect(captured).toMatchObject(learned)
    const match = eventMatch.parse(captured?.match)
    const hears = compileMatch(match)
    expect(hears(captured?.event as unknown as EventEnvelope)).toBe(true)
    for (const other of others) expect(hears(envelope(other))).toBe(false)
    if (release === null) return
    expect(hears(envelope(release))).toBe(false)
    const letGo = releaseOf(match)
    expect(letGo !== null && compileMatch(letGo)(envelope(release))).toBe(true)
  })
})

test('the captured event is told as it was, and is the cause of the news', () => {
  using rig = new LearnRig()
  rig.start()
  rig.pass(250)
  rig.button('cross')
  const [pressed] = rig.of('hid.received')
  const [captured] = rig.of('learn.captured')
  expect(captured?.cause).toBe(pressed?.seq)
  expect(captured?.payload.captured.event).toEqual({
    seq: pressed?.seq,
    type: 'hid.received',
    source: 'hid:pad',
    at: 250,
    payload: { device: 'hid:pad', control: 'cross', kind: 'button', value: 1 },
  })
  expect(rig.learn.view()).toEqual({
    session: null,
    last: { at: 250, outcome: 'captured', captured: captured?.payload.captured },
  })
})

describe('what nobody means is not learned', () => {
  test.each<[what: string, before: readonly Input[], during: readonly Input[]]>([
    ['a button let go', [hid('cross', 'button', 1)], [hid('cross', 'button', 0)]],
    ['a hat let go', [hid('dpad', 'hat', 2)], [hid('dpad', 'hat', -1)]],
    ['a key let go', [key('Enter', true)], [key('Enter', false)]],
    ['a note off', [], [note('noteOff', 64), note('noteOn', 0)]],
    ['a pedal let go', [cc(64, 127)], [cc(64, 0)]],
    ['an OSC button let go', [osc('/go', 1)], [osc('/go', 0)]],
    ['a clock', [], [midi({ kind: 'clock' }), midi({ kind: 'activeSensing' })]],
    ['a quarter frame', [], [midi({ kind: 'quarterFrame', piece: 1, value: 2 })]],
    [
      'timecode',
      [],
      [
        midi({ kind: 'timecode', hours: 1, minutes: 2, seconds: 3, frames: 4, rate: 25 }),
        [
          'timecode.received',
          'midi:keys',
          { port: 'keys', hours: 1, minutes: 2, seconds: 3, frames: 4, rate: 25, direction: 'forward' },
        ],
      ],
    ],
    ['a dump of a synthesizer', [], [midi({ kind: 'sysex', data: '11'.repeat(500) })]],
    ['a stick that trembles', [], [hid('leftX', 'axis', 0.02), hid('leftX', 'axis', -0.03)]],
    ['a throttle that trembles where it was left', [hid('z', 'axis', 0.9)], [hid('z', 'axis', 0.91)]],
    [
      'what the first report of a device tells',
      [],
      [
        hid('z', 'axis', 0.9),
        hid('slider', 'axis', -1),
        hid('rudder', 'axis', 0.7),
        hid('z', 'axis', 0.91),
        hid('slider', 'axis', -0.99),
      ],
    ],
    ['a dial that is turned one step', [], [hid('dial', 'encoder', 1)]],
    [
      'a dial that trembles',
      [],
      [hid('dial', 'encoder', 1), hid('dial', 'encoder', -1), hid('dial', 'encoder', 1)],
    ],
    ['a fader that trembles', [], [cc(7, 64), cc(7, 65), cc(7, 64), cc(7, 63), cc(7, 64), cc(7, 79)]],
    ['a fader that repeats where it is', [cc(7, 100)], [cc(7, 100), cc(7, 100), cc(7, 100), cc(7, 100)]],
    ['a full fader that repeats', [cc(7, 127)], [cc(7, 127), cc(7, 127)]],
    ['a bend wheel at rest', [], [bend(8192), bend(8200), bend(8150)]],
    ['the choice of a parameter', [], [cc(101, 127), cc(100, 127)]],
    ['an OSC fader that repeats where it is', [osc('/fader', 0.5)], [osc('/fader', 0.5)]],
    ['a request to the engine itself', [], [osc('/cuewright/subscribe', 30), osc('/cuewright/go', 1)]],
  ])('%s', (_what, before, during) => {
    using rig = new LearnRig()
    for (const input of before) rig.input(...input)
    rig.pass(3000)
    rig.start()
    for (const input of during) rig.input(...input)
    expect(rig.learned()).toBeNull()
    expect(rig.learn.view().session).not.toBeNull()
  })

  test('a press that arose before the session, however late it is heard', () => {
    using rig = new LearnRig()
    rig.pass(1000)
    rig.start()
    rig.input(...key('KeyA', true), 990)
    expect(rig.learned()).toBeNull()
  })

  test('a press that was published before the session and waits to be heard', () => {
    using rig = new LearnRig()
    const payload = { code: 'Enter', key: 'Enter', pressed: true }
    rig.dispatcher.publish({ type: 'key.received', source: 'keyboard:window', cause: null, payload })
    rig.start()
    expect(rig.learned()).toBeNull()
  })

  test('families that were not asked for', () => {
    using rig = new LearnRig()
    rig.start('midi', 'osc')
    rig.button('cross')
    expect(rig.learned()).toBeNull()
    rig.midi({ kind: 'noteOn', channel: 1, note: 36, velocity: 1 })
    expect(rig.learned()).toMatchObject({ control: 'note 36' })
  })

  test.each<[what: string, pauses: readonly number[], value: (beat: number) => Json]>([
    ['a meter', [40], (beat) => 0.1 * (beat % 5)],
    ['a meter of no steady pace', [40, 90, 20, 300, 10], (beat) => 0.1 * (beat % 5)],
    ['a counter', [900], (beat) => beat],
    ['a heartbeat', [1000], () => 1],
    ['a slow heartbeat', [5000], () => 1],
  ])('%s that went on before the session, while a button beside it is', (_what, pauses, value) => {
    using rig = new LearnRig()
    let beat = 0
    const goOn = (): void => {
      rig.osc('/going/on', [value((beat += 1))])
      rig.pass(pauses[beat % pauses.length] as number)
    }
    while (beat < 5) goOn()
    rig.start()
    while (beat < 7) goOn()
    expect(rig.learned()).toBeNull()
    rig.osc('/go', [1])
    expect(rig.learned()).toMatchObject({ control: '/go' })
  })

  test('a controller that goes on telling the same as it did before', () => {
    using rig = new LearnRig()
    for (let time = 0; time < 20; time += 1) {
      if (time === 5) rig.start()
      rig.cc(16, 65)
      rig.pass(300)
    }
    expect(rig.learned()).toBeNull()
  })
})

describe('what is moved is learned when the move has ended', () => {
  const move = (rig: LearnRig, values: readonly number[], tell: (value: number) => void): void => {
    for (const value of values) {
      tell(value)
      rig.pass(30)
    }
  }
  const way = [0.05, 0.1, 0.3, 0.6, 0.9, 1, 0.7]

  test('a fader of OSC, of MIDI and of a pad, with the whole way that it went', () => {
    using rig = new LearnRig()
    for (const [tell, scale] of [
      [(value: number) => rig.osc('/fader', [value]), 1],
      [(value: number) => rig.osc('/fader/int', [Math.round(value * 255)]), 255],
      [(value: number) => rig.cc(7, Math.round(value * 127)), 127],
      [(value: number) => rig.axis('l2', value), 1],
    ] as const) {
      rig.pass(2000)
      rig.start()
      move(rig, way, tell)
      expect(rig.learn.view().last).toBeNull()
      const { seen } = rig.learned() as CapturedControl
      expect((seen?.max ?? 0) / scale).toBeCloseTo(1, 2)
      expect((seen?.min ?? 1) / scale).toBeLessThan(0.11)
    }
  })

  test('however it trembles where it stands then', () => {
    using rig = new LearnRig()
    rig.start()
    move(rig, [5, 40, 90], (value) => rig.cc(7, value))
    for (let time = 0; time < 20; time += 1) {
      rig.cc(7, 90 + (time % 2))
      rig.pass(30)
    }
    expect(rig.learn.view().last?.captured).toMatchObject({
      control: 'controller 7',
      seen: { min: 5, max: 91 },
    })
  })

  test('and not the button or the fader that is touched on its way', () => {
    using rig = new LearnRig()
    rig.start()
    move(rig, way.slice(0, 4), (value) => rig.osc('/fader', [value]))
    rig.button('cross')
    rig.osc('/other', [0.5])
    expect(rig.learned()).toMatchObject({ control: '/fader' })
  })

  test('or when the time is up', () => {
    using rig = new LearnRig()
    rig.start()
    for (let time = 0; time < 200; time += 1) {
      rig.cc(7, (time * 5) % 120)
      rig.pass(100)
    }
    expect(rig.learn.view().last).toMatchObject({ at: 15_000, outcome: 'captured' })
  })

  test('a fader in decibels, all of it below 0', () => {
    using rig = new LearnRig()
    rig.start()
    move(rig, [-60, -40, -12.5], (value) => rig.osc('/db', [value]))
    expect(rig.learned()).toMatchObject({ control: '/db', seen: { min: -60, max: -12.5 } })
  })
})

describe('what the program sent itself is not learned', () => {
  const sent = (rig: LearnRig, type: string, payload: Json): void => {
    rig.dispatcher.publish({ type, source: 'playlist:p', cause: null, payload })
    rig.settle()
  }
  const emitted = (rig: LearnRig, payload: Json): Json => ({
    ...{ runId: 'p#1', playlistId: 'p', step: 0, repeat: 0, offset: 0, dueAt: 0, lateBy: 0 },
    ...{ sentAt: rig.clock.now(), type: 'osc.send', payload, direct: true },
  })

  test('its OSC to its own input, at once or a while later', () => {
    using rig = new LearnRig()
    rig.start()
    const message = { target: 'me', address: '/look/1', args: [0.7] }
    sent(rig, 'osc.send', message)
    rig.osc('/look/1', [Math.fround(0.7)])
    rig.pass(900)
    rig.osc('/look/1', [Math.fround(0.7)])
    expect(rig.learned()).toBeNull()
    rig.osc('/look/1', [0.2])
    expect(rig.learned()).toMatchObject({ control: '/look/1' })
  })

  test('what a runner sent, which is told only after it has come back', () => {
    using rig = new LearnRig()
    rig.start()
    rig.osc('/look/2', [])
    rig.pass(5)
    sent(rig, 'playlist.emitted', emitted(rig, { target: 'me', address: '/look/2', args: [] }))
    expect(rig.learned()).toBeNull()
    rig.osc('/go', [1])
    expect(rig.learned()).toMatchObject({ control: '/go' })
  })

  test('its MIDI that a cable or a driver brings back', () => {
    using rig = new LearnRig()
    rig.start()
    const note = { kind: 'noteOn', channel: 1, note: 60, velocity: 100 }
    sent(rig, 'midi.send', { output: 'desk', message: note })
    rig.midi(note)
    sent(rig, 'midi.send', {
      output: 'desk',
      message: { kind: 'control14', channel: 1, controller: 7, value: 8000 },
    })
    rig.cc(7, 62)
    rig.cc(39, 64)
    rig.midi({ kind: 'control14', channel: 1, controller: 7, value: 8000 })
    expect(rig.learned()).toBeNull()
    rig.midi({ ...note, note: 61 })
    expect(rig.learned()).toMatchObject({ control: 'note 61' })
  })

  test('what it sent long ago does not hide a hand', () => {
    using rig = new LearnRig()
    rig.start()
    sent(rig, 'osc.send', { target: 'me', address: '/go', args: [1] })
    rig.pass(1001)
    rig.osc('/go', [1])
    expect(rig.learned()).toMatchObject({ control: '/go' })
  })
})

describe('what is meant is learned', () => {
  test('a button pressed once more after it was pressed before', () => {
    using rig = new LearnRig()
    rig.osc('/go', [1])
    rig.pass(700)
    rig.start()
    rig.pass(900)
    rig.osc('/go', [1])
    expect(rig.learned()).toMatchObject({ control: '/go' })
  })

  test('a fader of a route of which only the latest counts, when it has moved an eighth', () => {
    using rig = new LearnRig()
    rig.osc('/fader', [0.5], true)
    rig.pass(3000)
    rig.start()
    rig.osc('/fader', [0.55], true)
    expect(rig.learned()).toBeNull()
    rig.osc('/fader', [0.63], true)
    expect(rig.learned()).toMatchObject({ control: '/fader', seen: { min: 0.55, max: 0.63 } })
  })

  test('a stick of a controller that was never touched, pushed to the end within one report', () => {
    using rig = new LearnRig()
    rig.start()
    rig.axis('leftX', -1)
    expect(rig.learned()).toMatchObject({ control: 'leftX' })
  })

  test('a stick rather than the throttle that the same first report tells of', () => {
    using rig = new LearnRig()
    rig.start()
    rig.axis('throttle', 0.9)
    rig.axis('leftX', 0.05)
    rig.pass(100)
    rig.axis('leftX', 0.8)
    expect(rig.learned()).toMatchObject({ control: 'leftX' })
  })

  test('a switch rather than an axis of which nothing was known before', () => {
    using rig = new LearnRig()
    rig.start()
    rig.axis('throttle', 0.9)
    rig.cc(64, 127)
    expect(rig.learned()).toMatchObject({ control: 'controller 64' })
  })

  test('a button rather than the axis that comes with it', () => {
    using rig = new LearnRig()
    rig.start()
    rig.axis('l2', 1)
    rig.button('l2Press')
    expect(rig.learned()).toMatchObject({ control: 'l2Press' })
  })

  test('a fader after 16 of 127, from where it stood before the session', () => {
    using rig = new LearnRig()
    rig.cc(7, 50)
    rig.pass(3000)
    rig.start()
    rig.cc(7, 65)
    expect(rig.learned()).toBeNull()
    rig.cc(7, 66)
    expect(rig.learned()).toMatchObject({ control: 'controller 7', seen: { min: 65, max: 66 } })
  })

  test('an endless knob that tells the same step again and again', () => {
    using rig = new LearnRig()
    rig.start()
    for (let step = 0; step < 4; step += 1) {
      expect(rig.learned()).toBeNull()
      rig.cc(16, 65)
    }
    expect(rig.learned()).toMatchObject({ control: 'controller 16' })
  })

  test('the value of 14 bits, of which its two controllers tell before', () => {
    using rig = new LearnRig()
    rig.start()
    const move = (high: number, low: number): void => {
      rig.cc(7, high)
      rig.pass(1)
      rig.cc(39, low)
      rig.midi({ kind: 'control14', channel: 1, controller: 7, value: (high << 7) | low })
      rig.pass(50)
    }
    move(10, 0)
    // Its low byte leaps while it has hardly moved.
    move(10, 100)
    expect(rig.learned()).toBeNull()
    move(40, 3)
    expect(rig.learned()).toMatchObject({ control: 'controller 7 of 14 bits', kind: 'controller14' })
  })

  test('a controller that has no low byte, though its high byte is a value of 14 bits by itself', () => {
    using rig = new LearnRig()
    rig.start()
    for (const value of [10, 40, 80]) {
      rig.cc(7, value)
      rig.midi({ kind: 'control14', channel: 1, controller: 7, value: value << 7 })
      rig.pass(50)
    }
    rig.pass(1000)
    expect(rig.learned()).toMatchObject({ control: 'controller 7', kind: 'controller' })
  })

  test('one of two controllers that only look like a value of 14 bits', () => {
    using rig = new LearnRig()
    rig.cc(7, 90)
    rig.pass(3000)
    rig.start()
    for (const value of [10, 20, 30]) {
      rig.cc(39, value)
      rig.midi({ kind: 'control14', channel: 1, controller: 7, value: (90 << 7) | value })
      rig.pass(50)
    }
    expect(rig.learned()).toMatchObject({ control: 'controller 39' })
  })

  test('the parameter, of which four controllers tell before', () => {
    using rig = new LearnRig()
    rig.start()
    const enter = (high: number): void => {
      for (const [controller, value] of [
        [99, 2],
        [98, 44],
        [6, high],
      ] as const) {
        rig.cc(controller, value)
      }
      rig.midi({ kind: 'nrpn', channel: 1, parameter: 300, value: high << 7 })
      rig.cc(38, 100)
      rig.midi({ kind: 'nrpn', channel: 1, parameter: 300, value: (high << 7) | 100 })
      for (const controller of [101, 100]) rig.cc(controller, 127)
      rig.pass(50)
    }
    enter(0)
    expect(rig.learned()).toBeNull()
    enter(60)
    expect(rig.learned()).toMatchObject({ control: 'NRPN 300', channel: 1 })
  })

  test('what was moved just before the time was up', () => {
    using rig = new LearnRig()
    rig.start()
    rig.pass(14_990)
    rig.cc(64, 127)
    rig.pass(10)
    expect(rig.learn.view().last).toMatchObject({ at: 15_000, outcome: 'captured' })
  })
})

describe('a session', () => {
  test('is seen while it goes on, and ends by itself', () => {
    using rig = new LearnRig()
    const started = rig.learn.start({ families: ['midi', 'midi'], seconds: 2 }, SCREEN, 7)
    expect(started).toEqual({ ok: true, value: { endsAt: 2000 } })
    expect(rig.learn.view()).toEqual({
      session: { by: { id: 'screen', name: 'screen' }, families: ['midi'], endsAt: 2000 },
      last: null,
    })
    rig.pass(2000)
    expect(rig.learn.view()).toEqual({
      session: null,
      last: { at: 2000, outcome: 'timedOut', captured: null },
    })
    const [begun] = rig.of('learn.started')
    expect(begun).toMatchObject({ cause: 7, payload: { by: 'screen', families: ['midi'], endsAt: 2000 } })
    expect(rig.of('learn.ended')).toMatchObject([{ cause: begun?.seq, payload: { outcome: 'timedOut' } }])
    rig.button('cross')
    expect(rig.of('learn.captured')).toEqual([])
  })

  test('is refused to another client, who is told who learns and for how long', () => {
    using rig = new LearnRig()
    rig.start()
    rig.pass(2500)
    expect(rig.learn.start({ families: [], seconds: 5 }, TABLET, 9)).toEqual({
      ok: false,
      error: {
        code: 'learn/busy',
        where: 'screen',
        what: 'this client is learning a control, for 13 s at most',
        next: 'wait, or cancel it there',
      },
    })
    expect(rig.learn.cancel(TABLET, 9)).toMatchObject({ ok: false, error: { code: 'learn/busy' } })
    expect(rig.learn.view().session?.by.name).toBe('screen')
  })

  test('begins anew for the client that started it', () => {
    using rig = new LearnRig()
    rig.start()
    rig.pass(14_000)
    rig.learn.start({ families: [], seconds: 15 }, SCREEN, 9)
    rig.pass(14_000)
    rig.button('cross')
    expect(rig.of('learn.ended')).toMatchObject([{ cause: 9, payload: { outcome: 'cancelled' } }])
    expect(rig.of('learn.started')).toHaveLength(2)
    expect(rig.learned()).toMatchObject({ control: 'cross' })
  })

  test('is cancelled by its client, and there is nothing to cancel then', () => {
    using rig = new LearnRig()
    rig.start()
    rig.cc(64, 127)
    expect(rig.learn.cancel(SCREEN, 5)).toEqual({ ok: true, value: { cancelled: true } })
    rig.pass(20_000)
    expect(rig.of('learn.ended')).toMatchObject([{ cause: 5, payload: { outcome: 'cancelled' } }])
    expect(rig.of('learn.captured')).toEqual([])
    expect(rig.learn.cancel(SCREEN, 6)).toEqual({ ok: true, value: { cancelled: false } })
  })

  test('ends when its client leaves, and not when another does', () => {
    using rig = new LearnRig()
    rig.start()
    rig.learn.left(TABLET)
    expect(rig.learn.view().session).not.toBeNull()
    rig.learn.left(SCREEN)
    rig.settle()
    expect(rig.learn.view().last).toEqual({ at: 0, outcome: 'cancelled', captured: null })
    expect(rig.of('learn.ended')[0]?.cause).toBe(rig.of('learn.started')[0]?.seq)
  })

  test('leaves nothing behind when the engine ends in the middle of it', () => {
    const rig = new LearnRig()
    rig.start()
    rig.cc(64, 127)
    rig[Symbol.dispose]()
    expect(rig.clock.nextDueAt()).toBeNull()
    expect(rig.of('learn.ended')).toEqual([])
  })
})

test('a flood of ever new addresses is forgotten as fast as it comes', () => {
  using rig = new LearnRig()
  for (let index = 0; index < 20_000; index += 1) rig.osc(`/n/${index}`, [0])
  rig.start()
  for (let index = 0; index < 20_000; index += 1) rig.osc(`/m/${index}`, [0])
  expect(rig.learned()).toBeNull()
  rig.osc('/go', [1])
  expect(rig.learned()).toMatchObject({ control: '/go' })
})
