import { describe, expect, test } from 'vitest'
import { monotonicMs } from '../../../../shared/base/clock.ts'
import { Stage } from '../../../support/stage.ts'

const pad = { event: 'hid.received', where: { control: 'cross' } }

function held(
  definition: Record<string, unknown>,
  presses: readonly (readonly [from: number, to: number])[],
): string[] {
  using stage = new Stage()
  stage.gesture({ sources: [pad], ...definition })
  for (const [from, to] of presses) {
    stage.button(from, 'cross')
    stage.button(to, 'cross', 0)
  }
  stage.clock.advanceBy(10_000)
  return stage.recognized()
}

describe('a hold', () => {
  const hold = { kind: 'hold', after: 500 }

  test.each<[what: string, presses: [number, number][], heard: string[]]>([
    ['is told at its threshold, not at the end', [[0, 3000]], ['500 hold']],
    ['let go exactly at the threshold', [[0, 500]], ['500 hold']],
    ['let go a millisecond before', [[0, 499]], []],
    [
      'once for each press',
      [
        [0, 600],
        [700, 1300],
      ],
      ['500 hold', '1200 hold'],
    ],
    [
      'short presses do not add up',
      [
        [0, 300],
        [310, 600],
        [610, 900],
      ],
      [],
    ],
  ])('%s', (_what, presses, heard) => {
    expect(held(hold, presses)).toEqual(heard)
  })

  test('takes 500 ms where the show names no time, and tells how long it took to decide', () => {
    using stage = new Stage()
    stage.gesture({ kind: 'hold', sources: [pad], output: 'lights.go' })
    stage.button(1000, 'cross')
    stage.clock.advanceTo(1499)
    expect(stage.recognized()).toEqual([])
    stage.clock.advanceTo(1500)
    expect(stage.recognized()).toEqual(['1500 hold'])
    expect(stage.of('gesture.recognized')[0]?.payload.decidedAfter).toBe(500)
    expect(stage.of('lights.go').map(({ at }) => at)).toEqual([1500])
  })

  test('repeated presses of what is held already change nothing', () => {
    using stage = new Stage()
    stage.gesture({ kind: 'hold', sources: [pad] })
    for (let at = 0; at <= 2000; at += 100) stage.button(at, 'cross')
    expect(stage.recognized()).toEqual(['500 hold'])
  })

  test('of several controls is counted for each', () => {
    using stage = new Stage()
    stage.gesture({ kind: 'hold', sources: [pad, { event: 'hid.received', where: { control: 'circle' } }] })
    stage.button(0, 'cross')
    stage.button(100, 'circle')
    stage.button(200, 'cross', 0)
    stage.clock.advanceTo(1000)
    expect(stage.recognized()).toEqual(['600 hold'])
  })

  test('a release that arose before the threshold and is dispatched after it goes first', () => {
    using stage = new Stage()
    stage.gesture({ kind: 'hold', sources: [pad] })
    stage.button(0, 'cross')
    // The threshold's timer falls due first; the release is published at the same moment, before anything is dispatched.
    stage.clock.upkeep(monotonicMs(500), () => {
      const payload = { device: 'hid:pad', control: 'cross', kind: 'button', value: 0 } as const
      stage.dispatcher.publish({
        type: 'hid.received',
        source: 'hid:pad',
        cause: null,
        payload,
        at: monotonicMs(480),
      })
    })
    stage.clock.advanceTo(1000)
    expect(stage.recognized()).toEqual([])
  })

  test('a press and a late release that arrive together are no shorter than they were', () => {
    using stage = new Stage()
    stage.gesture({ kind: 'hold', sources: [pad] })
    stage.clock.advanceTo(2000)
    stage.button(0, 'cross')
    stage.button(700, 'cross', 0)
    expect(stage.recognized()).toEqual(['500 hold'])
  })

  test('of a note ends with its note off, or with a note on of velocity 0', () => {
    const note = { event: 'midi.received', where: { 'message.kind': 'noteOn', 'message.note': 36 } }
    const message = (kind: string, velocity: number): object => ({
      port: 'pads',
      message: { kind, channel: 1, note: 36, velocity },
    })
    for (const end of [message('noteOff', 64), message('noteOn', 0)]) {
      using stage = new Stage()
      stage.gesture({ kind: 'hold', sources: [note] })
      stage.input(0, 'midi.received', 'midi:pads', message('noteOn', 100))
      stage.input(499, 'midi.received', 'midi:pads', end)
      stage.clock.advanceTo(2000)
      expect(stage.recognized()).toEqual([])
      stage.input(3000, 'midi.received', 'midi:pads', message('noteOn', 100))
      stage.clock.advanceTo(3600)
      expect(stage.recognized()).toEqual(['3500 hold'])
    }
  })

  test("of a show's own events ends with what the show names", () => {
    using stage = new Stage()
    stage.gesture({ kind: 'hold', sources: [{ event: 'door.opened' }], releases: [{ event: 'door.closed' }] })
    stage.input(0, 'door.opened', 'stage left')
    stage.input(100, 'door.closed', 'stage left')
    stage.input(200, 'door.opened', 'stage left')
    stage.clock.advanceTo(2000)
    expect(stage.recognized()).toEqual(['700 hold'])
  })
})

describe('a release', () => {
  test('is told with the press that it ends', () => {
    using stage = new Stage()
    stage.gesture({ kind: 'release', sources: [pad] })
    stage.button(100, 'cross')
    stage.button(250, 'cross', 0)
    expect(stage.recognized()).toEqual(['250 release'])
    expect(stage.of('gesture.recognized')[0]?.payload.inputs.map(({ at }) => at)).toEqual([100, 250])
  })

  test('may ask for a press of some length', () => {
    const presses = [
      [0, 999],
      [2000, 3000],
      [4000, 6000],
    ] as const
    expect(held({ kind: 'release', after: 1000 }, presses)).toEqual(['3000 release', '6000 release'])
  })

  test('without a press before it is none', () => {
    using stage = new Stage()
    stage.gesture({ kind: 'release', sources: [pad] })
    stage.button(250, 'cross', 0)
    expect(stage.recognized()).toEqual([])
  })
})

describe('what is never released', () => {
  const none = { event: 'osc.received', address: '/on' }

  test('is no hold, and no release', () => {
    using stage = new Stage()
    stage.gesture({ id: 'h', kind: 'hold', sources: [none] })
    stage.gesture({ id: 'r', kind: 'release', sources: [none] })
    for (const args of [[], ['on'], []])
      stage.input(stage.clock.now() + 1000, 'osc.received', 'osc:main', { address: '/on', args })
    stage.clock.advanceBy(5000)
    expect(stage.recognized()).toEqual([])
    expect(stage.gestures.health().pending).toBe(0)
  })

  test('is held until what the show names, though that is another address', () => {
    using stage = new Stage()
    const send = (at: number, address: string): void =>
      stage.input(at, 'osc.received', 'osc:main', { address, args: [] })
    stage.gesture({
      kind: 'hold',
      sources: [none],
      releases: [{ event: 'osc.received', address: '/off' }],
    })
    send(0, '/on')
    send(100, '/off')
    stage.clock.advanceTo(2000)
    expect(stage.recognized()).toEqual([])
    send(2000, '/on')
    stage.clock.advanceTo(3000)
    expect(stage.recognized()).toEqual(['2500 hold'])
  })

  test('a pedal that only ever sends 127 is no hold once it has shown so', () => {
    using stage = new Stage()
    const pedal = { event: 'midi.received', where: { 'message.kind': 'control', 'message.controller': 64 } }
    stage.gesture({ kind: 'hold', sources: [pedal] })
    for (const at of [0, 300, 2000, 4000])
      stage.input(at, 'midi.received', 'midi:keys', {
        port: 'keys',
        message: { kind: 'control', channel: 1, controller: 64, value: 127 },
      })
    stage.clock.advanceBy(5000)
    expect(stage.recognized()).toEqual([])
  })
})
