import { describe, expect, test } from 'vitest'
import { monotonicMs } from '../../../shared/base/clock.ts'
import { Standstill } from '../../../main/standstill.ts'
import type { Stood } from '../../../main/standstill.ts'
import { FrozenClock } from '../../support/frozen-clock.ts'

function rig() {
  const clock = new FrozenClock()
  const reads: (() => void)[] = []
  const standstill = new Standstill({
    clock,
    machineTime: () => clock.machineTime(),
    afterReading: (run) => void reads.push(run),
  })
  const stood: Stood[] = []
  const listening = standstill.listen((one) => void stood.push(one))
  clock.advanceTo(1000)
  return {
    clock,
    standstill,
    stood,
    /** Ends a turn in which everything that could be read has been. */
    turn() {
      for (const run of reads.splice(0)) run()
    },
    [Symbol.dispose]() {
      listening[Symbol.dispose]()
      standstill[Symbol.dispose]()
      clock[Symbol.dispose]()
    },
  }
}

describe('an engine that goes on', () => {
  test('has not stood still: what is read arises now, or when it is said to', () => {
    using stage = rig()
    stage.clock.advanceTo(60_000)
    expect(stage.standstill.arisenAt()).toBe(60_000)
    expect(stage.standstill.arisenAt(monotonicMs(59_900))).toBe(59_900)
    expect(stage.standstill.tooOld(null)).toBeNull()
    expect(stage.standstill.tooOld(monotonicMs(59_900))).toBeNull()
    expect(stage.stood).toEqual([])
  })

  test('does not act on what is two seconds old all the same', () => {
    using stage = rig()
    stage.clock.advanceTo(60_000)
    expect(stage.standstill.tooOld(monotonicMs(58_000.1))).toBeNull()
    expect(stage.standstill.tooOld(monotonicMs(58_000))).toBe(2_000)
    expect(stage.standstill.stoodSince(monotonicMs(58_000))).toBeNull()
    stage.clock.freeze(20_000)
    expect(stage.standstill.tooOld(monotonicMs(58_000))).toBe(22_000)
    expect(stage.standstill.stoodSince(monotonicMs(58_000))).toBe(19_750)
    stage.clock.goOn()
    expect(stage.standstill.stoodSince(monotonicMs(80_000.5))).toBeNull()
  })
})

describe('after a freeze', () => {
  test('what is read has arisen before its end, in the order in which it is read, until nothing is left to read', () => {
    using stage = rig()
    const { clock, standstill } = stage
    clock.freeze(20_000)
    expect(standstill.arisenAt()).toBe(20_999)
    expect(stage.stood).toEqual([{ endedAt: 21_000, lasted: 19_750, asleep: 0 }])
    clock.goOn()
    clock.advanceBy(100)
    expect(standstill.arisenAt()).toBeGreaterThan(20_999)
    expect(standstill.arisenAt()).toBeLessThan(21_000)
    stage.turn()
    expect(standstill.arisenAt(monotonicMs(21_100))).toBeLessThan(21_000)
    stage.turn()
    stage.turn()
    expect(standstill.arisenAt()).toBe(21_100)
  })

  test('where inputs never cease, they arise when they are read from half a second on', () => {
    using stage = rig()
    stage.clock.freeze(20_000)
    stage.clock.goOn()
    for (let waited = 0; waited < 500; waited += 10) {
      expect(stage.standstill.arisenAt()).toBeLessThan(21_000)
      stage.turn()
      stage.clock.advanceBy(10)
    }
    stage.standstill.arisenAt()
    stage.turn()
    expect(stage.standstill.arisenAt()).toBe(21_500)
  })

  test('what is asked in the first tenth of a second may be as old as it; what is known to be newer is not', () => {
    using stage = rig()
    const { clock, standstill } = stage
    clock.freeze(20_000)
    expect(standstill.tooOld(null)).toBe(19_750)
    clock.goOn()
    clock.advanceBy(99)
    stage.turn()
    expect(standstill.tooOld(null)).toBe(19_750)
    expect(standstill.tooOld(monotonicMs(20_999))).toBe(19_750)
    expect(standstill.tooOld(monotonicMs(21_050))).toBeNull()
    clock.advanceBy(1)
    stage.turn()
    expect(standstill.tooOld(null)).toBeNull()
  })

  test('it is noticed by the timer as well, and once', () => {
    using stage = rig()
    stage.clock.freeze(20_000)
    stage.clock.goOn()
    stage.clock.advanceBy(1_000)
    expect(stage.stood).toHaveLength(1)
  })

  test('a moment of less than two seconds is no standstill', () => {
    using stage = rig()
    stage.clock.freeze(2249)
    expect(stage.standstill.tooOld(null)).toBeNull()
    expect(stage.stood).toEqual([])
  })
})

test('a sleep in which the clock stood still too is noticed with the next beat', () => {
  using stage = rig()
  stage.clock.sleep(60_000)
  stage.clock.advanceBy(250)
  expect(stage.stood).toEqual([{ endedAt: 1_250, lasted: 60_000, asleep: 60_000 }])
  expect(stage.standstill.tooOld(null)).toBe(60_000)
})
