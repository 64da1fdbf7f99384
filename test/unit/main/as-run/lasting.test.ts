import { describe, expect, test } from 'vitest'
import { Lasting } from '../../../../main/as-run/lasting.ts'
import { monotonicMs } from '../../../../shared/base/clock.ts'

const at = monotonicMs
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const AGE = 2160 * HOUR

/** So many bytes a second for so long. */
function fill(lasting: Lasting, from: number, ms: number, rate: number): void {
  for (let now = from; now < from + ms; now += 1000) lasting.add(rate, at(now + 1000))
}

describe('how long the log will last', () => {
  test('is not told before two minutes', () => {
    const lasting = new Lasting(3_600_000, AGE, at(0))
    fill(lasting, 0, 2 * MINUTE - 1000, 100)
    expect(lasting.holds(at(2 * MINUTE - 1))).toBeNull()
    expect(lasting.holds(at(2 * MINUTE))).not.toBeNull()
  })

  test('is what the rate of the last ten minutes comes to', () => {
    const lasting = new Lasting(3_600_000, AGE, at(0))
    fill(lasting, 0, 20 * MINUTE, 100)
    expect((lasting.holds(at(20 * MINUTE)) as number) / HOUR).toBeCloseTo(10, 0)
    fill(lasting, 20 * MINUTE, 11 * MINUTE, 1000)
    expect((lasting.holds(at(31 * MINUTE)) as number) / HOUR).toBeCloseTo(1, 1)
  })

  test('is no more than an entry is kept, also where nothing happens', () => {
    const lasting = new Lasting(3_600_000, AGE, at(0))
    expect(lasting.holds(at(5 * MINUTE))).toBe(AGE)
    lasting.add(1, at(6 * MINUTE))
    expect(lasting.holds(at(6 * MINUTE))).toBe(AGE)
  })
})
