import { expect, test } from 'vitest'
import { monotonicMs } from '../../../../shared/base/clock.ts'
import { PerSecond } from '../../../../shared/base/per-second.ts'

const at = monotonicMs

test('in no second are there more of one than it allows', () => {
  const allowed = new PerSecond({ each: 20, all: 400 })
  const times: number[] = []
  for (let ms = 0; ms < 5000; ms += 7) if (allowed.take('a', at(ms))) times.push(ms)
  for (const start of times) {
    expect(times.filter((time) => time >= start && time < start + 1000).length).toBeLessThanOrEqual(20)
  }
  expect(times.length).toBe(100)
})

test('one that uses up its own leaves the others theirs', () => {
  const allowed = new PerSecond({ each: 2, all: 10 })
  expect(['a', 'a', 'a', 'b'].map((key) => allowed.take(key, at(0)))).toEqual([true, true, false, true])
})

test('a million names are bounded together, and remembered no longer than they count', () => {
  const allowed = new PerSecond({ each: 20, all: 400 })
  let taken = 0
  for (let name = 0; name < 1_000_000; name += 1) {
    if (allowed.take(String(name), at(500))) taken += 1
    if (allowed.size > 400) throw new Error('more is remembered than is allowed')
  }
  expect(taken).toBe(400)
  expect(allowed.take('later', at(1499))).toBe(false)
  expect(allowed.take('later', at(1500))).toBe(true)
  expect(allowed.size).toBe(1)
})
