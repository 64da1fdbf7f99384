// Whether a control was moved on purpose: pressed, or moved further than noise moves it.
import { edgeOf } from '../../shared/model/edge.ts'
import type { PayloadOf } from '../../shared/model/event.ts'
import { LONGEST_TRAIL } from '../../shared/model/input.ts'
import type { InputEvent } from '../../shared/model/input-event.ts'
import { valueOfArgument } from '../../shared/model/signal.ts'
import type { MidiMessage } from '../../shared/model/midi.ts'
import type { Heard, Value, Trace } from './traces.ts'

/** `soon` waits for what may yet arrive of the same movement and tell it better, `move` for its end. */
export type Verdict = 'no' | 'soon' | 'move' | 'now'

/** Half the way from where an axis rests to its end. */
const AXIS_TRAVEL = 0.5
const ENCODER_STEPS = 2
/** Of 127; values of 14 bits in proportion. */
const CONTROLLER_TRAVEL = 16
const SWITCH_ON = 127
const FOURTEEN_BIT_TRAVEL = (CONTROLLER_TRAVEL * 16_383) / 127
const BEND_AT_REST = 8192
/** Share of such a way that a hand holding still makes. */
const NOISE = 1 / 8
/** Share of a value of unknown range. */
const OSC_TRAVEL = 1 / 8

/** What endless knobs tell for one step this way or that. A fader that happens to stand there wavers instead of repeating. */
const RELATIVE_STEPS: ReadonlySet<number> = new Set([1, 127, 63, 65])
/** Three after the first. */
const RELATIVE_REPEATS = 3

/** Controllers that choose what data entry is for; they are never a control themselves. */
const PARAMETER_CHOICE = { first: 98, last: 101 } as const

/** A message without a pause as long as this since before the session belongs to no hand. */
const PAUSE_MS = 1000
/** Share of the time between two messages by which a heartbeat may be off. */
const BEAT_TOLERANCE = 0.1

/** Hex digits of the longest system exclusive message that is a button's and not a dump. */
const BUTTON_SYSEX = 128

/** Characters of a text by which it is told whether a control says the same again. */
const TEXT_LENGTH = 64

/** Addresses that command the engine itself, some of which other programs send all the time. */
const ENGINE_ADDRESS = /^\/cuewright\//

/** What an event tells of the place of its control. */
export function valueOf(event: InputEvent): Value {
  switch (event.type) {
    case 'hid.received':
      return event.payload.value
    case 'midi.received':
      return midiValue(event.payload.message)
    case 'key.received':
      return event.payload.pressed
    case 'osc.received': {
      const first = event.payload.args[0] ?? null
      if (typeof first === 'string') return first.slice(0, TEXT_LENGTH)
      return typeof first === 'object' ? null : first
    }
    case 'timecode.received':
      return null
  }
}

function midiValue(message: MidiMessage): number | null {
  switch (message.kind) {
    case 'noteOn':
    case 'noteOff':
      return message.velocity
    case 'polyPressure':
    case 'channelPressure':
      return message.pressure
    case 'control':
    case 'control14':
    case 'pitchBend':
    case 'nrpn':
    case 'rpn':
      return message.value
    default:
      return null
  }
}

/** Takes an event into what the session has heard of its control; `trace` is how it was before. */
export function listen(event: InputEvent, trace: Trace, session: number): Heard {
  const value = valueOf(event)
  if (trace.heard?.session !== session) trace.heard = beginHearing(event, trace, session)
  const { heard } = trace
  const gap = event.at - trace.at
  heard.talking &&= (gap <= PAUSE_MS && trace.gap <= PAUSE_MS) || isBeat(gap, trace.gap)
  heard.repeats = value === trace.value ? heard.repeats + 1 : 0
  if (typeof value !== 'number') return heard
  heard.min = Math.min(heard.min, value)
  heard.max = Math.max(heard.max, value)
  heard.trail.push(value)
  if (heard.trail.length > LONGEST_TRAIL) heard.trail.shift()
  heard.baseline ??= value
  if (event.type === 'hid.received' && event.payload.kind === 'encoder') heard.steps += value
  return heard
}

function beginHearing(event: InputEvent, { value }: Trace, session: number): Heard {
  return {
    session,
    baseline: typeof value === 'number' ? value : placeAtRest(event),
    min: Infinity,
    max: -Infinity,
    trail: [],
    steps: 0,
    repeats: 0,
    talking: value !== undefined,
  }
}

function placeAtRest({ type, payload }: InputEvent): number | null {
  if (type === 'hid.received') return 0
  if (type !== 'midi.received') return null
  switch (payload.message.kind) {
    case 'pitchBend':
      return BEND_AT_REST
    case 'channelPressure':
    case 'polyPressure':
      return 0
    default:
      return null
  }
}

function isBeat(gap: number, gapBefore: number): boolean {
  return Math.abs(gap - gapBefore) <= gap * BEAT_TOLERANCE
}

/** A number below 0 is a place of an OSC fader like any other. */
function isLetGo(event: InputEvent): boolean {
  if (event.type === 'osc.received') return valueOfArgument(event.payload.args[0]) === 0
  return edgeOf(event) === 'release'
}

/** Whether an event that `heard` has taken in shows that somebody means this control. */
export function purposeOf(event: InputEvent, trace: Trace, heard: Heard): Verdict {
  // Letting go of the mouse button or key that began to learn is not meant.
  if (isLetGo(event) || event.edge === 'ignored') return 'no'
  switch (event.type) {
    case 'hid.received':
      return ofControl(event.payload, heard)
    case 'midi.received':
      return ofMidi(event.payload.message, trace, heard)
    case 'key.received':
      return 'now'
    case 'osc.received':
      return ofOsc(event.payload, trace, heard)
    case 'timecode.received':
      return 'no'
  }
}

function ofControl({ kind, value }: PayloadOf<'hid.received'>, heard: Heard): Verdict {
  if (kind === 'axis') return moveIf(hasMoved(heard, value, AXIS_TRAVEL))
  if (kind === 'encoder') return nowIf(Math.abs(heard.steps) >= ENCODER_STEPS)
  return 'now'
}

function ofMidi(message: MidiMessage, trace: Trace, heard: Heard): Verdict {
  switch (message.kind) {
    case 'noteOn':
    case 'program':
    case 'start':
    case 'continue':
    case 'stop':
    case 'songSelect':
    case 'showControl':
    case 'machineControl':
      return 'now'
    case 'sysex':
      return nowIf(message.data.length <= BUTTON_SYSEX)
    case 'control':
      return ofController(message, trace, heard)
    case 'polyPressure':
    case 'channelPressure':
      return moveIf(hasMoved(heard, message.pressure, CONTROLLER_TRAVEL))
    case 'control14':
    case 'pitchBend':
    case 'nrpn':
    case 'rpn':
      return moveIf(hasMoved(heard, message.value, FOURTEEN_BIT_TRAVEL))
    default:
      return 'no'
  }
}

function ofController(
  { controller, value }: { readonly controller: number; readonly value: number },
  trace: Trace,
  heard: Heard,
): Verdict {
  if (controller >= PARAMETER_CHOICE.first && controller <= PARAMETER_CHOICE.last) return 'no'
  // One that is fully on at the first sight is a switch: a fader would have passed other values on its way.
  if (trace.value === undefined && value === SWITCH_ON) return 'soon'
  if (hasMoved(heard, value, CONTROLLER_TRAVEL)) return 'move'
  return soonIf(RELATIVE_STEPS.has(value) && heard.repeats >= RELATIVE_REPEATS && !heard.talking)
}

function ofOsc(
  { address, latestOnly, args }: PayloadOf<'osc.received'>,
  trace: Trace,
  heard: Heard,
): Verdict {
  if (ENGINE_ADDRESS.test(address) || heard.talking) return 'no'
  if (latestOnly ? !hasTravelled(trace, heard) : isRepeatedPlace(trace, heard)) return 'no'
  // A button tells 1; any other number may be the first of a fader's way.
  return typeof args[0] === 'number' && args[0] !== 1 ? 'move' : 'soon'
}

/** A button may tell its press again; a fraction told again is a fader that was not moved. */
function isRepeatedPlace({ value }: Trace, heard: Heard): boolean {
  return typeof value === 'number' && !Number.isInteger(value) && heard.repeats > 0
}

/** A stream of values is only meant when it moves; one of something else than numbers when it changes. */
function hasTravelled({ value }: Trace, { min, max, baseline, repeats }: Heard): boolean {
  if (baseline === null) return value !== undefined && repeats === 0
  const scale = Math.max(1, Math.abs(baseline), Math.abs(min), Math.abs(max))
  return Math.max(max - baseline, baseline - min) >= scale * OSC_TRAVEL
}

function hasMoved({ baseline }: Heard, value: number, travel: number): boolean {
  return baseline !== null && Math.abs(value - baseline) >= travel
}

/** Whether a control that is being moved has left `from` by more than noise. */
export function stirs({ type, payload }: InputEvent, { min, max }: Heard, from: number, to: number): boolean {
  return Math.abs(to - from) >= travelOf(type, payload, Math.max(1, Math.abs(min), Math.abs(max))) * NOISE
}

function travelOf(type: InputEvent['type'], payload: InputEvent['payload'], scale: number): number {
  if (type === 'hid.received') return AXIS_TRAVEL
  if (type !== 'midi.received') return scale * OSC_TRAVEL
  const { kind } = (payload as PayloadOf<'midi.received'>).message
  return SEVEN_BITS.has(kind) ? CONTROLLER_TRAVEL : FOURTEEN_BIT_TRAVEL
}

const SEVEN_BITS: ReadonlySet<MidiMessage['kind']> = new Set(['control', 'polyPressure', 'channelPressure'])

const nowIf = (meant: boolean): Verdict => (meant ? 'now' : 'no')
const soonIf = (meant: boolean): Verdict => (meant ? 'soon' : 'no')
const moveIf = (meant: boolean): Verdict => (meant ? 'move' : 'no')
