import { expect, test } from 'vitest'
import { SimulatedClock, monotonicMs, nextBeat } from '../../../../shared/base/clock.ts'

const at = monotonicMs

test('simulated time stands still until it is moved', () => {
  const clock = new SimulatedClock(100, 5000)
  expect([clock.now(), clock.wall()]).toEqual([100, 5000])
  clock.advanceBy(20)
  expect([clock.now(), clock.wall()]).toEqual([120, 5020])
  clock.advanceTo(110)
  expect(clock.now()).toBe(120)
})

test('timers run in due order, equal ones in the order they were set, at their own time', () => {
  const clock = new SimulatedClock()
  const ran: [string, number][] = []
  const set = (due: number, name: string): Disposable =>
    clock.upkeep(at(due), () => void ran.push([name, clock.now()]))
  const timers = [set(30, 'c'), set(10, 'a'), set(20, 'b1'), set(20, 'b2'), set(40, 'later')]
  clock.advanceTo(35)
  expect(ran).toEqual([
    ['a', 10],
    ['b1', 20],
    ['b2', 20],
    ['c', 30],
  ])
  expect(clock.now()).toBe(35)
  for (const timer of timers) timer[Symbol.dispose]()
})

test('a timer in the past runs at once, without turning time back', () => {
  const clock = new SimulatedClock(100)
  const ran: number[] = []
  using _timer = clock.upkeep(at(50), () => void ran.push(clock.now()))
  clock.advanceBy(0)
  expect(ran).toEqual([100])
})

test('a disposed timer does not run, and the next due is that of a live one', () => {
  const clock = new SimulatedClock()
  const ran: string[] = []
  const first = clock.upkeep(at(10), () => void ran.push('first'))
  using _second = clock.upkeep(at(20), () => void ran.push('second'))
  expect(clock.nextDueAt()).toBe(10)
  first[Symbol.dispose]()
  expect(clock.nextDueAt()).toBe(20)
  clock.advanceTo(20)
  expect(ran).toEqual(['second'])
  expect(clock.nextDueAt()).toBeNull()
})

test('a timer set by a timer runs in the same advance where it is due', () => {
  const clock = new SimulatedClock()
  const ran: number[] = []
  using timers = new DisposableStack()
  const again = (): void => {
    ran.push(clock.now())
    timers.use(clock.upkeep(at(clock.now() + 10), again))
  }
  timers.use(clock.upkeep(at(10), again))
  clock.advanceTo(35)
  expect(ran).toEqual([10, 20, 30])
})

test('wall time jumps alone', () => {
  const clock = new SimulatedClock(0, 1000)
  clock.jumpWall(-400)
  expect([clock.now(), clock.wall()]).toEqual([0, 600])
})

test('beats are whole multiples, at least half of one and at most one and a half away', () => {
  const beats = [0, 124, 125, 250, 250.3, 374, 375].map((now) => nextBeat(monotonicMs(now), 250))
  expect(beats).toEqual([250, 250, 500, 500, 500, 500, 750])
})
