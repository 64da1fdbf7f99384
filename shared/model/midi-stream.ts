// Which MIDI messages only tell where something is now.
import type { MidiMessage } from './midi.ts'

/** Messages that only tell where something is now; null where every one matters. */
export function midiStreamKey(message: MidiMessage): string | null {
  switch (message.kind) {
    case 'control':
    case 'control14':
      return `${message.kind} ${message.channel} ${message.controller}`
    case 'pitchBend':
    case 'channelPressure':
      return `${message.kind} ${message.channel}`
    case 'polyPressure':
      return `${message.kind} ${message.channel} ${message.note}`
    case 'nrpn':
    case 'rpn':
      return `${message.kind} ${message.channel} ${message.parameter}`
    default:
      return null
  }
}
