import { expect, test } from 'vitest'
import { monotonicMs, wallMs } from '../../../../shared/base/clock.ts'
import type { Clock } from '../../../../shared/base/clock.ts'
import { createProcessProbe } from '../../../../main/health/process-probe.ts'

/** A clock whose timers come when the test says so, however late. */
function lateClock() {
  let now = 0
  const timers: { dueAt: number; run: () => void }[] = []
  const clock: Clock = {
    now: () => monotonicMs(now),
    wall: () => wallMs(now),
    upkeep(dueAt, run) {
      const timer = { dueAt, run }
      timers.push(timer)
      return { [Symbol.dispose]: () => void timers.splice(timers.indexOf(timer), 1) }
    },
  }
  return {
    clock,
    timers,
    fireAt(at: number): void {
      now = at
      timers.shift()?.run()
    },
    moveTo(at: number): void {
      now = at
    },
  }
}

test('lateness of the main thread is that of its timers, anew for each sample', () => {
  const { clock, fireAt, timers } = lateClock()
  let busy = 0
  const probe = createProcessProbe(clock, () => (busy += 20))
  fireAt(20)
  fireAt(40)
  fireAt(140)
  expect(probe.sample().loopDelay).toMatchObject({ count: 3, max: 80 })
  fireAt(161)
  expect(probe.sample().loopDelay).toMatchObject({ count: 1, max: 1, p99: 1 })
  probe[Symbol.dispose]()
  expect(timers).toEqual([])
})

test('a thread at rest is looked at less often, and a hold-up between two looks is not lost', () => {
  const { clock, fireAt, timers } = lateClock()
  let busy = 0
  using probe = createProcessProbe(clock, () => busy)
  busy = 1
  fireAt(20)
  expect(timers[0]?.dueAt).toBe(125)
  busy += 10
  fireAt(125)
  expect(probe.sample().loopDelay).toMatchObject({ count: 2, max: 0 })
  expect(timers[0]?.dueAt).toBe(250)
  busy += 90
  fireAt(250)
  expect(probe.sample().loopDelay).toMatchObject({ count: 1, max: 90 })
  expect(timers[0]?.dueAt).toBe(280)
})

test('memory and processor time are those of this process', () => {
  const { clock, moveTo } = lateClock()
  using probe = createProcessProbe(clock)
  const usedBefore = process.cpuUsage()
  let sum = 0
  for (let turn = 0; turn < 5_000_000; turn += 1) sum += turn % 7
  expect(sum).toBeGreaterThan(0)
  moveTo(1000)
  const { cpu, heapUsed, rss, uptime } = probe.sample()
  const { user, system } = process.cpuUsage(usedBefore)
  // Of one second that passed on the clock, at least what was burnt between the two readings.
  expect(cpu).toBeGreaterThanOrEqual(0.9 * ((user + system) / 1e6) - 0.005)
  expect(heapUsed).toBeGreaterThan(1_000_000)
  expect(rss).toBeGreaterThan(heapUsed / 2)
  expect(uptime).toBeGreaterThan(0)
})

test('two samples at one instant divide by nothing', () => {
  const { clock } = lateClock()
  using probe = createProcessProbe(clock)
  expect(probe.sample().cpu).toBe(0)
})
