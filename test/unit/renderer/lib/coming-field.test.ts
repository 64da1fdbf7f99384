import { expect, test } from 'vitest'
import { monotonicMs } from '../../../../shared/base/clock.ts'
import { ComingField } from '../../../../renderer/lib/coming-field.ts'

function expected() {
  let now = 1_000
  const field = new ComingField({ now: () => monotonicMs(now) })
  field.expect()
  return { field, at: (ms: number) => (now = ms) }
}

test('what is typed before the field is there was meant for it, and what works in no text was not', () => {
  const { field } = expected()
  expect([' ', 's', 'Backspace', 'Enter'].map((key) => field.takes(key))).toEqual([true, true, true, true])
  expect(['F1', 'ArrowDown', 'Escape'].map((key) => field.takes(key))).toEqual([false, false, false])
})

test('keys are those of the show again once it is there, or has not come for two seconds', () => {
  const { field, at } = expected()
  at(2_999)
  expect(field.takes(' ')).toBe(true)
  at(3_000)
  expect(field.takes(' ')).toBe(false)
  field.expect()
  field.end()
  expect(field.takes(' ')).toBe(false)
})
