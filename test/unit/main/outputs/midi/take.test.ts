import { expect, onTestFinished, test } from 'vitest'
import { createMidiOutput } from '../../../../../main/outputs/midi/output.ts'
import { SimulatedClock } from '../../../../../shared/base/clock.ts'
import { disposable } from '../../../../../shared/base/disposable.ts'
import { failed, fault, ok } from '../../../../../shared/base/result.ts'
import type { EventDraft, EventEnvelope, EventHandler } from '../../../../../shared/model/event.ts'
import type { MidiMessage } from '../../../../../shared/model/midi.ts'
import { OPENING } from '../../../../../shared/model/show-change.ts'
import type { ShowChange } from '../../../../../shared/model/show-change.ts'
import { FakeMidi } from '../../../../support/fake-midi.ts'

const EDIT: ShowChange = { cause: 5, kind: 'edit' }
const KEYS = 'Keys:Keys 20:0'
const DRUMS = 'Drums:Drums 24:0'
const keys = { port: 'Keys:Keys', occurrence: 1, maxAge: 2000 }
const drums = { port: 'Drums:Drums', occurrence: 1, maxAge: 2000 }
const note = (number: number): MidiMessage => ({ kind: 'noteOn', channel: 1, note: number, velocity: 64 })

function rig({ isMissing = false } = {}) {
  const clock = new SimulatedClock()
  const system = new FakeMidi()
  for (const port of [KEYS, DRUMS]) system.plug(port)
  const said: string[] = []
  let loads = 0
  let hear: EventHandler | null = null
  const output = createMidiOutput({
    clock,
    publish(draft) {
      const { payload, cause } = draft as EventDraft<'midi.sendFailed'>
      return said.push(`${cause} ${payload.output} ${payload.code}`)
    },
    subscribe(_, handler) {
      hear = handler as EventHandler
      return disposable('subscription', () => (hear = null))
    },
    load() {
      loads += 1
      return Promise.resolve(
        isMissing ? failed(fault('midi/none', 'x', 'no MIDI', 'install')) : ok(system.library),
      )
    },
  })
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
    clock.advanceBy(0)
  }
  onTestFinished(() => output[Symbol.asyncDispose]())
  let seq = 10
  return {
    ...{ clock, system, output, settle },
    loads: () => loads,
    said: () => said.splice(0),
    send(name: string, message: MidiMessage) {
      const event = {
        seq: (seq += 1),
        type: 'midi.send',
        at: clock.now(),
        payload: { output: name, message },
      }
      void hear?.(event as unknown as EventEnvelope)
      clock.advanceBy(0)
    },
  }
}

test('the library is loaded when the first output is taken, and not before', async () => {
  const { output, settle, loads, system } = rig()
  output.take({}, OPENING)
  await settle()
  expect([loads(), system.live]).toEqual([0, 0])
  output.take({ keys }, EDIT)
  await settle()
  output.take({}, EDIT)
  output.take({ drums }, EDIT)
  expect(loads()).toBe(1)
  expect(output.health()).toMatchObject([{ output: 'drums', state: 'open' }])
})

test('an output that goes has its notes ended, and what plays at the others plays on', async () => {
  const { output, settle, send, system, said } = rig()
  output.take({ keys, drums }, OPENING)
  await settle()
  send('keys', note(60))
  send('drums', note(36))
  expect(system.takeSent()).toEqual([`${KEYS} 903c40`, `${DRUMS} 902440`])
  output.take({ drums: { ...drums, maxAge: 100 } }, EDIT)
  expect(system.takeSent()).toEqual([`${KEYS} 803c00`, `${KEYS} b07b00`])
  expect(output.health()).toMatchObject([{ output: 'drums', state: 'open', sent: 1 }])
  send('keys', note(62))
  expect(said()).toEqual(['13 keys midi/unknown-output'])
})

test('an output that is given another port lets go of the old one first, and has the new one at once', async () => {
  const { output, settle, send, system } = rig()
  output.take({ keys }, OPENING)
  await settle()
  send('keys', note(60))
  const live = system.live
  output.take({ keys: drums }, EDIT)
  send('keys', note(61))
  expect(system.takeSent()).toEqual([`${KEYS} 903c40`, `${KEYS} 803c00`, `${KEYS} b07b00`, `${DRUMS} 903d40`])
  expect(system.live).toBe(live)
})

test('what waits for a port that goes is given up and said', async () => {
  const { output, settle, send, system, said } = rig()
  system.unplug(KEYS)
  output.take({ keys, drums }, OPENING)
  await settle()
  send('keys', note(60))
  output.take({ drums }, EDIT)
  expect(said()).toEqual(['11 keys midi/output-closed'])
})

test('the same outputs again are nothing; another order only orders them', async () => {
  const { output, settle, system, clock } = rig()
  output.take({ keys, drums }, OPENING)
  await settle()
  const [live, due] = [system.live, clock.nextDueAt()]
  output.take({ keys: { ...keys }, drums: { ...drums } }, EDIT)
  output.take({ drums, keys }, EDIT)
  expect([system.live, clock.nextDueAt(), system.takeSent()]).toEqual([live, due, []])
  expect(output.health().map(({ output: name }) => name)).toEqual(['drums', 'keys'])
})

test('where there is no MIDI an output that comes later is off as well', async () => {
  const { output, settle } = rig({ isMissing: true })
  output.take({ keys }, OPENING)
  await settle()
  output.take({ keys, drums }, EDIT)
  expect(output.health().map(({ state }) => state)).toEqual(['off', 'off'])
})

test('a renamed output keeps its port open, what waits and what sounds, and is found by its name of before', async () => {
  const { output, settle, send, system, said } = rig()
  output.take({ keys, drums }, OPENING)
  await settle()
  send('keys', note(60))
  system.takeSent()
  const live = system.live
  const renamed = [{ kind: 'midiOutput' as const, from: 'keys', to: 'piano' }]
  output.take({ piano: keys, drums }, { ...EDIT, renamed })
  expect([system.live, system.takeSent(), said()]).toEqual([live, [], []])
  expect(output.health()).toMatchObject([{ output: 'piano', state: 'open', sent: 1 }, { output: 'drums' }])
  send('keys', note(61))
  send('piano', note(62))
  expect(system.takeSent()).toEqual([`${KEYS} 903d40`, `${KEYS} 903e40`])
  output.take({ drums }, EDIT)
  expect(system.takeSent().filter((sent) => sent.includes(' 80'))).toEqual(
    [60, 61, 62].map((number) => `${KEYS} 80${number.toString(16)}00`),
  )
})

test('two outputs that change names change nothing else', async () => {
  const { output, settle, send, system } = rig()
  output.take({ keys, drums }, OPENING)
  await settle()
  const live = system.live
  const renamed = [
    { kind: 'midiOutput' as const, from: 'keys', to: 'drums' },
    { kind: 'midiOutput' as const, from: 'drums', to: 'keys' },
  ]
  output.take({ drums: keys, keys: drums }, { ...EDIT, renamed })
  send('keys', note(60))
  expect([system.live, system.takeSent()]).toEqual([live, [`${DRUMS} 903c40`]])
})
