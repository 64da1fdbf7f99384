// Values that move where the main thread sends them: what is published of them, and who takes over.
import { expect, onTestFinished, test } from 'vitest'
import type { EventEnvelope } from '../../../../shared/model/event.ts'
import { Stage } from '../../../support/stage.ts'
import { RampRig, ramp } from './ramp-rig.ts'

function staged(): Stage {
  const stage = new Stage()
  onTestFinished(() => stage[Symbol.dispose]())
  return stage
}

const control = { kind: 'control', channel: 1, controller: 7 } as const
const midi = (offset: number, fields: Record<string, unknown> = { from: 0 }) => ({
  offset,
  type: 'midi.ramp',
  payload: { output: 'synth', message: control, to: 8, over: 1000, ...fields },
})
const osc = (offset: number, fields: Record<string, unknown> = {}) => ({
  offset,
  type: 'osc.ramp',
  payload: { target: 'desk', address: '/v', from: 0, to: 1, over: 100, ...fields },
})

const sent = (stage: Stage): readonly unknown[] =>
  stage.events.flatMap((event) => {
    if (event.type === 'midi.send') {
      const { message } = (event as EventEnvelope<'midi.send'>).payload
      return 'value' in message ? [message.value] : []
    }
    return event.type === 'osc.send' ? [(event as EventEnvelope<'osc.send'>).payload.args.at(-1)] : []
  })

test('a MIDI value goes through each number that it passes, once', () => {
  const stage = staged()
  stage.register({ id: 'p', steps: [midi(0)] })
  stage.start('p')
  stage.clock.advanceBy(2000)
  expect(sent(stage)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
  expect(stage.of('midi.send')[1]).toMatchObject({
    source: 'playlist:p',
    payload: { output: 'synth', message: { ...control, value: 1 } },
  })
  expect(stage.of('playlist.emitted').map(({ payload }) => payload.type)).toEqual(['midi.ramp'])
  expect(stage.of('playlist.rampEnded')).toMatchObject([{ payload: { step: 0, how: 'completed' } }])
  expect(stage.of('playlist.ramped').at(-1)).toMatchObject({ payload: { values: 9, maxLateBy: 0 } })
  expect(stage.of('playlist.stopped')).toMatchObject([{ payload: { reason: 'completed', position: 1000 } }])
})

test('an OSC value says its type, also where it is whole, after the arguments before it', () => {
  const stage = staged()
  stage.register({ id: 'p', steps: [osc(0, { args: [5], over: 25 })] })
  stage.start('p')
  stage.clock.advanceBy(100)
  expect(stage.of('osc.send').map(({ payload }) => payload)).toMatchObject([
    { types: 'if', args: [5, 0] },
    { types: 'if', args: [5, 1] },
  ])
})

test('begins where a step of the same moment has put it', () => {
  const stage = staged()
  const value = { output: 'synth', message: { ...control, value: 4 } }
  stage.register({
    id: 'p',
    steps: [{ offset: 0, type: 'midi.send', payload: value }, midi(0, {})],
  })
  stage.start('p')
  stage.clock.advanceBy(2000)
  expect(sent(stage)).toEqual([4, 5, 6, 7, 8])
})

test.each([
  ['osc.send', osc(0, { over: 1000 }), { target: 'desk', address: '/v', args: [0.3] }],
  ['midi.send', midi(0), { output: 'synth', message: { ...control, value: 99 } }],
] as const)('whoever else sends it ends the movement: %s', (type, step, payload) => {
  const stage = staged()
  stage.register({ id: 'p', steps: [step] })
  stage.start('p')
  stage.clock.advanceBy(500)
  stage.dispatcher.publish({ type, source: 'operator', cause: null, payload: payload as never })
  stage.settle()
  const before = stage.of(type).length
  stage.clock.advanceBy(2000)
  expect(stage.of(type)).toHaveLength(before)
  expect(stage.of('playlist.rampEnded')).toMatchObject([{ payload: { how: 'takenOver' } }])
  expect(stage.of('playlist.stopped')).toMatchObject([{ payload: { reason: 'completed' } }])
})

test.each([
  ['osc.send', osc(0, { over: 1000 }), { target: 'desk', address: '/v', args: [0.3] }, 0.3],
  ['midi.send', midi(0), { output: 'synth', message: { ...control, value: 99 } }, 99],
] as const)(
  'a hand that overtakes a value which waits is the last to be sent: %s',
  (type, step, payload, last) => {
    const stage = staged()
    const left: unknown[] = []
    using _ = stage.dispatcher.subscribe(type, ({ payload: each }) => void left.push(each), {
      ...{ priority: -100, name: 'output', acts: true },
    })
    stage.register({ id: 'p', steps: [step] })
    stage.start('p')
    stage.clock.advanceBy(500)
    const route = stage
      .of(type)
      .map(({ payload: each }) => each.route)
      .at(-1)
    const waiting = stage.of(type).at(-1)!.payload
    // As a value that waits in the lane of the show, which that of the hand overtakes.
    stage.dispatcher.publish({
      type,
      source: 'playlist:p',
      cause: null,
      payload: { ...waiting, route },
    })
    stage.dispatcher.publish({
      type,
      source: 'param:x',
      cause: null,
      payload: { ...payload, route: 'x/0' } as never,
    })
    stage.settle()
    const { args, message } = left.at(-1) as { args?: unknown[]; message?: { value: number } }
    expect(args?.at(-1) ?? message?.value).toBe(last)
  },
)

test('a stop sends what it is to leave before it is answered; a panic sends nothing', () => {
  const stage = staged()
  stage.register({ id: 'p', steps: [osc(0, { over: 1000, onStop: 'finish' })] })
  stage.start('p')
  stage.clock.advanceBy(500)
  stage.playlists.stopPlaylist('p', null)
  stage.settle()
  expect(sent(stage).at(-1)).toBe(1)
  const order = stage.events.map(({ type }) => type)
  expect(order.lastIndexOf('osc.send')).toBeLessThan(order.lastIndexOf('playlist.stopped'))
  stage.start('p')
  stage.clock.advanceBy(500)
  stage.playlists.panic(0, null)
  stage.settle()
  expect(sent(stage).at(-1)).toBe(0.5)
})

test.for([
  ['finish', 1],
  ['back', 0],
] as const)(
  'what a stop leaves (%s) also leaves where no thread has a way to the target',
  ([onStop, value]) => {
    const rig = new RampRig({ direct: false })
    const run = rig.start([ramp(0, { from: 0, onStop })])
    rig.play(510)
    rig.command({ kind: 'stop', run, stays: false })
    expect(rig.ticks.at(-1)).toMatchObject({ run, value, isFinal: true })
    expect(rig.endings).toEqual(['stopped'])
  },
)

test('a panic also ends what a stop just before it would leave', () => {
  const stage = staged()
  const left: unknown[] = []
  const hear = (event: EventEnvelope<'osc.send'>): void => void left.push(event.payload.args.at(-1))
  using _ = stage.dispatcher.subscribe('osc.send', hear, { priority: 0, name: 'output', acts: true })
  stage.register({ id: 'p', steps: [osc(0, { over: 1000, onStop: 'back' })] })
  stage.start('p')
  stage.clock.advanceBy(500)
  stage.playlists.stopPlaylist('p', null)
  stage.playlists.panic(0, null)
  stage.dispatcher.panic()
  stage.settle()
  expect(left.at(-1)).toBe(0.5)
})
