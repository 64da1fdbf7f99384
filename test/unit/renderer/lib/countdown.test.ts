import { expect, test } from 'vitest'
import { formatLeft } from '../../../../renderer/lib/countdown.ts'

test.each([
  [-5_000, '0 s'],
  [0, '0 s'],
  [1, '1 s'],
  [1_000, '1 s'],
  [1_001, '2 s'],
  [59_001, '1:00'],
  [3_600_000, '1:00:00'],
])('%d ms are %s', (ms, text) => expect(formatLeft(ms)).toBe(text))
