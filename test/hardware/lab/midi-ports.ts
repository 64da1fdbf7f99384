// MIDI ports that a test makes, and takes away: to the system's sequencer they are other programs.
import { loadMidiLibrary } from '../../../main/protocols/midi/midi-library.ts'
import type { MidiInput, MidiOutput } from '../../../main/protocols/midi/midi-library.ts'

/** The native objects can also be devices themselves, which the product has no use for. */
type Virtual<T> = T & { openVirtualPort(name: string): void }

const loaded = await loadMidiLibrary()
if (!loaded.ok) throw new Error(loaded.error.what)
const { Input, Output } = loaded.value

/** A device that plays: an input for the engine. */
export function virtualOutput(name: string): Virtual<MidiOutput> {
  const made = new Output() as Virtual<MidiOutput>
  made.openVirtualPort(name)
  return made
}

/** A device that listens: an output for the engine. */
export function virtualInput(name: string, hears: (bytes: Buffer) => void): { destroy(): void } {
  const made = new Input() as Virtual<MidiInput>
  made.ignoreTypes(false, false, true)
  made.on('messageBuffer', (_, bytes) => hears(bytes))
  made.openVirtualPort(name)
  return { destroy: () => made.destroy() }
}
