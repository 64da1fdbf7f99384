import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  QuarterFrameReader,
  decodeFullFrame,
  encodeFullFrame,
  nextFrame,
  quarterFrames,
} from '../../../../../main/protocols/midi/timecode.ts'
import type { Timecode, TimecodeRate } from '../../../../../shared/model/midi.ts'
import { timecode } from './arbitrary-midi.ts'

function at(text: string, rate: TimecodeRate): Timecode {
  const [hours, minutes, seconds, frames] = text.split(':').map(Number) as [number, number, number, number]
  return { hours, minutes, seconds, frames, rate }
}

function read(pieces: ReturnType<typeof quarterFrames>): unknown[] {
  const reader = new QuarterFrameReader()
  return pieces.map((piece) => reader.take(piece)).filter((told) => told !== null)
}

describe('frames follow each other', () => {
  test.each<[string, TimecodeRate, string]>([
    ['00:00:00:00', 24, '00:00:00:01'],
    ['00:00:00:23', 24, '00:00:01:00'],
    ['00:00:59:24', 25, '00:01:00:00'],
    ['00:59:59:29', 30, '01:00:00:00'],
    ['23:59:59:29', 30, '00:00:00:00'],
    ['00:00:59:29', 29.97, '00:01:00:02'],
    ['00:09:59:29', 29.97, '00:10:00:00'],
    ['00:59:59:29', 29.97, '01:00:00:00'],
    ['00:01:00:28', 29.97, '00:01:00:29'],
    ['23:59:59:29', 29.97, '00:00:00:00'],
  ])('%s at %d', (before, rate, after) => {
    expect(nextFrame(at(before, rate))).toEqual(at(after, rate))
  })

  test('an hour of drop frame has 107,892', () => {
    let time = at('00:00:00:00', 29.97)
    let frames = 0
    for (; time.hours === 0; frames += 1) time = nextFrame(time)
    expect(frames).toBe(107_892)
  })
})

describe('quarter frames', () => {
  test('are the nibbles of 01:02:03:04 at 25 frames, the frames first', () => {
    expect(quarterFrames(at('01:02:03:04', 25)).map(({ piece, value }) => [piece, value])).toEqual([
      [0, 4],
      [1, 0],
      [2, 3],
      [3, 0],
      [4, 2],
      [5, 0],
      [6, 1],
      [7, 2],
    ])
  })

  test('tell the time two frames after the one they spell', () => {
    expect(read(quarterFrames(at('00:00:59:28', 29.97)))).toEqual([
      { time: at('00:01:00:02', 29.97), direction: 'forward' },
    ])
  })

  test('tell the time of every second frame as the tape runs', () => {
    const times = [at('10:00:00:00', 25), at('10:00:00:02', 25), at('10:00:00:04', 25)]
    expect(read(times.flatMap(quarterFrames))).toEqual(
      ['10:00:00:02', '10:00:00:04', '10:00:00:06'].map((time) => ({
        time: at(time, 25),
        direction: 'forward',
      })),
    )
  })

  test('tell the time they spell as the tape runs backwards', () => {
    const pieces = [at('10:00:00:04', 25), at('10:00:00:02', 25)].flatMap((time) =>
      quarterFrames(time).toReversed(),
    )
    expect(read(pieces)).toEqual([
      { time: at('10:00:00:04', 25), direction: 'backward' },
      { time: at('10:00:00:02', 25), direction: 'backward' },
    ])
  })

  test('tell nothing until eight in a row have come', () => {
    const first = quarterFrames(at('10:00:00:00', 25))
    const second = quarterFrames(at('10:00:00:02', 25))
    expect(read([...first.slice(3), ...second])).toHaveLength(1)
    expect(read([...first.slice(0, 5), ...first.slice(6)])).toEqual([])
    expect(read([...first.slice(0, 5), ...first.slice(0, 5).toReversed()])).toEqual([])
    expect(read(first.slice(0, 7))).toEqual([])
  })

  test('tell nothing where the time cannot be', () => {
    const pieces = quarterFrames(at('10:00:00:00', 25)).map((piece) =>
      piece.piece === 3 ? { ...piece, value: 15 } : piece,
    )
    expect(read(pieces)).toEqual([])
  })

  test('tell every time, two frames on', () => {
    fc.assert(
      fc.property(timecode, (time) => {
        expect(read(quarterFrames(time))).toEqual([
          { time: nextFrame(nextFrame(time)), direction: 'forward' },
        ])
      }),
    )
  })
})

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
