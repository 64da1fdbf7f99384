import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isPress } from '../../../../shared/model/osc.ts'
import type { OscValue } from '../../../../shared/model/osc.ts'
import { numberSent, shortestFloat32, withinReach } from '../../../../shared/model/osc-number.ts'
import { runs } from '../../../support/property-runs.ts'

describe('a press', () => {
  test.each<[OscValue[], boolean]>([
    [[], true],
    [[1], true],
    [['1'], true],
    [['go'], true],
    [[''], true],
    [[true], true],
    [['true'], true],
    [[0], false],
    [[false], false],
    [[null], false],
    [['0'], false],
    [['0.0'], false],
    [[' 0 '], false],
    [['false'], false],
    [['False'], false],
  ])('%j: %j', (args, press) => {
    expect(isPress(args)).toBe(press)
  })
})

describe('a number that was sent', () => {
  test.each<[unknown, number | null]>([
    [0.5, 0.5],
    ['0.5', 0.5],
    ['-3', -3],
    [' +.5 ', 0.5],
    ['1e3', 1000],
    ['true', 1],
    ['FALSE', 0],
    [true, 1],
    [false, 0],
    ['', null],
    ['0x10', null],
    ['1,5', null],
    ['Infinity', null],
    ['1e999', null],
    ['1 2', null],
    [Number.NaN, null],
    [null, null],
    [undefined, null],
    [[1], null],
    [{ blob: 'MQ==' }, null],
  ])('%j is %j', (sent, number) => {
    expect(numberSent(sent)).toBe(number)
  })
})

describe('a number at the end of a range', () => {
  test.each<[sent: number, min: number, max: number, taken: number | null]>([
    [0.5, 0, 1, 0.5],
    [Math.fround(0.1), 0, 0.1, 0.1],
    [1.0000001, 0, 1, 1],
    [1 + 2 ** -23, 0, 1, 1],
    [1 + 2 ** -22, 0, 1, null],
    [-5.9e-8, 0, 1, 0],
    [-0.001, 0, 1, null],
    [Math.fround(0.7), 0.7, 1, 0.7],
    [Math.fround(0.7) - 2 ** -24, 0.7, 1, null],
    [-1.0000001, -1, 1, -1],
    [100.00001, 0, 100, null],
    [100.000007, 0, 100, 100],
    [1.1, 0, 1, null],
    [Number.NaN, 0, 1, null],
  ])('%d within %d and %d is %j', (sent, min, max, taken) => {
    expect(withinReach(sent, min, max)).toBe(taken)
  })
})

describe('the shortest decimal of a 32-bit float', () => {
  test.each([
    [0.7, 0.7],
    [0.1, 0.1],
    [-0.3, -0.3],
    [1 / 3, 0.33333334],
    [1.0000001, 1.0000001],
    [0.5, 0.5],
    [3, 3],
    [16_777_216, 16_777_216],
    [4_294_967_296, 4_294_967_296],
    [99_999_997_952, 99_999_997_952],
    [1e20, 1e20],
    [3.4028234663852886e38, 3.4028235e38],
    [1.1754943508222875e-38, 1.1754944e-38],
    [1.401298464324817e-45, 1e-45],
    [1e-7, 1e-7],
    [8.589973e9, 8_589_973_504],
    [0.000123, 0.000123],
    [12_345.678, 12_345.678],
  ])('of %d is %d', (value, shortest) => {
    expect(shortestFloat32(Math.fround(value))).toBe(shortest)
  })

  test('is the same float again, and no decimal of fewer digits is', () => {
    const float = fc.oneof(
      fc.float({ noNaN: true, noDefaultInfinity: true }),
      fc.float({ noNaN: true, min: 0, max: 1 }),
      fc.integer({ min: 0, max: 100_000 }).map((n) => Math.fround(n / 1000)),
    )
    fc.assert(
      fc.property(float, (value) => {
        const shortest = shortestFloat32(value)
        expect(Math.fround(shortest)).toBe(value)
        if (Number.isSafeInteger(value)) {
          expect(shortest).toBe(value)
          return
        }
        const digits = /^-?0*([\d.]+)/.exec(shortest.toExponential())?.[1]?.replace('.', '').length ?? 0
        for (let fewer = 1; fewer < digits; fewer += 1) {
          expect(Math.fround(Number(value.toPrecision(fewer)))).not.toBe(value)
        }
      }),
      runs(20_000),
    )
  })
})
