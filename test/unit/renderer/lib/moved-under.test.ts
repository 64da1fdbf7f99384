import { expect, test } from 'vitest'
import { isAstray } from '../../../../renderer/lib/moved-under.ts'

test.each([
  [{ byPointer: true, at: 1000 }, true],
  [{ byPointer: true, at: 1399 }, true],
  [{ byPointer: true, at: 1400 }, false],
  [{ byPointer: false, at: 1001 }, false],
])('a press %j on what came under the pointer at 1000 is astray: %j', (press, astray) => {
  expect(isAstray(press, 1000)).toBe(astray)
})
