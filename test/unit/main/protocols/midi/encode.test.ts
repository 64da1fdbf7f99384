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

/** The same with the low byte of the value before its high byte. */
function lowFirst(parts: readonly Uint8Array[]): Uint8Array[] {
  return [...parts.slice(0, -2), ...parts.slice(-2).toReversed()]
}

test('what takes several control changes is put together again, whichever byte of its value comes first', () => {
  const messagesInOrder = fc.array(fc.tuple(composedMessage, fc.boolean()), { minLength: 1, maxLength: 8 })
  fc.assert(
    fc.property(messagesInOrder, (messages) => {
      const reader = new ParameterReader()
      let at = 0
      for (const [message, reversed] of messages) {
        // A device pauses before it moves its controls in another way.
        at += 1000
        let last: MidiMessage | null = null
        const decoder = new MidiDecoder({
          message: (control) => (last = control.kind === 'control' ? reader.take(control, at) : null),
          rejected: (reason) => expect.fail(reason),
        })
        const parts = encodeMidi(message)
        for (const part of reversed ? lowFirst(parts) : parts) decoder.push(part)
        expect(last).toEqual(message)
      }
    }),
  )
})
