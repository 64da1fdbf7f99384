import { expect, test } from 'vitest'
import { createMidiOutput } from '../../../../../main/outputs/midi/output.ts'
import { SimulatedClock } from '../../../../../shared/base/clock.ts'
import { disposable } from '../../../../../shared/base/disposable.ts'
import { ok } from '../../../../../shared/base/result.ts'
import { OPENING } from '../../../../../shared/model/show-change.ts'
import { FakeMidi } from '../../../../support/fake-midi.ts'

const SYNTH = 'Synth:Synth 20:0'
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
}

test('what an earlier output left sounding is ended once, as soon as the port is there', async () => {
  using clock = new SimulatedClock()
  const system = new FakeMidi()
  await using output = createMidiOutput({
    clock,
    publish: () => null,
    subscribe: (type) => disposable(type, () => {}),
    load: () => Promise.resolve(ok(system.library)),
  })
  output.take({ synth: { port: 'Synth:Synth', occurrence: 1, maxAge: 2000 } }, OPENING)
  output.takeOver({
    synth: { channels: [1, 2], notes: [{ channel: 2, note: 60 }] },
    other: { channels: [1], notes: [] },
  })
  await settle()
  expect(system.takeSent()).toEqual([])
  system.plug(SYNTH)
  clock.advanceBy(500)
  const ended = ['813c00', 'b17b00', 'b07800', 'b07b00', 'b17800', 'b17b00']
  expect(system.takeSent()).toEqual(ended.map((bytes) => `${SYNTH} ${bytes}`))
  system.unplug(SYNTH)
  clock.advanceBy(500)
  system.plug(SYNTH)
  clock.advanceBy(500)
  expect(system.takeSent()).toEqual([])
})
