// The process of the device libraries with pads or keyboards that are not there, which play without end: the environment says which.
import { setTimeout as pause } from 'node:timers/promises'
import { SystemClock } from '../../main/clock.ts'
import { openEngineLink } from '../../main/devices/engine-link.ts'
import { serveDevices } from '../../main/devices/serve.ts'
import { createHidDriver } from '../../main/peripherals/hid/driver.ts'
import type { Profile } from '../../main/peripherals/hid/profiles.ts'
import { createMidiDriver } from '../../main/peripherals/midi/driver.ts'
import { createSupervisor } from '../../main/peripherals/supervisor.ts'
import { Standstill } from '../../main/standstill.ts'
import { ok } from '../../shared/base/result.ts'
import { FakeMidi } from './fake-midi.ts'
import { RecordedHid, readRecording } from './hid-recordings.ts'

/** Thirty-two pads at 1 kHz, and sixteen keyboards of which each sends what a cable carries. */
const PADS = { count: 32, perMs: 1 } as const
const KEYS = { count: 16, perMs: 1 } as const

const hid = new RecordedHid()
const midi = new FakeMidi()
const recording = readRecording('dualshock-4')
const [, rest] = recording.reports[0]!
const isOfPads = process.env['FLOODED_BY'] === 'pads'
const pads = isOfPads ? PADS.count : 0
const paths = Array.from({ length: pads }, (_, pad) => hid.plug(recording, { serial: `pad ${pad}` }))
const keyboards = isOfPads
  ? []
  : Array.from({ length: KEYS.count }, (_, index) => `Keys ${index}:Keys 24:${index}`)
for (const name of keyboards) midi.plug(name)

/** Sticks move all the time, and the cross is pressed and let go. */
function moveAndPress(turn: number): void {
  const report = rest.with(1, turn & 0xff).with(5, turn % 2 === 0 ? 0x08 : 0x28)
  for (let sent = 0; sent < PADS.perMs; sent += 1) for (const path of paths) hid.send(path, report)
}

/** Notes of which no two are alike for long, and a fader. */
function play(turn: number): void {
  for (let sent = 0; sent < KEYS.perMs; sent += 1) {
    for (const name of keyboards) {
      const note = (turn + sent * 31) % 128
      if (turn % 4 === 3) midi.play(name, 0xb0, 7, note)
      else midi.play(name, turn % 2 === 0 ? 0x90 : 0x80, note, 100)
    }
  }
}

async function flood(once: (turn: number) => void): Promise<never> {
  const startedAt = performance.now()
  for (let turn = 0; ;) {
    // Where there was no time for it, it is made up for, but never so much that nothing else is heard.
    const due = Math.min(performance.now() - startedAt, turn + 50)
    for (; turn < due; turn += 1) once(turn)
    await pause(1)
  }
}

serveDevices({
  link: openEngineLink(),
  createClock: (origin) => new SystemClock(origin),
  createStandstill: (clock) =>
    new Standstill({ clock, machineTime: () => clock.now(), afterReading: setImmediate }),
  exit: () => process.exit(0),
  open({ profiles, identities }, { clock, publish }) {
    const scope = new AsyncDisposableStack()
    const load = () => Promise.resolve(ok(midi.library))
    const loadHid = () => Promise.resolve(ok({ source: hid, profiles: profiles as readonly Profile[] }))
    const drivers = [createHidDriver({ clock, load: loadHid }), createMidiDriver(load)]
    const plugged = scope.use(createSupervisor({ clock, publish, drivers, identities }))
    void flood(isOfPads ? moveAndPress : play)
    return {
      devices: () => plugged.health(),
      midiOutputs: () => [],
      identities: () => plugged.identities(),
      panic() {},
      take() {},
      show() {},
      [Symbol.asyncDispose]: () => scope.disposeAsync(),
    }
  },
})
