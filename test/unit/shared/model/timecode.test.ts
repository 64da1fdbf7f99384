import { describe, expect, test } from 'vitest'
import type { Timecode, TimecodeRate } from '../../../../shared/model/midi.ts'
import { frameNumber, framesBetween, framesPerDay, timecodeOf } from '../../../../shared/model/timecode.ts'

const RATES: readonly TimecodeRate[] = [24, 25, 29.97, 30]

function at(text: string, rate: TimecodeRate): Timecode {
  const [hours, minutes, seconds, frames] = text.split(':').map(Number) as [number, number, number, number]
  return { hours, minutes, seconds, frames, rate }
}

describe('frames since midnight', () => {
  test.each<[string, TimecodeRate, number]>([
    ['00:00:00:00', 25, 0],
    ['01:00:10:12', 25, 90_262],
    ['23:59:59:23', 24, 2_073_599],
    ['23:59:59:29', 30, 2_591_999],
    ['00:00:59:29', 29.97, 1799],
    ['00:01:00:02', 29.97, 1800],
    ['00:10:00:00', 29.97, 17_982],
    ['01:00:00:00', 29.97, 107_892],
    ['23:59:59:29', 29.97, 2_589_407],
  ])('%s at %d are %d', (text, rate, number) => {
    expect(frameNumber(at(text, rate))).toBe(number)
    expect(timecodeOf(number, rate)).toEqual(at(text, rate))
  })

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
  ])('go on from %s at %d', (before, rate, after) => {
    expect(timecodeOf(frameNumber(at(before, rate)) + 1, rate)).toEqual(at(after, rate))
  })

  test.each<[string, TimecodeRate, string]>([
    ['01:01:00:00', 29.97, '01:01:00:02'],
    ['01:01:00:01', 29.97, '01:01:00:02'],
    ['01:00:10:28', 25, '01:00:11:00'],
    ['01:59:59:25', 24, '02:00:00:00'],
    ['23:59:59:29', 25, '00:00:00:00'],
  ])('of %s at %d, which is left out, are those of %s', (left, rate, next) => {
    expect(frameNumber(at(left, rate))).toBe(frameNumber(at(next, rate)))
  })

  test.each(RATES)('count every frame of a day at %d once', (rate) => {
    let seen = 0
    for (let number = 0; number < framesPerDay(rate); number += 1) {
      if (frameNumber(timecodeOf(number, rate)) === number) seen += 1
    }
    expect(seen).toBe(framesPerDay(rate))
  })

  test('lie apart by the shorter way around midnight', () => {
    const late = frameNumber(at('23:59:59:20', 25))
    const early = frameNumber(at('00:00:00:05', 25))
    expect(framesBetween(late, early, 25)).toBe(10)
    expect(framesBetween(early, late, 25)).toBe(-10)
  })
})
