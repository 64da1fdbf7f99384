import { expect, test } from 'vitest'
import { valueOfArgument } from '../../../../shared/model/signal.ts'
import type { OscValue } from '../../../../shared/model/osc.ts'

test.each<[OscValue | undefined, number | null]>([
  [undefined, null],
  [0.4, 0.4],
  [true, 1],
  [null, 0],
  ['0', 0],
  ['off', null],
  // However a release is wrapped, it is none the less one.
  [[0], 0],
  [[[0], 1], 0],
  [[], null],
])('a control whose message begins with %j stands at %j', (first, value) => {
  expect(valueOfArgument(first)).toBe(value)
})
