import { expect, test } from 'vitest'
import { createMidiOutput } from '../../../../../main/outputs/midi/output.ts'
import { SimulatedClock, monotonicMs, wallMs } from '../../../../../shared/base/clock.ts'
import { disposable } from '../../../../../shared/base/disposable.ts'
import { ok } from '../../../../../shared/base/result.ts'
import type { EventHandler, PayloadOf } from '../../../../../shared/model/event.ts'
import type { MidiMessage } from '../../../../../shared/model/midi.ts'
import { OPENING } from '../../../../../shared/model/show-change.ts'
import { FakeMidi } from '../../../../support/fake-midi.ts'

const SURFACE = 'X-Touch:X-Touch 20:0'
const PORT = { port: 'X-Touch:X-Touch', occurrence: 1, maxAge: 2000 }
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
}
const note = (number: number, velocity: number): MidiMessage => ({
  ...{ kind: 'noteOn', channel: 1, note: number, velocity },
})

async function surface() {
  const clock = new SimulatedClock()
  const system = new FakeMidi()
  let hear: EventHandler<'midi.send'> = () => {}
  const output = createMidiOutput({
    clock,
    publish: () => null,
    subscribe: (type, handler) => {
      hear = handler as unknown as EventHandler<'midi.send'>
      return disposable(type, () => {})
    },
    load: () => Promise.resolve(ok(system.library)),
  })
  system.plug(SURFACE)
  output.take({ surface: PORT }, OPENING)
  await settle()
  const send = (payload: Omit<PayloadOf<'midi.send'>, 'output'>): void => {
    const head = {
      seq: 1,
      source: 'feedback:f',
      cause: null,
      at: monotonicMs(clock.now()),
      time: wallMs(0),
      bytes: 0,
    }
    void hear({ ...head, type: 'midi.send', payload: { output: 'surface', ...payload } })
    clock.advanceBy(10)
  }
  const sent = (): string[] => system.takeSent().map((line) => line.slice(SURFACE.length + 1))
  return { clock, system, output, send, sent }
}

test('lights that are on are put out when the show sends there no more, and those that are out are left alone', async () => {
  const { output, send, sent } = await surface()
  send({ message: note(1, 127), route: 'feedback:a', dark: note(1, 0) })
  send({ message: note(2, 5), route: 'feedback:b', dark: note(2, 9) })
  send({ message: note(2, 9), route: 'feedback:b' })
  send({ message: { kind: 'pitchBend', channel: 1, value: 1 }, route: 'feedback:c' })
  expect(sent()).toEqual(['90017f', '900205', '900209', 'e00100'])
  output.take({}, OPENING)
  expect(sent()).toEqual(['900100'])
  await output[Symbol.asyncDispose]()
})

test('likewise when the program ends; without what puts it out a light stays as it is', async () => {
  const { output, send, sent } = await surface()
  send({ message: note(1, 127), route: 'feedback:a', dark: note(1, 0) })
  send({ message: note(2, 127), route: 'feedback:b' })
  sent()
  await output[Symbol.asyncDispose]()
  expect(sent()).toEqual(['900100'])
})

test('a light makes no sound: a panic leaves it, and its channel, alone', async () => {
  const { output, send, sent } = await surface()
  send({ message: note(1, 127), route: 'feedback:a', dark: note(1, 0) })
  sent()
  output.panic(7)
  expect(sent()).toEqual([])
  await output[Symbol.asyncDispose]()
})
