import { expect, test } from 'vitest'
import { parseDescriptor } from '../../../../../main/peripherals/hid/descriptor.ts'
import { PLAIN_NAMING, genericLayout } from '../../../../../main/peripherals/hid/generic.ts'
import type { Naming } from '../../../../../main/peripherals/hid/generic.ts'
import type { ControlField } from '../../../../../main/peripherals/hid/layout.ts'

function controls(digits: string, naming: Naming = PLAIN_NAMING): readonly ControlField[] {
  const descriptor = parseDescriptor(Uint8Array.from(Buffer.from(digits.replace(/\s/g, ''), 'hex')))
  if (!descriptor.ok) throw new Error(descriptor.error.what)
  return genericLayout(descriptor.value, naming).reports.flatMap(({ fields }) => fields)
}

const nameOf = (field: ControlField): string =>
  field.kind === 'selector' ? field.names.join('+') : field.name
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
  expect(field).toMatchObject({ kind: 'selector', min: 1, names: ['button1', 'button2', 'button3'] })
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
