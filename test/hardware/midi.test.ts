// MIDI in and out through the native library and the kernel's sequencer, with ports that this test makes and takes away.
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { SystemClock } from '../../main/clock.ts'
import { DISPATCHER_DEFAULTS } from '../../main/dispatcher/defaults.ts'
import { Dispatcher } from '../../main/dispatcher/dispatcher.ts'
import { createMidiOutput } from '../../main/outputs/midi/output.ts'
import { createMidiDriver } from '../../main/peripherals/midi/driver.ts'
import { createSupervisor } from '../../main/peripherals/supervisor.ts'
import { loadMidiLibrary } from '../../main/protocols/midi/midi-library.ts'
import { inOrder } from '../../main/order.ts'
import type { EventEnvelope } from '../../shared/model/event.ts'
import type { MidiMessage } from '../../shared/model/midi.ts'
import { OPENING } from '../../shared/model/show-change.ts'
import type { MidiOutputPort } from '../../shared/model/show.ts'
import { virtualInput, virtualOutput } from './lab/midi-ports.ts'

/** A device that plays: an input for the engine. */
const instrument = virtualOutput

/** A device that listens: an output for the engine. */
function synth(name: string): { readonly heard: Buffer[]; destroy(): void } {
  const heard: Buffer[] = []
  return { heard, ...virtualInput(name, (bytes) => void heard.push(bytes)) }
}

async function until(what: string, holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 1500; tries += 1) {
    if (holds()) return
    await sleep(10)
  }
  throw new Error(`waited in vain until ${what}`)
}

const clock = new SystemClock()
let events: EventEnvelope[] = []
let dispatcher: Dispatcher
let scope: AsyncDisposableStack

beforeEach(() => {
  events = []
  scope = new AsyncDisposableStack()
  dispatcher = new Dispatcher({ ...DISPATCHER_DEFAULTS, clock, defer: setImmediate })
  const keep = (event: EventEnvelope): void => void events.push(event)
  scope.use(dispatcher.subscribe('*', keep, { priority: 0, name: 'test', acts: false }))
})
afterEach(() => scope.disposeAsync())

const received = (source: string): MidiMessage[] =>
  events
    .filter((event) => event.type === 'midi.received' && event.source === source)
    .map((event) => (event as EventEnvelope<'midi.received'>).payload.message)
const seen = (type: string, source: string): number =>
  events.filter((event) => event.type === type && event.source === source).length

const PADS = 'midi:RtMidi Output Client:Pads'

describe('inputs', () => {
  function listen(): void {
    const { publish } = dispatcher
    scope.use(createSupervisor({ clock, publish, drivers: [createMidiDriver(loadMidiLibrary)] }))
  }

  test('hear every kind of message', async () => {
    const pads = instrument('Pads')
    scope.defer(() => pads.destroy())
    listen()
    await until('it is open', () => seen('device.connected', `${PADS}:1`) === 1)
    const messages = [
      [0x90, 60, 100],
      [0x80, 60, 0],
      [0xa0, 60, 5],
      [0xb0, 7, 127],
      [0xc0, 5],
      [0xd0, 9],
      [0xe0, 0, 64],
      [0xf2, 1, 2],
      [0xf3, 4],
      [0xf8],
      [0xfa],
      [0xfb],
      [0xfc],
      [0xf0, 0x7f, 0x7f, 2, 1, 1, 0x31, 0xf7],
      [0xf0, 0x7f, 0x7f, 1, 1, 0x21, 2, 3, 4, 0xf7],
    ]
    for (const message of messages) pads.sendMessage(Buffer.from(message))
    // The controller tells its value of 14 bits as well.
    await until('all have come', () => received(`${PADS}:1`).length > messages.length)
    expect(received(`${PADS}:1`).map(({ kind }) => kind)).toEqual([
      'noteOn',
      'noteOff',
      'polyPressure',
      'control',
      'control14',
      'program',
      'channelPressure',
      'pitchBend',
      'songPosition',
      'songSelect',
      'clock',
      'start',
      'continue',
      'stop',
      'showControl',
      'timecode',
    ])
    // Its place on the tape is another event, which may be of the next turn.
    await until('the place is known', () => seen('timecode.received', `${PADS}:1`) === 1)
  })

  test('hear timecode of quarter frames', async () => {
    const pads = instrument('Pads')
    scope.defer(() => pads.destroy())
    listen()
    await until('it is open', () => seen('device.connected', `${PADS}:1`) === 1)
    for (const data of [0x04, 0x10, 0x23, 0x30, 0x42, 0x50, 0x61, 0x72]) {
      pads.sendMessage(Buffer.from([0xf1, data]))
    }
    await until('it has come', () => seen('timecode.received', `${PADS}:1`) === 1)
    const [told] = events.filter(({ type }) => type === 'timecode.received')
    expect(told?.payload).toMatchObject({ hours: 1, minutes: 2, seconds: 3, frames: 6, rate: 25 })
  })

  test('hear system exclusive that the kernel cuts into pieces', async () => {
    const pads = instrument('Pads')
    scope.defer(() => pads.destroy())
    listen()
    await until('it is open', () => seen('device.connected', `${PADS}:1`) === 1)
    const data = Buffer.from(Array.from({ length: 4000 }, (_, index) => index % 128))
    pads.sendMessage(Buffer.concat([Buffer.of(0xf0, 0x7d), data, Buffer.of(0xf7)]))
    await until('it has come', () => received(`${PADS}:1`).length === 1)
    expect(received(`${PADS}:1`)).toEqual([{ kind: 'sysex', data: `7d${data.toString('hex')}` }])
  })

  test('that vanish let go of their notes, and are heard again each of 20 times they return', async () => {
    let pads = instrument('Pads')
    scope.defer(() => pads.destroy())
    listen()
    for (let time = 1; time <= 20; time += 1) {
      await until(`it is open for time ${time}`, () => seen('device.connected', `${PADS}:1`) === time)
      pads.sendMessage(Buffer.from([0x90, 60, time]))
      await until(`note ${time} has come`, () => received(`${PADS}:1`).length === 2 * time - 1)
      pads.destroy()
      await until(`it is lost for time ${time}`, () => seen('device.lost', `${PADS}:1`) === time)
      expect(received(`${PADS}:1`).slice(-2)).toEqual([
        { kind: 'noteOn', channel: 1, note: 60, velocity: time },
        { kind: 'noteOff', channel: 1, note: 60, velocity: 0 },
      ])
      pads = instrument('Pads')
    }
  }, 120_000)

  test('of one name are told apart, also while one of them is away', async () => {
    const first = instrument('Pads')
    const second = instrument('Pads')
    scope.defer(() => second.destroy())
    listen()
    await until('both are open', () => seen('device.connected', `${PADS}:2`) === 1)
    first.sendMessage(Buffer.from([0xc0, 1]))
    second.sendMessage(Buffer.from([0xc0, 2]))
    await until('both are heard', () => received(`${PADS}:2`).length === 1)
    expect(received(`${PADS}:1`)).toEqual([{ kind: 'program', channel: 1, program: 1 }])
    first.destroy()
    await until('the first is lost', () => seen('device.lost', `${PADS}:1`) === 1)
    second.sendMessage(Buffer.from([0xc0, 3]))
    await until('the second is heard', () => received(`${PADS}:2`).length === 2)
    expect(received(`${PADS}:1`)).toHaveLength(1)
  })
})

describe('outputs', () => {
  const port = { port: 'RtMidi Input Client:Synth', occurrence: 1, maxAge: 2000 }

  function send(message: MidiMessage, output = 'synth'): void {
    dispatcher.publish({ type: 'midi.send', source: 'test', cause: null, payload: { output, message } })
  }

  function open(outputs: Readonly<Record<string, MidiOutputPort>>): ReturnType<typeof createMidiOutput> {
    const { publish, subscribe } = dispatcher
    const output = scope.use(
      createMidiOutput({
        clock,
        publish,
        subscribe: inOrder(subscribe)('device process'),
        load: loadMidiLibrary,
      }),
    )
    output.take(outputs, OPENING)
    return output
  }

  const isOpen = (output: ReturnType<typeof createMidiOutput>): boolean =>
    output.health().every(({ state }) => state === 'open')

  test('send what the show asks for', async () => {
    const { heard, destroy } = synth('Synth')
    scope.defer(destroy)
    const output = open({ synth: port })
    await until('it is open', () => isOpen(output))
    send({ kind: 'noteOn', channel: 10, note: 36, velocity: 127 })
    send({ kind: 'nrpn', channel: 1, parameter: 300, value: 1000 })
    send({ kind: 'timecode', hours: 1, minutes: 2, seconds: 3, frames: 4, rate: 25 })
    await until('all have come', () => heard.length === 6)
    expect(heard.map((bytes) => bytes.toString('hex'))).toEqual([
      '99247f',
      'b06302',
      'b0622c',
      'b00607',
      'b02668',
      'f07f7f010121020304f7',
    ])
  })

  test('send the longest system exclusive that ALSA takes, and say so of a longer one', async () => {
    const { heard, destroy } = synth('Synth')
    scope.defer(destroy)
    const output = open({ synth: port })
    await until('it is open', () => isOpen(output))
    send({ kind: 'sysex', data: '11'.repeat(4862) })
    send({ kind: 'sysex', data: '22'.repeat(4861) })
    await until('it has come', () => heard.length === 1)
    expect(heard[0]).toHaveLength(4863)
    expect(output.health()).toMatchObject([{ sent: 1, failed: 1 }])
  })

  const numbered = (index: number): MidiMessage => ({
    ...({ kind: 'control', channel: 1 } as const),
    ...{ controller: index % 128, value: index >> 7 },
  })
  const numberOf = (bytes: Buffer): number => bytes[2]! * 128 + bytes[1]!

  test('hand over a thousand messages at once, in their order', async () => {
    const { heard, destroy } = synth('Synth')
    scope.defer(destroy)
    const output = open({ synth: port })
    await until('it is open', () => isOpen(output))
    for (let index = 0; index < 1000; index += 1) send(numbered(index))
    await until('all have left', () => output.health()[0]!.sent === 1000)
    expect(output.health()).toMatchObject([{ queued: 0, failed: 0, dropped: 0 }])
    send(numbered(1000))
    await until('the last has come', () => heard.length > 0 && numberOf(heard.at(-1)!) === 1000)
    const numbers = heard.map(numberOf)
    // ALSA keeps 200 for a receiver, and one that an emulated processor does not get round to in time loses what is more.
    console.log(`${numbers.length} of 1001 were heard`)
    expect(numbers).toEqual([...new Set(numbers)].toSorted((one, other) => one - other))
  })

  test('lose nothing of what a receiver has room for', async () => {
    const { heard, destroy } = synth('Synth')
    scope.defer(destroy)
    const output = open({ synth: port })
    await until('it is open', () => isOpen(output))
    for (let index = 0; index < 1000; index += 1) {
      send(numbered(index))
      if (index % 100 === 99) await until('all have come', () => heard.length === index + 1)
    }
    expect(heard.map(numberOf)).toEqual(Array.from({ length: 1000 }, (_, index) => index))
  })

  test('end the notes that a lost port left hanging, when it returns', async () => {
    const before = synth('Synth')
    const output = open({ synth: port })
    await until('it is open', () => isOpen(output))
    send({ kind: 'noteOn', channel: 1, note: 60, velocity: 1 })
    await until('the note has come', () => before.heard.length === 1)
    before.destroy()
    await until('it is missed', () => !isOpen(output))
    const after = synth('Synth')
    scope.defer(after.destroy)
    await until('the note is ended', () => after.heard.length === 2)
    expect(after.heard.map((bytes) => bytes.toString('hex'))).toEqual(['803c00', 'b07b00'])
    send({ kind: 'clock' })
    await until('it is heard again', () => after.heard.length === 3)
  })

  test('of one name are told apart', async () => {
    const [first, second] = [synth('Synth'), synth('Synth')] as const
    scope.defer(first.destroy)
    scope.defer(second.destroy)
    const output = open({ one: port, two: { ...port, occurrence: 2, maxAge: 2000 } })
    await until('both are open', () => isOpen(output))
    send({ kind: 'program', channel: 1, program: 1 }, 'one')
    send({ kind: 'program', channel: 1, program: 2 }, 'two')
    await until('both are heard', () => first.heard.length + second.heard.length === 2)
    expect([first.heard[0]?.toString('hex'), second.heard[0]?.toString('hex')]).toEqual(['c001', 'c002'])
  })
})
