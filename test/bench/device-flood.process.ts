// The process of the device libraries, which opens a flood instead of devices.
import { SystemClock } from '../../main/clock.ts'
import { Standstill } from '../../main/standstill.ts'
import { openEngineLink } from '../../main/devices/engine-link.ts'
import { serveDevices } from '../../main/devices/serve.ts'
import { flood } from './device-flood.ts'

const hz = Number(process.env['FLOOD_HZ'])

serveDevices({
  link: openEngineLink(),
  createClock: (origin) => new SystemClock(origin),
  createStandstill: (clock) =>
    new Standstill({ clock, machineTime: () => clock.now(), afterReading: setImmediate }),
  exit: () => process.exit(0),
  open(_, { clock, publish }) {
    void flood(clock, publish, hz)
    return {
      devices: () => [],
      midiOutputs: () => [],
      identities: () => ({}),
      take() {},
      show() {},
      panic() {},
      [Symbol.asyncDispose]: () => Promise.resolve(),
    }
  },
})
