// Makes the bytes of MIDI messages.
import type { MidiMessage } from '../../../shared/model/midi.ts'
import { encodeMachineControl } from './machine-control.ts'
import { encodeShowControl } from './show-control.ts'
import { encodeFullFrame } from './timecode.ts'

const SINGLE = {
  tuneRequest: 0xf6,
  clock: 0xf8,
  start: 0xfa,
  continue: 0xfb,
  stop: 0xfc,
  activeSensing: 0xfe,
  systemReset: 0xff,
} as const

const CONTROL = 0xb0
const LOW_BYTES = 32
const DATA_HIGH = 6
const DATA_LOW = 38

/** Numbers of the two controllers that choose a parameter, its high byte first. */
const PARAMETER = { nrpn: [99, 98], rpn: [101, 100] } as const

const low = (value: number): number => value & 0x7f
const high = (value: number): number => value >> 7

/** One array for each message on the wire: a parameter or a value of 14 bits takes several. */
export function encodeMidi(message: MidiMessage): readonly Uint8Array[] {
  if (message.kind === 'control14' || message.kind === 'nrpn' || message.kind === 'rpn') {
    const status = CONTROL | (message.channel - 1)
    return controls(message).map(([controller, value]) => Uint8Array.of(status, controller, value))
  }
  return [Uint8Array.from(encodeOne(message))]
}

type Composed = Extract<MidiMessage, { kind: 'control14' | 'nrpn' | 'rpn' }>

function controls(message: Composed): readonly (readonly [controller: number, value: number])[] {
  if (message.kind === 'control14') {
    const { controller, value } = message
    return [
      [controller, high(value)],
      [controller + LOW_BYTES, low(value)],
    ]
  }
  const { kind, parameter, value } = message
  return [
    [PARAMETER[kind][0], high(parameter)],
    [PARAMETER[kind][1], low(parameter)],
    [DATA_HIGH, high(value)],
    [DATA_LOW, low(value)],
  ]
}

function encodeOne(message: Exclude<MidiMessage, Composed>): readonly number[] {
  switch (message.kind) {
    case 'noteOff':
      return [0x80 | (message.channel - 1), message.note, message.velocity]
    case 'noteOn':
      return [0x90 | (message.channel - 1), message.note, message.velocity]
    case 'polyPressure':
      return [0xa0 | (message.channel - 1), message.note, message.pressure]
    case 'control':
      return [CONTROL | (message.channel - 1), message.controller, message.value]
    case 'program':
      return [0xc0 | (message.channel - 1), message.program]
    case 'channelPressure':
      return [0xd0 | (message.channel - 1), message.pressure]
    case 'pitchBend':
      return [0xe0 | (message.channel - 1), low(message.value), high(message.value)]
    case 'quarterFrame':
      return [0xf1, (message.piece << 4) | message.value]
    case 'songPosition':
      return [0xf2, low(message.position), high(message.position)]
    case 'songSelect':
      return [0xf3, message.song]
    case 'sysex':
      return [0xf0, ...Buffer.from(message.data, 'hex'), 0xf7]
    case 'timecode':
      return [0xf0, ...encodeFullFrame(message), 0xf7]
    case 'showControl':
      return [0xf0, ...encodeShowControl(message), 0xf7]
    case 'machineControl':
      return [0xf0, ...encodeMachineControl(message), 0xf7]
    default:
      return [SINGLE[message.kind]]
  }
}
