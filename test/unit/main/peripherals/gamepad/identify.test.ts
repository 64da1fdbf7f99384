import { expect, test } from 'vitest'
import { identifyPad } from '../../../../../main/peripherals/gamepad/identify.ts'
import { THIS_MACHINE } from '../../../../../shared/base/network-address.ts'
import { machineOf } from '../../../../../main/peripherals/machine.ts'

test.each([
  [
    'Wireless Controller (STANDARD GAMEPAD Vendor: 054c Product: 09cc)',
    { model: 'gamepad:054c:09cc', hardware: '054c:09cc', name: 'Wireless Controller' },
  ],
  [
    'USB Gamepad (Vendor: 0079 Product: 0011)',
    { model: 'gamepad:0079:0011', hardware: '0079:0011', name: 'USB Gamepad' },
  ],
  [
    '054c-09cc-Wireless Controller',
    { model: 'gamepad:054c:09cc', hardware: '054c:09cc', name: 'Wireless Controller' },
  ],
  ['54C-9CC-Pad', { model: 'gamepad:054c:09cc', hardware: '054c:09cc', name: 'Pad' }],
  [
    'Xbox 360 Controller (XInput STANDARD GAMEPAD)',
    { model: 'gamepad:xbox-360-controller', hardware: null, name: 'Xbox 360 Controller' },
  ],
  ['Pad (red)', { model: 'gamepad:pad-red', hardware: null, name: 'Pad (red)' }],
  ['', { model: 'gamepad:unknown', hardware: null, name: 'Gamepad' }],
  ['手柄', { model: 'gamepad:unknown', hardware: null, name: '手柄' }],
])('%s', (id, kind) => {
  expect(identifyPad(id)).toEqual(kind)
})

test('a name of any length gives an identity of a bearable one', () => {
  const { model, name } = identifyPad('pad '.repeat(125))
  expect(model.length).toBeLessThanOrEqual('gamepad:'.length + 40)
  expect(name.length).toBeLessThanOrEqual(100)
})

test.each([
  [null, THIS_MACHINE],
  ['127.0.0.1', THIS_MACHINE],
  ['127.8.0.1', THIS_MACHINE],
  ['::1', THIS_MACHINE],
  ['::ffff:127.0.0.1', THIS_MACHINE],
  ['192.168.1.20', '192.168.1.20'],
  ['::ffff:192.168.1.20', '192.168.1.20'],
  ['fe80::1', 'fe80::1'],
])('a client at %s is on the machine %s', (address, machine) => {
  expect(machineOf(address)).toBe(machine)
})
