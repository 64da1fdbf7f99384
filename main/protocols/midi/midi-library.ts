// The one place that loads the native MIDI library, and what of it is used.
import { access, constants } from 'node:fs/promises'
import { platform } from 'node:process'
import { failed, fault, messageOf, ok } from '../../../shared/base/result.ts'
import type { Fault, Result } from '../../../shared/base/result.ts'

/** Both sees the system's ports and can open one of them. Made anew for each port, for an old one may be deaf. */
export interface MidiObject {
  getPortCount(): number
  /** Empty where the port has just gone. */
  getPortName(index: number): string
  openPort(index: number): void
  /** Stays true when the port has gone. */
  isPortOpen(): boolean
  /** Closes the port and withdraws this object from the system's list. */
  destroy(): void
}

export interface MidiInput extends MidiObject {
  /** True leaves out. */
  ignoreTypes(sysex: boolean, timing: boolean, activeSensing: boolean): void
  on(event: 'messageBuffer', take: (seconds: number, bytes: Buffer) => void): unknown
}

export interface MidiOutput extends MidiObject {
  sendMessage(bytes: Buffer): void
}

/** Constructors throw where the system's MIDI cannot be reached. */
export interface MidiLibrary {
  readonly Input: new () => MidiInput
  readonly Output: new () => MidiOutput
}

const SEQUENCER = '/dev/snd/seq'

/** Loads the library; a refusal says why there is no MIDI on this computer. */
export async function loadMidiLibrary(): Promise<Result<MidiLibrary>> {
  // Asked for first, because without it the library writes complaints of its own to the console.
  const refusal = platform === 'linux' ? await sequencerRefusal() : null
  if (refusal !== null) return failed(refusal)
  try {
    const { default: library } = await import('midi')
    return ok(library)
  } catch (thrown) {
    const next = platform === 'linux' ? 'install libasound2' : 'install Cuewright again'
    return failed(fault('midi/no-library', 'MIDI', messageOf(thrown), next))
  }
}

async function sequencerRefusal(): Promise<Fault | null> {
  try {
    await access(SEQUENCER, constants.R_OK | constants.W_OK)
    return null
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException
    return code === 'EACCES'
      ? fault('midi/no-permission', SEQUENCER, 'permission denied', 'add this user to the group audio')
      : fault('midi/no-sequencer', 'MIDI', 'no ALSA sequencer here', 'load the module snd-seq')
  }
}
