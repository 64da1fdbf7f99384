// MIDI inputs for the supervisor: finds the system's ports and opens them.
import { failed, fault, messageOf, ok } from '../../../shared/base/result.ts'
import type { Result } from '../../../shared/base/result.ts'
import type { MidiInput, MidiLibrary } from '../../protocols/midi/midi-library.ts'
import { listPorts } from '../../protocols/midi/ports.ts'
import type { MidiPort } from '../../protocols/midi/ports.ts'
import type { DeviceInfo, DeviceSink, Driver, OpenDevice } from '../peripheral.ts'
import { MidiIntake } from './intake.ts'

/**
 * A port that goes and comes back between two looks under the same number would stay silent, as nothing tells that it was
 * gone; programs and devices take longer than this to restart.
 */
const POLL_MS = 500

/** `load` is asked once, when the supervisor first asks whether there is MIDI. */
export function createMidiDriver(load: () => Promise<Result<MidiLibrary>>): Driver {
  let library: MidiLibrary | null = null
  /** One for as long as the program runs: each new one is a client of the system's sequencer. */
  let lister: MidiInput | null = null
  const ports = (): MidiPort[] => (lister === null ? [] : listPorts(lister))

  return {
    family: 'midi',
    title: 'MIDI inputs',
    pollEvery: POLL_MS,

    async available() {
      const loaded = await load()
      if (!loaded.ok) return loaded
      library = loaded.value
      try {
        lister = new library.Input()
        return ok(undefined)
      } catch (thrown) {
        return failed(
          fault('midi/unreachable', 'MIDI', messageOf(thrown), 'check the sound system of this computer'),
        )
      }
    },

    list: () => Promise.resolve(ports().map(deviceOf)),

    open(info, sink) {
      const index = ports().find(({ path }) => path === info.path)?.index
      const opened =
        library === null || index === undefined ? failed(gone(info)) : openInput(library, index, info, sink)
      return Promise.resolve(opened)
    },

    watch: () => null,
  }
}

function deviceOf({ path, name }: MidiPort): DeviceInfo {
  return { path, model: `midi:${name}`, serial: null, port: path, name, unusable: null }
}

function gone({ name }: DeviceInfo): ReturnType<typeof fault> {
  return fault('midi/gone', name, 'the port has just gone', 'plug it in again')
}

function openInput(
  { Input }: MidiLibrary,
  index: number,
  { name }: DeviceInfo,
  { device, publish }: DeviceSink,
): Result<OpenDevice> {
  const intake = new MidiIntake({ publish, source: device, port: name })
  let input: MidiInput | null = null
  let isOpen = true
  try {
    input = new Input()
    // System exclusive and clock are wanted; active sensing comes three times a second and says nothing.
    input.ignoreTypes(false, false, true)
    input.on('messageBuffer', (seconds, bytes) => {
      if (isOpen) intake.take(bytes, seconds)
    })
    input.openPort(index)
    if (!input.isPortOpen()) throw new Error('the system refuses to open it')
  } catch (thrown) {
    input?.destroy()
    return failed(
      fault('midi/cannot-open', name, messageOf(thrown), 'close other programs that use this port'),
    )
  }
  const opened = input
  return ok({
    release: () => intake.release(),
    counts: () => intake.counts(),
    close() {
      isOpen = false
      opened.destroy()
      return Promise.resolve()
    },
  })
}
