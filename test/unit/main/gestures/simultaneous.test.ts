import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Stage } from '../../../support/stage.ts'
import { runs } from '../../../support/property-runs.ts'

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

describe('a chord of several entries', () => {
  const entry = (control: string): object => ({ event: 'hid.received', where: { control } })
  type Tap = readonly [control: string, device: string]
  const taps = (sources: readonly object[], presses: readonly Tap[], fields: object = {}): number => {
    using stage = new Stage()
    stage.gesture({ kind: 'simultaneous', sources, ...fields })
    for (const [index, [control, device]] of presses.entries()) stage.button(index, control, 1, device)
    return stage.of('gesture.recognized').length
  }
  const lr = [entry('l1'), entry('r1')]

  test('is not made by two equal pads that press the same', () => {
    expect(
      taps(lr, [
        ['l1', 'hid:1'],
        ['l1', 'hid:2'],
      ]),
    ).toBe(0)
    expect(
      taps(lr, [
        ['l1', 'hid:1'],
        ['r1', 'hid:1'],
      ]),
    ).toBe(1)
    expect(
      taps(lr, [
        ['l1', 'hid:1'],
        ['r1', 'hid:2'],
      ]),
    ).toBe(1)
    expect(
      taps(lr, [
        ['l1', 'hid:1'],
        ['l1', 'hid:2'],
        ['r1', 'hid:2'],
      ]),
    ).toBe(1)
  })

  test('gives each entry a press of its own, where they overlap as well', () => {
    const any = { event: 'hid.received' }
    expect(
      taps(
        [any, entry('l1')],
        [
          ['l1', 'hid:1'],
          ['r1', 'hid:1'],
        ],
      ),
    ).toBe(1)
    expect(
      taps(
        [any, entry('l1')],
        [
          ['r1', 'hid:1'],
          ['x', 'hid:1'],
        ],
      ),
    ).toBe(0)
    expect(
      taps(
        [entry('l1'), entry('l1')],
        [
          ['l1', 'hid:1'],
          ['l1', 'hid:1'],
        ],
      ),
    ).toBe(0)
    expect(
      taps(
        [entry('l1'), entry('l1')],
        [
          ['l1', 'hid:1'],
          ['l1', 'hid:2'],
        ],
      ),
    ).toBe(1)
  })

  test('of as many as it asks for, and of all of them where it asks for more', () => {
    const three = [...lr, entry('x')]
    expect(
      taps(three, [
        ['l1', 'a'],
        ['x', 'a'],
      ]),
    ).toBe(1)
    expect(
      taps(
        three,
        [
          ['l1', 'a'],
          ['x', 'a'],
        ],
        { producers: 3 },
      ),
    ).toBe(0)
    expect(
      taps(
        three,
        [
          ['l1', 'a'],
          ['x', 'a'],
          ['r1', 'b'],
        ],
        { producers: 3 },
      ),
    ).toBe(1)
    expect(
      taps(
        lr,
        [
          ['l1', 'a'],
          ['r1', 'a'],
        ],
        { producers: 3 },
      ),
    ).toBe(0)
    expect(
      taps(
        lr,
        [
          ['l1', 'a'],
          ['r1', 'a'],
          ['l1', 'b'],
        ],
        { producers: 3 },
      ),
    ).toBe(1)
  })

  test('agrees with a search of every way to give presses to entries', () => {
    const names = ['a', 'b', 'c']
    const some = fc.subarray(names, { minLength: 1 })
    const property = fc.property(
      fc.array(some, { minLength: 2, maxLength: 4 }),
      fc.uniqueArray(fc.tuple(fc.constantFrom(...names), fc.constantFrom('1', '2')), {
        maxLength: 5,
        selector: ([control, device]) => control + device,
      }),
      (entries, presses) => {
        using stage = new Stage()
        // An entry of several controls is one of a show's own events, which says which it is.
        stage.gesture({
          kind: 'simultaneous',
          producers: entries.length,
          sources: entries.map((controls) => ({ event: 'hid.received', where: wanted(controls) })),
        })
        for (const [control, device] of presses)
          stage.input(0, 'hid.received', `hid:${device}`, {
            device,
            control,
            kind: 'button',
            value: 1,
            in: Object.fromEntries(subsets(control).map((name) => [name, true])),
          })
        const expected = presses.some((_, index) => canServe(entries, presses.slice(0, index + 1)))
        expect(stage.of('gesture.recognized').length > 0).toBe(expected)
      },
    )
    fc.assert(property, runs(200))

    function wanted(controls: readonly string[]): object {
      return { [`in.${controls.join('')}`]: true }
    }
    function subsets(control: string): string[] {
      const all = ['a', 'b', 'c', 'ab', 'ac', 'bc', 'abc']
      return all.filter((set) => set.includes(control))
    }
    function canServe(
      [first, ...others]: readonly (readonly string[])[],
      presses: readonly (readonly [string, string])[],
    ): boolean {
      if (first === undefined) return true
      return presses.some(
        (press) =>
          first.includes(press[0]) &&
          canServe(
            others,
            presses.filter((other) => other !== press),
          ),
      )
    }
  })
})

test('with one entry each source counts once, and of OSC each sender', () => {
  using stage = new Stage()
  stage.gesture({ kind: 'simultaneous', sources: [{ event: 'osc.received', address: '/pad' }] })
  const press = (at: number, host: string): void =>
    stage.input(at, 'osc.received', 'osc:main', {
      address: '/pad',
      args: [],
      from: { transport: 'udp', host, port: 1, connection: null },
    })
  press(0, '10.0.0.5')
  press(5, '10.0.0.5')
  expect(stage.recognized()).toEqual([])
  press(10, '10.0.0.6')
  expect(stage.recognized()).toEqual(['10 simultaneous'])
})
