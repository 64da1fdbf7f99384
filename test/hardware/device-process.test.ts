// The process of the device libraries as the engine starts it, with the real libraries and the system's own devices.
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { SystemClock } from '../../main/clock.ts'
import { createDevices } from '../../main/devices/device-process.ts'
import { readProfiles } from '../../main/peripherals/hid/profiles.ts'
import type { DeviceProcess } from '../../main/devices/process.ts'
import { startDeviceProcess } from '../../main/devices/start-process.ts'
import { DISPATCHER_DEFAULTS } from '../../main/dispatcher/defaults.ts'
import { Dispatcher } from '../../main/dispatcher/dispatcher.ts'
import { HeldControls } from '../../main/peripherals/held.ts'
import { inOrder } from '../../main/order.ts'
import type { EventEnvelope, PayloadOf } from '../../shared/model/event.ts'
import { readRecording } from '../support/hid-recordings.ts'
import { UhidDevice } from './lab/uhid.ts'
import { until } from './lab.ts'

const PAD = 'hid:1209:0001:0001'
const gamepad = readRecording('generic-gamepad')
const report = (digits: string): Buffer => Buffer.from(digits.padEnd(30, '0'), 'hex')
const pressed = report('01808080801800')

test('a pad is heard through it, let go of when it crashes, and heard again by the next', async () => {
  const clock = new SystemClock()
  const dispatcher = new Dispatcher({ ...DISPATCHER_DEFAULTS, clock, defer: setImmediate })
  const { publish, subscribe } = dispatcher
  const events: EventEnvelope[] = []
  subscribe('*', (event) => void events.push(event), { priority: 0, name: 'test', acts: false })
  const started: DeviceProcess[] = []
  await using devices = createDevices({
    clock,
    clockOrigin: clock.origin,
    publish,
    subscribe: inOrder(subscribe)('device process'),
    tooOldBefore: (at) => dispatcher.tooOldBefore(at, null),
    start(listener) {
      const process = startDeviceProcess(listener)
      started.push(process)
      return process
    },
    held: new HeldControls(),
    readProfiles: async () =>
      (await readProfiles(join(import.meta.dirname, '..', '..', 'assets/profiles'))).profiles,
    // A process that ends without being killed here says why.
    log: { warn: (details, message) => console.log(message, details) },
  })
  const isOpen = (): boolean =>
    devices.health().some(({ device, state }) => device === PAD && state === 'open')
  const heard = (): string[] =>
    events
      // What has a cause is where a control came to rest after a bounce, published once more.
      .filter(({ type, source, cause }) => type === 'hid.received' && source === PAD && cause === null)
      .map(({ payload }) => payload as PayloadOf<'hid.received'>)
      .filter(({ kind }) => kind === 'button')
      .map(({ control, value }) => `${control} ${value}`)

  const { name, vendor, product } = gamepad.device
  using pad = new UhidDevice({
    ...{ name, vendor, product, serial: gamepad.device.serial ?? '', port: 'lab/1' },
    descriptor: gamepad.descriptor as Uint8Array,
    features: {},
  })
  // It loads for half a minute where a machine is emulated.
  await until('the process', () => devices.health().length > 0, 60_000)
  await until('the pad', isOpen)
  pad.send(pressed)
  const press = await until('the press', () => heard().at(-1))
  expect(press).toMatch(/ 1$/)

  const running = started.at(-1)!
  process.kill(running.pid!, 'SIGSEGV')
  await until('the release', () => heard().length === 2)
  expect(heard()[1]).toBe(press.replace(/1$/, '0'))
  await until('the pad again', () => started.at(-1) !== running && isOpen(), 60_000)
  pad.send(report('01808080800800'))
  pad.send(pressed)
  await until('the next press', () => heard().length === 3)
  expect(heard()[2]).toBe(press)
})
