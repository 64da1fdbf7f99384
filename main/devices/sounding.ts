// What the process may have left sounding at each MIDI output, by what it was asked to send.
import { HeldNotes } from '../protocols/midi/held-notes.ts'
import type { Sounding } from '../protocols/midi/held-notes.ts'
import type { MidiMessage } from '../../shared/model/midi.ts'

/** Outputs of which the port is as it was: what they are called, and were called before. */
export type SameOutputs = ReadonlyMap<string, string>

interface Followed {
  readonly channels: Set<number>
  readonly notes: HeldNotes
}

export class SoundingOutputs {
  #followed: ReadonlyMap<string, Followed> = new Map()

  /** From now on these are followed; of the `same` it stays known what they have left sounding. */
  take(outputs: readonly string[], same: SameOutputs): void {
    const before = this.#followed
    const anew = (): Followed => ({ channels: new Set(), notes: new HeldNotes() })
    this.#followed = new Map(outputs.map((name) => [name, before.get(same.get(name) ?? '') ?? anew()]))
  }

  follow(output: string, message: MidiMessage): void {
    const followed = this.#followed.get(output)
    if (followed === undefined) return
    if ('channel' in message) followed.channels.add(message.channel)
    followed.notes.follow(message)
  }

  /** Of all outputs that anything was ever sent to. */
  all(): Readonly<Record<string, Sounding>> {
    const used = [...this.#followed].filter(([, { channels }]) => channels.size > 0)
    return Object.fromEntries(used.map(([name, followed]) => [name, soundingOf(followed)]))
  }
}

/** The notes stay in it: nobody knows whether the next process lives long enough to end them. */
function soundingOf({ channels, notes: held }: Followed): Sounding {
  const notes = held.takeAll()
  for (const note of notes) held.follow({ kind: 'noteOn', ...note, velocity: 1 })
  return { channels: [...channels], notes }
}
