// What a person reads of events: OSC and MIDI messages, controls and payloads in a few words.
import type { PayloadOf } from '../../shared/model/event.ts'
import type { InputEvent } from '../../shared/model/input-event.ts'
import type { MidiMessage, TimecodeRate } from '../../shared/model/midi.ts'
import type { OscValue } from '../../shared/model/osc.ts'
import { LONGEST_TEXT, clip } from '../../shared/model/words.ts'

/** A payload in short; nothing where it is empty. */
export function shortJson(payload: unknown): string {
  const text = JSON.stringify(payload)
  return text === '{}' || text === 'null' ? '' : clip(text)
}

function argumentText(value: OscValue, tag: string | undefined): string {
  if (typeof value === 'number') {
    const float = tag === 'f' || tag === 'd'
    return float && Number.isInteger(value) ? value.toFixed(1) : String(Number(value.toFixed(4)))
  }
  if (typeof value === 'string') return /^\S+$/.test(value) ? value : JSON.stringify(value)
  if (Array.isArray(value)) {
    const items = value as readonly OscValue[]
    return `[${items.map((item) => argumentText(item, undefined)).join(' ')}]`
  }
  if (typeof value === 'object' && value !== null) return 'blob'
  return String(value)
}

/** `/par/1/dimmer 1.0`; floats show that they are where the type tags tell. */
export function oscText(address: string, args: readonly OscValue[], types: string | undefined): string {
  const tags = types === undefined || types.includes('[') ? '' : types
  // Enough arguments to fill the line, so that a long list is not put into words only to be cut off.
  const shown = args.slice(0, LONGEST_TEXT).map((value, index) => argumentText(value, tags[index]))
  return clip([address, ...shown].join(' '))
}

/** `cross pressed`, `leftX 0.5`, `dpad 2`, `dial +1`. */
export function controlText(control: string, kind: PayloadOf<'hid.received'>['kind'], value: number): string {
  switch (kind) {
    case 'button':
      return `${control} ${value === 0 ? 'let go' : 'pressed'}`
    case 'hat':
      return `${control} ${HAT_WORDS[value] ?? 'in the middle'}`
    case 'encoder':
      return `${control} ${value > 0 ? '+' : ''}${value}`
    case 'axis':
      return `${control} ${Number(value.toFixed(3))}`
  }
}

/** Clockwise from 0. */
const HAT_WORDS: readonly string[] = [
  'up',
  'up right',
  'right',
  'down right',
  'down',
  'down left',
  'left',
  'up left',
]

/** `noteOn channel 1 note 36 velocity 100`: the kind of message and each field that it has. */
export function midiText({ kind, ...fields }: MidiMessage): string {
  const words = Object.entries(fields)
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([name, value]) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : value}`)
  return clip([kind, ...words].join(' '))
}

/** `01:02:03:04 at 25`. */
export function timecodeText(time: {
  readonly hours: number
  readonly minutes: number
  readonly seconds: number
  readonly frames: number
  readonly rate: TimecodeRate
}): string {
  const { hours, minutes, seconds, frames, rate } = time
  const digits = [hours, minutes, seconds, frames].map((part) => String(part).padStart(2, '0'))
  return `${digits.join(':')} at ${rate}`
}

/** What an event does: the message and where it goes, where it is one to send; otherwise its type and payload. */
export function eventText(type: string, payload: unknown): string {
  const text = messageText(type, payload)
  return type === 'osc.send' && isMessage(payload) ? `${text} → ${payload.target}` : text
}

/** The same without where a message goes. */
export function messageText(type: string, payload: unknown): string {
  if (type === 'osc.send' && isMessage(payload)) return oscText(payload.address, payload.args, payload.types)
  return clip(`${type} ${shortJson(payload)}`.trimEnd())
}

interface Message {
  readonly target: string
  readonly address: string
  readonly types?: string
  readonly args: readonly OscValue[]
}

// A step's payload is the show's own; only `osc.send` checks it, when it is sent.
function isMessage(payload: unknown): payload is Message {
  const message = payload as Partial<Message> | null
  return (
    typeof message?.address === 'string' &&
    typeof message.target === 'string' &&
    Array.isArray(message.args) &&
    (message.types === undefined || typeof message.types === 'string')
  )
}

/** `3.2 s` of a number of milliseconds. */
export function secondsText(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}

/** What arrived, without where from: `cross pressed`, `/fader/1 0.5`, `KeyA let go`. */
export function inputText(event: InputEvent): string {
  switch (event.type) {
    case 'hid.received':
      return controlText(event.payload.control, event.payload.kind, event.payload.value)
    case 'midi.received':
      return midiText(event.payload.message)
    case 'timecode.received':
      return `${timecodeText(event.payload)}${event.payload.direction === 'backward' ? ', backwards' : ''}`
    case 'key.received':
      return `${event.payload.code} ${event.payload.pressed ? 'pressed' : 'let go'}`
    case 'osc.received':
      return oscText(event.payload.address, event.payload.args, event.payload.types)
  }
}

/** `0.2 ms late`; nothing worth saying is `on time`. */
export function latenessText(ms: number): string {
  return ms < 0.05 ? 'on time' : `${ms.toFixed(1)} ms late`
}
