import { expect, test } from 'vitest'
import { ClockWatch } from '../../../main/clock-watch.ts'
import type { ClockJump } from '../../../main/clock-watch.ts'
import { Standstill } from '../../../main/standstill.ts'
import { FrozenClock } from '../../support/frozen-clock.ts'

function rig() {
  const clock = new FrozenClock(0, 1_795_291_200_000)
  const machineTime = (): number => clock.machineTime()
  const standstill = new Standstill({ clock, machineTime, afterReading: (run) => run() })
  const jumps: ClockJump[] = []
  const watch = new ClockWatch({ clock, machineTime, standstill, jumped: (jump) => void jumps.push(jump) })
  clock.advanceTo(1000)
  return {
    clock,
    jumps,
    [Symbol.dispose]() {
      watch[Symbol.dispose]()
      standstill[Symbol.dispose]()
      clock[Symbol.dispose]()
    },
  }
}

test.each([501, -501, 3_600_000, -3_600_000])(
  'a clock that is set by %i ms is said once, within a second',
  (by) => {
    using stage = rig()
    stage.clock.jumpWall(by)
    stage.clock.advanceTo(2000)
    expect(stage.jumps).toEqual([{ kind: 'set', by }])
    stage.clock.advanceTo(600_000)
    expect(stage.jumps).toHaveLength(1)
  },
)

test('half a second is no jump, and neither is a minute little by little', () => {
  using stage = rig()
  stage.clock.jumpWall(500)
  stage.clock.advanceBy(1000)
  for (let second = 0; second < 600; second += 1) {
    stage.clock.jumpWall(100)
    stage.clock.advanceBy(1000)
  }
  expect(stage.jumps).toEqual([])
})

test('a sleep is one, and not also a clock that was set', () => {
  using stage = rig()
  stage.clock.sleep(3_600_000)
  stage.clock.advanceTo(60_000)
  expect(stage.jumps).toEqual([{ kind: 'slept', by: 3_600_000 }])
})

test('a clock that was set while the computer slept is both', () => {
  using stage = rig()
  stage.clock.sleep(60_000)
  stage.clock.jumpWall(-3_600_000)
  stage.clock.advanceTo(60_000)
  expect(stage.jumps).toEqual([
    { kind: 'slept', by: 60_000 },
    { kind: 'set', by: -3_600_000 },
  ])
})

test('an engine that stood still for two seconds is one, and not also a clock that was set', () => {
  using stage = rig()
  stage.clock.freeze(20_000)
  stage.clock.goOn()
  stage.clock.advanceBy(60_000)
  expect(stage.jumps).toEqual([{ kind: 'stoodStill', by: 19_750 }])
})
