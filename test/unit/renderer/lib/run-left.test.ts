import { expect, test } from 'vitest'
import { leftLasts, leftText, shareLasts } from '../../../../renderer/lib/run-left.ts'
import type { Anchor } from '../../../../shared/model/payload/playlist.ts'

const running: Anchor = { at: 1000, position: 0, rate: 1, state: 'running' }

test.each([
  [3_725_000, '1:02:05'],
  [125_000, '2:05'],
  [59_001, '1:00'],
  [14_000, '0:14'],
  [10_000, '0:10'],
  [9_999, '0:10'],
  [9_900, '9.9'],
  [9_400, '9.4'],
  [1, '0.1'],
  [0, '0.0'],
  [-5, '0.0'],
])('%d ms left are read as %s', (ms, text) => {
  expect(leftText(ms)).toBe(text)
})

test('what is said of the time left lasts until the next second, and close to the end until the next tenth', () => {
  expect(leftLasts(running, 1000, 60_250)).toBe(250)
  expect(leftLasts(running, 1000, 60_000)).toBe(1000)
  expect(leftLasts(running, 1000, 9_930)).toBeCloseTo(30)
  expect(leftLasts({ ...running, state: 'paused' }, 1000, 60_250)).toBe(Infinity)
  expect(leftLasts(running, 99_000, 60_250)).toBe(Infinity)
})

test('it never says something else before it has to', () => {
  for (let now = 1000; now < 61_000; now += 137) {
    const lasts = leftLasts(running, now, 60_000)
    const text = (at: number): string => leftText(60_000 - (at - 1000))
    expect(text(now + lasts - 0.01)).toBe(text(now))
    expect(text(now + lasts + 0.01)).not.toBe(text(now))
  }
})

test('a bar moves on as fast as its run', () => {
  expect(shareLasts({ ...running, rate: 2 }, 10_000, 1 / 100)).toBe(50)
  expect(shareLasts({ ...running, state: 'holding' }, 10_000, 1 / 100)).toBe(Infinity)
})
