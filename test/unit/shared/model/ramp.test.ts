// Where a ramp is at each moment, for any numbers.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Curve } from '../../../../shared/model/curve.ts'
import { RAMP_LIMITS, rampAt, tickAt, tickCount } from '../../../../shared/model/ramp.ts'

const linear = (from: number, to: number, over: number) => ({ from, to, over, curve: 'linear' as const })

const anyCurve: fc.Arbitrary<Curve> = fc.constantFrom<Curve>('linear', 'logarithmic', 'S', [
  [0, 0],
  [0.3, 0.9],
  [1, 1],
])
const number = fc.double({ noNaN: true, noDefaultInfinity: true })

describe('a ramp', () => {
  it('goes straight from one number to the other', () => {
    expect([0, 2500, 5000, 10_000].map((at) => rampAt(linear(0, 1, 10_000), at))).toEqual([0, 0.25, 0.5, 1])
  })

  it('is a set where it takes no time', () => {
    expect(rampAt(linear(0.2, 0.7, 0), 0)).toBe(0.7)
  })

  it('has equal ratios in equal times, up and down alike', () => {
    const up = { from: 20, to: 20_000, over: 3000, curve: 'logarithmic' as const }
    expect(rampAt(up, 1000)).toBeCloseTo(200, 6)
    expect(rampAt({ ...up, from: 20_000, to: 20 }, 1000)).toBeCloseTo(2000, 6)
  })

  it('falls to nothing the way in which it rose from there', () => {
    const rise = { from: 0, to: 1, over: 1000, curve: 'logarithmic' as const }
    const fall = { ...rise, from: 1, to: 0 }
    for (const at of [0, 100, 250, 500, 900, 1000])
      expect(rampAt(fall, at)).toBeCloseTo(rampAt(rise, 1000 - at), 12)
  })

  it('stays between its ends, and meets both exactly, whatever they are', () => {
    fc.assert(
      fc.property(
        number,
        number,
        fc.double({ min: 0, max: RAMP_LIMITS.over, noNaN: true }),
        anyCurve,
        number,
        (...all) => {
          const [from, to, over, curve, elapsed] = all
          const ramp = { from, to, over, curve }
          const value = rampAt(ramp, elapsed)
          expect(Number.isFinite(value)).toBe(true)
          expect(value).toBeGreaterThanOrEqual(Math.min(from, to))
          expect(value).toBeLessThanOrEqual(Math.max(from, to))
          expect(rampAt(ramp, over)).toBe(to)
          if (over > 0) expect(rampAt(ramp, 0)).toBe(from)
        },
      ),
    )
  })

  it('rests where both ends are one', () => {
    fc.assert(
      fc.property(number, anyCurve, fc.double({ min: 0, max: 1000, noNaN: true }), (at, curve, elapsed) => {
        expect(rampAt({ from: at, to: at, over: 1000, curve }, elapsed)).toBe(at)
      }),
    )
  })

  it('is told four hundred times in ten seconds, the last time at its end', () => {
    expect(tickCount(10_000, 25)).toBe(400)
    expect(tickCount(10_000, 1000 / 40)).toBe(400)
    expect(tickCount(1000, 1000 / 30)).toBe(30)
    expect(tickCount(1001, 25)).toBe(41)
    expect(tickCount(0, 25)).toBe(1)
    expect(tickAt(41, 41, 1001, 25)).toBe(1001)
    expect(tickAt(40, 41, 1001, 25)).toBe(1000)
  })
})
