import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { QuarterFrameReader } from '../../../../../main/protocols/midi/quarter-frames.ts'
import type { ReadTimecode } from '../../../../../main/protocols/midi/quarter-frames.ts'
import { quarterFrames } from '../../../../../main/protocols/midi/timecode.ts'
import type { QuarterFrame } from '../../../../../main/protocols/midi/timecode.ts'
import type { Timecode, TimecodeRate } from '../../../../../shared/model/midi.ts'
import { frameNumber, framesBetween, framesPerDay, timecodeOf } from '../../../../../shared/model/timecode.ts'
import { generated, generators } from '../../../../support/timecode-generators.ts'
import type { Generator } from '../../../../support/timecode-generators.ts'
import { timecode } from './arbitrary-midi.ts'

const forward = { direction: 'forward', running: true, ran: 2 } as const

function at(text: string, rate: TimecodeRate): Timecode {
  const [hours, minutes, seconds, frames] = text.split(':').map(Number) as [number, number, number, number]
  return { hours, minutes, seconds, frames, rate }
}

function read(pieces: readonly QuarterFrame[]): ReadTimecode[] {
  const reader = new QuarterFrameReader()
  return pieces.map((piece) => reader.take(piece)).filter((told) => told !== null)
}

/** Quarter frames as their bytes, `71 02`: the piece and its four bits. */
function bytes(hex: string): QuarterFrame[] {
  return hex
    .split(' ')
    .map((byte) => Number.parseInt(byte, 16))
    .map((byte) => ({ kind: 'quarterFrame', piece: byte >> 4, value: byte & 0xf }))
}

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
    expect(read(quarterFrames(at('00:00:59:28', 29.97)))).toMatchObject([
      { time: at('00:01:00:02', 29.97), direction: 'forward' },
    ])
  })

  test('tell the time of every second frame as the tape runs', () => {
    const times = [at('10:00:00:00', 25), at('10:00:00:02', 25), at('10:00:00:04', 25)]
    expect(read(times.flatMap(quarterFrames))).toEqual(
      ['10:00:00:02', '10:00:00:04', '10:00:00:06'].map((time) => ({
        time: at(time, 25),
        ...forward,
      })),
    )
  })

  test('tell the time they spell as the tape runs backwards', () => {
    const pieces = [at('10:00:00:04', 25), at('10:00:00:02', 25)].flatMap((time) =>
      quarterFrames(time).toReversed(),
    )
    expect(read(pieces)).toEqual([
      { time: at('10:00:00:04', 25), ...forward, direction: 'backward' },
      { time: at('10:00:00:02', 25), ...forward, direction: 'backward' },
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
        expect(read(quarterFrames(time))).toMatchObject([
          { time: timecodeOf(frameNumber(time) + 2, time.rate), direction: 'forward' },
        ])
      }),
    )
  })
})

interface Heard {
  readonly wrong: string[]
  readonly told: number
}

/** What a reader makes of it: times more than two frames off, and how many it told as of a running tape. */
function heard(generator: Generator, first: number, frames: number): Heard {
  const { rate, step } = generator
  const reader = new QuarterFrameReader()
  const wrong: string[] = []
  let told = 0
  for (const { piece, running } of generated(generator, first, frames)) {
    const read = reader.take(piece)
    if (read === null || !read.running) continue
    told += 1
    const off = framesBetween(running, frameNumber(read.time), rate) * step
    if (Math.abs(off) > 2 || read.ran < 2 || read.ran > 4) {
      wrong.push(`${JSON.stringify(read)} where ${JSON.stringify(timecodeOf(running, rate))} was running`)
    }
  }
  return { wrong, told }
}

describe.each(generators)('a tape of $filling pieces at $rate, step $step, phase $phase', (generator) => {
  const { rate } = generator
  const perSecond = Math.ceil(rate)

  test('is told rightly every two frames of two minutes', () => {
    const frames = 120 * perSecond
    const from = frameNumber(at('09:59:00:00', rate))
    const { wrong, told } = heard(generator, from, frames)
    expect(wrong).toEqual([])
    expect(told).toBeGreaterThanOrEqual(frames / 2 - 2)
  })

  test('is told rightly around every minute of 24 hours, wherever it begins to run', () => {
    const day = framesPerDay(rate)
    const wrong: string[] = []
    for (let minute = 0; minute < 1440; minute += 1) {
      const begins = frameNumber({
        hours: Math.floor(minute / 60),
        minutes: minute % 60,
        seconds: 0,
        frames: 0,
        rate,
      })
      const before = begins - generator.step * (2 + (minute % 13)) + day
      wrong.push(...heard(generator, before, 24).wrong)
    }
    expect(wrong).toEqual([])
  })
})

describe('a generator that fills each piece from its running counter', () => {
  // At 25 frames from 00:59:59:20 on, so that the hour begins between pieces 3 and 4.
  const before = '04 11 2b 33 4b 53 60 72 06 11 2b 33 4b 53 60 72'
  const atTheHour = '08 11 2b 33 40 50 61 72'
  const after = '01 10 20 30 40 50 61 72'

  test('tells no minute at the hour that is not there', () => {
    expect(read(bytes(`${before} ${atTheHour} ${after}`))).toEqual(
      ['00:59:59:22', '00:59:59:24', '01:00:00:01', '01:00:00:03'].map((text) => ({
        time: at(text, 25),
        ...forward,
      })),
    )
  })

  test('tells as running no first time that may be mixed of two, and then how long it has run', () => {
    expect(read(bytes(`${atTheHour} ${after}`))).toEqual([
      { time: at('01:01:00:01', 25), direction: 'forward', running: false, ran: 0 },
      { time: at('01:00:00:03', 25), direction: 'forward', running: true, ran: 4 },
    ])
  })
})

describe('a tape that goes on somewhere else without a gap', () => {
  const from = (text: string, times: number): QuarterFrame[] =>
    Array.from({ length: times }, (_, index) =>
      quarterFrames(timecodeOf(frameNumber(at(text, 25)) + 2 * index, 25)),
    ).flat()

  test('is told there once a second time has confirmed it, with all that it ran there', () => {
    expect(read([...from('10:00:00:00', 2), ...from('20:00:00:00', 3)])).toEqual([
      { time: at('10:00:00:02', 25), ...forward },
      { time: at('10:00:00:04', 25), ...forward },
      { time: at('20:00:00:04', 25), ...forward, ran: 4 },
      { time: at('20:00:00:06', 25), ...forward },
    ])
  })

  test('is told at the third time where each contradicts the one before, as of a tape that is wound', () => {
    const wound = ['11:00:00:00', '12:00:00:00', '13:00:00:00', '14:00:00:00'].flatMap((text) =>
      from(text, 1),
    )
    expect(read([...from('10:00:00:00', 1), ...wound]).map(({ time }) => time)).toEqual([
      at('10:00:00:02', 25),
      at('13:00:00:02', 25),
    ])
  })

  test('is told at once where a full frame has said so', () => {
    const reader = new QuarterFrameReader()
    const told = [...from('10:00:00:00', 1)].map((piece) => reader.take(piece))
    reader.locate(at('20:00:00:00', 25))
    told.push(...from('20:00:00:00', 1).map((piece) => reader.take(piece)))
    expect(told.filter((one) => one !== null)).toEqual([
      { time: at('10:00:00:02', 25), ...forward },
      { time: at('20:00:00:02', 25), ...forward },
    ])
  })

  test('goes on where a full frame says what the quarter frames do', () => {
    const reader = new QuarterFrameReader()
    const pieces = from('10:00:00:00', 2)
    const told = pieces.map((piece, index) => {
      if (index === 12) reader.locate(at('10:00:00:03', 25))
      return reader.take(piece)
    })
    expect(told.filter((one) => one !== null)).toHaveLength(2)
  })

  test('that lost a piece is told again with the next eight, and one that turns in its new direction', () => {
    const pieces = from('10:00:00:00', 4)
    expect(read([...pieces.slice(0, 10), ...pieces.slice(11)]).map(({ time, ran }) => [time, ran])).toEqual([
      [at('10:00:00:02', 25), 2],
      [at('10:00:00:06', 25), 4],
      [at('10:00:00:08', 25), 2],
    ])
    const back = from('10:00:00:00', 1).toReversed()
    expect(read([...pieces.slice(0, 8), ...back])).toMatchObject([
      { time: at('10:00:00:02', 25), direction: 'forward' },
      { time: at('10:00:00:00', 25), direction: 'backward', ran: 2 },
    ])
  })
})
