import { describe, expect, test } from 'vitest'
import { Stage } from '../../../support/stage.ts'

const press = { event: 'button.down' }

function chord(fields: Record<string, unknown>, presses: readonly (readonly [number, string])[]): string[] {
  using stage = new Stage()
  stage.gesture({ kind: 'simultaneous', sources: [press], ...fields })
  for (const [at, producer] of presses) stage.input(at, 'button.down', producer)
  return stage.recognized()
}

describe('simultaneous presses', () => {
  test.each<[what: string, presses: [number, string][], heard: string[]]>([
    [
      'at once',
      [
        [0, 'a'],
        [0, 'b'],
      ],
      ['0 simultaneous'],
    ],
    [
      '50 ms apart',
      [
        [0, 'a'],
        [50, 'b'],
      ],
      ['50 simultaneous'],
    ],
    [
      '60 ms apart',
      [
        [0, 'a'],
        [60, 'b'],
      ],
      [],
    ],
    [
      '50.001 ms apart',
      [
        [0, 'a'],
        [50.001, 'b'],
      ],
      [],
    ],
    [
      'twice by one producer',
      [
        [0, 'a'],
        [10, 'a'],
      ],
      [],
    ],
    [
      'the later press of a producer counts',
      [
        [0, 'a'],
        [40, 'a'],
        [80, 'b'],
      ],
      ['80 simultaneous'],
    ],
    [
      'a third press is left over',
      [
        [0, 'a'],
        [10, 'b'],
        [20, 'c'],
      ],
      ['10 simultaneous'],
    ],
    [
      'nothing of a hit is used again',
      [
        [0, 'a'],
        [10, 'b'],
        [20, 'a'],
        [30, 'b'],
      ],
      ['10 simultaneous', '30 simultaneous'],
    ],
    [
      'dispatched in the wrong order',
      [
        [40, 'a'],
        [0, 'b'],
      ],
      ['40 simultaneous'],
    ],
    [
      'far apart in the wrong order',
      [
        [100, 'a'],
        [0, 'b'],
        [110, 'c'],
      ],
      ['110 simultaneous'],
    ],
  ])('%s', (_what, presses, heard) => {
    expect(chord({}, presses)).toEqual(heard)
  })

  test('may ask for more producers and more time', () => {
    const three = { producers: 3, window: 100 }
    expect(
      chord(three, [
        [0, 'a'],
        [100, 'b'],
      ]),
    ).toEqual([])
    expect(
      chord(three, [
        [0, 'a'],
        [90, 'b'],
        [100, 'c'],
      ]),
    ).toEqual(['100 simultaneous'])
    expect(
      chord(three, [
        [0, 'a'],
        [90, 'b'],
        [101, 'c'],
      ]),
    ).toEqual([])
  })

  const cross = { event: 'hid.received', where: { control: 'cross' } }
  const circle = { event: 'hid.received', where: { control: 'circle' } }

  test('two pads of one device are distinct where each has an entry of its own', () => {
    using stage = new Stage()
    stage.gesture({ kind: 'simultaneous', sources: [cross, circle] })
    stage.button(0, 'cross')
    stage.button(60, 'circle')
    expect(stage.recognized()).toEqual([])
    stage.button(110, 'cross')
    expect(stage.recognized()).toEqual(['110 simultaneous'])
    expect(stage.of('gesture.recognized')[0]?.payload).toMatchObject({ producer: 'hid:pad', decidedAfter: 0 })
  })

  test('two buttons of one pad are no chord of two pads', () => {
    using stage = new Stage()
    stage.gesture({ kind: 'simultaneous', sources: [{ event: 'hid.received' }] })
    stage.button(0, 'cross', 1, 'hid:left')
    stage.button(10, 'circle', 1, 'hid:left')
    expect(stage.recognized()).toEqual([])
    stage.button(20, 'square', 1, 'hid:right')
    expect(
      stage
        .of('gesture.recognized')
        .map(({ payload }) => [payload.producer, payload.inputs.map(({ at }) => at)]),
    ).toEqual([[null, [10, 20]]])
  })

  test('may be made of a controller, a MIDI pad, OSC and a key together', () => {
    using stage = new Stage()
    const sources = [
      cross,
      { event: 'midi.received', where: { 'message.note': 36 } },
      { event: 'osc.received', address: '/pad/1' },
      { event: 'key.received', where: { code: 'KeyA' } },
    ]
    stage.gesture({ kind: 'simultaneous', sources, producers: 4 })
    stage.button(0, 'cross')
    stage.input(10, 'midi.received', 'midi:pads', {
      port: 'pads',
      message: { kind: 'noteOn', channel: 10, note: 36, velocity: 90 },
    })
    stage.input(20, 'osc.received', 'osc:main', { address: '/pad/1', args: [1] })
    stage.input(50, 'key.received', 'keyboard', { code: 'KeyA', key: 'a', pressed: true })
    expect(stage.recognized()).toEqual(['50 simultaneous'])
  })
})
