import fc from 'fast-check'
import { expect, test } from 'vitest'
import { EMPTY_DISTRIBUTION, Histogram } from '../../../../shared/base/histogram.ts'

test('an empty one is all zeros', () => {
  expect(new Histogram().summary()).toEqual(EMPTY_DISTRIBUTION)
})

test('one duration is every percentile of itself', () => {
  const histogram = new Histogram()
  histogram.record(3)
  expect(histogram.summary()).toEqual({ count: 1, p50: 3, p95: 3, p99: 3, max: 3 })
})

test('percentiles of 1 to 1000 ms are right to a tenth and never too low', () => {
  const histogram = new Histogram()
  for (let ms = 1; ms <= 1000; ms += 1) histogram.record(ms)
  const { count, p50, p95, p99, max } = histogram.summary()
  expect({ count, max }).toEqual({ count: 1000, max: 1000 })
  for (const [found, exact] of [
    [p50, 500],
    [p95, 950],
    [p99, 990],
  ] as const) {
    expect(found).toBeGreaterThanOrEqual(exact)
    expect(found).toBeLessThanOrEqual(exact * 1.1)
  }
})

test('nothing is too short or too long to be counted', () => {
  const histogram = new Histogram()
  for (const ms of [0, -1, 1e-9, 1e9]) histogram.record(ms)
  expect(histogram.summary()).toMatchObject({ count: 4, max: 1e9, p99: 1e9 })
  expect(histogram.percentile(0.5)).toBeLessThanOrEqual(0.0011)
})

test('clearing starts anew', () => {
  const histogram = new Histogram()
  histogram.record(50)
  histogram.clear()
  histogram.record(1)
  expect(histogram.summary()).toEqual({ count: 1, p50: 1, p95: 1, p99: 1, max: 1 })
})

test('a percentile is never below the exact one nor more than a tenth above it', () => {
  const durations = fc.array(fc.double({ min: 0.001, max: 100_000, noNaN: true }), {
    minLength: 1,
    maxLength: 60,
  })
  fc.assert(
    fc.property(durations, fc.constantFrom(0.5, 0.95, 0.99), (all, share) => {
      const histogram = new Histogram()
      for (const ms of all) histogram.record(ms)
      const sorted = all.toSorted((a, b) => a - b)
      const exact = sorted[Math.max(1, Math.ceil(all.length * share)) - 1] as number
      const slack = 1e-9
      expect(histogram.percentile(share)).toBeGreaterThanOrEqual(exact - slack)
      expect(histogram.percentile(share)).toBeLessThanOrEqual(exact * 1.1)
    }),
  )
})
