import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseTime, timeText } from '../../../../renderer/lib/typed-time.ts'

test.each([
  ['90', 90_000],
  ['1.5', 1500],
  ['1,5', 1500],
  ['1:30', 90_000],
  ['0:01:30.5', 90_500],
  ['250 ms', 250],
  ['2m', 120_000],
  ['soon', null],
  ['', null],
  ['-3', null],
  ['1:2:3:4', null],
] as const)('%s typed means %s ms', (text, ms) => {
  expect(parseTime(text)).toBe(ms)
})

test('a time that is written out means the same when it is typed', () => {
  expect([0, 250, 5000, 90_000, 61_500, 3_600_000].map(timeText)).toEqual([
    ...['0 s', '0.25 s', '5 s', '1:30', '61.5 s', '1:00:00'],
  ])
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 40_000_000 }), (ms) => {
      expect(parseTime(timeText(ms))).toBe(ms)
    }),
  )
})
