// Controls that are pressed and let go, told from the events of each family of inputs.
import type { EventEnvelope, PayloadOf, SystemEventType } from './event.ts'
import type { MidiMessage } from './midi.ts'
import { isPress } from './osc.ts'

export type Edge = 'press' | 'release'

/** Payload fields that tell a press from a release: a match that asks for one says itself which of them it means. */
export const DECIDING_FIELDS: Readonly<Record<string, readonly string[]>> = {
  'hid.received': ['value'],
  'key.received': ['pressed'],
  'midi.received': ['message', 'message.kind', 'message.velocity', 'message.value'],
  'osc.received': ['args', 'args.0'],
}

function isOf<T extends SystemEventType>(type: T, event: EventEnvelope): event is EventEnvelope<T> {
  return event.type === type
}

/**
 * Which way an event moves its control: `held` for the pressure on a note that has been pressed before, null for what is not
 * pressed and let go, such as a stick or a show's own event.
 */
export function edgeOf(event: EventEnvelope): Edge | 'held' | null {
  if (isOf('hid.received', event)) return controlEdge(event.payload)
  if (isOf('midi.received', event)) return midiEdge(event.payload.message)
  if (isOf('key.received', event)) return edge(event.payload.pressed)
  if (isOf('osc.received', event)) return edge(isPress(event.payload.args))
  return null
}

const edge = (pressed: boolean): Edge => (pressed ? 'press' : 'release')

function controlEdge({ kind, value }: PayloadOf<'hid.received'>): Edge | null {
  if (kind === 'button') return edge(value !== 0)
  return kind === 'hat' ? edge(value !== -1) : null
}

function midiEdge(message: MidiMessage): Edge | 'held' | null {
  switch (message.kind) {
    case 'noteOn':
      return edge(message.velocity > 0)
    case 'noteOff':
      return 'release'
    case 'control':
      return edge(message.value > 0)
    case 'polyPressure':
      return 'held'
    default:
      return null
  }
}

/** The control of its source that an event is about; empty where a source is one control. */
export function controlOf(event: EventEnvelope): string {
  if (isOf('hid.received', event)) return event.payload.control
  if (isOf('midi.received', event)) return midiControl(event.payload.message)
  if (isOf('key.received', event)) return event.payload.code
  if (isOf('osc.received', event)) return event.payload.address
  return ''
}

function midiControl(message: MidiMessage): string {
  switch (message.kind) {
    case 'noteOn':
    case 'noteOff':
    case 'polyPressure':
      return `note ${message.channel} ${message.note}`
    case 'control':
    case 'control14':
      return `control ${message.channel} ${message.controller}`
    default:
      return message.kind
  }
}
