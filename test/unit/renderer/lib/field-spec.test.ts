import { expect, test } from 'vitest'
import { inLabels } from '../../../../renderer/lib/field-spec.ts'
import { fault } from '../../../../shared/base/result.ts'

const SPECS = [
  { path: 'min', label: 'From', as: 'number' },
  { path: 'max', label: 'To', as: 'number' },
] as const

test.each([
  ['must be above min', 'must be above “From”'],
  ['must be between min and max', 'must be between “From” and “To”'],
  ['must be a number', 'must be a number'],
])('a refusal that "%s" says %s in the form', (what, words) => {
  expect(inLabels(fault('show/invalid', 'params.level.max', what, 'correct it'), SPECS).what).toBe(words)
})

test('a form without a range says it as it came', () => {
  const refusal = fault('show/invalid', 'tempo', 'must be above min', 'correct it')
  expect(inLabels(refusal, [])).toBe(refusal)
})
