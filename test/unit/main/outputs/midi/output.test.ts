import { describe, expect, test } from 'vitest'
import { DISPATCHER_DEFAULTS } from '../../../../../main/dispatcher/defaults.ts'
import { Dispatcher } from '../../../../../main/dispatcher/dispatcher.ts'
import { createMidiOutput } from '../../../../../main/outputs/midi/output.ts'
import { inOrder } from '../../../../../main/order.ts'
import { SimulatedClock, monotonicMs } from '../../../../../shared/base/clock.ts'
import { failed, fault, ok } from '../../../../../shared/base/result.ts'
import type { EventEnvelope } from '../../../../../shared/model/event.ts'
import type { Json } from '../../../../../shared/model/json.ts'
import { OPENING } from '../../../../../shared/model/show-change.ts'
import type { MidiOutputPort } from '../../../../../shared/model/show.ts'
import { FakeMidi } from '../../../../support/fake-midi.ts'

const SYNTH = 'Synth:Synth MIDI 1 20:0'
const TWIN = 'Synth:Synth MIDI 1 24:0'
const port = { port: 'Synth:Synth MIDI 1', occurrence: 1, maxAge: 2000 }

function rig(outputs: Record<string, MidiOutputPort> = { synth: port }, unavailable?: string) {
  const clock = new SimulatedClock()
  const system = new FakeMidi()
  const failures: EventEnvelope<'midi.sendFailed'>[] = []
  const dispatcher = new Dispatcher({
    ...DISPATCHER_DEFAULTS,
    clock,
    defer: (run) => void clock.upkeep(clock.now(), run),
  })
  const { publish, subscribe } = dispatcher
  const listening = subscribe('midi.sendFailed', (event) => void failures.push(event), {
    priority: 0,
    name: 'test',
    acts: false,
  })
  const output = createMidiOutput({
    clock,
    publish,
    subscribe: inOrder(subscribe)('device process'),
    load: () =>
      Promise.resolve(
        unavailable === undefined
          ? ok(system.library)
          : failed(fault('midi/no-sequencer', 'MIDI', unavailable, 'load the module')),
      ),
  })
  output.take(outputs, OPENING)
  return {
    clock,
    system,
    output,
    /** What the library was loaded for, and what was published, without time passing. */
    async settle() {
      for (let promise = 0; promise < 20; promise += 1) await Promise.resolve()
      clock.advanceBy(0)
    },
    send(message: Json, name = 'synth', at = clock.now()) {
      publish({
        at,
        type: 'midi.send',
        source: 'test',
        cause: null,
        payload: { output: name, message } as never,
      })
      clock.advanceBy(0)
    },
    panic() {
      dispatcher.panic()
      output.panic(1)
      clock.advanceBy(0)
    },
    publish,
    told: () => failures.splice(0).map(({ payload: { code, total } }) => `${code} ${total}`),
    async [Symbol.asyncDispose]() {
      listening[Symbol.dispose]()
      await output[Symbol.asyncDispose]()
      clock.advanceBy(0)
    },
  }
}

const on = (note: number, channel = 1): Json => ({ kind: 'noteOn', channel, note, velocity: 100 })
const off = (note: number, channel = 1): Json => ({ kind: 'noteOff', channel, note, velocity: 0 })
const program = (number: number): Json => ({ kind: 'program', channel: 1, program: number })

test('a port is found whatever blanks there are at the ends of its name, here or in the system', async () => {
  await using there = rig()
  there.system.plug('Synth:Synth MIDI 1  20:0')
  await there.settle()
  there.send({ kind: 'start' })
  expect(there.system.takeSent()).toEqual(['Synth:Synth MIDI 1  20:0 fa'])
  await using here = rig({ synth: { ...port, port: 'Synth:Synth MIDI 1 ' } })
  here.system.plug(SYNTH)
  await here.settle()
  here.send({ kind: 'start' })
  expect(here.system.takeSent()).toEqual([`${SYNTH} fa`])
})

describe('a message', () => {
  test('goes to the port that the show names', async () => {
    await using stage = rig()
    stage.system.plug(SYNTH)
    await stage.settle()
    stage.send(on(60))
    stage.send({ kind: 'showControl', device: 1, format: 1, command: 'GO', cue: '5' })
    expect(stage.system.takeSent()).toEqual([`${SYNTH} 903c64`, `${SYNTH} f07f0102010135f7`])
    expect(stage.output.health()).toMatchObject([{ output: 'synth', state: 'open', reason: null, sent: 2 }])
  })

  test('of several parts goes out part by part', async () => {
    await using stage = rig()
    stage.system.plug(SYNTH)
    await stage.settle()
    stage.send({ kind: 'rpn', channel: 1, parameter: 0, value: 256 })
    expect(stage.system.takeSent().map((line) => line.slice(-6))).toEqual([
      'b06500',
      'b06400',
      'b00602',
      'b02600',
    ])
    expect(stage.output.health()).toMatchObject([{ sent: 1 }])
  })

  test('goes to the second of two ports of one name, and to nobody else while that is away', async () => {
    await using stage = rig({ synth: { ...port, occurrence: 2, maxAge: 2000 } })
    stage.system.plug(SYNTH)
    stage.system.plug(TWIN)
    await stage.settle()
    stage.send(program(1))
    stage.system.unplug(SYNTH)
    stage.clock.advanceBy(500)
    stage.send(program(2))
    stage.system.unplug(TWIN)
    stage.system.plug(SYNTH)
    stage.clock.advanceBy(500)
    stage.send(program(3))
    expect(stage.system.takeSent()).toEqual([`${TWIN} c001`, `${TWIN} c002`])
    expect(stage.output.health()).toMatchObject([
      {
        state: 'missing',
        reason: 'number 2 of the MIDI outputs called Synth:Synth MIDI 1 is not there',
      },
    ])
  })

  test('for an output that the show does not declare is refused', async () => {
    await using stage = rig()
    stage.send(on(60), 'desk')
    expect(stage.told()).toEqual(['midi/unknown-output 1'])
  })

  test.runIf(process.platform === 'linux')('longer than ALSA takes is refused', async () => {
    await using stage = rig()
    stage.system.plug(SYNTH)
    await stage.settle()
    stage.send({ kind: 'sysex', data: '11'.repeat(4861) })
    stage.send({ kind: 'sysex', data: '11'.repeat(4862) })
    expect(stage.system.takeSent()).toHaveLength(1)
    expect(stage.told()).toEqual(['midi/too-long 1'])
  })
})

describe('many messages', () => {
  test('go out in order, at most 128 at once and 16 a millisecond', async () => {
    await using stage = rig()
    stage.system.plug(SYNTH)
    await stage.settle()
    for (let index = 0; index < 500; index += 1) stage.send(program(index % 128))
    expect(stage.system.sent).toHaveLength(128)
    stage.clock.advanceBy(10)
    expect(stage.system.sent).toHaveLength(288)
    expect(stage.output.health()).toMatchObject([{ queued: 212, sent: 288 }])
    stage.clock.advanceBy(20)
    expect(stage.system.takeSent().map((line) => Number.parseInt(line.slice(-2), 16))).toEqual(
      Array.from({ length: 500 }, (_, index) => index % 128),
    )
  })

  test('of one route give way to the latest while the port is away, and that is counted', async () => {
    await using stage = rig()
    for (const value of [1, 2, 3]) {
      const payload = { output: 'synth', message: program(value), route: 'param:level/0' }
      stage.publish({ type: 'midi.send', source: 'test', cause: null, payload: payload as never })
      stage.clock.advanceBy(0)
    }
    expect(stage.output.health()).toMatchObject([{ queued: 1, dropped: 0, collapsed: 2 }])
    stage.system.plug(SYNTH)
    await stage.settle()
    stage.clock.advanceBy(5000)
    await stage.settle()
    expect(stage.system.takeSent()).toEqual([`${SYNTH} c003`])
    expect(stage.output.health()).toMatchObject([{ queued: 0, sent: 1, collapsed: 2 }])
  })

  test('wait in a queue of 1,000, from which the oldest is dropped and told', async () => {
    await using stage = rig()
    for (let index = 0; index < 1003; index += 1) stage.send(program(index % 128))
    expect(stage.output.health()).toMatchObject([{ queued: 1000, dropped: 3 }])
    expect(stage.told()).toEqual(['midi/queue-full 1', 'midi/queue-full 2', 'midi/queue-full 3'])
    stage.system.plug(SYNTH)
    await stage.settle()
    stage.clock.advanceBy(100)
    expect(stage.system.takeSent()[0]).toBe(`${SYNTH} c003`)
  })

  test('of which note offs are the last to be dropped', async () => {
    await using stage = rig()
    stage.send(off(60))
    for (let index = 0; index < 1000; index += 1) stage.send(program(index % 128))
    stage.system.plug(SYNTH)
    await stage.settle()
    stage.clock.advanceBy(100)
    expect(stage.system.takeSent().slice(0, 2)).toEqual([`${SYNTH} 803c00`, `${SYNTH} c001`])
  })
})

test('a message that was held up on its way here is too old on arrival, but for what ends a note', async () => {
  await using stage = rig()
  stage.system.plug(SYNTH)
  await stage.settle()
  stage.clock.advanceBy(8000)
  stage.send(program(1), 'synth', monotonicMs(5999))
  stage.send(program(2), 'synth', monotonicMs(6000))
  stage.send(off(60), 'synth', monotonicMs(0))
  expect(stage.system.takeSent()).toEqual([`${SYNTH} c002`, `${SYNTH} 803c00`])
  expect(stage.told()).toEqual(['midi/too-old 1'])
})

describe('a port that is away', () => {
  test('gets what is at most two seconds old when it comes, and every note off', async () => {
    await using stage = rig()
    await stage.settle()
    stage.send(program(1))
    stage.send(off(60))
    stage.clock.advanceBy(400)
    stage.send(program(2))
    stage.clock.advanceBy(1900)
    stage.system.plug(SYNTH)
    stage.clock.advanceBy(200)
    expect(stage.system.takeSent()).toEqual([`${SYNTH} 803c00`])
    expect(stage.told()).toEqual(['midi/port-missing 2'])
    expect(stage.output.health()).toMatchObject([{ state: 'open', sent: 1, dropped: 2, queued: 0 }])
  })

  test('gets what is as old as it may be, and nothing that is older', async () => {
    await using stage = rig({ synth: { ...port, maxAge: 500 } })
    await stage.settle()
    stage.clock.advanceBy(999)
    stage.send(program(1))
    stage.clock.advanceBy(1)
    stage.send(program(2))
    stage.clock.advanceBy(499)
    stage.system.plug(SYNTH)
    stage.clock.advanceBy(1)
    expect(stage.system.takeSent()).toEqual([`${SYNTH} c002`])
    expect(stage.told()).toEqual(['midi/port-missing 1'])
  })

  test('keeps no more than 4 MiB', async () => {
    await using stage = rig()
    await stage.settle()
    for (let sent = 0; sent < 900; sent += 1) stage.send({ kind: 'sysex', data: '00'.repeat(4861) })
    expect(stage.output.health()).toMatchObject([{ queued: 862, dropped: 38 }])
    expect(stage.told().at(-1)).toBe('midi/queue-full 38')
  })

  test('gets what was sent shortly before it came', async () => {
    await using stage = rig()
    await stage.settle()
    stage.send(program(1))
    stage.system.plug(SYNTH)
    stage.clock.advanceBy(500)
    expect(stage.system.takeSent()).toEqual([`${SYNTH} c001`])
  })

  test('has the notes ended that it left hanging, when it comes back with another number', async () => {
    await using stage = rig()
    stage.system.plug(SYNTH)
    await stage.settle()
    stage.send(on(60))
    stage.send(on(61))
    stage.send(off(61))
    stage.send(on(62, 16))
    stage.system.takeSent()
    stage.system.unplug(SYNTH)
    stage.clock.advanceBy(500)
    expect(stage.output.health()).toMatchObject([
      { state: 'missing', reason: 'no MIDI output is called Synth:Synth MIDI 1; there is none' },
    ])
    stage.system.plug(TWIN)
    stage.clock.advanceBy(500)
    expect(stage.system.takeSent()).toEqual([
      `${TWIN} 803c00`,
      `${TWIN} 8f3e00`,
      `${TWIN} b07b00`,
      `${TWIN} bf7b00`,
    ])
  })

  test('is opened again after a send that failed', async () => {
    await using stage = rig()
    stage.system.plug(SYNTH)
    await stage.settle()
    stage.system.failure = 'Internal RtMidi error'
    stage.send(program(1))
    expect(stage.told()).toEqual(['midi/send 1'])
    stage.clock.advanceBy(500)
    expect(stage.output.health()).toMatchObject([
      { state: 'missing', reason: 'Internal RtMidi error', failed: 1 },
    ])
    stage.system.failure = null
    stage.clock.advanceBy(500)
    stage.send(program(2))
    expect(stage.system.takeSent()).toEqual([`${SYNTH} c002`])
  })
})

describe('panic', () => {
  test('silences every channel that was used, then ends each note that is on', async () => {
    await using stage = rig()
    stage.system.plug(SYNTH)
    await stage.settle()
    stage.send(on(60))
    stage.send(on(61))
    stage.send(off(61))
    stage.send({ kind: 'control', channel: 16, controller: 7, value: 100 })
    stage.send({ kind: 'start' })
    stage.system.takeSent()
    stage.panic()
    expect(stage.system.takeSent()).toEqual([
      `${SYNTH} b07800`,
      `${SYNTH} b07b00`,
      `${SYNTH} bf7800`,
      `${SYNTH} bf7b00`,
      `${SYNTH} 803c00`,
    ])
    stage.panic()
    expect(stage.system.takeSent()).toHaveLength(4)
    expect(stage.told()).toEqual([])
  })

  test('forgets what waits for its turn, and plays what comes after', async () => {
    await using stage = rig()
    stage.system.plug(SYNTH)
    await stage.settle()
    for (let index = 0; index < 500; index += 1) stage.send(program(index % 128))
    stage.send(on(60))
    stage.system.takeSent()
    stage.panic()
    stage.send(on(61))
    stage.clock.advanceBy(1000)
    expect(stage.system.takeSent()).toEqual([`${SYNTH} b07800`, `${SYNTH} b07b00`, `${SYNTH} 903d64`])
    expect(stage.output.health()).toMatchObject([{ queued: 0, dropped: 0, failed: 0 }])
    expect(stage.told()).toEqual([])
  })

  test('overtakes what was asked for before and is still to be dispatched', async () => {
    await using stage = rig()
    stage.system.plug(SYNTH)
    await stage.settle()
    const payload = { output: 'synth', message: on(60) } as never
    stage.publish({ type: 'midi.send', source: 'test', cause: null, payload })
    stage.panic()
    stage.clock.advanceBy(1000)
    expect(stage.system.takeSent()).toEqual([])
  })

  test('sends no more than the system takes at once, however many notes are on', async () => {
    await using stage = rig()
    stage.system.plug(SYNTH)
    await stage.settle()
    for (let note = 0; note < 2048; note += 1) {
      stage.send(on(note % 128, 1 + (note >> 7)))
      stage.clock.advanceBy(0.0625)
    }
    stage.clock.advanceBy(1000)
    expect(stage.system.takeSent()).toHaveLength(2048)
    stage.panic()
    expect(stage.system.takeSent()).toHaveLength(128)
    stage.clock.advanceBy(1000)
    const rest = stage.system.takeSent()
    expect(rest).toHaveLength(904)
    expect(rest.every((line) => line.includes(' 8'))).toBe(true)
    expect(stage.output.health()).toMatchObject([{ queued: 0, dropped: 0 }])
  })

  test('reaches a port that is away when it comes back', async () => {
    await using stage = rig()
    stage.system.plug(SYNTH)
    await stage.settle()
    stage.send(on(60))
    stage.system.unplug(SYNTH)
    stage.clock.advanceBy(500)
    stage.send(on(62))
    stage.panic()
    stage.system.takeSent()
    stage.system.plug(SYNTH)
    stage.clock.advanceBy(500)
    expect(stage.system.takeSent()).toEqual([`${SYNTH} 803c00`, `${SYNTH} b07b00`])
  })

  test('that the port fails on ends the notes when it is open again', async () => {
    await using stage = rig()
    stage.system.plug(SYNTH)
    await stage.settle()
    stage.send(on(60))
    stage.system.takeSent()
    stage.system.failure = 'Internal RtMidi error'
    stage.panic()
    expect(stage.told()).toEqual(['midi/send 1'])
    stage.system.failure = null
    stage.clock.advanceBy(500)
    expect(stage.system.takeSent()).toEqual([`${SYNTH} 803c00`, `${SYNTH} b07b00`])
  })
})

test('at the end, notes that are on are ended and everything is let go of', async () => {
  const stage = rig()
  stage.system.plug(SYNTH)
  await stage.settle()
  stage.send(on(60))
  stage.system.takeSent()
  await stage[Symbol.asyncDispose]()
  expect(stage.system.takeSent()).toEqual([`${SYNTH} 803c00`, `${SYNTH} b07b00`])
  expect(stage.system.live).toBe(0)
})

test('without MIDI on this computer every message fails with the reason', async () => {
  await using stage = rig({ synth: port }, 'no ALSA sequencer here')
  stage.send(program(1))
  await stage.settle()
  expect(stage.output.health()).toMatchObject([
    { state: 'off', reason: 'no ALSA sequencer here: load the module', queued: 0, dropped: 1 },
  ])
  stage.send(program(2))
  expect(stage.told()).toEqual(['midi/off 1', 'midi/off 2'])
})

test('a show without MIDI outputs loads no library', async () => {
  await using stage = rig({})
  await stage.settle()
  expect(stage.system.live).toBe(0)
  expect(stage.output.health()).toEqual([])
})
