// Commands of a runner that only a thread's delay can bring about.
import { expect, test } from 'vitest'
import { SimulatedClock } from '../../../../shared/base/clock.ts'
import { Runner } from '../../../../main/playlists/runner.ts'
import { compileTimeline } from '../../../../main/playlists/timeline.ts'
import { playlist } from '../../../support/stage.ts'
import { NO_RAMPS } from './no-ramps.ts'
import { ask } from './asking-stage.ts'

const anchor = { at: 0, position: 0, rate: 1, state: 'running' } as const
const limits = { emissionsLeft: Infinity, deadline: Infinity }
const fresh = { chase: false, lost: false, afterSleep: 'ask' } as const
const start = { run: 1, anchor, cursor: 0, asking: false, ...fresh, ...limits }

/** A runner that plays two questions; `log` is what it reports. */
function rig(room: () => boolean): { clock: SimulatedClock; runner: Runner; log: string[] } {
  const clock = new SimulatedClock()
  const log: string[] = []
  const runner = new Runner(clock, {
    ...NO_RAMPS,
    opens: () => false,
    send: () => false,
    emitted({ index, holds }) {
      if (room()) log.push(`emitted ${index}${holds ? ' holds' : ''}`)
      return room()
    },
    anchored: (_, { state, position }, asking) =>
      void log.push(`${state} ${position}${asking ? ' asking' : ''}`),
    caughtUp: () => true,
    slept() {},
    stopped: (_, ending) => void log.push(ending),
    progressed() {},
  })
  const { steps } = playlist({ id: 'p', steps: [ask(0), ask(100), { offset: 100, type: 'lights.b' }] })
  const timeline = compileTimeline(steps, () => null)
  runner.apply({ kind: 'load', timeline })
  runner.apply({ kind: 'start', start: { ...start, timeline: timeline.id } })
  return { clock, runner, log }
}

test('an answer to a question that the run has left releases no other', () => {
  const { clock, runner, log } = rig(() => true)
  runner.emitNext()
  runner.apply({ kind: 'seek', run: 1, position: 100, chase: false })
  runner.emitNext()
  runner.apply({ kind: 'release', run: 1, index: 0 })
  clock.advanceTo(500)
  expect(runner.emitNext()).toBe(false)
  runner.apply({ kind: 'release', run: 1, index: 1 })
  while (runner.emitNext());
  expect(log).toEqual([
    'emitted 0 holds',
    'running 100',
    'emitted 1 holds',
    'holding 100 asking',
    'running 100',
    'emitted 2',
    'completed',
  ])
})

test('a question that cannot be reported for now is asked later, and nothing passes it', () => {
  let room = false
  const { clock, runner, log } = rig(() => room)
  clock.advanceTo(500)
  expect(runner.emitNext()).toBe(false)
  expect(runner.emitNext()).toBe(false)
  room = true
  expect(runner.emitNext()).toBe(true)
  expect(runner.emitNext()).toBe(false)
  expect(runner.nextDueAt()).toBeNull()
  expect(log).toEqual(['emitted 0 holds'])
})

test('what should hold waits for a way that is about to open, and leaves by it before what follows', () => {
  const clock = new SimulatedClock()
  const sent: string[] = []
  let opens = true
  const runner = new Runner(clock, {
    ...NO_RAMPS,
    opens: () => opens,
    send(target, packet) {
      sent.push(`${target} ${packet[0]}`)
      return !opens
    },
    emitted: ({ direct }) => direct || sent.push('by the dispatcher') > 0,
    ...{ anchored() {}, caughtUp: () => true, slept() {}, stopped() {}, progressed() {} },
  })
  const steps = [0, 100, 200, 300].map((offset, place) => ({
    ...{ offset, type: 'osc.send' },
    payload: { target: 'desk', address: '/v', args: [place] },
  }))
  const timeline = compileTimeline(playlist({ id: 'p', steps }).steps, (_, payload) => ({
    packet: Uint8Array.from((payload as { args: number[] }).args),
    target: 'desk',
  }))
  runner.apply({ kind: 'load', timeline })
  const moved = { anchor: { ...anchor, position: 150 }, cursor: 2, chase: true }
  runner.apply({ kind: 'start', start: { ...start, ...moved, timeline: timeline.id } })
  expect(runner.emitNext()).toBe(false)
  clock.advanceTo(60)
  expect(runner.emitNext()).toBe(false)
  expect(sent).toEqual([])
  opens = false
  clock.advanceTo(200)
  while (runner.emitNext());
  expect(sent).toEqual(['desk 1', 'desk 2', 'desk 3'])
})
