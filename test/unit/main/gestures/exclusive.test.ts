import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { monotonicMs } from '../../../../shared/base/clock.ts'
import { Stage } from '../../../support/stage.ts'
import { runs } from '../../../support/property-runs.ts'

const pad = { event: 'hid.received', where: { control: 'cross' } }
const all = { tap: 'pad.tap', doubleTap: 'pad.double', hold: 'pad.hold' }
type Press = readonly [from: number, to: number]

/** `at kind +delay` of what is told. */
function told(outcomes: Record<string, unknown>, presses: readonly Press[]): string[] {
  using stage = new Stage()
  stage.gesture({ kind: 'exclusive', sources: [pad], ...outcomes })
  for (const [from, to] of presses) {
    stage.button(from, 'cross')
    stage.button(to, 'cross', 0)
  }
  stage.clock.advanceBy(10_000)
  return stage
    .of('gesture.recognized')
    .map(({ at, payload }) => `${at} ${payload.kind} +${payload.decidedAfter}`)
}

describe('tap, double tap and hold of one control', () => {
  test.each<[what: string, outcomes: object, presses: Press[], heard: string[]]>([
    ['a tap waits for the double tap that does not come', all, [[0, 80]], ['300 tap +220']],
    ['a tap is told at once where none is declared', { ...all, doubleTap: null }, [[0, 80]], ['80 tap +0']],
    [
      'a second press tells a double tap at once',
      all,
      [
        [0, 80],
        [200, 900],
      ],
      ['200 doubleTap +0'],
    ],
    [
      "a second press exactly at the window's end",
      all,
      [
        [0, 80],
        [300, 350],
      ],
      ['300 doubleTap +0'],
    ],
    [
      'a second press after it is another tap',
      all,
      [
        [0, 80],
        [301, 350],
      ],
      ['300 tap +220', '601 tap +251'],
    ],
    ['a hold is told at its threshold', all, [[0, 2000]], ['500 hold +500']],
    ['let go exactly at the threshold is a hold', all, [[0, 500]], ['500 hold +500']],
    ['longer than the window and shorter than a hold is a tap at once', all, [[0, 400]], ['400 tap +0']],
    ['any press is a tap where no hold is declared', { tap: 'pad.tap' }, [[0, 5000]], ['5000 tap +0']],
    ['a tap that is not declared is not told', { ...all, tap: null }, [[0, 80]], []],
    [
      'a triple tap is a double tap and a tap',
      all,
      [
        [0, 50],
        [100, 150],
        [200, 250],
      ],
      ['100 doubleTap +0', '500 tap +250'],
    ],
    [
      'a hold begins anew after a double tap',
      all,
      [
        [0, 50],
        [100, 150],
        [1000, 2000],
      ],
      ['100 doubleTap +0', '1500 hold +500'],
    ],
  ])('%s', (_what, outcomes, presses, heard) => {
    expect(told({ ...outcomes }, presses)).toEqual(heard)
  })

  test('publishes the event that the show names for what it turned out to be', () => {
    using stage = new Stage()
    stage.gesture({ kind: 'exclusive', sources: [pad], ...all })
    stage.button(0, 'cross')
    stage.button(50, 'cross', 0)
    stage.clock.advanceTo(1000)
    stage.button(1000, 'cross')
    stage.clock.advanceTo(2000)
    expect(stage.heard('pad.tap', 'pad.double', 'pad.hold')).toEqual(['300 pad.tap', '1500 pad.hold'])
  })

  test("a second press that arose at the window's end and is dispatched after it makes a double tap", () => {
    using stage = new Stage()
    stage.gesture({ kind: 'exclusive', sources: [pad], ...all })
    stage.button(0, 'cross')
    stage.button(80, 'cross', 0)
    stage.clock.upkeep(monotonicMs(300), () => {
      const payload = { device: 'hid:pad', control: 'cross', kind: 'button', value: 1 } as const
      stage.dispatcher.publish({
        type: 'hid.received',
        source: 'hid:pad',
        cause: null,
        payload,
        at: monotonicMs(300),
      })
    })
    stage.clock.advanceTo(1000)
    expect(stage.recognized()).toEqual(['300 doubleTap'])
  })

  test('tells the same whether events are dispatched at once or long after', () => {
    const durations = fc.array(fc.tuple(fc.integer({ min: 1, max: 700 }), fc.integer({ min: 1, max: 700 })), {
      maxLength: 12,
    })
    const property = fc.property(durations, (lengths) => {
      const presses: Press[] = []
      let at = 0
      for (const [pause, length] of lengths) {
        presses.push([at + pause, at + pause + length])
        at += pause + length
      }
      using late = new Stage()
      late.gesture({ kind: 'exclusive', sources: [pad], ...all })
      late.clock.advanceTo(100_000)
      for (const [from, to] of presses) {
        for (const [time, value] of [
          [from, 1],
          [to, 0],
        ] as const) {
          const payload = { device: 'hid:pad', control: 'cross', kind: 'button', value } as const
          late.dispatcher.publish({
            type: 'hid.received',
            source: 'hid:pad',
            cause: null,
            payload,
            at: monotonicMs(time),
          })
        }
      }
      late.clock.advanceBy(1)
      const heardLate = late
        .of('gesture.recognized')
        .map(({ at: time, payload }) => `${time} ${payload.kind} +${payload.decidedAfter}`)
      expect(heardLate).toEqual(told(all, presses))
    })
    fc.assert(property, runs(200))
  })
})

describe('of what is never released', () => {
  const message = (stage: Stage, at: number, ...args: readonly unknown[]): void =>
    stage.input(at, 'osc.received', 'osc:main', { address: '/btn', args })
  const program = (stage: Stage, at: number): void =>
    stage.input(at, 'midi.received', 'midi:keys', {
      port: 'keys',
      message: { kind: 'program', channel: 1, program: 5 },
    })
  const sources = [
    { event: 'osc.received', address: '/btn' },
    { event: 'midi.received', where: { 'message.kind': 'program' } },
  ]
  const stageOf = (outcomes: object = all): Stage => {
    const stage = new Stage()
    stage.gesture({ kind: 'exclusive', sources, ...outcomes })
    return stage
  }

  test.each<[what: string, send: (stage: Stage, at: number) => void]>([
    ['a message without argument', (stage, at) => message(stage, at)],
    ['a word', (stage, at) => message(stage, at, 'go')],
    ['a program change', program],
  ])('%s is a tap, two are a double tap, and none is a hold', (_what, send) => {
    using stage = stageOf()
    send(stage, 0)
    stage.clock.advanceTo(3000)
    send(stage, 3000)
    send(stage, 3200)
    stage.clock.advanceTo(9000)
    expect(stage.recognized()).toEqual(['300 tap', '3200 doubleTap'])
    expect(stage.of('gesture.recognized').map(({ payload }) => payload.inputs.length)).toEqual([1, 2])
  })

  test('is a tap at once where no double tap is declared', () => {
    using stage = stageOf({ tap: 'pad.tap', hold: 'pad.hold' })
    message(stage, 0)
    message(stage, 100)
    stage.clock.advanceTo(5000)
    expect(stage.recognized()).toEqual(['0 tap', '100 tap'])
  })

  test('a button that only ever sends 1 is told once it has shown so', () => {
    using stage = stageOf({ tap: 'pad.tap', doubleTap: 'pad.double' })
    for (const at of [0, 200, 2000, 4000, 4250]) message(stage, at, 1)
    stage.clock.advanceTo(9000)
    expect(stage.recognized()).toEqual(['200 doubleTap', '2300 tap', '4250 doubleTap'])
  })

  test('a pad that sends its pressure is one press, long or short', () => {
    using stage = stageOf()
    for (const [at, value] of [
      [0, 0.2],
      [20, 0.6],
      [40, 1],
      [60, 0.4],
      [80, 0],
    ] as const)
      message(stage, at, value)
    stage.clock.advanceTo(2000)
    for (const [index, value] of [0.3, 0.9, 0.9, 0.8].entries()) message(stage, 2000 + index * 100, value)
    stage.clock.advanceTo(4000)
    expect(stage.recognized()).toEqual(['300 tap', '2500 hold'])
  })
})

describe('a device that goes away', () => {
  const unplug = (stage: Stage, at: number, isHeld: boolean): void => {
    const device = 'hid:pad'
    if (isHeld)
      stage.input(at, 'hid.received', device, {
        device,
        control: 'cross',
        kind: 'button',
        value: 0,
        madeUp: true,
      })
    stage.input(at, 'device.lost', device, { device, name: 'Pad', reason: 'unplugged' })
    stage.clock.advanceBy(5000)
  }

  test.each<[what: string, gesture: Record<string, unknown>]>([
    ['exclusive', { kind: 'exclusive', ...all }],
    ['exclusive without double tap', { kind: 'exclusive', ...all, doubleTap: null }],
    ['hold', { kind: 'hold' }],
    ['release', { kind: 'release', output: 'pad.off' }],
  ])('while its button is held decides nothing: %s', (_what, definition) => {
    using stage = new Stage()
    stage.gesture({ sources: [pad], ...definition })
    stage.button(1000, 'cross')
    unplug(stage, 1100, true)
    expect(stage.recognized()).toEqual([])
    expect(stage.gestures.health().pending).toBe(0)
  })

  test('ends what a hold has begun, and begins nothing', () => {
    for (const [kind, value] of [
      ['button', 1],
      ['axis', 1],
    ] as const) {
      using stage = new Stage()
      stage.gesture({ id: 'h', kind: 'hold', sources: [pad], output: 'pad.held' })
      stage.gesture({ id: 'r', kind: 'release', sources: [pad], output: 'pad.off' })
      stage.gesture({ id: 'd', kind: 'multiTap', taps: 2, sources: [{ event: 'pad.off' }] })
      const steps = [{ offset: 60_000, type: 'lights.go' }]
      stage.register(
        { id: 'strobe', triggers: [{ event: 'pad.held' }], interrupts: [{ event: 'pad.off' }], steps },
        { id: 'after', triggers: [{ event: 'pad.off' }], steps },
      )
      for (const at of [0, 10_000]) {
        stage.input(at, 'hid.received', 'hid:pad', { device: 'hid:pad', control: 'cross', kind, value })
        stage.clock.advanceTo(at + 1000)
        unplug(stage, at + 1000, kind === 'button')
      }
      const told = stage.heard('playlist.created', 'playlist.stopped').map((line) => line.split('.')[1])
      expect(told).toEqual(['created', 'stopped', 'created', 'stopped'])
      expect(stage.of('playlist.created').every(({ payload }) => payload.playlistId === 'strobe')).toBe(true)
      expect(stage.recognized()).toHaveLength(2)
    }
  })

  test('while a trigger is held, which nothing lets go of, decides nothing', () => {
    using stage = new Stage()
    stage.gesture({ kind: 'hold', sources: [{ event: 'hid.received', where: { control: 'l2' } }] })
    stage.input(0, 'hid.received', 'hid:pad', { device: 'hid:pad', control: 'l2', kind: 'axis', value: 1 })
    expect(stage.gestures.health().pending).toBe(1)
    unplug(stage, 100, false)
    expect(stage.recognized()).toEqual([])
  })

  test('after a tap leaves the tap', () => {
    using stage = new Stage()
    stage.gesture({ kind: 'exclusive', sources: [pad], ...all })
    stage.button(0, 'cross')
    stage.button(80, 'cross', 0)
    unplug(stage, 100, false)
    expect(stage.recognized()).toEqual(['300 tap'])
  })
})

describe('a switch that bounces', () => {
  test('press 0, release 2, press 4 is one press, and its release counts', () => {
    using stage = new Stage()
    stage.gesture({ kind: 'exclusive', sources: [pad], ...all })
    stage.gesture({
      id: 'd',
      kind: 'doubleTap',
      sources: [{ ...pad, where: { control: 'cross', value: 1 } }],
    })
    stage.button(0, 'cross')
    stage.button(2, 'cross', 0)
    stage.button(4, 'cross')
    stage.button(80, 'cross', 0)
    stage.clock.advanceTo(2000)
    expect(stage.recognized()).toEqual(['300 tap'])
  })

  test('two quick notes of a sequencer are two, in one tick with the note off between them', () => {
    using stage = new Stage()
    stage.gesture({ kind: 'doubleTap', sources: [{ event: 'midi.received', where: { 'message.note': 36 } }] })
    const send = (at: number, kind: 'noteOn' | 'noteOff'): void =>
      stage.input(at, 'midi.received', 'midi:seq', {
        port: 'seq',
        message: { kind, channel: 1, note: 36, velocity: 100 },
      })
    send(0, 'noteOn')
    send(125, 'noteOff')
    send(125, 'noteOn')
    expect(stage.recognized()).toEqual(['125 doubleTap'])
  })
})
