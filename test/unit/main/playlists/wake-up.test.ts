import { describe, expect, test } from 'vitest'
import { WakeUpMargin } from '../../../../main/playlists/wake-up.ts'

/** Wakes a thousand times, so late each. */
function learned(lateByMs: (time: number) => number): number {
  const margin = new WakeUpMargin()
  for (let time = 0; time < 1000; time += 1) margin.woke(lateByMs(time))
  return margin.ms
}

describe('the margin of a wake-up', () => {
  test('comes down to what the system needs', () => {
    expect(learned(() => 0.12)).toBeCloseTo(0.12, 1)
  })

  test('never gives up spinning altogether', () => {
    expect(learned(() => 0)).toBe(0.05)
  })

  test('never spins longer than half a millisecond, however late the system wakes', () => {
    expect(learned(() => 4)).toBe(0.5)
  })

  test('covers a wake-up that is late one time in twenty, not a stall one time in two hundred', () => {
    expect(learned((time) => (time % 20 === 0 ? 0.3 : 0.1))).toBeGreaterThan(0.25)
    expect(learned((time) => (time % 200 === 0 ? 5 : 0.1))).toBeLessThan(0.15)
  })
})
