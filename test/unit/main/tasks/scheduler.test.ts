import { readFile } from 'node:fs/promises'
import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { SimulatedClock, monotonicMs } from '../../../../shared/base/clock.ts'
import { SystemClock } from '../../../../main/clock.ts'
import { Scheduler } from '../../../../main/tasks/scheduler.ts'
import type { Job } from '../../../../main/tasks/task.ts'
import { Rig, isFulfilled } from './rig.ts'
import { heapGrowth } from './heap-growth.ts'

afterEach(() => {
  vi.useRealTimers()
})

const DAY = 24 * 60 * 60 * 1000
const none = (): void => {}

describe('what is refused', () => {
  test('a scheduler of no whole number of tasks', () => {
    for (const maxTasks of [0, -1, 1.5, Number.NaN, Infinity, '7' as unknown as number]) {
      expect(() => new Rig(maxTasks)).toThrow(RangeError)
    }
  })

  test('256 tasks are the most where nothing else is said', () => {
    const clock = new SimulatedClock()
    using scheduler = new Scheduler({ clock, failed: none, print: none })
    expect(scheduler.maxTasks).toBe(256)
  })

  test('null answers a task that cannot be, and nothing is added', () => {
    using rig = new Rig()
    const { scheduler } = rig
    const noFunction = 'job' as unknown as Job<[]>
    const noList = 'params' as unknown as []
    expect(scheduler.do(noFunction)).toBeNull()
    expect(scheduler.do(none, noList)).toBeNull()
    for (const id of [-1, 1.5, Number.NaN, 2 ** 53]) expect(scheduler.do(none, [], { id })).toBeNull()
    for (const ms of [-1, Number.NaN, Infinity]) {
      expect(scheduler.at(none, [], { at: ms })).toBeNull()
      expect(scheduler.repeat(none, [], { every: ms })).toBeNull()
      expect(scheduler.repeat(none, [], { every: 10, at: ms })).toBeNull()
      expect(scheduler.on(none, [], { when: 'event', at: ms })).toBeNull()
    }
    expect(scheduler.repeat(none, [], { every: 0 })).toBeNull()
    expect(scheduler.on(none, [], { when: '' })).toBeNull()
    expect(scheduler.on(none, [], { when: undefined as unknown as string })).toBeNull()
    for (const repeat of [-1, 0.5, Number.NaN])
      expect(scheduler.on(none, [], { when: 'event', repeat })).toBeNull()
    expect(scheduler.atInstant(none, [], { dueAt: monotonicMs(Number.NaN), panic: 'ends' })).toBeNull()
    expect(scheduler.taskCount()).toBe(0)
    expect(scheduler.trigger('event')).toBe(0)
  })

  test('a task beyond the most, until another is over', () => {
    using rig = new Rig(2)
    const { scheduler, clock } = rig
    expect(scheduler.do(none)).toBe(1)
    expect(scheduler.on(none, [], { when: 'event' })).toBe(2)
    expect(scheduler.at(none, [], { at: 5 })).toBeNull()
    void scheduler.start()
    clock.advanceBy(0)
    expect(scheduler.at(none, [], { at: 5 })).toBe(3)
    expect(scheduler.do(none)).toBeNull()
    scheduler.cancel(2)
    expect(scheduler.do(none)).toBe(4)
  })

  test('ids that are taken; own ones go round those that were given', () => {
    using rig = new Rig()
    const { scheduler, clock } = rig
    expect(scheduler.do(none, [], { id: 2 })).toBe(2)
    expect(scheduler.do(none, [], { id: 2 })).toBeNull()
    expect([scheduler.do(none), scheduler.do(none)]).toEqual([1, 3])
    void scheduler.start()
    clock.advanceBy(0)
    expect(scheduler.do(none, [], { id: 2 })).toBe(2)
    expect(scheduler.do(none)).toBe(4)
  })

  test('false answers what concerns a task that is not there, and 0 outside of any', () => {
    using rig = new Rig()
    const { scheduler } = rig
    for (const id of [0, 9, -1, Number.NaN]) {
      expect([
        scheduler.cancel(id),
        scheduler.setRepeat(10, id),
        scheduler.send([1], id),
        scheduler.awaitEvent('event', id),
        scheduler.status(id),
      ]).toEqual([false, false, false, false, {}])
    }
    expect(scheduler.abortCurrentTask()).toBe(false)
    expect(scheduler.trigger('nobody listens', [1])).toBe(0)
  })
})

describe('order', () => {
  test('equal due times are executed in the order in which the tasks were added', () => {
    using rig = new Rig()
    const { scheduler, clock, lines } = rig
    scheduler.at(rig.job('c'), [], { at: 20 })
    scheduler.at(rig.job('a'), [], { at: 10 })
    scheduler.repeat(rig.job('r'), [], { at: 10, every: 10 })
    scheduler.at(rig.job('b'), [], { at: 10 })
    void scheduler.start()
    clock.advanceTo(20)
    expect(lines).toEqual(['10 a', '10 r', '10 b', '20 c', '20 r'])
  })

  test('what a task asks for at the same instant follows what is due already', () => {
    using rig = new Rig()
    const { scheduler, clock, lines } = rig
    scheduler.do(() => {
      scheduler.do(rig.job('new'))
      scheduler.trigger('event')
      rig.job('first')()
    })
    scheduler.on(rig.job('listens'), [], { when: 'event' })
    scheduler.do(rig.job('second'))
    void scheduler.start()
    clock.advanceBy(0)
    expect(lines).toEqual(['0 first', '0 second', '0 new', '0 listens'])
  })

  test('an endless chain of tasks goes on turn by turn, with others in between', () => {
    using rig = new Rig()
    const { scheduler, clock, lines } = rig
    let links = 0
    const chain = (): void => {
      links += 1
      scheduler.do(chain)
    }
    scheduler.do(chain)
    void scheduler.start()
    clock.runNext(0)
    expect(links).toBe(1000)
    using _ = clock.upkeep(clock.now(), () => void lines.push(`a socket after ${links}`))
    scheduler.do(rig.job('other'))
    clock.runNext(0)
    clock.runNext(0)
    expect(lines).toEqual(['0 other', 'a socket after 1999'])
  })

  test('a turn ends after four milliseconds of work', () => {
    using rig = new Rig()
    const { scheduler, clock, lines } = rig
    for (let index = 1; index <= 10; index += 1) {
      scheduler.do(() => {
        clock.advanceBy(1.5)
        rig.job(`t${index}`)()
      })
    }
    void scheduler.start()
    clock.runNext(0)
    expect(lines).toEqual(['1.5 t1', '3 t2', '4.5 t3'])
    clock.runNext(clock.now())
    expect(lines.slice(3)).toEqual(['6 t4', '7.5 t5', '9 t6'])
  })

  test('files are read while tasks ask for each other for ever', async () => {
    using scheduler = new Scheduler({ clock: new SystemClock(), failed: none, print: none })
    const chain = (): void => void scheduler.do(chain)
    scheduler.do(chain)
    void scheduler.start()
    expect((await readFile(import.meta.filename, 'utf8')).length).toBeGreaterThan(0)
    await turn()
  })

  test('one timer of the clock is set at a time, for the task that is due first', () => {
    using rig = new Rig()
    const { scheduler, clock } = rig
    const due = (): number | null => clock.nextDueAt()
    const first = scheduler.at(none, [], { at: 10 }) as number
    scheduler.at(none, [], { at: 20 })
    expect(due()).toBeNull()
    void scheduler.start()
    expect(due()).toBe(10)
    scheduler.at(none, [], { at: 5 })
    expect(due()).toBe(5)
    clock.advanceTo(5)
    expect(due()).toBe(10)
    scheduler.cancel(first)
    expect(due()).toBe(20)
    clock.advanceTo(20)
    expect(due()).toBeNull()
  })
})

describe('repeating', () => {
  test('a month of an odd interval does not drift', () => {
    using rig = new Rig()
    const { scheduler, clock } = rig
    const every = 7000.7
    let runs = 0
    let off = 0
    const check = (): void => {
      if (clock.now() !== runs * every) off += 1
      runs += 1
    }
    const id = scheduler.repeat(check, [], { every }) as number
    void scheduler.start()
    clock.advanceTo(30 * DAY)
    expect([runs, off]).toEqual([370_249, 0])
    expect(scheduler.status(id)).toMatchObject({ runs: 370_249, missed: 0, nextRun: 370_249 * 7000.7 })
  }, 30_000)

  test('after a stall what was missed is counted, and the rhythm kept', () => {
    using rig = new Rig()
    const { scheduler, clock, lines } = rig
    const id = scheduler.repeat(rig.job('tick'), [], { every: 100 }) as number
    scheduler.at(() => clock.advanceBy(1130), [], { at: 250 })
    void scheduler.start()
    clock.advanceTo(1600)
    expect(lines).toEqual([
      '0 tick',
      '100 tick',
      '200 tick',
      '1380 tick',
      '1400 tick',
      '1500 tick',
      '1600 tick',
    ])
    expect(scheduler.status(id)).toMatchObject({ runs: 7, missed: 10 })
  })

  test('an occurrence that is due at the very end of a stall is not missed', () => {
    using rig = new Rig()
    const { scheduler, clock, lines } = rig
    const id = scheduler.repeat(rig.job('tick'), [], { every: 100 }) as number
    scheduler.repeat(() => clock.advanceBy(clock.now() === 0 ? 300 : 0), [], { every: 10_000 })
    void scheduler.start()
    clock.advanceTo(399)
    expect(lines).toEqual(['0 tick', '300 tick', '300 tick'])
    expect(scheduler.status(id)).toMatchObject({ missed: 1 })
  })

  test('a job longer than its interval is executed at the next occurrence that is still to come', () => {
    using rig = new Rig()
    const { scheduler, clock, lines } = rig
    const slow = (): void => {
      rig.job('slow')()
      clock.advanceBy(25)
    }
    const id = scheduler.repeat(slow, [], { every: 10 }) as number
    void scheduler.start()
    clock.advanceTo(100)
    expect(lines).toEqual(['0 slow', '30 slow', '60 slow', '90 slow'])
    expect(scheduler.status(id)).toMatchObject({ runs: 4, missed: 8 })
  })

  test('an interval too small for the clock to tell does not hang', () => {
    using rig = new Rig()
    const { scheduler, clock } = rig
    scheduler.at(none, [], { at: 1000 })
    const id = scheduler.repeat(() => clock.advanceBy(0.5), [], { at: 1, every: 1e-20 }) as number
    void scheduler.start()
    while (clock.now() < 100) clock.runNext(100)
    expect(scheduler.status(id)).toMatchObject({ state: 'pending' })
  })

  test('occurrences of a fractional interval are neither passed over nor doubled by rounding', () => {
    using rig = new Rig()
    const { scheduler, clock } = rig
    const dueAt = (occurrence: number): number => 0.2 + occurrence * 0.1
    const runs: number[] = []
    const job = (): void => {
      runs.push(clock.now())
      if (runs.length === 1) clock.advanceTo(dueAt(1))
      if (runs.length !== 4) return
      scheduler.awaitEvent('go')
      scheduler.trigger('go')
    }
    const id = scheduler.repeat(job, [], { at: 0.2, every: 0.1 }) as number
    void scheduler.start()
    clock.advanceTo(dueAt(5))
    expect(runs).toEqual([0, 1, 2, 3, 3, 4, 5].map(dueAt))
    expect(scheduler.status(id)).toMatchObject({ missed: 0 })
  })

  test('0 stops it after the execution that is pending', () => {
    using rig = new Rig()
    const { scheduler, clock, lines } = rig
    const id = scheduler.repeat(rig.job('tick'), [], { every: 100 }) as number
    void scheduler.start()
    clock.advanceTo(150)
    expect(scheduler.setRepeat(0, id)).toBe(true)
    expect(scheduler.status(id)).toMatchObject({ every: null, nextRun: 200 })
    clock.advanceTo(500)
    expect(lines).toEqual(['0 tick', '100 tick', '200 tick'])
    expect(scheduler.taskCount()).toBe(0)
  })

  test('a new interval counts from the latest execution, at once', () => {
    using rig = new Rig()
    const { scheduler, clock, lines } = rig
    const id = scheduler.repeat(rig.job('tick'), [], { every: 60_000 }) as number
    void scheduler.start()
    clock.advanceTo(2500)
    expect(scheduler.setRepeat(1000, id)).toBe(true)
    clock.advanceTo(4000)
    expect(scheduler.setRepeat(undefined, id)).toBe(true)
    clock.advanceTo(4250)
    expect(lines).toEqual(['0 tick', '3000 tick', '4000 tick', '4100 tick', '4200 tick'])
    expect(scheduler.status(id)).toMatchObject({ missed: 0, every: 100 })
  })

  test('before its first execution a new interval leaves that where it is', () => {
    using rig = new Rig()
    const { scheduler, clock, lines } = rig
    const id = scheduler.repeat(rig.job('tick'), [], { at: 500, every: 1000 }) as number
    scheduler.setRepeat(100, id)
    void scheduler.start()
    clock.advanceTo(750)
    expect(lines).toEqual(['500 tick', '600 tick', '700 tick'])
  })

  test('the interval that it has already changes nothing, and no time is none', () => {
    using rig = new Rig()
    const { scheduler, clock, lines } = rig
    const id = scheduler.repeat(rig.job('tick'), [], { every: 100 }) as number
    void scheduler.start()
    clock.advanceTo(150)
    expect(scheduler.setRepeat(100, id)).toBe(true)
    for (const every of [-1, Number.NaN, Infinity]) expect(scheduler.setRepeat(every, id)).toBe(false)
    clock.advanceTo(250)
    expect(lines).toEqual(['0 tick', '100 tick', '200 tick'])
  })

  test('a task that is executed once can make itself a repeated one', () => {
    using rig = new Rig()
    const { scheduler, clock, lines } = rig
    const id = scheduler.at(
      () => {
        rig.job('again')()
        scheduler.setRepeat(10)
      },
      [],
      { at: 5 },
    ) as number
    const other = scheduler.at(rig.job('other'), [], { at: 7 }) as number
    scheduler.setRepeat(100, other)
    void scheduler.start()
    clock.advanceTo(30)
    expect(lines).toEqual(['5 again', '7 other', '15 again', '25 again'])
    expect(scheduler.status(id)).toMatchObject({ nextRun: 35, every: 10 })
    expect(scheduler.status(other)).toMatchObject({ nextRun: 107, every: 100 })
  })
})

describe('long times', () => {
  test('a task of fifty days waits all of them, and time does not wrap', () => {
    using rig = new Rig()
    const { scheduler, clock, lines } = rig
    const job = (): void => scheduler.print(clock.now() / DAY)
    scheduler.at(job, [], { at: 50 * DAY })
    scheduler.repeat(job, [], { at: 30 * DAY, every: 30 * DAY })
    void scheduler.start()
    clock.advanceTo(100 * DAY)
    expect(lines).toEqual(['2592000000 30', '4320000000 50', '5184000000 60', '7776000000 90'])
  })

  test('so it does on the system clock, whose timers end at 2^31 ms', () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'hrtime'] })
    let runs = 0
    using scheduler = new Scheduler({ clock: new SystemClock(), failed: none, print: none })
    scheduler.at(() => void (runs += 1), [], { at: 2 ** 31 + DAY })
    void scheduler.start()
    vi.advanceTimersByTime(2 ** 31 + DAY - 2)
    expect(runs).toBe(0)
    vi.advanceTimersByTime(4)
    expect(runs).toBe(1)
  })
})

describe('failures', () => {
  test('a task that throws is reported by id and name, and harms no other', () => {
    using rig = new Rig()
    const { scheduler, clock, lines, failures } = rig
    const bad = (): void => {
      throw new Error('lamp is out')
    }
    scheduler.do(bad, [], { name: 'blackout' })
    scheduler.do(rig.job('good'))
    scheduler.do(bad)
    scheduler.do(() => {
      // eslint-disable-next-line @typescript-eslint/only-throw-error
      throw null
    })
    void scheduler.start()
    clock.advanceBy(0)
    expect(lines).toEqual(['0 good'])
    expect(failures).toEqual(['0 1 blackout: lamp is out', '0 3 bad: lamp is out', '0 4 task 4: null'])
    expect(scheduler.taskCount()).toBe(0)
  })

  test('a repeated task goes on repeating, and status counts its failures', async () => {
    using rig = new Rig()
    const { scheduler, clock, failures } = rig
    const sync = (): void => {
      throw new Error('now')
    }
    const late = async (): Promise<void> => {
      await Promise.resolve()
      expect(scheduler.currentTaskId()).toBeNull()
      throw new Error('later')
    }
    const first = scheduler.repeat(sync, [], { every: 10 }) as number
    const second = scheduler.repeat(late, [], { at: 5, every: 10 }) as number
    void scheduler.start()
    clock.advanceTo(20)
    await turn()
    expect(failures).toEqual([
      '0 1 sync: now',
      '10 1 sync: now',
      '20 1 sync: now',
      '20 2 late: later',
      '20 2 late: later',
    ])
    expect(scheduler.status(first)).toMatchObject({ runs: 3, failures: 3, nextRun: 30 })
    expect(scheduler.status(second)).toMatchObject({ runs: 2, failures: 2, nextRun: 25 })
  })

  test('a task that listens goes on listening after it failed', () => {
    using rig = new Rig()
    const { scheduler, clock, failures } = rig
    scheduler.on(
      () => {
        throw new Error('no')
      },
      [],
      { when: 'event', repeat: true, name: 'ear' },
    )
    void scheduler.start()
    for (const at of [10, 20]) {
      scheduler.trigger('event')
      clock.advanceTo(at)
    }
    expect(failures).toEqual(['0 1 ear: no', '10 1 ear: no'])
  })

  test('a reporter that throws does not stop the scheduler', () => {
    const clock = new SimulatedClock()
    const lines: number[] = []
    const failed = (): never => {
      throw new Error('reporter')
    }
    using scheduler = new Scheduler({ clock, failed, print: none })
    scheduler.repeat(failed, [], { every: 10 })
    scheduler.repeat(() => void lines.push(clock.now()), [], { every: 10 })
    void scheduler.start()
    expect(() => clock.advanceTo(0)).toThrow('reporter')
    clock.advanceTo(9)
    expect(() => clock.advanceTo(10)).toThrow('reporter')
    clock.advanceTo(11)
    expect(lines).toEqual([0, 10])
  })

  test('a line that cannot be printed is a failure of the task that prints it', () => {
    const clock = new SimulatedClock()
    const failures: string[] = []
    using scheduler = new Scheduler({
      clock,
      failed: ({ id, name }) => void failures.push(`${id} ${name}`),
      print() {
        throw new Error('closed')
      },
    })
    scheduler.print('outside')
    scheduler.do(() => scheduler.print('inside'), [], { name: 'talker' })
    void scheduler.start()
    clock.advanceBy(0)
    expect(failures).toEqual(['0 print', '1 talker'])
  })
})

describe('cancelling', () => {
  test('a task frees its place and its id at once, even while it is being executed', () => {
    using rig = new Rig(1)
    const { scheduler, clock, lines } = rig
    scheduler.do(
      () => {
        expect(scheduler.do(rig.job('too many'))).toBeNull()
        expect([scheduler.cancel(), scheduler.cancel(), scheduler.status()]).toEqual([true, false, {}])
        expect(scheduler.currentTaskId()).toBe(7)
        expect(scheduler.do(rig.job('successor'), [], { id: 7 })).toBe(7)
        expect([scheduler.abortCurrentTask(), scheduler.taskCount()]).toEqual([false, 1])
      },
      [],
      { id: 7 },
    )
    void scheduler.start()
    clock.advanceBy(0)
    expect(lines).toEqual(['0 successor'])
  })

  test('one that is due already but not yet executed is not executed', () => {
    using rig = new Rig()
    const { scheduler, clock, lines } = rig
    scheduler.do(() => void scheduler.cancel(2))
    scheduler.do(rig.job('cancelled'))
    scheduler.do(rig.job('stays'))
    void scheduler.start()
    clock.advanceBy(0)
    expect(lines).toEqual(['0 stays'])
  })

  test('a million tasks added and cancelled leave nothing behind', () => {
    using rig = new Rig()
    const { scheduler } = rig
    scheduler.at(none, [], { at: 1 })
    void scheduler.start()
    const growth = heapGrowth(() => {
      for (let cycle = 0; cycle < 500_000; cycle += 1) {
        scheduler.cancel(scheduler.at(none, [], { at: 1000 + (cycle % 777) }) as number)
        const id = scheduler.on(none, [], { when: `event ${cycle}`, repeat: true }) as number
        scheduler.awaitEvent(`one ${cycle}`, id)
        scheduler.awaitEvent(`other ${cycle}`, id)
        scheduler.cancel(id)
      }
    })
    expect([scheduler.taskCount(), scheduler.pendingCount()]).toEqual([1, 1])
    expect(growth).toBeLessThan(2_000_000)
  }, 30_000)

  test('what ends a task tells so once', () => {
    using rig = new Rig()
    const { scheduler, clock } = rig
    const ended: string[] = []
    const add = (name: string, at: number): number =>
      scheduler.atInstant(none, [], {
        ...{ dueAt: monotonicMs(at), panic: 'ends' as const },
        ended: () => void ended.push(name),
      }) as number
    add('executed', 10)
    const cancelled = add('cancelled', 20)
    add('cleared', 30)
    void scheduler.start()
    clock.advanceTo(10)
    scheduler.cancel(cancelled)
    scheduler.stop()
    expect(ended).toEqual(['executed', 'cancelled', 'cleared'])
  })
})

describe('status', () => {
  test('it tells of a task all that it is', () => {
    using rig = new Rig()
    const { scheduler, clock } = rig
    const seen: unknown[] = []
    const look = (): void => void seen.push(scheduler.status())
    const id = scheduler.repeat(look, ['a'] as never, { at: 5, every: 10, name: 'looker' }) as number
    const pending = {
      id: 1,
      name: 'looker',
      job: 'look',
      state: 'pending',
      nextRun: 5,
      every: 10,
      when: null,
      params: ['a'],
      runs: 0,
      failures: 0,
      missed: 0,
      remembered: 0,
      lost: 0,
    }
    expect(scheduler.status(id)).toEqual(pending)
    void scheduler.start()
    clock.advanceTo(5)
    expect(seen).toEqual([{ ...pending, state: 'running', nextRun: null, runs: 1 }])
    scheduler.on(look, [], { when: 'event' })
    expect(scheduler.status(2)).toMatchObject({
      state: 'waiting',
      nextRun: null,
      when: 'event',
      name: 'look',
    })
  })

  test('the list begins with what is next and ends with what waits', () => {
    using rig = new Rig()
    const { scheduler } = rig
    scheduler.on(none, [], { when: 'event', name: 'waits' })
    scheduler.at(none, [], { at: 20, name: 'later' })
    scheduler.at(none, [], { at: 10, name: 'next' })
    expect(scheduler.list(10).map(({ name }) => name)).toEqual(['next', 'later', 'waits'])
    expect(scheduler.list(1).map(({ name }) => name)).toEqual(['next'])
    expect(scheduler.list(0)).toEqual([])
  })
})

describe('starting and stopping', () => {
  test('nothing is executed before the start; delays count from when they were asked for', () => {
    using rig = new Rig()
    const { scheduler, clock, lines } = rig
    scheduler.at(rig.job('late'), [], { at: 10 })
    scheduler.at(rig.job('in time'), [], { at: 60 })
    clock.advanceTo(50)
    void scheduler.start()
    expect(lines).toEqual([])
    clock.advanceTo(100)
    expect(lines).toEqual(['50 late', '60 in time'])
  })

  test('a start without tasks ends at once, and tasks that come later are executed all the same', async () => {
    using rig = new Rig()
    const { scheduler, clock, lines } = rig
    expect(await isFulfilled(scheduler.start())).toBe(true)
    scheduler.at(rig.job('served'), [], { at: 10 })
    const again = scheduler.start()
    expect(again).toBe(scheduler.start())
    expect(await isFulfilled(again)).toBe(false)
    clock.advanceTo(10)
    expect(lines).toEqual(['10 served'])
    expect(await isFulfilled(again)).toBe(true)
  })

  test('a task that waits for an event is left, until it is cancelled', async () => {
    using rig = new Rig()
    const { scheduler, clock } = rig
    const id = scheduler.on(none, [], { when: 'event' }) as number
    const ended = scheduler.start()
    clock.advanceTo(10)
    expect(await isFulfilled(ended)).toBe(false)
    scheduler.cancel(id)
    expect(await isFulfilled(ended)).toBe(true)
  })

  test('the last task may ask for another, even after it cancelled itself', async () => {
    using rig = new Rig()
    const { scheduler, clock, lines } = rig
    scheduler.do(() => {
      scheduler.abortCurrentTask()
      scheduler.do(rig.job('another'))
    })
    const ended = scheduler.start()
    clock.runNext(0)
    expect(lines).toEqual(['0 another'])
    expect(await isFulfilled(ended)).toBe(true)
  })

  test('stopping clears every task and frees the timer; it can be started again', async () => {
    using rig = new Rig()
    const { scheduler, clock, lines } = rig
    scheduler.repeat(rig.job('tick'), [], { every: 10 })
    scheduler.on(rig.job('ear'), [], { when: 'event' })
    const ended = scheduler.start()
    clock.advanceTo(15)
    scheduler.stop()
    expect(await isFulfilled(ended)).toBe(true)
    expect([scheduler.taskCount(), scheduler.pendingCount(), clock.nextDueAt()]).toEqual([0, 0, null])
    expect(scheduler.trigger('event')).toBe(0)
    scheduler.do(rig.job('after'))
    clock.advanceTo(100)
    expect(lines).toEqual(['0 tick', '10 tick'])
    void scheduler.start()
    clock.advanceTo(110)
    expect(lines).toEqual(['0 tick', '10 tick', '100 after'])
  })

  test('a task can stop the scheduler: neither it nor another is executed again', async () => {
    using rig = new Rig()
    const { scheduler, clock, lines } = rig
    scheduler.repeat(
      () => {
        rig.job('stops')()
        scheduler.stop()
        scheduler.do(rig.job('not before the next start'))
      },
      [],
      { every: 10 },
    )
    scheduler.do(rig.job('cleared'))
    const ended = scheduler.start()
    clock.advanceTo(100)
    expect(lines).toEqual(['0 stops'])
    expect(await isFulfilled(ended)).toBe(true)
    expect(scheduler.taskCount()).toBe(1)
  })

  test('a disposed scheduler refuses tasks, and starts no more', async () => {
    const rig = new Rig()
    const { scheduler, clock } = rig
    scheduler.do(none)
    const ended = scheduler.start()
    scheduler[Symbol.dispose]()
    expect(await isFulfilled(ended)).toBe(true)
    expect(scheduler.do(none)).toBeNull()
    expect(await isFulfilled(scheduler.start())).toBe(true)
    expect([scheduler.disposed, clock.nextDueAt()]).toEqual([true, null])
    rig[Symbol.dispose]()
  })
})
