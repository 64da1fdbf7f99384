// Which control of its source an input is about.
import type { InputEvent } from '../../shared/model/input-event.ts'
import { midiStreamKey } from '../../shared/model/midi-stream.ts'
import type { MidiMessage } from '../../shared/model/midi.ts'

/** Equal for the events of one control, and for its press and its release; told apart from all others of its source. */
export function controlKey(event: InputEvent): string {
  switch (event.type) {
    case 'hid.received':
      return event.payload.control
    case 'midi.received':
      return midiKey(event.payload.message)
    case 'timecode.received':
      return 'timecode'
    case 'key.received':
      return event.payload.code
    case 'osc.received':
      return event.payload.address
  }
}

export function controllerKey(channel: number, controller: number): string {
  return `control ${channel} ${controller}`
}

function midiKey(message: MidiMessage): string {
  switch (message.kind) {
    case 'noteOn':
    case 'noteOff':
      return `note ${message.channel} ${message.note}`
    case 'control':
      return controllerKey(message.channel, message.controller)
    case 'program':
      return `program ${message.channel}`
    default:
      return midiStreamKey(message) ?? message.kind
  }
}
