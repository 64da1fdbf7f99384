// What is said of a learned control, and the match that hears it again.
import type { Json } from '../../shared/model/json.ts'
import { inputFamilyOf } from '../../shared/model/input.ts'
import type { InputEvent } from '../../shared/model/input-event.ts'
import type { CapturedControl, InputFamily } from '../../shared/model/input.ts'
import type { MidiMessage } from '../../shared/model/midi.ts'
import { isOscPattern } from '../../shared/model/osc-pattern.ts'
import { clip } from '../../shared/model/words.ts'
import type { Heard } from './traces.ts'

type Range = NonNullable<CapturedControl['range']>

/** What differs from family to family. */
interface Description {
  readonly control: string
  readonly kind: string
  readonly channel: number | null
  readonly range: Range | null
  /** Fields of the match besides `event`. */
  readonly match: Readonly<Record<string, Json>>
}

const SWITCH: Range = { min: 0, max: 1 }
const SEVEN_BIT: Range = { min: 0, max: 127 }
const FOURTEEN_BIT: Range = { min: 0, max: 16_383 }
const HAT: Range = { min: -1, max: 7 }
const CENTRED: Range = { min: -1, max: 1 }

const LONGEST_NAME = 60

/** Clockwise from 0. */
const DIRECTIONS = ['up', 'up right', 'right', 'down right', 'down', 'down left', 'left', 'up left']

export function describeCaptured(
  event: InputEvent,
  { min, max, trail }: Heard,
  deviceName: string | null,
): CapturedControl {
  const { control, kind, channel, range, match } = describe(event)
  const { seq, type, source, at, payload } = event
  return {
    family: inputFamilyOf(event) as InputFamily,
    device: source,
    deviceName,
    control,
    channel,
    kind,
    range,
    seen: seenOf(event, min, max),
    trail: [...trail],
    event: { seq, type, source, at, payload: payload as Json },
    match: { event: type, ...match },
  }
}

function seenOf({ type, payload }: InputEvent, min: number, max: number): Range | null {
  if (type === 'key.received') return { min: 1, max: 1 }
  if (type === 'hid.received' && payload.kind === 'encoder') return null
  return min <= max ? { min, max } : null
}

function describe(event: InputEvent): Description {
  switch (event.type) {
    case 'hid.received':
      return describeControl(event)
    case 'midi.received':
      return describeMidi(event.source, event.payload.message)
    case 'key.received': {
      const { code } = event.payload
      const match = { source: event.source, where: { code } }
      return { control: code, kind: 'key', channel: null, range: SWITCH, match }
    }
    case 'osc.received': {
      const { address } = event.payload
      // Some programs use pattern characters in names; written plainly the address would stand for others as well.
      const match = { address: isOscPattern(address) ? { exactly: address } : address }
      return { control: address, kind: 'message', channel: null, range: null, match }
    }
    case 'timecode.received':
      return { control: 'timecode', kind: 'timecode', channel: null, range: null, match: {} }
  }
}

function describeControl({ source, payload }: Extract<InputEvent, { type: 'hid.received' }>): Description {
  const { control, kind, value } = payload
  // A hat is one control of eight directions, of which one was meant.
  const isHat = kind === 'hat'
  return {
    control: isHat ? `${control} ${DIRECTIONS[value] ?? value}` : control,
    kind,
    channel: null,
    range: controlRange(source, kind),
    match: { source, where: isHat ? { control, value } : { control } },
  }
}

function controlRange(source: string, kind: 'button' | 'axis' | 'hat' | 'encoder'): Range | null {
  switch (kind) {
    case 'button':
      return SWITCH
    case 'axis':
      return source.startsWith('virtual:') ? SWITCH : CENTRED
    case 'hat':
      return HAT
    case 'encoder':
      return null
  }
}

function describeMidi(source: string, message: MidiMessage): Description {
  const { control, kind = message.kind, range = null, fields } = midiWords(message)
  const where: Record<string, Json> = { 'message.kind': message.kind }
  for (const name of fields) where[`message.${name}`] = fieldOf(message, name)
  const channel = 'channel' in message ? message.channel : null
  return { control, kind, channel, range, match: { source, where } }
}

function fieldOf(message: MidiMessage, name: string): Json {
  return (message as Readonly<Record<string, Json>>)[name] as Json
}

interface MidiWords {
  readonly control: string
  readonly kind?: string
  readonly range?: Range
  /** Of the message, besides its kind: those that tell this control from others. */
  readonly fields: readonly string[]
}

function midiWords(message: MidiMessage): MidiWords {
  switch (message.kind) {
    case 'noteOn':
    case 'noteOff':
      return { control: `note ${message.note}`, kind: 'note', range: SEVEN_BIT, fields: ['channel', 'note'] }
    case 'polyPressure':
      return {
        control: `pressure of note ${message.note}`,
        range: SEVEN_BIT,
        fields: ['channel', 'note'],
      }
    case 'channelPressure':
      return { control: 'channel pressure', range: SEVEN_BIT, fields: ['channel'] }
    case 'control':
      return {
        control: `controller ${message.controller}`,
        kind: 'controller',
        range: SEVEN_BIT,
        fields: ['channel', 'controller'],
      }
    case 'control14':
      return {
        control: `controller ${message.controller} of 14 bits`,
        kind: 'controller14',
        range: FOURTEEN_BIT,
        fields: ['channel', 'controller'],
      }
    case 'pitchBend':
      return { control: 'pitch bend', range: FOURTEEN_BIT, fields: ['channel'] }
    case 'nrpn':
    case 'rpn':
      return {
        control: `${message.kind.toUpperCase()} ${message.parameter}`,
        range: FOURTEEN_BIT,
        fields: ['channel', 'parameter'],
      }
    case 'program':
      return { control: `program ${message.program}`, fields: ['channel', 'program'] }
    case 'songSelect':
      return { control: `song ${message.song}`, fields: ['song'] }
    case 'sysex':
      return { control: clip(`system exclusive ${message.data}`, LONGEST_NAME), fields: ['data'] }
    case 'showControl':
      return showControlWords(message)
    case 'machineControl':
      return { control: `machine control ${message.command}`, fields: ['device', 'command'] }
    default:
      return { control: message.kind, fields: [] }
  }
}

/** A desk tells device and format with each command, because one line may carry those for several. */
function showControlWords(message: Extract<MidiMessage, { kind: 'showControl' }>): MidiWords {
  const { command, cue, list, path, macro, control } = message
  const given = Object.entries({ cue, list, path, macro, control }).filter(
    ([, value]) => value !== undefined && value !== '',
  )
  return {
    control: [command, ...given.map(([, value]) => value)].join(' '),
    fields: ['device', 'format', 'command', ...given.map(([name]) => name)],
  }
}
