import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isImmediate, timeTagToWall, wallToTimeTag } from '../../../../../main/protocols/osc/timetag.ts'
import { wallMs } from '../../../../../shared/base/clock.ts'

const in2026 = wallMs(Date.UTC(2026, 10, 21))

describe('a time tag', () => {
  test('counts seconds since 1900', () => {
    expect(timeTagToWall([2_208_988_800, 0], wallMs(0))).toBe(0)
    expect(timeTagToWall([2_208_988_801, 2 ** 31], wallMs(0))).toBe(1500)
    expect(wallToTimeTag(wallMs(1500))).toEqual([2_208_988_801, 2 ** 31])
  })

  test('starts again from zero in February 2036', () => {
    const in2036 = wallMs(Date.UTC(2036, 1, 7, 6, 28, 16))
    expect(wallToTimeTag(in2036)).toEqual([0, 0])
    expect(timeTagToWall([0, 0], in2036)).toBe(in2036)
    expect(timeTagToWall([4_294_967_295, 0], in2036)).toBe(in2036 - 1000)
  })

  test('means immediately where it is one, and where the sender left it at zero', () => {
    expect(isImmediate([0, 1])).toBe(true)
    expect(isImmediate([0, 0])).toBe(true)
    expect(isImmediate([0, 2])).toBe(false)
    expect(isImmediate([1, 1])).toBe(false)
  })

  test('keeps wall time to the microsecond', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 4e12, noNaN: true }), (time) => {
        expect(timeTagToWall(wallToTimeTag(wallMs(time)), wallMs(time))).toBeCloseTo(time, 2)
      }),
    )
    expect(timeTagToWall(wallToTimeTag(in2026), in2026)).toBe(in2026)
  })
})
