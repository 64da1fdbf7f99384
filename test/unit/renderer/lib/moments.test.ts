import { describe, expect, test } from 'vitest'
import { formatClock, formatLeft, formatUntil } from '../../../../renderer/lib/moments.ts'

test.each([
  [-5_000, '0 s'],
  [0, '0 s'],
  [1, '1 s'],
  [1_000, '1 s'],
  [1_001, '2 s'],
  [59_001, '1:00'],
  [3_600_000, '1:00:00'],
])('%d ms are %s', (ms, text) => expect(formatLeft(ms)).toBe(text))

describe('a moment on the wall', () => {
  const midnight = new Date(2026, 10, 27).getTime()

  test.each([
    [0, '00:00:00'],
    // Two clocks read one after the other differ by less than a millisecond.
    [-0.4, '00:00:00'],
    [0.4, '00:00:00'],
    [-1, '00:00:00'],
    [1_000, '00:00:01'],
    [-1_000, '23:59:59'],
  ])('%d ms from midnight is shown as %s', (offset, text) => {
    expect(formatClock(midnight + offset)).toBe(text)
  })

  test.each([-0.7, -0.4, 0, 0.4, 0.7])(
    'what counts down to it says what lies between the clock and its time, %d ms off',
    (error) => {
      for (let now = midnight - 6_000; now <= midnight; now += 50) {
        const shown = Math.floor(now / 1000)
        expect(formatUntil(midnight + error, now)).toBe(`${midnight / 1000 - shown} s`)
      }
    },
  )

  test('what is over lasts no longer', () => {
    expect(formatUntil(midnight, midnight + 5_000)).toBe('0 s')
  })
})
