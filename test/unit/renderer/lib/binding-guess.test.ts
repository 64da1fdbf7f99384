// What controls of real devices are taken for, each by the messages that it sends, caught by learning as it is.
import { describe, expect, test } from 'vitest'
import { encodingsOf, guessOf } from '../../../../renderer/lib/binding-guess.ts'
import type { Guess } from '../../../../renderer/lib/binding-guess.ts'
import { Learn } from '../../../../main/inputs/learn.ts'
import { inOrder } from '../../../../main/order.ts'
import type { CapturedControl } from '../../../../shared/model/input.ts'
import { clientCalled } from '../../../support/clients.ts'
import { InputRig } from '../../main/inputs/rig.ts'

function learned(
  moves: (rig: InputRig) => void,
  before: (rig: InputRig) => void = () => {},
): CapturedControl {
  using rig = new InputRig()
  using learn = new Learn({
    clock: rig.clock,
    publish: rig.dispatcher.publish,
    subscribe: inOrder(rig.dispatcher.subscribe)('learning'),
    nameOf: () => 'Surface',
  })
  before(rig)
  rig.pass(2000)
  learn.start({ families: [], seconds: 15 }, clientCalled('screen'), null)
  rig.settle()
  moves(rig)
  rig.pass(1000)
  const [caught] = rig.of('learn.captured')
  return caught!.payload.captured
}

const guessed = (moves: (rig: InputRig) => void, before?: (rig: InputRig) => void): Guess =>
  guessOf(learned(moves, before))
const kinds = (...given: Parameters<typeof guessed>): readonly string[] => guessed(...given).kinds

/** So many milliseconds apart. */
const each = (rig: InputRig, values: readonly number[], tell: (value: number) => void, apart = 12): void => {
  for (const value of values) {
    tell(value)
    rig.pass(apart)
  }
}
const sweep = (from: number, to: number, step: number): number[] =>
  Array.from(
    { length: Math.floor(Math.abs(to - from) / step) + 1 },
    (_, at) => from + Math.sign(to - from) * at * step,
  )

describe('MIDI controls', () => {
  test.each<[string, number[]]>([
    [
      'a slider that is pushed up, as nanoKONTROL2 tells it',
      [3, 7, 12, 18, 26, 35, 44, 54, 65, 75, 84, 93, 103, 113, 122, 127],
    ],
    ['a knob that is turned slowly from its beginning', sweep(1, 40, 1)],
    ['a fader that wavers about the middle', [58, 60, 63, 66, 70, 75, 71, 66, 61, 55, 48]],
    ['a fader that is drawn down', sweep(127, 2, 5)],
  ])('%s is a fader', (_, values) => {
    expect(kinds((rig) => each(rig, values, (value) => rig.cc(7, value)))).toEqual(['value'])
  })

  test.each<[string, number[], string[]]>([
    ['a V-Pot turned right and left, by a sign bit', [1, 1, 2, 1, 1, 65, 65, 66, 65], ['sign']],
    ['an encoder of two’s complement both ways', [1, 1, 1, 2, 127, 127, 126, 127], ['twos']],
    ['an encoder around 64 both ways', [65, 65, 65, 65, 66, 65, 63, 63, 62, 63], ['offset']],
    ['one that was only turned right from 1 on', [1, 1, 1, 1, 2, 1, 1], ['twos', 'sign']],
    ['one that was only turned to 65', [65, 65, 65, 65, 65], ['offset', 'sign']],
  ])('%s is an encoder', (_, values, encodings) => {
    expect(encodingsOf(values)).toEqual(encodings)
    expect(guessOf({ ...seen('controller'), trail: values })).toMatchObject({ kinds: ['encoder'], encodings })
    expect(kinds((rig) => each(rig, values, (value) => rig.cc(16, value), 40))).toEqual(['encoder'])
  })

  test.each<[string, number[]]>([
    ['a button that sends a controller', [127]],
    ['one that is pressed and let go', [127, 0, 127, 0]],
  ])('%s is a button', (_, values) => {
    expect(guessOf({ ...seen('controller'), trail: values }).kinds).toEqual(['button'])
  })

  test('a pedal with three places is a button, as it jumps between few values', () => {
    expect(guessOf({ ...seen('controller'), trail: [0, 64, 127, 64] }).kinds).toEqual(['button'])
  })

  test('two controllers that come together are one fader of 14 bits', () => {
    const pair = (rig: InputRig, value: number): void => {
      rig.cc(1, value >> 7)
      rig.cc(33, value & 127)
      rig.midi({ kind: 'control14', channel: 1, controller: 1, value })
    }
    const caught = learned(
      (rig) => each(rig, sweep(0, 16_000, 800), (value) => pair(rig, value)),
      (rig) => pair(rig, 0),
    )
    expect([caught.control, guessOf(caught).kinds]).toEqual(['controller 1 of 14 bits', ['value']])
  })

  test('an NRPN is one fader of 14 bits', () => {
    const nrpn = (rig: InputRig, value: number): void =>
      rig.midi({ kind: 'nrpn', channel: 1, parameter: 300, value })
    const caught = learned(
      (rig) => each(rig, sweep(0, 16_000, 800), (value) => nrpn(rig, value)),
      (rig) => nrpn(rig, 0),
    )
    expect([caught.control, guessOf(caught).kinds]).toEqual(['NRPN 300', ['value']])
  })

  test('a motor fader stays where it is left, a pitch wheel comes back to its middle', () => {
    const bend = (rig: InputRig) => (value: number) => rig.midi({ kind: 'pitchBend', channel: 1, value })
    expect(kinds((rig) => each(rig, sweep(8192, 16_000, 600), bend(rig)))).toEqual(['value'])
    const wheel = [...sweep(8192, 16_192, 800), ...sweep(15_392, 8192, 800)]
    expect(guessed((rig) => each(rig, wheel, bend(rig)))).toMatchObject({
      ...{ kinds: ['rate', 'value'], from: [0, 16_383], rest: 8192 },
    })
  })

  test('a pad is a button, how hard it is pressed a fader', () => {
    expect(kinds((rig) => rig.midi({ kind: 'noteOn', channel: 1, note: 36, velocity: 88 }))).toEqual([
      'button',
    ])
    const press = (rig: InputRig) => (pressure: number) =>
      rig.midi({ kind: 'channelPressure', channel: 1, pressure })
    expect(kinds((rig) => each(rig, sweep(4, 90, 6), press(rig)))).toEqual(['value'])
  })
})

describe('USB controls', () => {
  test('a stick that went both ways and came back is one that sets a speed', () => {
    const way = [...sweep(0.1, 1, 0.15), 0.4, -0.2, ...sweep(-0.3, -0.9, 0.15), -0.3, 0.02]
    expect(
      kinds(
        (rig) => each(rig, way, (value) => rig.axis('leftX', value)),
        (rig) => rig.axis('leftX', 0.01),
      ),
    ).toEqual(['rate'])
  })

  test('one that only came back may be either; one that stayed is rather a lever', () => {
    const start = (rig: InputRig): void => rig.axis('z', 0.01)
    const back = [...sweep(0.2, 1, 0.2), 0.5, 0.05]
    expect(kinds((rig) => each(rig, back, (value) => rig.axis('z', value)), start)).toEqual(['rate', 'value'])
    expect(
      guessed((rig) => each(rig, sweep(0.2, -0.9, 0.1), (value) => rig.axis('z', value)), start),
    ).toMatchObject({
      ...{ kinds: ['value', 'rate'], from: [-1, 1] },
    })
  })

  test('a trigger goes one way, and a wheel without ends tells steps', () => {
    const pull = [...sweep(0.1, 1, 0.15), ...sweep(0.9, 0, 0.15)]
    expect(
      guessed(
        (rig) => each(rig, pull, (value) => rig.axis('r2', value)),
        (rig) => rig.axis('r2', 0),
      ),
    ).toMatchObject({
      ...{ kinds: ['value'], from: null },
    })
    const wheel = (rig: InputRig): void =>
      rig.input('hid.received', 'hid:jog', { device: 'hid:jog', control: 'jog', kind: 'encoder', value: 1 })
    expect(guessed((rig) => each(rig, [1, 1, 1], () => wheel(rig)))).toMatchObject({
      ...{ kinds: ['encoder'], encodings: ['plain'] },
    })
  })
})

describe('OSC', () => {
  const osc = (rig: InputRig, values: readonly number[]): void =>
    each(rig, values, (value) => rig.osc('/1/fader1', [value]))

  test.each<[string, number[], readonly string[], readonly number[] | null]>([
    ['a slider from 0 to 1', [0.1, 0.22, 0.4, 0.61, 0.8], ['value'], null],
    ['a part of its way', [0.31, 0.35, 0.42], ['value'], null],
    ['one from 0 to 127', [12, 40, 77, 101, 126], ['value'], [0, 127]],
    ['one all the way to 255', [1, 60, 120, 200, 255], ['value'], [0, 255]],
    ['one of a desk in decibel', [-60, -41.2, -20.15, -3.3, 6], ['value'], [-60, 6]],
    ['a pan from -1 to 1', [-0.8, -0.2, 0.3, 0.7], ['value'], [-1, 1]],
    ['a joystick that springs back', [-0.8, -0.2, 0.3, 0.7, 0], ['rate', 'value'], [-1, 1]],
    ['a button', [1, 0, 1, 0], ['button'], null],
    ['a knob that tells 1 and -1', [1, 1, -1, -1, 1], ['encoder'], null],
  ])('%s', (_, trail, wanted, from) => {
    const guess = guessOf({ ...seen('message'), trail })
    expect([guess.kinds, guess.from]).toEqual([wanted, from])
  })

  test('a slider is caught with its way, a message without a number is a button', () => {
    expect(
      guessed(
        (rig) => osc(rig, [0.1, 0.3, 0.6, 0.9]),
        (rig) => osc(rig, [0]),
      ),
    ).toMatchObject({ kinds: ['value'] })
    expect(kinds((rig) => rig.osc('/go', []))).toEqual(['button'])
    expect(kinds((rig) => rig.osc('/1/push1', [1]))).toEqual(['button', 'value'])
  })
})

function seen(kind: string): CapturedControl {
  const payload = kind === 'message' ? { address: '/1/fader1', args: [0.5] } : {}
  return {
    ...{ family: kind === 'message' ? 'osc' : 'midi', device: 'midi:Surface', deviceName: 'Surface' },
    ...{ control: 'controller 16', channel: 1, kind, range: null, seen: null, trail: [] },
    event: { seq: 1, type: 'midi.received', source: 'midi:Surface', at: 0, payload },
    match: {},
  }
}
