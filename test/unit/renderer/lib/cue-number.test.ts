import fc from 'fast-check'
import { expect, test } from 'vitest'
import { numberBetween } from '../../../../renderer/lib/cue-number.ts'
import { cueNumber } from '../../../../shared/model/cue.ts'

const NOBODY: ReadonlySet<string> = new Set()

test.each([
  ['1', '2', '1.5'],
  ['1', '1.5', '1.3'],
  ['1', '1.1', '1.05'],
  ['1', '3', '2'],
  ['1.9', '2', '1.95'],
  ['7', null, '8'],
  ['7.5', null, '8'],
  [null, '1', '0.5'],
  [null, '0.5', '0.3'],
  [null, null, '1'],
  ['A3', 'A4', 'A3.5'],
  ['A3', 'B1', 'A4'],
  // Of a list whose numbers do not rise.
  ['5', '2', '6'],
  ['entrance', '2', null],
  [null, '0', null],
] as const)('between %s and %s stands %s', (before, after, between) => {
  expect(numberBetween(before, after, NOBODY)).toBe(between)
})

test('a number that somebody has is passed over', () => {
  expect(numberBetween('1', '2', new Set(['1.5']))).toBe('1.4')
  expect(numberBetween('7', null, new Set(['8', '9']))).toBe('10')
})

test('what comes between two numbers is a number, higher than the one and lower than the other', () => {
  const number = fc
    .tuple(fc.integer({ min: 0, max: 999 }), fc.integer({ min: 0, max: 999 }))
    .map(([whole, thousandths]) => whole + thousandths / 1000)
  fc.assert(
    fc.property(number, number, (one, other) => {
      fc.pre(one !== other)
      const [low, high] = [Math.min(one, other), Math.max(one, other)]
      const between = numberBetween(String(low), String(high), NOBODY)
      expect(cueNumber.safeParse(between).success).toBe(true)
      expect(Number(between)).toBeGreaterThan(low)
      expect(Number(between)).toBeLessThan(high)
    }),
  )
})
