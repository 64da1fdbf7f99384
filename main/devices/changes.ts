// How changes of controls cross from the process to the engine: each control is announced once, then a change is three numbers.
import type { PayloadOf } from '../../shared/model/event.ts'
import type { MidiMessage } from '../../shared/model/midi.ts'

/** First byte of a frame that holds records; every other frame is text, which begins with a brace. */
export const BATCH = 1

/** First byte of a record. */
export const RECORD = {
  /** Length (u32) and JSON of an announcement; its number is how many came before it. */
  control: 1,
  /** Number of the control (u16), its value (f64), and when it changed (f64). */
  change: 2,
  /** Length (u32) and JSON of any other event. */
  event: 3,
} as const

export const CHANGE_BYTES = 1 + 2 + 8 + 8
/** Before the JSON of a record. */
export const TEXT_HEAD_BYTES = 1 + 4
/** Controls that can be numbered; what more there are cross as text. */
export const MOST_CONTROLS = 65_536
/** Of one device, so that one that makes up controls leaves numbers to the others. */
export const MOST_CONTROLS_OF_ONE = 8_192

/** Messages of a MIDI channel: the field that changes, and the most that it may be. */
export const MIDI_VALUES = {
  noteOn: ['velocity', 127],
  noteOff: ['velocity', 127],
  polyPressure: ['pressure', 127],
  channelPressure: ['pressure', 127],
  control: ['value', 127],
  control14: ['value', 16_383],
  program: ['program', 127],
  pitchBend: ['value', 16_383],
  nrpn: ['value', 16_383],
  rpn: ['value', 16_383],
} as const satisfies Partial<Record<MidiMessage['kind'], readonly [field: string, most: number]>>

export type ValuedKind = keyof typeof MIDI_VALUES
export type ValuedMessage = Extract<MidiMessage, { kind: ValuedKind }>

export function isValued(message: MidiMessage): message is ValuedMessage {
  return Object.hasOwn(MIDI_VALUES, message.kind)
}

export function midiValueOf(message: ValuedMessage): number {
  switch (message.kind) {
    case 'noteOn':
    case 'noteOff':
      return message.velocity
    case 'polyPressure':
    case 'channelPressure':
      return message.pressure
    case 'program':
      return message.program
    default:
      return message.value
  }
}

/** A control as it is announced: a change of it, which holds any value. */
export type Announcement =
  | readonly [type: 'hid.received', source: string, payload: PayloadOf<'hid.received'>]
  | readonly [type: 'midi.received', source: string, payload: PayloadOf<'midi.received'>]
