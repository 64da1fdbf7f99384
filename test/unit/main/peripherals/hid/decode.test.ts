import { describe, expect, test } from 'vitest'
import { ReportDecoder } from '../../../../../main/peripherals/hid/decode.ts'
import type { ControlField, DeviceLayout, ReportLayout } from '../../../../../main/peripherals/hid/layout.ts'

const report = (fields: readonly ControlField[], change: Partial<ReportLayout> = {}): ReportLayout => ({
  ...{ id: null, lengths: null, when: null, checksum: null },
  fields,
  ...change,
})
const layout = (...reports: readonly ReportLayout[]): DeviceLayout => ({
  reports,
  knownIds: null,
  leftOut: 0,
})

/** A decoder and what it has told since the last look, as `control value`. */
function listening(device: DeviceLayout) {
  const told: string[] = []
  const decoder = new ReportDecoder(device, (control, _kind, value) => told.push(`${control} ${value}`))
  return {
    decoder,
    told: () => told.splice(0),
    after: (...bytes: readonly number[]): string[] => {
      decoder.decode(Uint8Array.from(bytes))
      return told.splice(0)
    },
  }
}

const button = (bit: number, name = 'a'): ControlField => ({ kind: 'button', name, bit, size: 1 })
const axis = (change: Partial<Extract<ControlField, { kind: 'axis' }>> = {}): ControlField => ({
  ...{
    kind: 'axis',
    name: 'x',
    bit: 0,
    size: 8,
    signed: false,
    min: 0,
    max: 255,
    rest: 128,
    inverted: false,
  },
  deadZone: 0,
  ...change,
})

test('only changes are told', () => {
  const { after } = listening(layout(report([button(0), button(9, 'b')])))
  expect(after(0, 0)).toEqual([])
  expect(after(1, 0)).toEqual(['a 1'])
  expect(after(1, 2)).toEqual(['b 1'])
  expect(after(1, 2)).toEqual([])
  expect(after(0, 0)).toEqual(['a 0', 'b 0'])
})

describe('axes', () => {
  test.each([
    ['a stick', axis(), [0, 64, 192, 255, 128], [-1, -0.5, 0.5039, 1, 0]],
    ['a stick upside down', axis({ inverted: true }), [0, 255, 128], [1, -1, 0]],
    ['a trigger', axis({ rest: 0 }), [51, 255, 0], [0.2, 1, 0]],
    ['a pedal that rests at the top', axis({ rest: 255 }), [0, 255], [-1, 0]],
    ['a signed ring', axis({ signed: true, min: -7, max: 7, rest: 0 }), [7, 0xf9, 0], [1, -1, 0]],
    ['readings beyond its ends', axis({ min: 10, max: 20, rest: 15 }), [0, 200, 15], [-1, 1, 0]],
  ])('%s', (_what, field, readings, values) => {
    const { after } = listening(layout(report([field])))
    expect(readings.flatMap((reading) => after(reading))).toEqual(values.map((value) => `x ${value}`))
  })

  test('within the dead zone it is at rest, just outside it starts from nothing', () => {
    const { after } = listening(layout(report([axis({ deadZone: 0.1 })])))
    expect(after(140)).toEqual([])
    expect(after(116)).toEqual([])
    expect(after(141)).toEqual(['x 0.0026'])
    expect(after(255)).toEqual(['x 1'])
    expect(after(130)).toEqual(['x 0'])
  })

  test('twelve bits across bytes are read from the lowest', () => {
    const twelve = { size: 12, max: 4095, rest: 0 }
    const { after } = listening(layout(report([axis(twelve), axis({ ...twelve, name: 'y', bit: 12 })])))
    expect(after(0xff, 0x0f, 0x00)).toEqual(['x 1'])
    expect(after(0x00, 0xf0, 0xff)).toEqual(['x 0', 'y 1'])
  })

  test('thirty-two bits keep their sign', () => {
    const field = axis({ size: 32, signed: true, min: -(2 ** 31), max: 2 ** 31 - 1, rest: 0 })
    const { after } = listening(layout(report([field])))
    expect(after(0, 0, 0, 0x80)).toEqual(['x -1'])
    expect(after(0xff, 0xff, 0xff, 0x7f)).toEqual(['x 1'])
  })
})

describe('hats', () => {
  test('eight positions count clockwise from up, everything else is the middle', () => {
    const { after } = listening(
      layout(report([{ kind: 'hat', name: 'hat', bit: 0, size: 4, min: 0, positions: 8 }])),
    )
    expect([0, 7, 8, 3, 15].flatMap((reading) => after(reading))).toEqual([
      ...['hat 0', 'hat 7', 'hat -1', 'hat 3', 'hat -1'],
    ])
  })

  test('four positions are told as the four main directions', () => {
    const { after } = listening(
      layout(report([{ kind: 'hat', name: 'hat', bit: 0, size: 4, min: 1, positions: 4 }])),
    )
    expect([1, 2, 3, 4, 0].flatMap((reading) => after(reading))).toEqual([
      ...['hat 0', 'hat 2', 'hat 4', 'hat 6', 'hat -1'],
    ])
  })
})

describe('encoders', () => {
  test('a counter tells steps, across its end as well, and nothing at first sight', () => {
    const jog: ControlField = {
      kind: 'encoder',
      name: 'jog',
      bit: 0,
      size: 8,
      signed: true,
      reading: 'counter',
    }
    const { after } = listening(layout(report([jog])))
    expect([254, 255, 1, 1, 254].flatMap((reading) => after(reading))).toEqual(['jog 1', 'jog 2', 'jog -3'])
  })

  test('equal turns one after the other are all told', () => {
    const dial: ControlField = {
      kind: 'encoder',
      name: 'dial',
      bit: 0,
      size: 8,
      signed: true,
      reading: 'delta',
    }
    const { after } = listening(layout(report([dial])))
    expect([1, 1, 0xff, 0].flatMap((reading) => after(reading))).toEqual(['dial 1', 'dial 1', 'dial -1'])
  })
})

test('a selector presses the buttons it names and lets go of the others', () => {
  const names = ['one', 'two', 'three']
  const nameOf = (number: number): string | null => names[number - 1] ?? null
  const { after, decoder, told } = listening(
    layout(report([{ kind: 'selector', bit: 0, size: 8, count: 2, signed: false, nameOf }])),
  )
  expect(after(1, 3)).toEqual(['one 1', 'three 1'])
  expect(after(3, 0)).toEqual(['one 0'])
  expect(after(2, 200)).toEqual(['two 1', 'three 0'])
  decoder.release()
  expect(told()).toEqual(['two 0'])
})

test('what a report has beyond the controls that are described is passed over', () => {
  const { after } = listening(layout(report([button(0), axis({ bit: 8, rest: 0 })])))
  expect(after(1, 51)).toEqual(['a 1', 'x 0.2'])
  expect(after(0, 255, ...Array.from({ length: 540 }, () => 0xff))).toEqual(['a 0', 'x 1'])
})

describe('a checksum', () => {
  // The last four bytes are the CRC-32 of a1 and what stands before them: DualShock 4 and DualSense end like this.
  const guarded = report([button(8)], { id: 0x11, checksum: { byte: 4, seed: 0xa1 } })
  const RIGHT = [0x11, 0x01, 0x00, 0x00, 0xf6, 0x1b, 0x02, 0x62]
  const LET_GO = [0x11, 0x00, 0x00, 0x00, 0xc1, 0x71, 0xc0, 0x63]
  const decoded = (decoder: ReportDecoder, ...bytes: number[]) => decoder.decode(Uint8Array.from(bytes))

  test('that is right lets the report pass; afterwards none passes without', () => {
    const { decoder, told } = listening(layout(guarded))
    expect(decoded(decoder, ...RIGHT)).toBeNull()
    expect(told()).toEqual(['a 1'])
    expect(decoded(decoder, 0x11, 0, 0, 0, ...RIGHT.slice(4))).toBe('bad-checksum')
    expect(decoded(decoder, 0x11, 0, 0, 0, 0, 0, 0, 0)).toBe('bad-checksum')
    expect(decoded(decoder, 0x11, 0, 0, 0)).toBe('bad-checksum')
    expect(told()).toEqual([])
    expect(decoded(decoder, ...LET_GO, 0, 0, 0)).toBeNull()
    expect(told()).toEqual(['a 0'])
  })

  test('is not asked of a pad that leaves its place empty or has none', () => {
    const { decoder, told } = listening(layout(guarded))
    expect(decoded(decoder, 0x11, 1, 0, 0, 0, 0, 0, 0)).toBeNull()
    expect(decoded(decoder, 0x11, 0, 0, 0)).toBeNull()
    expect(told()).toEqual(['a 1', 'a 0'])
  })

  test('that is never right in eight reports is taken for none', () => {
    const { decoder, told } = listening(layout(guarded))
    const odd = [0x11, 1, 0, 0, 0xde, 0xad, 0xbe, 0xef]
    const outcomes = Array.from({ length: 9 }, () => decoded(decoder, ...odd))
    expect(outcomes).toEqual([...Array.from({ length: 8 }, () => 'bad-checksum'), null])
    expect(told()).toEqual(['a 1'])
    expect(decoded(decoder, ...LET_GO)).toBeNull()
    expect(decoded(decoder, ...odd)).toBe('bad-checksum')
  })
})

test('one control in two reports is one control', () => {
  const { after } = listening(layout(report([button(8)], { id: 1 }), report([button(16)], { id: 2 })))
  expect(after(1, 1)).toEqual(['a 1'])
  expect(after(2, 0, 1)).toEqual([])
  expect(after(2, 0, 0)).toEqual(['a 0'])
})

test('release lets go of buttons and hats and leaves axes where they are', () => {
  const hat: ControlField = { kind: 'hat', name: 'hat', bit: 8, size: 4, min: 0, positions: 8 }
  const { after, decoder, told } = listening(layout(report([button(0), hat, axis({ bit: 16 })])))
  after(1, 2, 255)
  decoder.release()
  expect(told()).toEqual(['a 0', 'hat -1'])
})

test('reports are told apart by id, length and condition', () => {
  const when = { byte: 1, mask: 0xfc, value: 0 }
  const { after } = listening(
    layout(
      report([button(8, 'long')], { id: 1, lengths: [4] }),
      report([button(8, 'short')], { id: 1, lengths: [2] }),
      report([button(8, 'plain')], { id: 2, when }),
    ),
  )
  expect(after(1, 1, 0, 0)).toEqual(['long 1'])
  expect(after(1, 1)).toEqual(['short 1'])
  expect(after(2, 0xd7)).toEqual([])
  expect(after(2, 1)).toEqual(['plain 1'])
})

test.each([
  ['nothing at all', [], 'truncated'],
  ['too few bytes', [1], 'truncated'],
  ['more than any system hands over', Array.from({ length: 16_385 }, () => 1), 'oversized'],
  ['an id that it does not have', [9, 0, 0], 'unknown-report'],
  ['an id that says nothing of controls', [2, 0, 0], null],
])('%s', (_what, bytes, refusal) => {
  const device = { ...layout(report([button(8)], { id: 1 })), knownIds: new Set([1, 2]) }
  const { decoder } = listening(device)
  expect(decoder.decode(Uint8Array.from(bytes))).toBe(refusal)
})
