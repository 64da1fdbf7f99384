// What an input tells of the control that it is about: whose it is, where it stands, and when such a control is pressed.
import type { EventType, PayloadOf } from './event.ts'
import type { OscEndpoint } from './payload/osc.ts'
import type { MidiMessage } from './midi.ts'
import { numberSent } from './osc-number.ts'
import type { OscValue } from './osc.ts'

/** On which side of its threshold a control is: 0 let go, 1 pressed, -1 pressed the other way. */
export type Side = -1 | 0 | 1

/** What controls of a kind have in common. */
export interface Manner {
  /** `was` is the side until now, which takes a little more to leave. */
  side(value: number, threshold: number | null, was: Side): Side
  /** Every value over the threshold is a press of its own, as each note is. */
  readonly strikes: boolean
  /** The same whole number again is another press. */
  readonly repeats: boolean
  /** There are senders of this kind that never tell that it is let go. */
  readonly mayNeverRest: boolean
  /** Milliseconds within which an edge is taken for a bounce, where a match says nothing else. */
  readonly bounce: number
  /** A switch bounces both ways; of what comes over a wire only a press soon after a press is none. */
  readonly bounces: 'edges' | 'presses'
  /** Where it is taken to be before it has told anything. */
  readonly rest: number
}

export interface Signal {
  /** Who sends it, among all that send by one source; empty where a source is one device. */
  readonly sender: string
  /** The control among those of its sender. */
  readonly control: string
  /** Null for a message that can never be released: a complete touch. */
  readonly value: number | null
  readonly manner: Manner
}

/** Milliseconds for which a worn switch bounces. */
const BOUNCE_MS = 15
/** Of a pad: two hands, or a sequencer, strike one note again sooner than a worn switch has come to rest. */
const NOTE_BOUNCE_MS = 8
/** Share of a threshold that a value must fall below it to be let go. */
const HYSTERESIS = 0.1
/** Of the way from rest to the end. */
const HALF = 0.5
const BEND_AT_REST = 8192

/** Let go at 0 and below, pressed above; or by a threshold, which counts itself. */
function above(value: number, threshold: number | null, was: Side): Side {
  if (threshold === null || threshold === 0) return value > 0 ? 1 : 0
  return value >= threshold - (was === 0 ? 0 : HYSTERESIS * Math.abs(threshold)) ? 1 : 0
}

/** Rests in the middle: half way to either end, or over a threshold on its own side. */
function eitherWay(value: number, threshold: number | null, was: Side): Side {
  if (threshold === 0) return value > 0 ? 1 : 0
  const least = Math.abs(threshold ?? HALF) * (was === 0 ? 1 : 1 - HYSTERESIS)
  if (value >= least) return threshold === null || threshold > 0 ? 1 : 0
  return value <= -least && (threshold === null || threshold < 0) ? -1 : 0
}

function bent(value: number, threshold: number | null, was: Side): Side {
  const limit = threshold === null ? null : (threshold - BEND_AT_REST) / BEND_AT_REST
  return eitherWay((value - BEND_AT_REST) / BEND_AT_REST, limit, was)
}

const turned = (value: number): Side => (value === -1 ? 0 : 1)

const SWITCH: Manner = {
  side: above,
  strikes: false,
  repeats: true,
  mayNeverRest: false,
  bounce: BOUNCE_MS,
  bounces: 'edges',
  rest: 0,
}
const HAT: Manner = { ...SWITCH, side: turned, rest: -1 }
const AXIS: Manner = { ...SWITCH, side: eitherWay, repeats: false, bounce: 0 }
/** No switch is read where the system reports a key. */
const REPORTED_KEY: Manner = { ...SWITCH, bounce: 0 }
const CONTROLLER: Manner = {
  ...SWITCH,
  mayNeverRest: true,
  bounces: 'presses',
}
const NOTE: Manner = { ...CONTROLLER, strikes: true, mayNeverRest: false, bounce: NOTE_BOUNCE_MS }
const PRESSURE: Manner = { ...CONTROLLER, repeats: false, mayNeverRest: false }
const BEND: Manner = { ...PRESSURE, side: bent, rest: BEND_AT_REST }
const ARGUMENT: Manner = { ...CONTROLLER, bounce: 0 }
const TOUCH: Manner = { ...CONTROLLER, bounce: 0 }

/** Null for what is about no control. */
export function signalOf(type: EventType, source: string, payload: unknown): Signal | null {
  switch (type) {
    case 'osc.received':
      return oscSignal(payload as PayloadOf<'osc.received'>)
    case 'hid.received':
      return hidSignal(payload as PayloadOf<'hid.received'>)
    case 'midi.received':
      return midiSignal((payload as PayloadOf<'midi.received'>).message)
    case 'key.received': {
      const { code, pressed } = payload as PayloadOf<'key.received'>
      const manner = source === 'keyboard:global' ? REPORTED_KEY : SWITCH
      return { sender: '', control: code, value: pressed ? 1 : 0, manner }
    }
    default:
      return null
  }
}

function hidSignal({ control, kind, value }: PayloadOf<'hid.received'>): Signal {
  switch (kind) {
    case 'button':
      return { sender: '', control, value, manner: SWITCH }
    case 'hat':
      return { sender: '', control, value, manner: HAT }
    case 'axis':
      return { sender: '', control, value, manner: AXIS }
    case 'encoder':
      return { sender: '', control, value: null, manner: TOUCH }
  }
}

function midiSignal(message: MidiMessage): Signal {
  const signalOf = (value: number | null, manner: Manner): Signal => {
    return { sender: '', control: midiControl(message), value, manner }
  }
  switch (message.kind) {
    case 'noteOn':
      return signalOf(message.velocity, NOTE)
    case 'noteOff':
      return signalOf(0, NOTE)
    case 'control':
    case 'control14':
    case 'nrpn':
    case 'rpn':
      return signalOf(message.value, CONTROLLER)
    case 'polyPressure':
    case 'channelPressure':
      return signalOf(message.pressure, PRESSURE)
    case 'pitchBend':
      return signalOf(message.value, BEND)
    default:
      return signalOf(null, TOUCH)
  }
}

/** Names a control among those of its port; a note is the same pressed and let go. */
export function midiControl(message: MidiMessage): string {
  switch (message.kind) {
    case 'noteOn':
    case 'noteOff':
      return `note ${message.channel} ${message.note}`
    case 'polyPressure':
      return `pressure ${message.channel} ${message.note}`
    case 'control':
    case 'control14':
      return `${message.kind} ${message.channel} ${message.controller}`
    case 'nrpn':
    case 'rpn':
      return `${message.kind} ${message.channel} ${message.parameter}`
    case 'channelPressure':
    case 'pitchBend':
    case 'program':
      return `${message.kind} ${message.channel}`
    default:
      return message.kind
  }
}

function oscSignal({ address, args, from }: PayloadOf<'osc.received'>): Signal {
  const value = valueOfArgument(args[0])
  return { sender: oscSender(from), control: address, value, manner: value === null ? TOUCH : ARGUMENT }
}

/** Senders on UDP change their port as they like; one on TCP is its connection. */
export function oscSender(from: OscEndpoint | undefined): string {
  if (from === undefined) return ''
  return from.connection === null ? from.host : `tcp ${from.connection}`
}

/** Where a control stands by the first argument of its message; null for what is no place, such as a word. */
export function valueOfArgument(first: OscValue | undefined): number | null {
  if (typeof first === 'number') return first
  if (Array.isArray(first)) return valueOfArgument(first[0] as OscValue | undefined)
  return first === null ? 0 : numberSent(first)
}
