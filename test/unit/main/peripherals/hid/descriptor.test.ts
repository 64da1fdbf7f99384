import { describe, expect, test } from 'vitest'
import { parseDescriptor, usageAt } from '../../../../../main/peripherals/hid/descriptor.ts'
import type { Descriptor } from '../../../../../main/peripherals/hid/descriptor.ts'
import { readRecording } from '../../../../support/hid-recordings.ts'

const bytes = (digits: string): Uint8Array => Uint8Array.from(Buffer.from(digits.replace(/\s/g, ''), 'hex'))

function parsed(digits: string): Descriptor {
  const result = parseDescriptor(bytes(digits))
  if (!result.ok) throw new Error(result.error.what)
  return result.value
}

function refusal(digits: string): string {
  const result = parseDescriptor(bytes(digits))
  return result.ok ? 'accepted' : result.error.what
}

test('a gamepad is read field by field, with its offsets in the report', () => {
  const { application, fields, reportBytes } = (() => {
    const result = parseDescriptor(readRecording('generic-gamepad').descriptor as Uint8Array)
    if (!result.ok) throw new Error(result.error.what)
    return result.value
  })()
  expect(application).toBe(0x10005)
  expect(reportBytes).toEqual(new Map([[1, 15]]))
  expect(fields.map(({ bit, size, count, min, max }) => [bit, size, count, min, max])).toEqual([
    [8, 8, 4, 0, 255],
    [40, 4, 1, 0, 7],
    [44, 1, 12, 0, 1],
    [56, 8, 8, 0, 255],
  ])
  expect(usageAt(fields[0]!.usages, 3)).toBe(0x10035)
  expect(usageAt(fields[2]!.usages, 11)).toBe(0x9000c)
})

describe('items', () => {
  test('a maximum is signed only where the minimum is below zero, whichever comes first', () => {
    const axis = '05 01 09 30 75 08 95 01'
    const range = (digits: string) => {
      const [field] = parsed(`${axis} ${digits} 81 02`).fields
      return [field?.min, field?.max]
    }
    expect(range('15 00 25 ff')).toEqual([0, 255])
    expect(range('15 81 25 7f')).toEqual([-127, 127])
    expect(range('25 ff 15 80')).toEqual([-128, -1])
    expect(range('16 00 80 26 ff 7f')).toEqual([-32_768, 32_767])
    expect(range('17 00 00 00 80 27 ff ff ff 7f')).toEqual([-2_147_483_648, 2_147_483_647])
  })

  test('push keeps the global items and pop brings them back', () => {
    const { fields } = parsed(
      '05 09 15 00 25 01 75 01 95 08 a4 75 10 26 ff ff 95 01 09 01 81 02 b4 09 02 81 02',
    )
    expect(fields.map(({ size, count, max, bit }) => [size, count, max, bit])).toEqual([
      [16, 1, 65_535, 0],
      [1, 8, 1, 16],
    ])
  })

  test('each report has its own offsets, its id byte included', () => {
    const { fields, reportBytes } = parsed(
      '05 09 75 08 95 01 85 01 09 01 81 02 85 02 09 02 81 02 85 01 09 03 81 02',
    )
    expect(fields.map(({ reportId, bit }) => [reportId, bit])).toEqual([
      [1, 8],
      [2, 8],
      [1, 16],
    ])
    expect(reportBytes).toEqual(
      new Map([
        [1, 3],
        [2, 2],
      ]),
    )
  })

  test('constant bits are passed over and still take up room', () => {
    const { fields } = parsed('05 09 75 04 95 01 81 03 09 01 81 02')
    expect(fields.map(({ bit }) => bit)).toEqual([4])
  })

  test('a usage of four bytes brings its own page, a shorter one takes that of its main item', () => {
    const { fields } = parsed('09 30 0b 05 00 09 00 05 01 75 08 95 02 81 02')
    expect([0, 1].map((index) => usageAt(fields[0]!.usages, index))).toEqual([0x10030, 0x90005])
  })

  test('the last usage stands for all further elements', () => {
    const { fields } = parsed('05 09 19 01 29 02 75 01 95 08 81 02')
    expect([0, 1, 2, 7].map((index) => usageAt(fields[0]!.usages, index))).toEqual([
      0x90001, 0x90002, 0x90002, 0x90002,
    ])
  })

  test('of delimited alternatives the first counts', () => {
    const { fields } = parsed('05 01 a9 01 09 30 09 38 a9 00 09 31 75 08 95 02 81 02')
    expect([0, 1].map((index) => usageAt(fields[0]!.usages, index))).toEqual([0x10030, 0x10031])
  })

  test('long items are passed over', () => {
    expect(parsed('fe 03 a0 01 02 03 05 09 09 01 75 08 95 01 81 02').fields).toHaveLength(1)
  })

  test('selectors and relative fields are known as such', () => {
    const { fields } = parsed(
      '05 09 19 01 29 20 15 01 25 20 75 08 95 02 81 00 05 01 09 38 15 81 25 7f 95 01 81 06',
    )
    expect(fields.map(({ variable, relative }) => [variable, relative])).toEqual([
      [false, false],
      [true, true],
    ])
  })
})

test.each([
  ['an empty one', '', 'it has 0 bytes, not 1 to 4096'],
  ['one of 4097 bytes', '00'.repeat(4097), 'it has 4097 bytes, not 1 to 4096'],
  ['an item cut off', '05 01 26 ff', 'it ends in the middle of an item'],
  ['a long item cut off', 'fe 10 00 01', 'it ends in the middle of an item'],
  ['the report id 0', '85 00', 'the report id 0 is not 1 to 255'],
  ['the report id 256', '86 00 01', 'the report id 256 is not 1 to 255'],
  ['an element of 65535 bits', '76 ff ff 95 01 81 02', 'an element has 65535 bits'],
  ['a report of half a gigabyte', '75 20 97 ff ff ff 07 81 02', 'report 0 has more than 4096 bytes'],
  ['ids after none', '75 08 95 01 81 02 85 01 81 02', 'some reports have an id and others have none'],
  ['a collection left open', 'a1 01', 'a collection is never closed'],
  ['an end without a beginning', 'c0', 'a collection ends that never began'],
  ['a pop without a push', 'b4', 'nothing is left to pop'],
  ['pushes without end', 'a4'.repeat(17), 'too much is pushed'],
  ['collections without end', 'a1 01'.repeat(65), 'collections are nested too deep'],
  ['usages that run backwards', '19 05 29 01', 'a range of usages runs from 5 back to 1'],
  ['usages without end', '09 01'.repeat(1025), 'a field has too many usages'],
  ['fields without end', `75 01 95 01 ${'81 02'.repeat(1025)}`, 'it has too many fields'],
])('%s is refused', (_what, digits, reason) => {
  expect(refusal(digits)).toBe(reason)
})
