import { expect, test } from 'vitest'
import { Identities } from '../../../../main/peripherals/identity.ts'
import type { DeviceInfo } from '../../../../main/peripherals/peripheral.ts'

function pad(path: string, port: string): DeviceInfo {
  return { path, model: 'hid:pad', serial: null, port, name: 'pad', unusable: null }
}

test('given numbers are kept by another, even where the order of ports would give others', () => {
  const first = new Identities()
  first.assign([pad('a', 'usb-2')])
  first.assign([pad('a', 'usb-2'), pad('b', 'usb-1')])
  const given = first.given()
  const [one, other] = [new Identities(given), new Identities()]
  const present = [pad('b', 'usb-1'), pad('a', 'usb-2')]
  expect(Object.fromEntries(one.assign(present))).toEqual({ a: 'hid:pad:1', b: 'hid:pad:2' })
  expect(Object.fromEntries(other.assign(present))).toEqual({ a: 'hid:pad:2', b: 'hid:pad:1' })
  // The one that gave them is not changed by what another does with them.
  one.assign([])
  expect(given).toEqual([
    [
      'hid:pad',
      [
        { path: 'a', port: 'usb-2' },
        { path: 'b', port: 'usb-1' },
      ],
    ],
  ])
})
