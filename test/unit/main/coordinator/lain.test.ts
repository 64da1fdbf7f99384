import { expect, test } from 'vitest'
import { lainSince } from '../../../../main/coordinator/lain.ts'

const HOUR = 3_600_000
const at = (wall: number, boot: string | null, up: number | null) => ({ wall, boot, up })

test.each([
  ['by what the computer counts, within one start of it', at(10, 'a', 500), at(99_999, 'a', 700), 200, true],
  ['by that also where the clock was set back', at(9 * HOUR, 'a', 500), at(8 * HOUR, 'a', 700), 200, true],
  ['by wall time after another start', at(HOUR, 'a', 500), at(2 * HOUR, 'b', 9000), HOUR, true],
  ['by wall time where nothing is known of starts', at(HOUR, null, null), at(HOUR + 5, null, null), 5, true],
  ['not at all where the clock was set back', at(HOUR, null, null), at(5, null, null), 0, false],
  ['at least since the computer was started', at(HOUR, 'a', 500), at(HOUR + 5, 'b', 9000), 9000, false],
])('is known %s', (_, then, now, age, isSure) => {
  expect(lainSince(then, now)).toEqual({ age, isSure, wall: then.wall })
})
