import { describe, expect, test } from 'vitest'
import { createMidiDriver } from '../../../../../main/peripherals/midi/driver.ts'
import { createSupervisor } from '../../../../../main/peripherals/supervisor.ts'
import { SimulatedClock } from '../../../../../shared/base/clock.ts'
import { failed, fault, ok } from '../../../../../shared/base/result.ts'
import type { EventDraft } from '../../../../../shared/model/event.ts'
import { FakeMidi } from '../../../../support/fake-midi.ts'

const PADS = 'Pads:Pads MIDI 1 20:0'
const TWIN = 'Pads:Pads MIDI 1 24:0'

/** A supervisor of MIDI alone, and what it published. */
function rig() {
  const clock = new SimulatedClock()
  const system = new FakeMidi()
  const published: EventDraft[] = []
  const supervisor = createSupervisor({
    clock,
    publish: (draft) => published.push(draft),
    drivers: [createMidiDriver(() => Promise.resolve(ok(system.library)))],
  })
  return {
    system,
    supervisor,
    /** Lets pass long enough for ports to be found, opened or missed. */
    async settle() {
      for (let turn = 0; turn < 4; turn += 1) {
        for (let promise = 0; promise < 20; promise += 1) await Promise.resolve()
        clock.advanceBy(300)
      }
    },
    /** `source kind` of messages and `type device` of the rest, since the last time. */
    heard: () =>
      published.splice(0).flatMap(({ type, source, payload }) => {
        if (type === 'midi.received')
          return [`${source} ${(payload as { message: { kind: string } }).message.kind}`]
        return type === 'device.connected' || type === 'device.lost' ? [`${type} ${source}`] : []
      }),
  }
}

describe('a port', () => {
  test('is opened under its name without the changing numbers, and heard', async () => {
    const { system, supervisor, settle, heard } = rig()
    await using _ = supervisor
    system.plug(PADS)
    await settle()
    system.play(PADS, 0x90, 36, 100)
    expect(heard()).toEqual(['device.connected midi:Pads:Pads MIDI 1:1', 'midi:Pads:Pads MIDI 1:1 noteOn'])
  })

  test('that goes ends its notes, and is heard again when it comes back with another number', async () => {
    const { system, supervisor, settle, heard } = rig()
    await using _ = supervisor
    system.plug(PADS)
    await settle()
    system.play(PADS, 0x90, 36, 100)
    heard()
    system.unplug(PADS)
    await settle()
    expect(heard()).toEqual(['midi:Pads:Pads MIDI 1:1 noteOff', 'device.lost midi:Pads:Pads MIDI 1:1'])
    system.plug(TWIN)
    await settle()
    system.play(TWIN, 0x80, 36, 0)
    expect(heard()).toEqual(['device.connected midi:Pads:Pads MIDI 1:1', 'midi:Pads:Pads MIDI 1:1 noteOff'])
  })

  test('with the name of another is told apart, also while the other is away', async () => {
    const { system, supervisor, settle, heard } = rig()
    await using _ = supervisor
    system.plug(PADS)
    system.plug(TWIN)
    await settle()
    heard()
    system.unplug(PADS)
    await settle()
    heard()
    system.play(TWIN, 0xc0, 1)
    expect(heard()).toEqual(['midi:Pads:Pads MIDI 1:2 program'])
    system.plug(PADS)
    await settle()
    heard()
    system.play(PADS, 0xc0, 1)
    expect(heard()).toEqual(['midi:Pads:Pads MIDI 1:1 program'])
  })

  test('of this program itself is not opened', async () => {
    const { system, supervisor, settle, heard } = rig()
    await using _ = supervisor
    system.plug('RtMidi Output Client:RtMidi Output 129:0')
    await settle()
    expect(heard()).toEqual([])
    expect(supervisor.health()).toEqual([])
  })

  test('that another program holds is tried again until it opens', async () => {
    const { system, supervisor, settle, heard } = rig()
    await using _ = supervisor
    system.failure = 'Internal RtMidi error'
    system.plug(PADS)
    await settle()
    await settle()
    expect(supervisor.health()).toMatchObject([
      { state: 'refused', reason: 'Internal RtMidi error: close other programs that use this port' },
    ])
    system.failure = null
    await settle()
    await settle()
    expect(heard()).toEqual(['device.connected midi:Pads:Pads MIDI 1:1'])
  })
})

test('everything is let go of at the end but for what lists the ports', async () => {
  const { system, supervisor, settle } = rig()
  system.plug(PADS)
  system.plug(TWIN)
  await settle()
  expect(system.live).toBe(3)
  await supervisor[Symbol.asyncDispose]()
  expect(system.live).toBe(1)
})

test('without a sequencer it is off, with the reason', async () => {
  const refusal = fault('midi/no-sequencer', 'MIDI', 'no ALSA sequencer here', 'load the module snd-seq')
  await using supervisor = createSupervisor({
    clock: new SimulatedClock(),
    publish: () => 1,
    drivers: [createMidiDriver(() => Promise.resolve(failed(refusal)))],
  })
  for (let promise = 0; promise < 20; promise += 1) await Promise.resolve()
  expect(supervisor.health()).toMatchObject([
    { family: 'midi', state: 'off', reason: 'no ALSA sequencer here: load the module snd-seq' },
  ])
})

test('a library that cannot reach the system turns it off', async () => {
  function Input(): never {
    throw new Error('Failed to initialise RtMidi')
  }
  const library = { ...new FakeMidi().library, Input: Input as never }
  const available = await createMidiDriver(() => Promise.resolve(ok(library))).available()
  expect(available).toMatchObject({ ok: false, error: { what: 'Failed to initialise RtMidi' } })
})
