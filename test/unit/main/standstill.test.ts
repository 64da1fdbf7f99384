import { expect, test } from 'vitest'
import { SimulatedClock } from '../../../shared/base/clock.ts'
import { Standstill } from '../../../main/standstill.ts'

/** A clock that jumps without any timer having run, as after a freeze. */
class Frozen extends SimulatedClock {
  #ahead = 0

  freeze(ms: number): void {
    this.#ahead += ms
  }

  override now(): ReturnType<SimulatedClock['now']> {
    return (super.now() + this.#ahead) as ReturnType<SimulatedClock['now']>
  }
}

test('an engine that goes on has not stood still', () => {
  using clock = new Frozen()
  using standstill = new Standstill(clock)
  clock.advanceTo(60_000)
  expect(standstill.lasted()).toBeNull()
})

test('what is read right after a freeze may be as old as it, whichever is served first', () => {
  using clock = new Frozen()
  using standstill = new Standstill(clock)
  clock.advanceTo(1000)
  clock.freeze(20_000)
  expect(standstill.lasted()).toBe(19_750)
  clock.advanceBy(99)
  expect(standstill.lasted()).toBe(19_750)
  clock.advanceBy(2)
  expect(standstill.lasted()).toBeNull()
})

test('a moment of less than two seconds is no standstill', () => {
  using clock = new Frozen()
  using standstill = new Standstill(clock)
  clock.advanceTo(1000)
  clock.freeze(2249)
  expect(standstill.lasted()).toBeNull()
})
