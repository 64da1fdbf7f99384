import { describe, expect, test } from 'vitest'
import { OUTBOX_BYTES } from '../../../../main/devices/outbox.ts'
import { PAD, Rig } from './fake-process.ts'

const LOST = 'the device process ended: SIGSEGV; it is being started again'

describe('a process that ends', () => {
  test('lets go of what was held through it, and its devices are lost until the next one has them', async () => {
    await using rig = new Rig()
    rig.process.health(PAD)
    rig.process.button(1)
    await rig.pass(100)
    expect(rig.news()).toEqual(['0 hid.received hid:pad:1 cross 1'])
    rig.process.listener.ended('SIGSEGV')
    await rig.pass(0)
    expect(rig.news()).toEqual([
      '100 hid.received hid:pad:1 cross 0',
      `device.lost hid:pad:1 ${LOST}`,
      `device.stateChanged hid:pad:1 lost ${LOST}`,
      `device.stateChanged device process refused ${LOST}`,
    ])
    expect(rig.devices.health()).toMatchObject([
      { device: 'device process', state: 'refused', reason: LOST },
      { ...PAD, state: 'lost', reason: LOST },
    ])
    expect(rig.devices.midiOutputs()).toMatchObject([{ output: 'synth', state: 'missing', reason: LOST }])
    await rig.pass(250)
    rig.process.health(PAD)
    await rig.pass(0)
    expect(rig.devices.health()).toEqual([{ ...PAD, received: 20, rejected: 2 }])
    expect(rig.news()).toEqual(['device.stateChanged device process searching'])
    expect(rig.warnings).toEqual(['the device process ended'])
  })

  test('is followed by others after growing pauses, and forgiven after a minute of calm', async () => {
    await using rig = new Rig()
    const pauses: number[] = []
    for (let loss = 0; loss < 8; loss += 1) {
      const endedAt = rig.clock.now()
      rig.process.listener.ended('code 1')
      await rig.pass(10_000)
      pauses.push(rig.process.startedAt - endedAt)
      rig.process.health()
    }
    expect(pauses).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000])
    await rig.live(60_000)
    const endedAt = rig.clock.now()
    rig.process.listener.ended('code 1')
    await rig.pass(1_000)
    expect(rig.process.startedAt - endedAt).toBe(250)
  })

  test('leaves its identities to the next one, and what may be sounding', async () => {
    await using rig = new Rig()
    const identities = { 'HID controllers': [['hid:pad', [{ path: 'p1', port: '1' }]]] }
    rig.process.speak({ kind: 'health', devices: [], midiOutputs: [], identities, dropped: 0 })
    await rig.send({ kind: 'noteOn', channel: 2, note: 60, velocity: 9 })
    await rig.send({ kind: 'control', channel: 5, controller: 7, value: 9 })
    rig.process.listener.ended('SIGSEGV')
    await rig.pass(250)
    expect(rig.processes[0]!.told[0]).toMatchObject({ kind: 'open', identities: {}, sounding: {} })
    expect(rig.process.told).toEqual([
      {
        kind: 'open',
        faces: [],
        clockOrigin: '7',
        profiles: [],
        outputs: { synth: { port: 'Synth', occurrence: 1, maxAge: 2000 } },
        identities,
        sounding: { synth: { channels: [2, 5], notes: [{ channel: 2, note: 60 }] } },
      },
    ])
  })

  test('cannot be started at all: that is told and tried again', async () => {
    await using rig = new Rig()
    rig.refusal = 'too many processes'
    rig.process.listener.ended('code 1')
    await rig.pass(250)
    const reason =
      'the device process ended: it could not be started: too many processes; it is being started again'
    expect(rig.devices.health()).toMatchObject([{ device: 'device process', reason }])
    rig.refusal = null
    await rig.pass(500)
    expect(rig.processes).toHaveLength(2)
  })

  test('takes a device with it that is not there when the next one looks: it stays lost and says so', async () => {
    await using rig = new Rig()
    rig.process.health(PAD, { ...PAD, device: 'hid:pad:2', state: 'refused', reason: 'busy' })
    rig.process.listener.ended('SIGSEGV')
    await rig.pass(250)
    rig.process.health()
    rig.news()
    await rig.live(6_000)
    const reason = 'it was not there when the device process came back'
    expect(rig.devices.health()).toEqual([{ ...PAD, state: 'lost', reason }])
    expect(rig.news().at(-1)).toBe(`device.stateChanged hid:pad:1 lost ${reason}`)
    rig.process.health(PAD)
    expect(rig.devices.health()).toMatchObject([{ device: 'hid:pad:1', state: 'open' }])
  })
})

describe('a process that is silent', () => {
  test('is killed after ten seconds, and replaced when it is gone', async () => {
    await using rig = new Rig()
    rig.process.health(PAD)
    const [hung] = rig.processes
    hung!.obeys = false
    await rig.pass(9_900)
    expect(hung!.killed).toBe(false)
    await rig.pass(100)
    expect(hung!.killed).toBe(true)
    expect(rig.devices.health()[1]).toMatchObject({
      state: 'lost',
      reason: 'the device process ended: it no longer answered; it is being started again',
    })
    await rig.pass(5_000)
    expect(rig.processes).toHaveLength(1)
    // What it says now is of no interest any more.
    hung!.button(1)
    hung!.listener.ended('SIGKILL')
    await rig.pass(250)
    expect(rig.processes).toHaveLength(2)
    expect(rig.news().some((line) => line.includes('cross'))).toBe(false)
  })

  test('has a minute while it loads', async () => {
    await using rig = new Rig()
    await rig.pass(59_900)
    expect(rig.process.killed).toBe(false)
    await rig.pass(100)
    expect(rig.processes[0]!.killed).toBe(true)
  })
})

const text = (content: string): Buffer => Buffer.from(content)
const record = (kind: number, content: string): Buffer => {
  const head = Buffer.alloc(5)
  head[0] = kind
  head.writeUInt32LE(content.length, 1)
  return Buffer.concat([head, Buffer.from(content)])
}
const batch = (...records: readonly Buffer[]): Buffer => Buffer.concat([Buffer.of(1), ...records])
const change = (control: number, value: number, at = 0): Buffer => {
  const bytes = Buffer.alloc(19)
  bytes[0] = 2
  bytes.writeUInt16LE(control, 1)
  bytes.writeDoubleLE(value, 3)
  bytes.writeDoubleLE(at, 11)
  return bytes
}
const event = (content: string): Buffer => batch(record(3, content))
const cross = record(1, '["hid.received","x",{"device":"x","control":"x","kind":"button","value":1}]')
const note = record(
  1,
  '["midi.received","x",{"port":"x","message":{"kind":"noteOn","channel":1,"note":1,"velocity":1}}]',
)

test.each<[what: string, frame: Buffer]>([
  ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00])],
  ['no JSON', text('\0\0\0{')],
  ['null', text('null')],
  ['another kind', text('{"kind":"surprise"}')],
  ['health of another shape', text('{"kind":"health","devices":[{}]}')],
  ['an event that is none', event('7')],
  ['an event that is no JSON', event('[')],
  ['an event of a type that is not its own', event('[0,"show.panicked","x",null,{}]')],
  ['an event at no time', event('[null,"device.lost","x",null,{"device":"x","name":"x","reason":"x"}]')],
  [
    'a note out of range',
    event(
      '[0,"midi.received","x",null,{"port":"x","message":{"kind":"noteOn","channel":99,"note":1,"velocity":1}}]',
    ),
  ],
  ['a record of a kind that there is not', batch(record(9, '7'))],
  ['a record that is cut off', event('[0,"device.lost"').subarray(0, -1)],
  ['a record that claims to be longer than its batch', batch(Buffer.from([3, 0xff, 0xff, 0xff, 0xff]))],
  [
    'a control without a name',
    batch(record(1, '["hid.received","x",{"device":"x","kind":"button","value":1}]')),
  ],
  [
    'a control without a value',
    batch(record(1, '["hid.received","x",{"device":"x","control":"x","kind":"button"}]')),
  ],
  [
    'a control of a type that is not its own',
    batch(record(1, '["key.received","x",{"code":"a","key":"a","pressed":true}]')),
  ],
  [
    'a message that has no value as a control',
    batch(record(1, '["midi.received","x",{"port":"x","message":{"kind":"start"}}]')),
  ],
  ['a change of a control that was not announced', batch(cross, change(1, 1))],
  ['a change to no value', batch(cross, change(0, NaN))],
  ['a change at no time', batch(cross, change(0, 1, Infinity))],
  ['a change that is cut off', batch(cross, change(0, 1)).subarray(0, -1)],
  ['a velocity out of range', batch(note, change(0, 128))],
  ['a velocity between two', batch(note, change(0, 1.5))],
])('a process that says %s is killed and replaced, and nothing of that frame is heard', async (_, frame) => {
  await using rig = new Rig()
  rig.process.health(PAD)
  rig.process.listener.said(frame)
  expect(rig.processes[0]!.killed).toBe(true)
  await rig.pass(250)
  expect(rig.processes).toHaveLength(2)
  expect(rig.news().filter((news) => !news.startsWith('device.'))).toEqual([])
})

test('what one process has announced means nothing from the next', async () => {
  await using rig = new Rig()
  rig.process.listener.said(batch(cross, change(0, 1)))
  rig.process.listener.ended('SIGSEGV')
  await rig.pass(250)
  rig.process.listener.said(batch(change(0, 1)))
  expect(rig.process.killed).toBe(true)
})

test('no event arises later than it is heard, and earlier ones keep their time', async () => {
  await using rig = new Rig()
  await rig.pass(100)
  rig.process.button(1, 99.5)
  rig.process.button(0, 100.2)
  await rig.pass(0)
  expect(rig.news()).toEqual(['99.5 hid.received hid:pad:1 cross 1', '100 hid.received hid:pad:1 cross 0'])
})

test('the process is told when 32 kilobytes of what it said have been taken', async () => {
  await using rig = new Rig()
  await rig.pass(0)
  // Twenty bytes each, and 96 for the announcement that goes ahead.
  for (let event = 0; event < 1_633; event += 1) rig.process.button(event % 2)
  expect(rig.process.told.at(-1)).toMatchObject({ kind: 'open' })
  rig.process.button(1)
  expect(rig.process.told.at(-1)).toMatchObject({ kind: 'taken' })
})

test('events that found no room in the process are told as a resource that is exhausted', async () => {
  await using rig = new Rig()
  rig.process.speak({ kind: 'health', devices: [], midiOutputs: [], identities: {}, dropped: 3 })
  await rig.pass(0)
  expect(rig.news()).toEqual(['resource.exhausted'])
  expect(OUTBOX_BYTES).toBe(4 * 1024 * 1024)
})

describe('a send', () => {
  test('that comes before the process has started waits for it', async () => {
    await using rig = new Rig()
    await rig.program(1)
    expect(rig.devices.midiOutputs()).toMatchObject([{ state: 'missing', queued: 1 }])
    expect(rig.process.asked()).toEqual([])
    rig.process.health()
    await rig.pass(0)
    expect(rig.process.asked()).toEqual([1])
  })

  test('that makes no sense is refused before it is sent', async () => {
    await using rig = new Rig()
    rig.process.health()
    await rig.send({ kind: 'program', channel: 17, program: 1 })
    expect(rig.news().filter((line) => line.startsWith('midi'))).toEqual([
      'midi.sendFailed midi/bad-message 1',
    ])
    expect(rig.process.asked()).toEqual([])
  })

  test('that has waited for two seconds fails, but for what ends a note', async () => {
    await using rig = new Rig()
    await rig.program(1)
    await rig.send({ kind: 'noteOff', channel: 1, note: 60, velocity: 0 })
    await rig.pass(2_000)
    expect(rig.news()).toEqual([])
    await rig.pass(250)
    expect(rig.news()).toEqual(['midi.sendFailed midi/devices-away 1'])
    expect(rig.devices.midiOutputs()).toMatchObject([
      { queued: 1, dropped: 1, lastError: 'the device process is starting' },
    ])
  })

  test('beyond a thousand that wait takes the place of the oldest', async () => {
    await using rig = new Rig()
    await rig.send({ kind: 'noteOff', channel: 1, note: 60, velocity: 0 })
    for (let sent = 0; sent < 1_000; sent += 1) await rig.program(sent % 128)
    expect(rig.devices.midiOutputs()).toMatchObject([{ queued: 1_000, dropped: 1 }])
    rig.process.health()
    await rig.pass(0)
    expect(rig.process.asked().slice(0, 3)).toEqual([undefined, 1, 2])
  })

  test('of many bytes takes the place of others that wait', async () => {
    await using rig = new Rig()
    for (let sent = 0; sent < 40; sent += 1) await rig.send({ kind: 'sysex', data: '00'.repeat(65_536) })
    expect(rig.devices.midiOutputs()).toMatchObject([{ queued: 31, dropped: 9 }])
  })

  test('is not handed to a process that has not taken a thousand others', async () => {
    await using rig = new Rig()
    rig.process.health()
    for (let sent = 0; sent < 1_010; sent += 1) await rig.program(sent % 128)
    expect(rig.process.asked()).toHaveLength(1_000)
    rig.process.speak({ kind: 'heard', events: 4 })
    await rig.pass(0)
    expect(rig.process.asked()).toHaveLength(1_004)
  })

  test('that the process had not taken when it ended fails, for nobody knows', async () => {
    await using rig = new Rig()
    rig.process.health()
    await rig.program(1)
    await rig.program(2)
    rig.process.speak({ kind: 'heard', events: 1 })
    rig.process.listener.ended('SIGSEGV')
    await rig.pass(0)
    expect(rig.news().filter((line) => line.startsWith('midi'))).toEqual([
      'midi.sendFailed midi/devices-away 1',
    ])
    expect(rig.devices.midiOutputs()[0]?.lastError).toBe(`nobody knows whether it was sent: ${LOST}`)
  })

  test('is forgotten by a panic while it waits; the process is told of a panic while it is there', async () => {
    await using rig = new Rig()
    await rig.program(1)
    await rig.panic()
    rig.process.health()
    await rig.program(2)
    await rig.panic()
    await rig.program(3)
    expect(rig.process.asked()).toEqual([2, 'panic', 3])
    expect(rig.news()).toEqual([])
  })
})

describe('closing', () => {
  test('waits until the process has let go of everything, and hears it', async () => {
    const rig = new Rig()
    rig.process.health(PAD)
    rig.process.obeys = false
    const closing = rig.devices[Symbol.asyncDispose]()
    await rig.pass(900)
    rig.process.button(0)
    rig.process.listener.ended('code 0')
    await closing
    await rig[Symbol.asyncDispose]()
    expect(rig.process.killed).toBe(false)
    expect(rig.news()).toEqual(['0 hid.received hid:pad:1 cross 0'])
    expect(rig.processes).toHaveLength(1)
  })

  test('kills a process that has not ended after a second', async () => {
    const rig = new Rig()
    rig.process.obeys = false
    const closing = rig.devices[Symbol.asyncDispose]()
    await rig.pass(1_000)
    expect(rig.process.killed).toBe(true)
    await rig.pass(250)
    await closing
    await rig[Symbol.asyncDispose]()
  })

  test('starts nothing any more', async () => {
    const rig = new Rig()
    rig.process.listener.ended('code 1')
    await rig[Symbol.asyncDispose]()
    await rig.pass(20_000)
    expect(rig.processes).toHaveLength(1)
  })
})
