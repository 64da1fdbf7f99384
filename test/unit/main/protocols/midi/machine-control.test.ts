import { describe, expect, test } from 'vitest'
import { MidiDecoder } from '../../../../../main/protocols/midi/decode.ts'
import { encodeMidi } from '../../../../../main/protocols/midi/encode.ts'
import { decodeMachineControl } from '../../../../../main/protocols/midi/machine-control.ts'
import { midiMessage } from '../../../../../shared/model/midi.ts'
import type { MidiMessage } from '../../../../../shared/model/midi.ts'

const bytesOf = (hex: string): Buffer => Buffer.from(hex.replaceAll(' ', ''), 'hex')

function decoded(hex: string): MidiMessage[] {
  const messages: MidiMessage[] = []
  const decoder = new MidiDecoder({ message: (message) => void messages.push(message), rejected() {} })
  decoder.push(bytesOf(hex))
  return messages
}

const all = { kind: 'machineControl', device: 127 } as const
const time = { hours: 1, minutes: 0, seconds: 10, frames: 12, rate: 25 } as const

describe('as the standard says', () => {
  test.each<[string, MidiMessage]>([
    ['f0 7f 7f 06 01 f7', { ...all, command: 'STOP' }],
    ['f0 7f 7f 06 02 f7', { ...all, command: 'PLAY' }],
    ['f0 7f 10 06 03 f7', { ...all, device: 16, command: 'DEFERRED_PLAY' }],
    ['f0 7f 7f 06 04 f7', { ...all, command: 'FAST_FORWARD' }],
    ['f0 7f 7f 06 05 f7', { ...all, command: 'REWIND' }],
    ['f0 7f 7f 06 06 f7', { ...all, command: 'RECORD_STROBE' }],
    ['f0 7f 7f 06 07 f7', { ...all, command: 'RECORD_EXIT' }],
    ['f0 7f 7f 06 08 f7', { ...all, command: 'RECORD_PAUSE' }],
    ['f0 7f 7f 06 09 f7', { ...all, command: 'PAUSE' }],
    ['f0 7f 7f 06 0a f7', { ...all, command: 'EJECT' }],
    ['f0 7f 7f 06 0b f7', { ...all, command: 'CHASE' }],
    ['f0 7f 7f 06 0c f7', { ...all, command: 'COMMAND_ERROR_RESET' }],
    ['f0 7f 7f 06 0d f7', { ...all, command: 'RESET' }],
    ['f0 7f 7f 06 44 06 01 21 00 0a 0c 00 f7', { ...all, command: 'LOCATE', time }],
    [
      'f0 7f 01 02 01 01 00 33 f7',
      { kind: 'showControl', device: 1, format: 1, command: 'GO', cue: '', list: '3', path: '' },
    ],
  ])('%s', (hex, message) => {
    expect(decoded(hex)).toEqual([message])
    expect(encodeMidi(message).map((part) => Buffer.from(part))).toEqual([bytesOf(hex)])
    expect(midiMessage.safeParse(message).error).toBeUndefined()
  })
})

test('several commands in one message are told one by one', () => {
  expect(decoded('f0 7f 7f 06 01 44 06 01 21 00 0a 0c 00 02 f7')).toEqual([
    { ...all, command: 'STOP' },
    { ...all, command: 'LOCATE', time },
    { ...all, command: 'PLAY' },
  ])
})

test.each([
  ['an answer', '7f7f0701'],
  ['no command', '7f7f06'],
  ['one that is not known', '7f7f0640'],
  ['one that is known and one that is not', '7f7f060141'],
  ['LOCATE of a marker', '7f7f0644020001'],
  ['half a LOCATE', '7f7f0644060121'],
  ['LOCATE of hour 24', '7f7f064406013800000000'],
  ['more than a message may hold', `7f7f06${'01'.repeat(46)}`],
])('%s is none, and stays as it came', (_what, hex) => {
  expect(decodeMachineControl(bytesOf(hex))).toBeNull()
  expect(decoded(`f0${hex}f7`)).toEqual([{ kind: 'sysex', data: hex }])
})

test('LOCATE needs a time, and nothing else has one', () => {
  expect(midiMessage.safeParse({ ...all, command: 'LOCATE' }).success).toBe(false)
  expect(midiMessage.safeParse({ ...all, command: 'PLAY', time }).success).toBe(false)
})
