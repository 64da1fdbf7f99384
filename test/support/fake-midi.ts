// The shape of the native MIDI library over ports that a test plugs in and out, with the habits of the real one: a lost port
// is silent, and a listener of a port that went hears nothing of the one that came back.
import { EventEmitter } from 'node:events'
import type { MidiInput, MidiLibrary, MidiOutput } from '../../main/protocols/midi/midi-library.ts'

interface Plugged {
  readonly fullName: string
}

export class FakeMidi {
  inputs: Plugged[] = []
  outputs: Plugged[] = []
  /** Hex bytes that reached each output port, by full name. */
  readonly sent: string[] = []
  /** Objects that were made and not destroyed. */
  live = 0
  /** What opening a port or sending to one throws; null where all is well. */
  failure: string | null = null
  readonly #listening = new Map<Plugged, Set<EventEmitter>>()

  /** Plugs a device in, as an input and an output of the same name. */
  plug(fullName: string): void {
    this.inputs = [...this.inputs, { fullName }]
    this.outputs = [...this.outputs, { fullName }]
  }

  unplug(fullName: string): void {
    this.inputs = this.inputs.filter((port) => port.fullName !== fullName)
    this.outputs = this.outputs.filter((port) => port.fullName !== fullName)
  }

  /** What a device plays, to all that have it open. */
  play(fullName: string, ...bytes: readonly number[]): void {
    for (const port of this.inputs.filter((plugged) => plugged.fullName === fullName)) {
      for (const input of this.#listening.get(port) ?? []) input.emit('messageBuffer', 0, Buffer.from(bytes))
    }
  }

  readonly library = ((): MidiLibrary => {
    // eslint-disable-next-line @typescript-eslint/no-this-alias
    const system = this
    class Input extends EventEmitter implements MidiInput {
      #open: Plugged | null = null
      ignored: readonly boolean[] = []

      constructor() {
        super()
        system.live += 1
      }
      getPortCount(): number {
        return system.inputs.length
      }
      getPortName(index: number): string {
        return system.inputs[index]?.fullName ?? ''
      }
      ignoreTypes(...ignored: readonly boolean[]): void {
        this.ignored = ignored
      }
      openPort(index: number): void {
        if (system.failure !== null) throw new Error(system.failure)
        this.#open = system.inputs[index] as Plugged
        const listening = system.#listening.get(this.#open) ?? new Set()
        system.#listening.set(this.#open, listening.add(this))
      }
      isPortOpen(): boolean {
        return this.#open !== null
      }
      destroy(): void {
        system.live -= 1
        if (this.#open !== null) system.#listening.get(this.#open)?.delete(this)
      }
    }
    class Output implements MidiOutput {
      #open: Plugged | null = null

      constructor() {
        system.live += 1
      }
      getPortCount(): number {
        return system.outputs.length
      }
      getPortName(index: number): string {
        return system.outputs[index]?.fullName ?? ''
      }
      openPort(index: number): void {
        if (system.failure !== null) throw new Error(system.failure)
        this.#open = system.outputs[index] as Plugged
      }
      isPortOpen(): boolean {
        return this.#open !== null
      }
      sendMessage(bytes: Buffer): void {
        if (system.failure !== null) throw new Error(system.failure)
        const open = this.#open
        if (open !== null && system.outputs.includes(open)) {
          system.sent.push(`${open.fullName} ${bytes.toString('hex')}`)
        }
      }
      destroy(): void {
        system.live -= 1
      }
    }
    return { Input, Output }
  })()

  /** What reached the outputs since the last time. */
  takeSent(): string[] {
    return this.sent.splice(0)
  }
}
