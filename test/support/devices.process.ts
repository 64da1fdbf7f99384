// The process of the device libraries with a pad and a synthesizer that are not there. What is sent to the port that is called
// Script makes it misbehave; bytes that reach the synthesizer are added to the file that the environment names.
import { appendFileSync, writeSync } from 'node:fs'
import { SystemClock } from '../../main/clock.ts'
import { Standstill } from '../../main/standstill.ts'
import { openEngineLink } from '../../main/devices/engine-link.ts'
import { framed } from '../../main/devices/frames.ts'
import { serveDevices } from '../../main/devices/serve.ts'
import { LINK_FD } from '../../main/devices/start-process.ts'
import { createMidiOutput } from '../../main/outputs/midi/output.ts'
import { createHidDriver } from '../../main/peripherals/hid/driver.ts'
import type { Profile } from '../../main/peripherals/hid/profiles.ts'
import { createMidiDriver } from '../../main/peripherals/midi/driver.ts'
import { createSupervisor } from '../../main/peripherals/supervisor.ts'
import { ok } from '../../shared/base/result.ts'
import { FakeMidi } from './fake-midi.ts'
import { OPENING } from '../../shared/model/show-change.ts'
import { RecordedHid, readRecording } from './hid-recordings.ts'

const SCRIPT = 'Script:Script 20:0'
const SYNTH = 'Synth:Synth 24:0'
/** Controllers of a flood, and reports that each sends in a row. */
const FLOOD = { pads: 32, reports: 1_000 } as const

const hid = new RecordedHid()
const midi = new FakeMidi()
midi.plug(SCRIPT)
midi.plug(SYNTH)
const pad = readRecording('dualshock-4')
const [, rest] = pad.reports[0]!
// Held where the report of this pad has them: the cross and the square.
const held = rest.with(5, rest[5]! | 0x20)
const paths = [hid.plug(pad)]
/** The left stick of this pad to the side, from 0 to 255. */
const pushed = (place: number): Uint8Array => rest.with(1, place)
/** A fader of 14 bits, its high byte first. */
function fade(value: number): void {
  midi.play(SYNTH, 0xb0, 1, value >> 7)
  midi.play(SYNTH, 0xb0, 33, value & 0x7f)
}

/** What the numbers of a program change do. */
const script: Readonly<Record<number, () => void>> = {
  1: () => hid.send(paths[0]!, held),
  2: () => hid.send(paths[0]!, rest),
  3: () => writeSync(LINK_FD, framed('{"kind":"health","devices":7}')),
  4: () => writeSync(LINK_FD, Buffer.alloc(65_536, 0xff)),
  5: () => {
    for (;;);
  },
  6: () => process.exit(7),
  7: () => {
    while (paths.length < FLOOD.pads) paths.push(hid.plug(pad, { serial: `pad ${paths.length}` }))
  },
  8: () => {
    for (let sent = 0; sent < FLOOD.reports; sent += 1) {
      for (const path of paths) hid.send(path, sent % 2 === 0 ? held : rest)
    }
  },
  // A change of a control that was never announced.
  10: () => writeSync(LINK_FD, framed(Buffer.concat([Buffer.of(1, 2), Buffer.alloc(18, 0xfe)]))),
  11: () => fade(0),
  20: () => fade(5),
  21: () => hid.send(paths[0]!, pushed(200)),
  12: () => fade(12_345),
  13: () => midi.play(SYNTH, 0xb0, 70, 1),
  14: () => hid.send(paths[0]!, pushed(255)),
  15: () => {
    midi.unplug(SYNTH)
    hid.unplug(paths[0]!)
  },
  16: () => {
    midi.plug(SYNTH)
    paths[0] = hid.plug(pad)
  },
  22: () => fade(300),
  23: () => hid.send(paths[0]!, pushed(64)),
  18: () => fade(16_383),
  19: () => hid.send(paths[0]!, pushed(0)),
  9: () => {
    throw new Error('a callback of a library failed')
  },
}

class Output extends midi.library.Output {
  override sendMessage(bytes: Buffer): void {
    super.sendMessage(bytes)
    for (const line of midi.takeSent()) {
      if (line.startsWith(SYNTH)) appendFileSync(process.env['SYNTH_FILE']!, `${bytes.toString('hex')}\n`)
      // Later, or what it throws would be taken for a port that failed.
      else setImmediate(() => script[bytes[1]!]?.())
    }
  }
}

const link = openEngineLink()
process.on('uncaughtException', (thrown) => {
  link.say(JSON.stringify({ kind: 'failed', message: thrown.message }))
  link.finish(() => process.exit(1))
})

serveDevices({
  link,
  createClock: (origin) => new SystemClock(origin),
  createStandstill: (clock) =>
    new Standstill({ clock, machineTime: () => clock.now(), afterReading: setImmediate }),
  exit: () => process.exit(0),
  open({ profiles, outputs, identities, sounding }, { clock, publish, subscribe }) {
    const scope = new AsyncDisposableStack()
    const load = () => Promise.resolve(ok({ Input: midi.library.Input, Output }))
    const midiOutput = scope.use(createMidiOutput({ clock, publish, subscribe, load }))
    midiOutput.take(outputs, OPENING)
    midiOutput.takeOver(sounding)
    const loadHid = () => Promise.resolve(ok({ source: hid, profiles: profiles as readonly Profile[] }))
    const drivers = [createHidDriver({ clock, load: loadHid }), createMidiDriver(load)]
    const plugged = scope.use(createSupervisor({ clock, publish, drivers, identities }))
    return {
      devices: () => plugged.health(),
      midiOutputs: () => midiOutput.health(),
      identities: () => plugged.identities(),
      take: (wanted, change) => midiOutput.take(wanted, change),
      show: () => {},
      panic: (cause) => void midiOutput.panic(cause),
      [Symbol.asyncDispose]: () => scope.disposeAsync(),
    }
  },
})
