import { setImmediate as turn } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SimulatedClock, monotonicMs } from '../../../../shared/base/clock.ts'
import type { Clock } from '../../../../shared/base/clock.ts'
import { ScheduledClock } from '../../../../main/tasks/scheduled-clock.ts'
import { heapGrowth } from './heap-growth.ts'
import { Rig } from './rig.ts'
import { runs } from '../../../support/property-runs.ts'

const at = monotonicMs
const none = (): void => {}

class ClockRig extends Rig {
  readonly scheduled: ScheduledClock

  constructor(maxTasks = 100_000) {
    super(maxTasks)
    this.scheduled = new ScheduledClock(this.clock, this.scheduler)
    void this.scheduler.start()
  }
}

test('it tells the time of the clock that it stands on', () => {
  using rig = new ClockRig()
  rig.clock.advanceTo(70)
  rig.clock.jumpWall(1000)
  expect([rig.scheduled.now(), rig.scheduled.wall()]).toEqual([70, 1070])
})

test('timers run in due order, equal ones in the order they were set, at their own time', () => {
  using rig = new ClockRig()
  const { clock, scheduled } = rig
  const ran: [string, number][] = []
  const set = (due: number, name: string): Disposable =>
    scheduled.upkeep(at(due), () => void ran.push([name, clock.now()]))
  const timers = [set(30, 'c'), set(10, 'a'), set(20, 'b1'), set(20, 'b2'), set(40, 'later')]
  expect([rig.scheduler.taskCount(), rig.scheduler.list(1)[0]?.name]).toEqual([5, 'timer'])
  clock.advanceTo(35)
  expect(ran).toEqual([
    ['a', 10],
    ['b1', 20],
    ['b2', 20],
    ['c', 30],
  ])
  for (const timer of timers) timer[Symbol.dispose]()
  expect(clock.nextDueAt()).toBeNull()
})

test('a timer in the past runs as soon as possible, but never in the call that sets it', () => {
  using rig = new ClockRig()
  rig.clock.advanceTo(100)
  const ran: number[] = []
  using _ = rig.scheduled.upkeep(at(-50), () => void ran.push(rig.clock.now()))
  expect(ran).toEqual([])
  rig.clock.advanceBy(0)
  expect(ran).toEqual([100])
})

test('a timer of no number is refused, and one of infinity waits for ever', () => {
  using rig = new ClockRig()
  expect(() => rig.scheduled.upkeep(at(Number.NaN), none)).toThrow(RangeError)
  using _ = rig.scheduled.upkeep(at(Infinity), none)
  expect(rig.clock.nextDueAt()).toBe(Infinity)
  rig.clock.advanceTo(1e15)
  expect(rig.scheduler.taskCount()).toBe(1)
})

test('what a timer sets for now runs in another turn, after sockets have had theirs', () => {
  using rig = new ClockRig()
  const { clock, scheduled } = rig
  const ran: string[] = []
  scheduled.upkeep(at(10), () => {
    ran.push('first')
    scheduled.upkeep(clock.now(), () => void ran.push('second'))
    clock.upkeep(clock.now(), () => void ran.push('socket'))
  })
  clock.runNext(10)
  expect(ran).toEqual(['first'])
  clock.advanceTo(10)
  expect(ran).toEqual(['first', 'socket', 'second'])
})

test('a timer that is for ever set in the past does not keep the others waiting for ever', () => {
  using rig = new ClockRig()
  const { clock, scheduled } = rig
  let ran = 0
  const again = (): void => {
    ran += 1
    scheduled.upkeep(at(-1), again)
  }
  again()
  let other = 0
  scheduled.upkeep(at(0), () => void (other = ran))
  for (let turns = 0; turns < 20; turns += 1) clock.runNext(0)
  expect(other).toBeGreaterThan(10_000)
  expect(other).toBeLessThan(10_010)
})

describe('failures', () => {
  test('a callback that throws is reported and harms no other, whether at once or later', async () => {
    using rig = new ClockRig()
    const ran: string[] = []
    rig.scheduled.upkeep(at(5), () => {
      throw new Error('at once')
    })
    // eslint-disable-next-line @typescript-eslint/no-misused-promises
    rig.scheduled.upkeep(at(5), () => Promise.reject(new Error('later')))
    rig.scheduled.upkeep(at(5), () => void ran.push('other'))
    rig.clock.advanceTo(5)
    await turn()
    expect(ran).toEqual(['other'])
    expect(rig.failures).toEqual(['5 1 timer: at once', '5 2 timer: later'])
    expect(rig.scheduler.taskCount()).toBe(0)
  })

  test('a full scheduler is a fault, until a timer ran or was disposed', () => {
    using rig = new ClockRig(2)
    const { clock, scheduled } = rig
    const ran: number[] = []
    scheduled.upkeep(at(10), () => {
      ran.push(clock.now())
      scheduled.upkeep(at(20), () => void ran.push(clock.now()))
    })
    const other = scheduled.upkeep(at(30), none)
    expect(() => scheduled.upkeep(at(5), none)).toThrow(
      'scheduler/full: scheduler: 2 tasks are pending already; look for rules or devices that start something again and again',
    )
    clock.advanceTo(10)
    expect(() => scheduled.upkeep(at(15), none)).toThrow('scheduler/full')
    other[Symbol.dispose]()
    using _ = scheduled.upkeep(at(40), none)
    clock.advanceTo(25)
    expect(ran).toEqual([10, 20])
  })
})

describe('ending', () => {
  test('stopping the scheduler cancels every timer and leaves no handle open', () => {
    using rig = new ClockRig()
    rig.scheduled.upkeep(at(10), () => rig.scheduler.print('never'))
    rig.scheduler.stop()
    void rig.scheduler.start()
    rig.clock.advanceTo(20)
    expect(rig.lines).toEqual([])
  })

  test('a handle of a timer that is over cancels no later task, not even one of the same id', () => {
    using rig = new ClockRig()
    const { scheduler, scheduled, clock, lines } = rig
    const ran = scheduled.upkeep(at(10), none)
    const cleared = scheduled.upkeep(at(20), none)
    clock.advanceTo(10)
    scheduler.cancel(2)
    for (const id of [1, 2]) scheduler.at(rig.job(`task ${id}`), [], { at: 5, id })
    ran[Symbol.dispose]()
    cleared[Symbol.dispose]()
    clock.advanceTo(20)
    expect(lines).toEqual(['15 task 1', '15 task 2'])
  })

  test('a timer set when the scheduler is closed is over already', () => {
    const rig = new ClockRig()
    rig[Symbol.dispose]()
    const timer = rig.scheduled.upkeep(at(0), () => rig.scheduler.print('never'))
    rig.clock.advanceTo(10)
    timer[Symbol.dispose]()
    expect(rig.lines).toEqual([])
  })

  test('half a million timers set and disposed leave nothing behind', () => {
    using rig = new ClockRig()
    using _ = rig.scheduled.upkeep(at(1), none)
    const growth = heapGrowth(() => {
      for (let cycle = 0; cycle < 500_000; cycle += 1)
        rig.scheduled.upkeep(at(1000 + (cycle % 777)), none)[Symbol.dispose]()
    })
    expect([rig.scheduler.taskCount(), rig.scheduler.pendingCount()]).toEqual([1, 1])
    expect(growth).toBeLessThan(2_000_000)
  }, 30_000)
})

/** What a test or a callback does to a clock; times are from now. */
type Action =
  | { readonly kind: 'set'; readonly due: number; readonly then: readonly Action[] }
  | { readonly kind: 'dispose'; readonly timer: number }
type Step = Action | { readonly kind: 'advance'; readonly by: number }

const { action } = fc.letrec<{ action: Action }>((tie) => ({
  action: fc.oneof(
    { depthSize: 'medium' },
    fc.record({ kind: fc.constant('dispose' as const), timer: fc.nat({ max: 20 }) }),
    fc.record({
      kind: fc.constant('set' as const),
      due: fc.integer({ min: -6, max: 12 }),
      then: fc.array(tie('action'), { maxLength: 3 }),
    }),
  ),
}))
const advance = fc.record({ kind: fc.constant('advance' as const), by: fc.nat({ max: 8 }) })
const program: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof({ arbitrary: action, weight: 2 }, { arbitrary: advance, weight: 1 }),
  { maxLength: 40 },
)

/** Every call with its instant, and after every step when the next one is due. */
function play(steps: readonly Step[], host: SimulatedClock, clock: Clock): unknown[] {
  const heard: unknown[] = []
  const timers: Disposable[] = []
  const act = (action: Action): void => {
    if (action.kind === 'dispose') {
      timers[action.timer]?.[Symbol.dispose]()
      return
    }
    const number = timers.length
    const run = (): void => {
      heard.push(`${clock.now()} runs ${number}`)
      action.then.forEach(act)
    }
    timers.push(clock.upkeep(at(clock.now() + action.due), run))
  }
  for (const step of steps) {
    if (step.kind === 'advance') host.advanceBy(step.by)
    else act(step)
    heard.push(host.nextDueAt())
  }
  host.advanceBy(1000)
  return heard
}

test('calls, their order and their instants are those of a bare simulated clock, whatever is set and disposed', () => {
  fc.assert(
    fc.property(program, (steps) => {
      using bare = new SimulatedClock(100)
      using rig = new ClockRig()
      rig.clock.advanceTo(100)
      expect(play(steps, rig.clock, rig.scheduled)).toEqual(play(steps, bare, bare))
      expect([rig.scheduler.taskCount(), rig.failures]).toEqual([0, []])
    }),
    runs(500),
  )
})
