import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeFullFrame, encodeFullFrame } from '../../../../../main/protocols/midi/timecode.ts'
import { timecode } from './arbitrary-midi.ts'

describe('a full frame', () => {
  test('is read as it was written', () => {
    fc.assert(
      fc.property(timecode, (time) => {
        expect(decodeFullFrame(Uint8Array.from(encodeFullFrame(time)))).toEqual(time)
      }),
    )
  })

  test.each([
    ['hour 24', [0x7f, 0x7f, 1, 1, 0x18, 0, 0, 0]],
    ['minute 60', [0x7f, 0x7f, 1, 1, 0, 60, 0, 0]],
    ['frame 24 of 24', [0x7f, 0x7f, 1, 1, 0, 0, 0, 24]],
    ['a byte too few', [0x7f, 0x7f, 1, 1, 0, 0, 0]],
    ['user bits', [0x7f, 0x7f, 1, 2, 0, 0, 0, 0]],
  ])('with %s is none', (_what, bytes) => {
    expect(decodeFullFrame(Uint8Array.from(bytes))).toBeNull()
  })
})
