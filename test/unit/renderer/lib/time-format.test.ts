import { describe, expect, test } from 'vitest'
import {
  formatAge,
  formatBytes,
  formatCompact,
  formatCount,
  formatDuration,
  formatMs,
  formatPosition,
  formatRate,
} from '../../../../renderer/lib/time-format.ts'

describe('times as people read them', () => {
  test.each([
    [0, '00:00.000'],
    [65_250.9, '01:05.250'],
    [3_665_250, '1:01:05.250'],
    [-3, '00:00.000'],
  ])('position %d reads %s', (ms, text) => {
    expect(formatPosition(ms)).toBe(text)
  })

  test.each([
    [0, '0 s'],
    [40, '0.04 s'],
    [500, '0.5 s'],
    [12_340, '12.3 s'],
    [30_000, '30 s'],
    [59_960, '1:00'],
    [125_000, '2:05'],
    [3_600_000, '1:00:00'],
    [273_600_000, '3 d 4:00:00'],
  ])('duration %d reads %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text)
  })

  test.each([
    [900, '0 s'],
    [3_999, '3 s'],
    [300_000, '5 min'],
    [7_300_000, '2 h'],
    [400_000_000, '4 d'],
  ])('age %d reads %s', (ms, text) => {
    expect(formatAge(ms)).toBe(text)
  })

  test.each([
    [0, '0 ms'],
    [0.044, '0.04 ms'],
    [9.96, '10.0 ms'],
    [120.4, '120 ms'],
    [-3.2, '-3.20 ms'],
    [2_540, '2.5 s'],
  ])('measured time %d reads %s', (ms, text) => {
    expect(formatMs(ms)).toBe(text)
  })
})

describe('amounts as people read them', () => {
  test.each([
    [0, '0 B'],
    [950, '950 B'],
    [1_240, '1.2 kB'],
    [84_000_000, '84 MB'],
    [999_700, '1 MB'],
  ])('%d bytes read %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text)
  })

  test.each([
    [0, '0'],
    [0.5, '0.5'],
    [12, '12'],
    [1_000, '1 k'],
    [1_250, '1.3 k'],
    [3_400_000, '3.4 M'],
  ])('%d is %s in short', (value, text) => {
    expect(formatCompact(value)).toBe(text)
  })

  test('counts keep thousands apart and rates carry their sign', () => {
    expect(formatCount(1_234_567)).toBe('1,234,567')
    expect(formatRate(0.75)).toBe('0.75×')
  })
})
