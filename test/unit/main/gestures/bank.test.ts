import { describe, expect, test } from 'vitest'
import { SimulatedClock, monotonicMs, wallMs } from '../../../../shared/base/clock.ts'
import { disposable } from '../../../../shared/base/disposable.ts'
import type { EventEnvelope } from '../../../../shared/model/event.ts'
import { OPENING } from '../../../../shared/model/show-change.ts'
import type { ShowChange } from '../../../../shared/model/show-change.ts'
import { GestureBank } from '../../../../main/gestures/bank.ts'
import { Stage, gesture } from '../../../support/stage.ts'

const EDIT: ShowChange = { cause: null, kind: 'edit' }
const cross = { event: 'hid.received', where: { control: 'cross' } }
const circle = { event: 'hid.received', where: { control: 'circle' } }
const hold = { kind: 'hold', sources: [cross] }

describe('the gesture bank', () => {
  test('starts and interrupts playlists like any event', () => {
    using stage = new Stage()
    stage.gesture({ id: 'start', kind: 'doubleTap', sources: [cross], output: 'pad.start' })
    stage.gesture({ id: 'stop', kind: 'doubleTap', sources: [circle] })
    stage.register({
      id: 'chase',
      triggers: [{ event: 'pad.start' }],
      interrupts: [{ event: 'gesture.recognized', where: { gestureId: 'stop' } }],
      steps: [{ offset: 0, type: 'lights.go', repeat: { count: 100, interval: 1000 } }],
    })
    stage.button(0, 'cross')
    stage.button(100, 'cross')
    stage.clock.advanceTo(2200)
    stage.button(2300, 'circle')
    stage.button(2400, 'circle')
    expect(stage.heard('lights.go', 'playlist.stopped')).toEqual([
      '100 lights.go',
      '1100 lights.go',
      '2100 lights.go',
      '2400 playlist.stopped',
    ])
    const [output] = stage.of('pad.start')
    expect(stage.of('playlist.created')[0]?.cause).toBe(output?.seq)
    expect(stage.of('playlist.stopped')[0]?.payload).toMatchObject({
      reason: 'interrupted',
      interrupt: { type: 'gesture.recognized' },
    })
  })

  test('remembers large events without their large members', () => {
    using stage = new Stage()
    stage.gesture({ kind: 'doubleTap', sources: [{ event: 'pads.hit' }] })
    const hit = { pad: 3, dump: 'x'.repeat(60_000) }
    stage.emit('pads.hit', hit)
    stage.emit('pads.hit', hit)
    expect(stage.of('gesture.recognized')[0]?.payload.inputs.map(({ payload }) => payload)).toEqual([
      { pad: 3, dump: null },
      { pad: 3, dump: null },
    ])
  })

  test('forgets what is pending when a gesture is removed', () => {
    using stage = new Stage()
    stage.gesture(hold)
    stage.button(0, 'cross')
    stage.clock.advanceTo(400)
    stage.gestures.take([], EDIT)
    stage.clock.advanceTo(2000)
    stage.button(2000, 'cross')
    stage.clock.advanceTo(4000)
    expect(stage.recognized()).toEqual([])
    expect(stage.gestures.health()).toMatchObject({ definitions: 0, pending: 0 })
  })

  test('forgets what is pending when a gesture is removed while its time is being looked at', () => {
    using stage = new Stage()
    stage.gesture(hold)
    stage.button(0, 'cross')
    stage.clock.upkeep(monotonicMs(500), () => stage.gestures.take([], EDIT))
    stage.clock.advanceTo(2000)
    expect(stage.recognized()).toEqual([])
  })

  test('a change listens anew and forgets what is pending', () => {
    using stage = new Stage()
    stage.gesture({ kind: 'doubleTap', sources: [cross] })
    stage.button(0, 'cross')
    stage.gesture({ kind: 'doubleTap', sources: [circle] })
    stage.button(100, 'cross')
    stage.button(150, 'circle')
    expect(stage.recognized()).toEqual([])
    stage.button(200, 'circle')
    expect(stage.recognized()).toEqual(['200 doubleTap'])
  })

  test('does not hear what it publishes itself', () => {
    using stage = new Stage()
    stage.gesture({
      kind: 'hold',
      sources: [{ event: 'a.go' }],
      releases: [{ event: 'a.off' }],
      output: 'a.go',
    })
    stage.input(0, 'a.go', 'test')
    stage.clock.advanceTo(10_000)
    expect(stage.heard('a.go')).toEqual(['0 a.go', '500 a.go'])
  })

  test('makes gestures of gestures, which name the inner ones without what those were made of', () => {
    using stage = new Stage()
    stage.gesture({ id: 'inner', kind: 'doubleTap', sources: [cross], output: 'pad.double' })
    stage.gesture({ id: 'outer', kind: 'doubleTap', sources: [{ event: 'pad.double' }], window: 1000 })
    for (const at of [0, 100, 600, 700]) stage.button(at, 'cross')
    const outer = stage.of('gesture.recognized').at(-1)
    expect(outer?.at).toBe(700)
    expect(outer?.payload).toMatchObject({
      gestureId: 'outer',
      inputs: [
        { type: 'pad.double', at: 100, payload: { gestureId: 'inner', inputs: [] } },
        { type: 'pad.double', at: 700, payload: { gestureId: 'inner', inputs: [] } },
      ],
    })
  })

  test('remembers 1,024 producers of a gesture and forgets the one that it heard of longest ago', () => {
    using stage = new Stage()
    stage.gesture({ kind: 'doubleTap', sources: [{ event: 'a.hit' }], window: 10_000 })
    for (let index = 0; index < 1024; index += 1) stage.input(0, 'a.hit', `s${index}`)
    expect(stage.gestures.health()).toMatchObject({ pending: 1024, forgotten: 0 })
    stage.input(1, 'a.hit', 'one more')
    expect(stage.gestures.health()).toMatchObject({ pending: 1024, forgotten: 1 })
    stage.input(2, 'a.hit', 's0')
    expect(stage.recognized()).toEqual([])
    stage.input(3, 'a.hit', 's2')
    expect(stage.recognized()).toEqual(['3 doubleTap'])
    expect(stage.of('resource.exhausted')).toMatchObject([
      { source: 'gesture:g', payload: { resource: 'gesture producers', usage: 1024, quota: 1024 } },
    ])
  })

  test('ends the timers of those that it forgets', () => {
    using stage = new Stage()
    stage.gesture(hold)
    for (let index = 0; index < 2000; index += 1) stage.button(0, 'cross', 1, `hid:${index}`)
    expect(stage.gestures.health()).toMatchObject({ pending: 1024, forgotten: 976 })
    stage.clock.advanceTo(1000)
    expect(stage.recognized()).toHaveLength(1024)
    stage.gestures.take([], EDIT)
    expect(stage.gestures.health()).toEqual({ definitions: 0, recognized: 1024, pending: 0, forgotten: 976 })
    stage.settle()
    expect(stage.clock.nextDueAt()).toBeNull()
  })

  test('tells what becomes of each definition, and why', () => {
    using stage = new Stage()
    stage.gesture({ ...hold, id: 'h', name: 'Hold' })
    stage.gestures.take([gesture({ ...hold, id: 'h', name: 'Longer' })], { ...EDIT, cause: 41 })
    stage.gestures.take([], { ...EDIT, cause: 42 })
    stage.settle()
    const told = [...stage.of('gesture.registered'), ...stage.of('gesture.removed')]
    expect(told.map(({ source, cause, payload }) => ({ source, cause, ...payload }))).toEqual([
      { source: 'gesture:h', cause: null, gestureId: 'h', name: 'Hold', kind: 'hold', updated: false },
      { source: 'gesture:h', cause: 41, gestureId: 'h', name: 'Longer', kind: 'hold', updated: true },
      { source: 'gesture:h', cause: 42, gestureId: 'h', name: 'Longer' },
    ])
  })

  test('lists its definitions with how often and when each was recognized last, changes included', () => {
    using stage = new Stage()
    stage.gesture({ ...hold, id: 'h' })
    stage.gesture({ id: 'd', kind: 'doubleTap', sources: [circle] })
    stage.button(0, 'cross')
    stage.clock.advanceTo(700)
    stage.gesture({ ...hold, id: 'h', after: 1000 })
    expect(
      stage.gestures.list().map(({ definition, recognized, lastAt }) => [definition.id, recognized, lastAt]),
    ).toEqual([
      ['h', 1, 500],
      ['d', 0, null],
    ])
  })

  test('a million sources leave no more behind than 1,024', () => {
    const heard: ((event: EventEnvelope) => void)[] = []
    using bank = new GestureBank({
      clock: new SimulatedClock(),
      publish: () => 0,
      subscribe(_pattern, handler) {
        heard.push(handler as (event: EventEnvelope) => void)
        return disposable('subscription', () => {})
      },
    })
    bank.take([gesture({ kind: 'doubleTap', sources: [{ event: 'a.hit' }] })], OPENING)
    const common = {
      type: 'a.hit',
      at: monotonicMs(0),
      time: wallMs(0),
      cause: null,
      payload: {},
      bytes: 256,
    }
    for (let seq = 1; seq <= 1_000_000; seq += 1) heard.at(-1)?.({ ...common, seq, source: `s${seq}` })
    expect(bank.health()).toEqual({ definitions: 1, recognized: 0, pending: 1024, forgotten: 998_976 })
  })
})
