import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MidiDecoder } from '../../../../../main/protocols/midi/decode.ts'
import { encodeMidi } from '../../../../../main/protocols/midi/encode.ts'
import { ParameterReader } from '../../../../../main/protocols/midi/parameters.ts'
import type { MidiMessage } from '../../../../../shared/model/midi.ts'
import { composedMessage } from './arbitrary-midi.ts'

const bytesOf = (message: MidiMessage): number[][] => encodeMidi(message).map((part) => [...part])

test.each<[MidiMessage, number[][]]>([
  [{ kind: 'noteOn', channel: 16, note: 60, velocity: 0 }, [[0x9f, 60, 0]]],
  [{ kind: 'pitchBend', channel: 1, value: 8193 }, [[0xe0, 1, 0x40]]],
  [{ kind: 'songPosition', position: 16_383 }, [[0xf2, 0x7f, 0x7f]]],
  [{ kind: 'sysex', data: '7e7f0601' }, [[0xf0, 0x7e, 0x7f, 6, 1, 0xf7]]],
  [{ kind: 'clock' }, [[0xf8]]],
  [
    { kind: 'control14', channel: 1, controller: 7, value: 16_256 },
    [
      [0xb0, 7, 127],
      [0xb0, 39, 0],
    ],
  ],
  [
    { kind: 'nrpn', channel: 2, parameter: 300, value: 1000 },
    [
      [0xb1, 99, 2],
      [0xb1, 98, 44],
      [0xb1, 6, 7],
      [0xb1, 38, 104],
    ],
  ],
  [
    { kind: 'rpn', channel: 1, parameter: 0, value: 256 },
    [
      [0xb0, 101, 0],
      [0xb0, 100, 0],
      [0xb0, 6, 2],
      [0xb0, 38, 0],
    ],
  ],
  [
    { kind: 'timecode', hours: 23, minutes: 59, seconds: 58, frames: 29, rate: 30 },
    [[0xf0, 0x7f, 0x7f, 1, 1, 0x77, 59, 58, 29, 0xf7]],
  ],
])('%j is written as the standard says', (message, bytes) => {
  expect(bytesOf(message)).toEqual(bytes)
})

test('what takes several control changes is put together again', () => {
  fc.assert(
    fc.property(fc.array(composedMessage, { minLength: 1, maxLength: 8 }), (messages) => {
      const reader = new ParameterReader()
      for (const message of messages) {
        let last: MidiMessage | null = null
        const decoder = new MidiDecoder({
          message: (control) => (last = control.kind === 'control' ? reader.take(control) : null),
          rejected: (reason) => expect.fail(reason),
        })
        for (const part of encodeMidi(message)) decoder.push(part)
        expect(last).toEqual(message)
      }
    }),
  )
})
