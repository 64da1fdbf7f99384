// The process of the device libraries: the only one that loads HID, Stream Deck and MIDI; the engine starts and ends it.
import { getPriority, setPriority } from 'node:os'
import { join } from 'node:path'
import { messageOf } from '../shared/base/result.ts'
import { OPENING } from '../shared/model/show-change.ts'
import { SystemClock } from './clock.ts'
import { openEngineLink } from './devices/engine-link.ts'
import { serveDevices } from './devices/serve.ts'
import { createMidiOutput } from './outputs/midi/output.ts'
import { findPackageRoot } from './package-root.ts'
import { FaceBoard } from './peripherals/hid/deck/face-board.ts'
import { createPictures } from './peripherals/hid/deck/pictures.ts'
import { createHidDriver } from './peripherals/hid/driver.ts'
import { loadHid } from './peripherals/hid/load.ts'
import type { Profile } from './peripherals/hid/profiles.ts'
import { createStreamDeckDriver, loadStreamDecks } from './peripherals/hid/stream-deck.ts'
import { createMidiDriver } from './peripherals/midi/driver.ts'
import { createSupervisor } from './peripherals/supervisor.ts'
import { loadMidiLibrary } from './protocols/midi/midi-library.ts'
import { Standstill } from './standstill.ts'

const LETTERS = join(findPackageRoot(import.meta.dirname).dir, 'assets', 'key-letters', 'letters.txt')

const link = openEngineLink()

// Started anew, it inherits what the engine's main thread has asked for since; giving that back is never refused.
if (getPriority() < 0) setPriority(0)

/** The engine starts a new one. */
function crash(thrown: unknown): void {
  link.say(JSON.stringify({ kind: 'failed', message: messageOf(thrown) }))
  link.finish(() => process.exit(1))
}
process.on('uncaughtException', crash)
// Electron would only warn of these.
process.on('unhandledRejection', crash)
// A terminal or a service manager tells all processes to end; devices are let go of when the engine says so, or is gone.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})

serveDevices({
  link,
  createClock: (origin) => new SystemClock(origin),
  createStandstill: (clock) =>
    new Standstill({ clock, machineTime: () => clock.now(), afterReading: setImmediate }),
  exit: () => process.exit(0),
  open({ profiles, outputs, identities, sounding, faces }, { clock, publish, subscribe }) {
    const scope = new AsyncDisposableStack()
    const midiOutput = scope.use(createMidiOutput({ clock, publish, subscribe, load: loadMidiLibrary }))
    midiOutput.take(outputs, OPENING)
    midiOutput.takeOver(sounding)
    const pictures = scope.use(createPictures(LETTERS))
    const board = new FaceBoard()
    board.show(faces)
    const plugged = scope.use(
      createSupervisor({
        clock,
        publish,
        drivers: [
          createHidDriver({ clock, load: () => loadHid(profiles as readonly Profile[]) }),
          createStreamDeckDriver({ clock, load: loadStreamDecks, board, pictures }),
          createMidiDriver(loadMidiLibrary),
        ],
        identities,
      }),
    )
    return {
      devices: () => plugged.health(),
      midiOutputs: () => midiOutput.health(),
      identities: () => plugged.identities(),
      take: (wanted, change) => midiOutput.take(wanted, change),
      show: (shown) => board.show(shown),
      panic: (cause) => void midiOutput.panic(cause),
      [Symbol.asyncDispose]: () => scope.disposeAsync(),
    }
  },
})
