// Which notes of a port are on.
import type { MidiMessage } from '../../../shared/model/midi.ts'

const CHANNELS = 16
const NOTES = 128
const ALL_SOUND_OFF = 120
const ALL_NOTES_OFF = 123

export interface HeldNote {
  readonly channel: number
  readonly note: number
}

/** What may still be heard of a port that somebody else has sent to. */
export interface Sounding {
  /** Every channel that anything was sent on. */
  readonly channels: readonly number[]
  readonly notes: readonly HeldNote[]
}

export class HeldNotes {
  readonly #held = new Uint8Array(CHANNELS * NOTES)

  follow(message: MidiMessage): void {
    if (message.kind === 'noteOn' || message.kind === 'noteOff') {
      const isOn = message.kind === 'noteOn' && message.velocity > 0
      this.#held[(message.channel - 1) * NOTES + message.note] = isOn ? 1 : 0
    } else if (message.kind === 'systemReset') {
      this.#held.fill(0)
    } else if (message.kind === 'control' && endsNotes(message.controller)) {
      this.#held.fill(0, (message.channel - 1) * NOTES, message.channel * NOTES)
    }
  }

  /** The notes that are on, which from now on count as off. */
  takeAll(): HeldNote[] {
    const taken: HeldNote[] = []
    for (let at = this.#held.indexOf(1); at >= 0; at = this.#held.indexOf(1, at + 1)) {
      taken.push({ channel: Math.floor(at / NOTES) + 1, note: at % NOTES })
    }
    this.#held.fill(0)
    return taken
  }
}

/** The changes of mode above 123 end all notes as well. */
function endsNotes(controller: number): boolean {
  return controller === ALL_SOUND_OFF || controller >= ALL_NOTES_OFF
}
