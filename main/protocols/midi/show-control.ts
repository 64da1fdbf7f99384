// MIDI Show Control: the universal system exclusive messages by which lighting desks are told to go.
import { MIDI_LIMITS, showControlCommand } from '../../../shared/model/midi.ts'
import type { ShowControl, ShowControlCommand } from '../../../shared/model/midi.ts'
import { packTime, unpackTime } from './timecode.ts'

const REAL_TIME = 0x7f
const SHOW_CONTROL = 0x02
/** Real time, device, show control, command format, command. */
const HEADER = 5
/** Hours with the rate, minutes, seconds, frames, and hundredths of a frame, which are neither kept nor sent. */
const TIME_BYTES = 5

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
}
const COMMANDS = new Map(showControlCommand.options.map((command) => [CODES[command], command]))

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
      return decodeTimedGo(rest)
    case 'SET':
      return decodeSet(rest)
    case 'FIRE':
      return rest.length === 1 ? { macro: rest[0] as number } : null
    case 'ALL_OFF':
    case 'RESTORE':
    case 'RESET':
      return rest.length === 0 ? {} : null
    case 'LOAD':
      return rest.length === 0 ? null : decodeCue(rest)
    default:
      return decodeCue(rest)
  }
}

function decodeTimedGo(rest: Uint8Array): Details | null {
  const time = decodeTime(rest)
  const cue = decodeCue(rest.subarray(TIME_BYTES))
  return time === null || cue === null ? null : { ...cue, time }
}

function decodeSet(rest: Uint8Array): Details | null {
  if (rest.length !== 4 && rest.length !== 4 + TIME_BYTES) return null
  const [controlLow, controlHigh, valueLow, valueHigh] = rest as unknown as [number, number, number, number]
  const set = { control: controlLow | (controlHigh << 7), value: valueLow | (valueHigh << 7) }
  if (rest.length === 4) return set
  const time = decodeTime(rest.subarray(4))
  return time === null ? null : { ...set, time }
}

function decodeTime(bytes: Uint8Array): NonNullable<ShowControl['time']> | null {
  if (bytes.length < TIME_BYTES) return null
  const [hours, minutes, seconds, frames] = bytes as unknown as [number, number, number, number]
  // The high bits of the lower three say colour frame, blank, sign and whether the last byte is a status: not the time.
  return unpackTime(hours, minutes & 0x3f, seconds & 0x3f, frames & 0x1f)
}

/** Cue number, list and path, each after the first set off by a zero; whatever is absent is empty. */
function decodeCue(bytes: Uint8Array): Pick<ShowControl, 'cue' | 'list' | 'path'> | null {
  const parts = String.fromCharCode(...bytes.subarray(0, 3 * MIDI_LIMITS.cueLength + 3)).split('\0')
  const [cue = '', list = '', path = ''] = parts
  const isWell = (part: string): boolean => /^[0-9.]*$/.test(part) && part.length <= MIDI_LIMITS.cueLength
  if (parts.length > 3 || !parts.every(isWell)) return null
  return (list !== '' && cue === '') || (path !== '' && list === '') ? null : { cue, list, path }
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
    case 'ALL_OFF':
    case 'RESTORE':
    case 'RESET':
      return []
    case 'TIMED_GO':
      return [...timeBytes, ...encodeCue(message)]
    default:
      return encodeCue(message)
  }
}

function encodeCue({ cue, list, path }: ShowControl): number[] {
  const text = [cue, list, path].join('\0').replace(/\0+$/, '')
  return Array.from(text, (character) => character.charCodeAt(0))
}
