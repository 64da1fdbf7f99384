// MIDI Machine Control: the universal system exclusive messages by which recorders and workstations play, stop and locate.
import { MACHINE_CONTROL_COMMANDS } from '../../../shared/model/midi-words.ts'
import type { MachineControlCommand } from '../../../shared/model/midi-words.ts'
import type { MachineControl } from '../../../shared/model/midi.ts'
import { TIME_BYTES, packTime, unpackLongTime } from './timecode.ts'

const REAL_TIME = 0x7f
const COMMANDS = 0x06
/** Real time, device, machine control commands. */
const HEADER = 3
/** Bytes of a message, which may hold several commands; the standard allows no more. */
const LONGEST = 48
/** Of LOCATE: to a time and not to a marker. */
const TARGET = 0x01

const CODES: Readonly<Record<MachineControlCommand, number>> = {
  STOP: 0x01,
  PLAY: 0x02,
  DEFERRED_PLAY: 0x03,
  FAST_FORWARD: 0x04,
  REWIND: 0x05,
  RECORD_STROBE: 0x06,
  RECORD_EXIT: 0x07,
  RECORD_PAUSE: 0x08,
  PAUSE: 0x09,
  EJECT: 0x0a,
  CHASE: 0x0b,
  COMMAND_ERROR_RESET: 0x0c,
  RESET: 0x0d,
  LOCATE: 0x44,
}
const BY_CODE = new Map(MACHINE_CONTROL_COMMANDS.map((command) => [CODES[command], command]))

/** The commands in the bytes between F0 and F7, in their order; null where there are none, or one that is not known. */
export function decodeMachineControl(data: Uint8Array): readonly MachineControl[] | null {
  if (data.length <= HEADER || data.length > LONGEST) return null
  if (data[0] !== REAL_TIME || data[2] !== COMMANDS) return null
  const messages: MachineControl[] = []
  for (let at = HEADER; at < data.length;) {
    const command = BY_CODE.get(data[at] as number)
    if (command === undefined) return null
    const message = { kind: 'machineControl', device: data[1] as number, command } as const
    const length = command === 'LOCATE' ? 2 + (data[at + 1] ?? 0) : 1
    if (command === 'LOCATE') {
      const time = target(data.subarray(at + 2, at + length))
      if (time === null) return null
      messages.push({ ...message, time })
    } else messages.push(message)
    at += length
  }
  return messages
}

function target(details: Uint8Array): MachineControl['time'] | null {
  if (details.length !== 1 + TIME_BYTES || details[0] !== TARGET) return null
  return unpackLongTime(details.subarray(1))
}

/** The bytes between F0 and F7. */
export function encodeMachineControl({ device, command, time }: MachineControl): number[] {
  const details = time === undefined ? [] : [1 + TIME_BYTES, TARGET, ...packTime(time), 0]
  return [REAL_TIME, device, COMMANDS, CODES[command], ...details]
}
