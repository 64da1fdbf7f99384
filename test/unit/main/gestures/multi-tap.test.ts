import { describe, expect, test } from 'vitest'
import { Stage } from '../../../support/stage.ts'

const pad = { event: 'hid.received', where: { control: 'cross' } }
const doubleTap = { kind: 'doubleTap', sources: [pad], window: 300 }

function after(definition: Record<string, unknown>, presses: readonly number[]): string[] {
  using stage = new Stage()
  stage.gesture(definition)
  for (const at of presses) {
    stage.button(at, 'cross')
    stage.button(at + 1, 'cross', 0)
  }
  return stage.recognized()
}

describe('a double tap', () => {
  test.each<[what: string, presses: number[], heard: string[]]>([
    ['one press is none', [0], []],
    ['within the window', [0, 299], ['299 doubleTap']],
    ["exactly at the window's end", [100, 400], ['400 doubleTap']],
    ['too late by a millisecond', [0, 301], []],
    ['too late by a fraction', [0, 300.001], []],
    ['a third press makes no second one', [0, 100, 200], ['100 doubleTap']],
    ['a fourth press does', [0, 100, 200, 300], ['100 doubleTap', '300 doubleTap']],
    ['a press that came too late begins anew', [0, 400, 600], ['600 doubleTap']],
  ])('%s', (_what, presses, heard) => {
    expect(after(doubleTap, presses)).toEqual(heard)
  })

  test('waits 300 ms where the show names no window', () => {
    expect(after({ kind: 'doubleTap', sources: [pad] }, [0, 300])).toEqual(['300 doubleTap'])
    expect(after({ kind: 'doubleTap', sources: [pad] }, [0, 301])).toEqual([])
  })

  test('is made of presses of one producer', () => {
    using stage = new Stage()
    stage.gesture({ kind: 'doubleTap', sources: [{ event: 'button.down' }] })
    stage.input(0, 'button.down', 'one')
    stage.input(50, 'button.down', 'two')
    expect(stage.recognized()).toEqual([])
    stage.input(100, 'button.down', 'one')
    expect(stage.recognized()).toEqual(['100 doubleTap'])
    expect(stage.of('gesture.recognized')[0]?.payload.producer).toBe('one')
  })

  test('is made of presses of one control, however many the sources cover', () => {
    using stage = new Stage()
    stage.gesture({ kind: 'doubleTap', sources: [{ event: 'osc.received', address: '/pad/*' }] })
    const pressed = (at: number, address: string): void =>
      stage.input(at, 'osc.received', 'osc:main', { address, args: [1] })
    pressed(0, '/pad/1')
    pressed(50, '/pad/2')
    expect(stage.recognized()).toEqual([])
    pressed(100, '/pad/1')
    pressed(150, '/pad/2')
    expect(stage.recognized()).toEqual(['100 doubleTap', '150 doubleTap'])
  })

  test('counts an event once, though several of its sources match', () => {
    using stage = new Stage()
    stage.gesture({ kind: 'doubleTap', sources: [pad, { event: 'hid.*' }, { event: 'hid.received' }] })
    stage.button(0, 'cross')
    expect(stage.recognized()).toEqual([])
  })

  test('goes by when presses arose, not by when they were dispatched', () => {
    using stage = new Stage()
    stage.gesture(doubleTap)
    stage.button(0, 'cross')
    stage.clock.advanceTo(5000)
    stage.input(200, 'hid.received', 'hid:pad', { control: 'cross', kind: 'button', value: 1 })
    expect(stage.recognized()).toEqual(['200 doubleTap'])
  })

  test('is told with what it was made of, and leads to its output event', () => {
    using stage = new Stage()
    stage.gesture({ ...doubleTap, output: 'lights.go', metadata: { row: 2 } })
    const first = stage.emit('hid.received', { device: 'd', control: 'cross', kind: 'button', value: 1 })
    stage.clock.advanceTo(40)
    const second = stage.emit('hid.received', { device: 'd', control: 'cross', kind: 'button', value: 1 })
    const [recognized] = stage.of('gesture.recognized')
    expect(recognized).toMatchObject({
      source: 'gesture:g',
      cause: second,
      payload: {
        gestureId: 'g',
        name: 'G',
        kind: 'doubleTap',
        producer: 'test',
        inputs: [
          { seq: first, type: 'hid.received', source: 'test', at: 0, payload: { control: 'cross' } },
          { seq: second, type: 'hid.received', source: 'test', at: 40, payload: { control: 'cross' } },
        ],
        decidedAfter: 0,
        metadata: { row: 2 },
      },
    })
    expect(stage.of('lights.go')).toMatchObject([
      { source: 'gesture:g', cause: recognized?.seq, payload: recognized?.payload },
    ])
  })
})

describe('a multi-tap', () => {
  const tripleTap = { kind: 'multiTap', sources: [{ ...pad, bounce: 0 }], taps: 3, window: 200 }

  test.each<[what: string, presses: number[], heard: string[]]>([
    ['each press within the window of the one before', [0, 200, 400], ['400 multiTap']],
    ['two presses are too few', [0, 200], []],
    ['a pause begins anew', [0, 200, 401, 500], []],
    ['a pause begins anew with the press after it', [0, 300, 400, 500], ['500 multiTap']],
    ['six presses are two', [0, 10, 20, 30, 40, 50], ['20 multiTap', '50 multiTap']],
  ])('%s', (_what, presses, heard) => {
    expect(after(tripleTap, presses)).toEqual(heard)
  })
})

test('a fader that is moved once is no double tap, with one byte or two', () => {
  using stage = new Stage()
  const fader = { event: 'midi.received', where: { 'message.controller': 7 } }
  stage.gesture({ kind: 'doubleTap', sources: [fader, { event: 'osc.received', address: '/fader' }] })
  const cc = (at: number, kind: string, controller: number, value: number): void =>
    stage.input(at, 'midi.received', 'midi:desk', {
      port: 'desk',
      message: { kind, channel: 1, controller, value },
    })
  for (let step = 1; step <= 20; step += 1) {
    cc(step * 10, 'control', 7, Math.floor(step / 3))
    cc(step * 10, 'control', 39, step)
    cc(step * 10, 'control14', 7, Math.floor(step / 3) * 128 + step)
    stage.input(step * 10, 'osc.received', 'osc:main', { address: '/fader', args: [step / 20] })
  }
  expect(stage.recognized()).toEqual([])
})

test('presses of two tablets at one address are no double tap of one', () => {
  using stage = new Stage()
  stage.gesture({ kind: 'doubleTap', sources: [{ event: 'osc.received', address: '/go' }] })
  const press = (at: number, host: string, port: number): void =>
    stage.input(at, 'osc.received', 'osc:main', {
      address: '/go',
      args: [],
      from: { transport: 'udp', host, port, connection: null },
    })
  press(0, '10.0.0.5', 1)
  press(50, '10.0.0.6', 1)
  expect(stage.recognized()).toEqual([])
  press(100, '10.0.0.5', 2)
  expect(stage.recognized()).toEqual(['100 doubleTap'])
})
