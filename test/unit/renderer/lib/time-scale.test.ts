import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fit, panBy, resize, ticks, timeAt, xAt, zoomAt } from '../../../../renderer/lib/time-scale.ts'

describe('time and pixels', () => {
  const scale = { start: 1_000, span: 2_000, width: 400 }

  test('time maps to pixels and back', () => {
    expect(xAt(scale, 1_500)).toBe(100)
    expect(timeAt(scale, 100)).toBe(1_500)
  })

  test('fitting shows the whole timeline with a margin of 16 pixels', () => {
    const whole = fit(10_000, 1_032)
    expect(xAt(whole, 0)).toBeCloseTo(16)
    expect(xAt(whole, 10_000)).toBeCloseTo(1_016)
  })

  test('an instantaneous timeline is shown as one second', () => {
    expect(xAt(fit(0, 1_032), 1_000)).toBeCloseTo(1_016)
  })

  test('zooming keeps the time under the pointer', () => {
    const whole = fit(60_000, 800)
    const closer = zoomAt(whole, 300, 0.5, 60_000)
    expect(closer.span).toBeCloseTo(whole.span / 2)
    expect(timeAt(closer, 300)).toBeCloseTo(timeAt(whole, 300))
  })

  test('zooming out ends at the whole timeline, zooming in at 20 ms', () => {
    const whole = fit(60_000, 800)
    expect(zoomAt(whole, 10, 100, 60_000).span).toBeCloseTo(whole.span)
    expect(zoomAt(whole, 10, 1e-9, 60_000).span).toBe(20)
  })

  test('panning stops at both ends', () => {
    const closer = zoomAt(fit(60_000, 800), 400, 0.1, 60_000)
    expect(xAt(panBy(closer, -1e6, 60_000), 0)).toBeCloseTo(16)
    expect(xAt(panBy(closer, 1e6, 60_000), 60_000)).toBeCloseTo(784)
  })

  test('another width shows the same stretch of time', () => {
    const closer = zoomAt(fit(60_000, 800), 400, 0.1, 60_000)
    const resized = resize(closer, 500, 60_000)
    expect(resized.span).toBe(closer.span)
    expect(resized.width).toBe(500)
  })
})

describe('ruler ticks', () => {
  test('labels stand on round times', () => {
    const labels = ticks({ start: 0, span: 40_000, width: 800 }, 84).flatMap(({ label }) => label ?? [])
    expect(labels).toEqual(['0:00', '0:05', '0:10', '0:15', '0:20', '0:25', '0:30', '0:35', '0:40'])
  })

  test('labels below a second carry milliseconds', () => {
    const labels = ticks({ start: 61_000, span: 100, width: 300 }, 84).flatMap(({ label }) => label ?? [])
    expect(labels).toEqual(['1:01.000', '1:01.050', '1:01.100'])
  })

  test('labels of long shows carry hours and days', () => {
    const hours = ticks({ start: 3_600_000, span: 1_800_000, width: 300 }, 84).flatMap(
      ({ label }) => label ?? [],
    )
    expect(hours).toEqual(['1:00:00', '1:10:00', '1:20:00', '1:30:00'])
    const days = ticks({ start: 0, span: 2_592_000_000, width: 300 }, 84).flatMap(({ label }) => label ?? [])
    expect(days).toEqual(['0 d', '10 d', '20 d', '30 d'])
  })

  test('nothing is marked before 0', () => {
    expect(ticks({ start: -500, span: 1_000, width: 300 }, 84)[0]).toEqual({ time: 0, label: '0:00.000' })
  })

  test('labels keep their distance and ticks stay few, whatever the zoom', () => {
    const scales = fc.record({
      start: fc.double({ min: 0, max: 1e9, noNaN: true }),
      span: fc.double({ min: 20, max: 2.6e9, noNaN: true }),
      width: fc.integer({ min: 200, max: 4_000 }),
    })
    fc.assert(
      fc.property(scales, (scale) => {
        const made = ticks(scale, 84)
        const labelled = made.filter(({ label }) => label !== null).map(({ time }) => xAt(scale, time))
        labelled.slice(1).forEach((x, index) => {
          expect(x - labelled[index]!).toBeGreaterThanOrEqual(83.9)
        })
        expect(made.length).toBeLessThan((scale.width / 84) * 6 + 8)
      }),
    )
  })
})
