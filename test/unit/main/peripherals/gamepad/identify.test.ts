import { expect, test } from 'vitest'
import { identifyPad } from '../../../../../main/peripherals/gamepad/identify.ts'
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
  ['window:1', 'here'],
  ['ws:127.0.0.1:51234', 'here'],
  ['ws:127.8.0.1:51234', 'here'],
  ['ws:[::1]:51234', 'here'],
  ['ws:[::ffff:127.0.0.1]:51234', 'here'],
  ['ws:192.168.1.20:51234', '192.168.1.20'],
  ['ws:[::ffff:192.168.1.20]:51234', '192.168.1.20'],
  ['ws:[fe80::1]:51234', 'fe80::1'],
  ['test:1', 'test:1'],
])('the client %s is on the machine %s', (client, machine) => {
  expect(machineOf(client)).toBe(machine)
})
