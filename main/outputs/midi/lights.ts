// Lights of a port that are on, and what puts each out.
import type { MidiMessage } from '../../../shared/model/midi.ts'

/** More than there are on any controller; those beyond it stay as they are. */
const MOST_LIGHTS = 2048

export class Lights {
  readonly #dark = new Map<string, MidiMessage>()

  /** A light was sent something; `dark` is absent where it is out now, or is to stay as it is. */
  follow(route: string, dark: MidiMessage | undefined): void {
    if (dark === undefined) this.#dark.delete(route)
    else if (this.#dark.size < MOST_LIGHTS || this.#dark.has(route)) this.#dark.set(route, dark)
  }

  /** What puts out those that are on, which from now on count as out. */
  takeAll(): readonly MidiMessage[] {
    const messages = [...this.#dark.values()]
    this.#dark.clear()
    return messages
  }
}
