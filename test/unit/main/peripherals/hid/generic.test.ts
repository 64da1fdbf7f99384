import { describe, expect, test } from 'vitest'
import { parseDescriptor } from '../../../../../main/peripherals/hid/descriptor.ts'
import { PLAIN_NAMING, genericLayout } from '../../../../../main/peripherals/hid/generic.ts'
import type { Naming } from '../../../../../main/peripherals/hid/generic.ts'
import type { ControlField } from '../../../../../main/peripherals/hid/layout.ts'

function controls(digits: string, naming: Naming = PLAIN_NAMING): readonly ControlField[] {
  const descriptor = parseDescriptor(Uint8Array.from(Buffer.from(digits.replace(/\s/g, ''), 'hex')))
  if (!descriptor.ok) throw new Error(descriptor.error.what)
  return genericLayout(descriptor.value, naming).reports.flatMap(({ fields }) => fields)
}

/** Names of all that a selector can tell of, by the numbers that mean them. */
function selected(field: ControlField | undefined): Map<number, string> {
  if (field?.kind !== 'selector') throw new Error('no selector')
  const numbers = Array.from({ length: 0x1_0000 }, (_, number) => [number, field.nameOf(number)] as const)
  return new Map(numbers.filter((each): each is readonly [number, string] => each[1] !== null))
}

const nameOf = (field: ControlField): string =>
  field.kind === 'selector' ? [...selected(field).values()].join('+') : field.name
const names = (digits: string, naming?: Naming): string[] => controls(digits, naming).map(nameOf)

test('axes rest in the middle, throttles and pedals at their lowest', () => {
  const [x, throttle] = controls('15 00 26 ff 00 75 08 95 01 05 01 09 30 81 02 05 02 09 bb 81 02')
  expect(x).toMatchObject({ name: 'x', rest: 128, min: 0, max: 255, deadZone: 0.05 })
  expect(throttle).toMatchObject({ name: 'throttle', rest: 0 })
})

test('a signed axis rests at zero', () => {
  expect(controls('05 01 09 30 15 81 25 7f 75 08 95 01 81 02')).toMatchObject([{ rest: 0, signed: true }])
})

test('each control has a name of its own', () => {
  expect(names('05 01 09 36 09 36 09 30 15 00 25 7f 75 08 95 03 81 02')).toEqual(['slider', 'slider2', 'x'])
})

test('a profile renames, and says which axes are triggers', () => {
  const naming = { names: { z: 'leftTrigger', button1: 'cross' }, triggers: ['leftTrigger'], deadZone: 0 }
  const both = '15 00 26 ff 00 75 08 95 01 05 01 09 32 81 02 05 09 09 01 25 01 75 01 81 02'
  expect(controls(both, naming)).toMatchObject([
    { name: 'leftTrigger', rest: 0 },
    { name: 'cross', kind: 'button' },
  ])
})

test('wheels that tell how far they turned are encoders', () => {
  expect(controls('05 01 09 38 15 81 25 7f 75 08 95 01 81 06')).toMatchObject([
    { kind: 'encoder', reading: 'delta' },
  ])
})

test('a selector whose first number means nothing starts at the second', () => {
  const [field] = controls('05 09 19 00 29 03 15 00 25 03 75 08 95 02 81 00')
  expect(selected(field)).toEqual(
    new Map([
      [1, 'button1'],
      [2, 'button2'],
      [3, 'button3'],
    ]),
  )
})

describe('selectors of many usages', () => {
  // Consumer control as media keyboards describe it: usages and numbers 0 to 0x3ff, one of 16 bits.
  const CONSUMER = '05 0c 19 00 2a ff 03 15 00 26 ff 03 75 10 95 01 81 00'

  test('name them over their whole range', () => {
    const named = selected(controls(CONSUMER)[0])
    expect(named.size).toBe(0x3ff)
    expect(named.get(0x00)).toBeUndefined()
    expect([0xe9, 0xff, 0x100, 0x18a, 0x223, 0x3ff].map((number) => named.get(number))).toEqual([
      ...['consumere9', 'consumerff', 'consumer100', 'consumer18a', 'consumer223', 'consumer3ff'],
    ])
  })

  test('name all 65,535 usages of a page, and what is listed one by one', () => {
    expect(selected(controls('05 0c 19 00 2a ff ff 15 00 27 ff ff 00 00 75 10 95 01 81 00')[0]).size).toBe(
      65_535,
    )
    const listed = Array.from(
      { length: 300 },
      (_, index) => `0a ${(index & 0xff).toString(16).padStart(2, '0')} 0${(index >> 8) + 1}`,
    )
    const [field] = controls(`05 0c ${listed.join(' ')} 15 01 26 2c 01 75 10 95 01 81 00`)
    const named = selected(field)
    expect(named.size).toBe(300)
    expect([1, 256, 257, 300].map((number) => named.get(number))).toEqual([
      ...['consumer100', 'consumer1ff', 'consumer200', 'consumer22b'],
    ])
  })

  test('tell of numbers that the device lists no usage for by saying nothing', () => {
    expect(names('05 09 19 01 29 02 15 01 26 ff 00 75 08 95 01 81 00')).toEqual(['button1+button2'])
  })

  test('leave out what is no switch among what is', () => {
    // Of system controls power down is none that may be taken from the system.
    expect(names('0b 81 00 01 00 0b 23 02 0c 00 15 01 25 02 75 08 95 01 81 00')).toEqual(['consumer223'])
  })

  test('a second list of the same buttons is a list of its own', () => {
    const two = '05 09 19 01 29 03 15 01 25 03 75 08 95 01 81 00 19 01 29 03 81 00'
    expect(names(two)).toEqual(['button1+button2+button3', 'list2.button1+list2.button2+list2.button3'])
  })
})

describe('names of devices with several collections', () => {
  const pad = (id: number, buttons = 12): string =>
    `05 01 09 04 a1 01 85 0${id} 09 30 09 36 09 36 15 00 26 ff 00 75 08 95 03 81 02 ` +
    `05 09 19 01 29 ${buttons.toString(16).padStart(2, '0')} 25 01 75 01 95 ${buttons.toString(16).padStart(2, '0')} 81 02 c0 `
  const own = (buttons: number): string[] => [
    ...['x', 'slider', 'slider2'],
    ...Array.from({ length: buttons }, (_, index) => `button${index + 1}`),
  ]

  test('the first is as it would be alone, the others are further pads', () => {
    expect(names(pad(1))).toEqual(own(12))
    expect(names(pad(1) + pad(2) + pad(3, 4))).toEqual([
      ...own(12),
      ...own(12).map((name) => `pad2.${name}`),
      ...own(4).map((name) => `pad3.${name}`),
    ])
  })

  test('a smaller first pad lends no names to a larger second one', () => {
    expect(names(pad(1, 2) + pad(2, 12))).toEqual([...own(2), ...own(12).map((name) => `pad2.${name}`)])
  })

  test('collections that have nothing in common need no numbers', () => {
    const consumer = '05 0c 09 01 a1 01 85 02 09 e9 09 ea 15 00 25 01 75 01 95 02 81 02 c0'
    expect(names(pad(1, 1) + consumer)).toEqual([...own(1), 'consumere9', 'consumerea'])
  })

  test('a pad that selects its buttons is told from one that has a bit for each', () => {
    const selecting = '05 01 09 04 a1 01 85 02 05 09 19 01 29 03 15 01 25 03 75 08 95 02 81 00 c0'
    expect(names(pad(1, 2) + selecting)).toEqual([...own(2), 'pad2.button1+pad2.button2+pad2.button3'])
  })

  test("a profile's names are those of each pad", () => {
    const naming = { names: { button1: 'cross', x: 'l2' }, triggers: ['l2'], deadZone: 0 }
    const both = controls(pad(1, 1) + pad(2, 1), naming)
    expect(both.map(nameOf)).toEqual([
      ...['l2', 'slider', 'slider2', 'cross', 'pad2.l2', 'pad2.slider', 'pad2.slider2', 'pad2.cross'],
    ])
    expect(both[4]).toMatchObject({ rest: 0 })
  })
})

describe('names within one collection', () => {
  const buttons = (last: string, count: string): string =>
    `05 09 19 01 29 ${last} 15 00 25 01 75 01 95 ${count} 81 02 `

  test('a button that comes again does not take the name of another', () => {
    const again = names(buttons('0c', '0c') + buttons('03', '03'))
    expect(again.slice(12)).toEqual(['button1_2', 'button22', 'button32'])
    expect(new Set(again).size).toBe(15)
  })

  test('the last usage that stands for all further ones is numbered', () => {
    expect(names(buttons('02', '05'))).toEqual(['button1', 'button2', 'button22', 'button23', 'button24'])
  })

  test('a consumer key 9 that comes again is not the key 92', () => {
    expect(names('05 0c 09 09 09 09 0a 92 00 15 00 25 01 75 01 95 03 81 02')).toEqual([
      ...['consumer9', 'consumer9_2', 'consumer92'],
    ])
  })

  test('a name that a profile gives twice, or that another control has, is told apart', () => {
    const naming = { names: { button1: 'go', button2: 'go', button3: 'x' }, triggers: [], deadZone: 0 }
    const axis = '05 01 09 30 15 00 26 ff 00 75 08 95 01 81 02 '
    expect(names(axis + buttons('03', '03'), naming)).toEqual(['x', 'go', 'button2', 'button3'])
  })
})

test('fields of vendors, keys of keyboards, and axes that cannot move are no controls', () => {
  expect(names('06 00 ff 09 20 15 00 26 ff 00 75 08 95 08 81 02')).toEqual([])
  expect(names('05 07 19 00 29 65 15 00 25 65 75 08 95 06 81 00')).toEqual([])
  expect(names('05 01 09 30 15 00 25 00 75 08 95 01 81 02')).toEqual([])
})

test('a hat of sixteen positions is left out rather than told wrongly', () => {
  expect(names('05 01 09 39 15 00 25 0f 75 08 95 01 81 42')).toEqual([])
})

test('a device that claims endless buttons has a bounded number of controls', () => {
  const many = controls('05 09 19 01 2a ff ff 15 00 25 01 75 01 96 00 40 81 02')
  expect(many).toHaveLength(512)
})
