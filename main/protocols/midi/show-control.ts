// MIDI Show Control: the universal system exclusive messages by which lighting desks are told to go.
import { MIDI_LIMITS, SHOW_CONTROL_COMMANDS, SHOW_CONTROL_TEXTS } from '../../../shared/model/midi-words.ts'
import type { ShowControlCommand } from '../../../shared/model/midi-words.ts'
import type { ShowControl } from '../../../shared/model/midi.ts'
import { TIME_BYTES, packTime, unpackLongTime } from './timecode.ts'

const REAL_TIME = 0x7f
const SHOW_CONTROL = 0x02
/** Commands that do nothing without what they name. */
const NEVER_BARE: ReadonlySet<ShowControlCommand> = new Set([
  'LOAD',
  'OPEN_CUE_LIST',
  'CLOSE_CUE_LIST',
  'OPEN_CUE_PATH',
  'CLOSE_CUE_PATH',
])

/** Real time, device, show control, command format, command. */
const HEADER = 5

const CODES: Readonly<Record<ShowControlCommand, number>> = {
  GO: 0x01,
  STOP: 0x02,
  RESUME: 0x03,
  TIMED_GO: 0x04,
  LOAD: 0x05,
  SET: 0x06,
  FIRE: 0x07,
  ALL_OFF: 0x08,
  RESTORE: 0x09,
  RESET: 0x0a,
  GO_OFF: 0x0b,
  GO_JAM_CLOCK: 0x10,
  STANDBY_PLUS: 0x11,
  STANDBY_MINUS: 0x12,
  SEQUENCE_PLUS: 0x13,
  SEQUENCE_MINUS: 0x14,
  START_CLOCK: 0x15,
  STOP_CLOCK: 0x16,
  ZERO_CLOCK: 0x17,
  SET_CLOCK: 0x18,
  MTC_CHASE_ON: 0x19,
  MTC_CHASE_OFF: 0x1a,
  OPEN_CUE_LIST: 0x1b,
  CLOSE_CUE_LIST: 0x1c,
  OPEN_CUE_PATH: 0x1d,
  CLOSE_CUE_PATH: 0x1e,
}
const COMMANDS = new Map(SHOW_CONTROL_COMMANDS.map((command) => [CODES[command], command]))

type Details = Partial<Pick<ShowControl, 'cue' | 'list' | 'path' | 'control' | 'value' | 'time' | 'macro'>>

/** The message in the bytes between F0 and F7; null where they hold none that is whole and known. */
export function decodeShowControl(data: Uint8Array): ShowControl | null {
  if (data.length < HEADER || data[0] !== REAL_TIME || data[2] !== SHOW_CONTROL) return null
  const command = COMMANDS.get(data[4] as number)
  if (command === undefined) return null
  const details = decodeDetails(command, data.subarray(HEADER))
  if (details === null) return null
  const [device, format] = [data[1] as number, data[3] as number]
  return { kind: 'showControl', device, format, command, cue: '', list: '', path: '', ...details }
}

function decodeDetails(command: ShowControlCommand, rest: Uint8Array): Details | null {
  switch (command) {
    case 'TIMED_GO':
    case 'SET_CLOCK': {
      const time = unpackLongTime(rest)
      const texts = decodeTexts(command, rest.subarray(TIME_BYTES))
      return time === null || texts === null ? null : { ...texts, time }
    }
    case 'SET':
      return decodeSet(rest)
    case 'FIRE':
      return rest.length === 1 ? { macro: rest[0] as number } : null
    default:
      return decodeTexts(command, rest)
  }
}

function decodeSet(rest: Uint8Array): Details | null {
  if (rest.length !== 4 && rest.length !== 4 + TIME_BYTES) return null
  const [controlLow, controlHigh, valueLow, valueHigh] = rest as unknown as [number, number, number, number]
  const set = { control: controlLow | (controlHigh << 7), value: valueLow | (valueHigh << 7) }
  if (rest.length === 4) return set
  const time = unpackLongTime(rest.subarray(4))
  return time === null ? null : { ...set, time }
}

/** Digits and dots, set off from each other by a zero; whatever is absent is empty. Any of them may be, as in "next cue of list 3". */
function decodeTexts(command: ShowControlCommand, bytes: Uint8Array): Details | null {
  const names = SHOW_CONTROL_TEXTS[command]
  if (names.length === 0) return bytes.length === 0 ? {} : null
  const text = String.fromCharCode(...bytes.subarray(0, 3 * MIDI_LIMITS.cueLength + 3))
  // Some desks end the last with a zero as well.
  const parts = text.replace(/\0+$/, '').split('\0')
  const isWell = (part: string): boolean => /^[0-9.]*$/.test(part) && part.length <= MIDI_LIMITS.cueLength
  if (parts.length > names.length || !parts.every(isWell)) return null
  if (NEVER_BARE.has(command) && parts.every((part) => part === '')) return null
  return Object.fromEntries(names.map((name, index) => [name, parts[index] ?? '']))
}

/** The bytes between F0 and F7. */
export function encodeShowControl(message: ShowControl): number[] {
  const { device, format, command } = message
  return [REAL_TIME, device, SHOW_CONTROL, format, CODES[command], ...encodeDetails(message)]
}

function encodeDetails(message: ShowControl): number[] {
  const { command, control = 0, value = 0, macro = 0, time } = message
  const timeBytes = time === undefined ? [] : [...packTime(time), 0]
  switch (command) {
    case 'SET':
      return [control & 0x7f, control >> 7, value & 0x7f, value >> 7, ...timeBytes]
    case 'FIRE':
      return [macro]
    default:
      return [...timeBytes, ...encodeTexts(message)]
  }
}

function encodeTexts(message: ShowControl): number[] {
  const texts = SHOW_CONTROL_TEXTS[message.command].map((name) => message[name])
  const text = texts.join('\0').replace(/\0+$/, '')
  return Array.from(text, (character) => character.charCodeAt(0))
}
