import { expect, test } from 'vitest'
import { Identities } from '../../../../main/peripherals/identity.ts'
import type { DeviceInfo } from '../../../../main/peripherals/peripheral.ts'

const MODEL = 'hid:054c:09cc'

function pad(path: string, change: Partial<DeviceInfo> = {}): DeviceInfo {
  return { path, model: MODEL, serial: null, port: path, name: 'pad', unusable: null, ...change }
}

function named(identities: Identities, ...present: readonly DeviceInfo[]): Record<string, string> {
  return Object.fromEntries(identities.assign(present))
}

test('a serial number is the identity, wherever it is plugged in', () => {
  const identities = new Identities()
  expect(named(identities, pad('a', { serial: 'A1' }))).toEqual({ a: `${MODEL}:A1` })
  expect(named(identities)).toEqual({})
  expect(named(identities, pad('b', { serial: 'A1' }))).toEqual({ b: `${MODEL}:A1` })
})

test('equal devices without a serial are numbered by their ports, ten after two', () => {
  const present = [pad('x', { port: 'usb-10' }), pad('y', { port: 'usb-2' })]
  expect(named(new Identities(), ...present)).toEqual({ y: `${MODEL}:1`, x: `${MODEL}:2` })
})

test('who stays keeps its number when one before it goes or comes', () => {
  const identities = new Identities()
  named(identities, pad('a'), pad('b'))
  expect(named(identities, pad('b'))).toEqual({ b: `${MODEL}:2` })
  expect(named(identities, pad('0'), pad('b'))).toEqual({ '0': `${MODEL}:1`, b: `${MODEL}:2` })
})

test('both back in their ports under other paths, in the other order, are who they were', () => {
  const identities = new Identities()
  named(identities, pad('a', { port: 'usb-1' }), pad('b', { port: 'usb-2' }))
  named(identities)
  expect(named(identities, pad('c', { port: 'usb-2' }))).toEqual({ c: `${MODEL}:2` })
  const both = named(identities, pad('d', { port: 'usb-1' }), pad('c', { port: 'usb-2' }))
  expect(both).toEqual({ d: `${MODEL}:1`, c: `${MODEL}:2` })
})

test('a stranger takes no number that another newcomer had in its port', () => {
  const identities = new Identities()
  named(identities, pad('a', { port: 'usb-1' }), pad('b', { port: 'usb-2' }))
  named(identities)
  const both = named(identities, pad('c', { port: 'usb-0' }), pad('d', { port: 'usb-1' }))
  expect(both).toEqual({ d: `${MODEL}:1`, c: `${MODEL}:2` })
})

test('devices that share one serial number are still told apart', () => {
  const present = [pad('a', { serial: '123456' }), pad('b', { serial: '123456' })]
  expect(named(new Identities(), ...present)).toEqual({ a: `${MODEL}:123456`, b: `${MODEL}:123456:2` })
})
