import { expect, test } from 'vitest'
import { SimulatedClock } from '../../../../shared/base/clock.ts'
import type { EventDraft, EventEnvelope, EventHandler } from '../../../../shared/model/event.ts'
import type { MidiOutputHealth, OscTargetHealth } from '../../../../shared/model/health.ts'
import type { OutputKind } from '../../../../shared/model/output.ts'
import { Trials } from '../../../../main/outputs/trial.ts'
import { midiOutput, target } from '../health/readings.ts'

function rig() {
  const clock = new SimulatedClock()
  const sent: EventDraft[] = []
  let hear: EventHandler = () => undefined
  const state = { targets: [target], outputs: [midiOutput], armed: true, muted: false }
  const trials = new Trials({
    clock,
    publish: (draft) => sent.push(draft),
    subscribe(_, handler) {
      hear = handler as EventHandler
      return { [Symbol.dispose]() {} }
    },
    mutes: { isMuted: () => state.muted, has: (_, id) => id !== 'nobody' },
    arming: {
      get isArmed() {
        return state.armed
      },
    },
    oscTargets: () => state.targets,
    midiOutputs: () => state.outputs,
  })
  return {
    ...{ clock, sent, state },
    test: (kind: OutputKind, id = 'desk') => trials.try({ kind, id }, 'operator', 5),
    /** After so many milliseconds the output counts otherwise. */
    later(ms: number, change: Partial<OscTargetHealth> & Partial<MidiOutputHealth>): void {
      clock.advanceBy(ms)
      state.targets = [{ ...target, ...change }]
      state.outputs = [{ ...midiOutput, ...change }]
    },
    answers: (data: string) =>
      void hear({ payload: { port: 'Synth', message: { kind: 'sysex', data } } } as EventEnvelope),
  }
}

test('over UDP what was handed over is said to be no more than that', async () => {
  const { clock, sent, test, later } = rig()
  const outcome = test('target')
  expect(sent).toMatchObject([
    {
      type: 'osc.send',
      source: 'operator',
      cause: 5,
      payload: { target: 'desk', address: '/cuewright/ping' },
    },
  ])
  later(100, { sent: 1 })
  clock.advanceBy(500)
  expect(await outcome).toMatchObject({
    value: {
      reached: 'handedOver',
      what: expect.stringContaining('nobody tells whether it arrived') as string,
    },
  })
})

test('where nothing listens, that is said as soon as it is known', async () => {
  const { clock, test, later } = rig()
  const outcome = test('target')
  later(20, { sent: 1, failed: 1, lastError: 'nothing listens there (ECONNREFUSED)' })
  clock.advanceBy(50)
  expect(await outcome).toMatchObject({
    error: { code: 'output/not-reached', what: 'nothing listens there (ECONNREFUSED)' },
  })
})

test('over TCP it is acknowledged by the other computer, or waits', async () => {
  const { clock, state, test, later } = rig()
  state.targets = [{ ...target, acknowledged: 4 }]
  const outcome = test('target')
  later(100, { sent: 1, acknowledged: 5 })
  clock.advanceBy(50)
  expect(await outcome).toMatchObject({ value: { reached: 'acknowledged' } })
  const waits = test('target')
  clock.advanceBy(2100)
  expect(await waits).toMatchObject({ error: { code: 'output/waits' } })
})

test('a MIDI device is asked what it is, and may answer', async () => {
  const { clock, sent, test, later, answers } = rig()
  const outcome = test('midiOutput')
  expect(sent).toMatchObject([{ payload: { message: { kind: 'sysex', data: '7e7f0601' } } }])
  later(100, { sent: 1 })
  answers('7e00060200002029')
  clock.advanceBy(50)
  expect(await outcome).toEqual({ ok: true, value: { reached: 'answered', what: 'Synth answered' } })
  const silent = test('midiOutput')
  later(100, { sent: 2 })
  clock.advanceBy(2100)
  expect(await silent).toMatchObject({ value: { reached: 'handedOver' } })
})

test('nothing is sent while it is muted or the show is disarmed, or where there is no such output', async () => {
  const { sent, state, test } = rig()
  state.muted = true
  expect(await test('target')).toMatchObject({ error: { code: 'output/muted' } })
  state.muted = false
  state.armed = false
  expect(await test('target')).toMatchObject({ error: { code: 'show/disarmed' } })
  expect(await test('target', 'nobody')).toMatchObject({ error: { code: 'output/unknown' } })
  expect(sent).toEqual([])
})
