// What a person reads of what comes in: controls, keys, MIDI messages and timecode in a few words.
import type { PayloadOf } from '../../shared/model/event.ts'
import type { InputEvent } from '../../shared/model/input-event.ts'
import type { MidiMessage, TimecodeRate } from '../../shared/model/midi.ts'
import { oscText } from '../../shared/model/event-words.ts'
import { clip } from '../../shared/model/words.ts'

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
