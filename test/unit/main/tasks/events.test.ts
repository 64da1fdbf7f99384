import { describe, expect, test } from 'vitest'
import { Rig } from './rig.ts'

describe('listening', () => {
  test('the execution follows the event by the delay, and counts as pending only then', () => {
    using rig = new Rig()
    const { scheduler, clock, lines } = rig
    scheduler.on(rig.job('ear'), [], { when: 'event', at: 30 })
    void scheduler.start()
    clock.advanceTo(100)
    expect(scheduler.pendingCount()).toBe(0)
    scheduler.trigger('event')
    expect(scheduler.pendingCount()).toBe(1)
    clock.advanceTo(200)
    expect(lines).toEqual(['130 ear'])
  })

  test('all that listen are triggered, in the order in which they began to, and nobody else', () => {
    using rig = new Rig()
    const { scheduler, clock, lines } = rig
    for (const name of ['a', 'b', 'c']) scheduler.on(rig.job(name), [], { when: 'event', repeat: true })
    scheduler.on(rig.job('other'), [], { when: 'Event' })
    scheduler.cancel(2)
    void scheduler.start()
    expect(scheduler.trigger('event')).toBe(2)
    expect(lines).toEqual([])
    clock.advanceBy(0)
    expect(scheduler.trigger('event')).toBe(2)
    clock.advanceBy(0)
    expect(lines).toEqual(['0 a', '0 c', '0 a', '0 c'])
  })

  test.each([
    [false, 1],
    [0, 1],
    [1, 2],
    [3, 4],
    [true, 10],
  ])('with repeat %s it is executed for %i of ten events', (repeat, runs) => {
    using rig = new Rig()
    const { scheduler, clock, lines } = rig
    scheduler.on(rig.job('ear'), [], { when: 'event', repeat })
    void scheduler.start()
    let triggered = 0
    for (let index = 0; index < 10; index += 1) {
      triggered += scheduler.trigger('event')
      clock.advanceBy(1)
    }
    expect([lines.length, triggered]).toEqual([runs, runs])
    expect(scheduler.taskCount()).toBe(repeat === true ? 1 : 0)
  })

  test('a package is for one execution; without one a task gets its own parameters', () => {
    using rig = new Rig()
    const { scheduler, clock, lines } = rig
    scheduler.on(rig.job('ear'), ['own'], { when: 'event', repeat: true })
    void scheduler.start()
    const packages = [[1, 2], [], 'alone', undefined, [[3]]]
    for (const pkg of packages) {
      scheduler.trigger('event', pkg)
      clock.advanceBy(1)
    }
    expect(lines).toEqual(['0 ear 1 2', '1 ear own', '2 ear alone', '3 ear own', '4 ear [ 3 ]'])
  })

  test('sent parameters do not take the place of a package that is on its way', () => {
    using rig = new Rig()
    const { scheduler, clock, lines } = rig
    const id = scheduler.on(rig.job('ear'), ['own'], { when: 'event', at: 5, repeat: true }) as number
    void scheduler.start()
    scheduler.trigger('event', ['package'])
    scheduler.send(['sent'], id)
    clock.advanceTo(10)
    scheduler.trigger('event')
    clock.advanceTo(20)
    expect(lines).toEqual(['5 ear package', '15 ear sent'])
  })
})

describe('events that come while a task is busy', () => {
  test('each event of a burst is one execution, with its own package and delay', () => {
    using rig = new Rig()
    const { scheduler, clock, lines } = rig
    const id = scheduler.on(rig.job('ear'), [], { when: 'event', at: 10, repeat: true }) as number
    void scheduler.start()
    for (const at of [0, 4, 7]) {
      clock.advanceTo(at)
      expect(scheduler.trigger('event', [at])).toBe(1)
    }
    expect(scheduler.status(id)).toMatchObject({ state: 'pending', remembered: 2 })
    clock.advanceTo(100)
    expect(lines).toEqual(['10 ear 0', '14 ear 4', '17 ear 7'])
    expect(scheduler.status(id)).toMatchObject({ state: 'waiting', remembered: 0, runs: 3 })
  })

  test('a task that triggers its own event is executed again, and only once for it', () => {
    using rig = new Rig()
    const { scheduler, clock, lines } = rig
    scheduler.on(
      (left: number) => {
        rig.job('again')(left)
        if (left > 0) expect(scheduler.trigger('event', [left - 1])).toBe(1)
      },
      [0],
      { when: 'event', repeat: true },
    )
    void scheduler.start()
    scheduler.trigger('event', [2])
    clock.advanceTo(50)
    expect(lines).toEqual(['0 again 2', '0 again 1', '0 again 0'])
  })

  test('a counted repeat takes no more than its count, however fast events come', () => {
    using rig = new Rig()
    const { scheduler, clock, lines } = rig
    scheduler.on(rig.job('ear'), [], { when: 'event', repeat: 2 })
    void scheduler.start()
    const answers = [1, 2, 3, 4, 5].map((value) => scheduler.trigger('event', [value]))
    expect(answers).toEqual([1, 1, 1, 0, 0])
    clock.advanceBy(0)
    expect(lines).toEqual(['0 ear 1', '0 ear 2', '0 ear 3'])
    expect(scheduler.taskCount()).toBe(0)
  })

  test('256 events are remembered; more are lost, counted, and not answered as triggered', () => {
    using rig = new Rig()
    const { scheduler, clock } = rig
    const id = scheduler.on(() => {}, [], { when: 'event', repeat: true }) as number
    let triggered = 0
    for (let index = 0; index < 300; index += 1) triggered += scheduler.trigger('event')
    expect(triggered).toBe(257)
    expect(scheduler.status(id)).toMatchObject({ remembered: 256, lost: 43 })
    void scheduler.start()
    clock.advanceTo(1)
    expect(scheduler.status(id)).toMatchObject({ runs: 257, remembered: 0, lost: 43 })
    expect(scheduler.trigger('event')).toBe(1)
  })

  test('a task that listens once is not triggered twice', () => {
    using rig = new Rig()
    const { scheduler, clock, lines } = rig
    scheduler.on(rig.job('ear'), [], { when: 'event', at: 10 })
    void scheduler.start()
    expect([scheduler.trigger('event', [1]), scheduler.trigger('event', [2])]).toEqual([1, 0])
    clock.advanceTo(100)
    expect(lines).toEqual(['10 ear 1'])
  })
})

describe('stopping to listen', () => {
  test('0 leaves a waiting task one more event', () => {
    using rig = new Rig()
    const { scheduler, clock, lines } = rig
    const id = scheduler.on(rig.job('ear'), [], { when: 'event', repeat: true }) as number
    void scheduler.start()
    expect(scheduler.setRepeat(0, id)).toBe(true)
    expect([scheduler.trigger('event'), scheduler.trigger('event')]).toEqual([1, 0])
    clock.advanceBy(0)
    expect([lines, scheduler.taskCount()]).toEqual([['0 ear'], 0])
  })

  test('0 leaves a busy one those that came already', () => {
    using rig = new Rig()
    const { scheduler, clock, lines } = rig
    scheduler.on(
      (value: number) => {
        rig.job('ear')(value)
        scheduler.setRepeat(0)
        expect(scheduler.trigger('event', [3])).toBe(0)
      },
      [0],
      { when: 'event', repeat: true },
    )
    void scheduler.start()
    scheduler.trigger('event', [1])
    scheduler.trigger('event', [2])
    clock.advanceBy(0)
    expect([lines, scheduler.taskCount()]).toEqual([['0 ear 1', '0 ear 2'], 0])
  })

  test('an interval is not for a task that an event repeats', () => {
    using rig = new Rig()
    const { scheduler } = rig
    const id = scheduler.on(rig.job('ear'), [], { when: 'event', repeat: true }) as number
    expect(scheduler.setRepeat(100, id)).toBe(false)
    expect(scheduler.status(id)).toMatchObject({ every: null, when: 'event' })
  })
})

describe('awaiting', () => {
  test('a repeated task is parked, executed by the event, and then back in its rhythm with nothing missed', () => {
    using rig = new Rig()
    const { scheduler, clock, lines } = rig
    const id = scheduler.repeat(
      (...params: unknown[]) => {
        rig.job('tick')(...params)
        if (clock.now() === 100) scheduler.awaitEvent('go')
      },
      [],
      { every: 100 },
    ) as number
    void scheduler.start()
    clock.advanceTo(450)
    expect(scheduler.status(id)).toMatchObject({ state: 'waiting', when: 'go' })
    expect(scheduler.trigger('go', ['woken'])).toBe(1)
    expect(scheduler.trigger('go')).toBe(0)
    clock.advanceTo(650)
    expect(lines).toEqual(['0 tick', '100 tick', '450 tick woken', '500 tick', '600 tick'])
    expect(scheduler.status(id)).toMatchObject({ missed: 0 })
  })

  test('a pending task of another id is taken out of the queue until the event', () => {
    using rig = new Rig()
    const { scheduler, clock, lines } = rig
    const id = scheduler.at(rig.job('held'), [], { at: 10 }) as number
    void scheduler.start()
    expect(scheduler.awaitEvent('go', id)).toBe(true)
    expect([scheduler.pendingCount(), clock.nextDueAt()]).toEqual([0, null])
    clock.advanceTo(50)
    expect([scheduler.awaitEvent('', id), scheduler.trigger('go')]).toEqual([false, 1])
    clock.advanceTo(60)
    expect(lines).toEqual(['50 held'])
    expect(scheduler.taskCount()).toBe(0)
  })

  test('a repeated task that is parked before its first occurrence keeps that where it is', () => {
    using rig = new Rig()
    const { scheduler, clock, lines } = rig
    const id = scheduler.repeat(rig.job('tick'), [], { at: 50, every: 100 }) as number
    void scheduler.start()
    scheduler.awaitEvent('go', id)
    clock.advanceTo(20)
    scheduler.trigger('go')
    clock.advanceTo(200)
    expect(lines).toEqual(['20 tick', '50 tick', '150 tick'])
  })

  test('the latest event asked for counts', () => {
    using rig = new Rig()
    const { scheduler, clock, lines } = rig
    const id = scheduler.do(rig.job('job')) as number
    scheduler.awaitEvent('first', id)
    scheduler.awaitEvent('second', id)
    void scheduler.start()
    expect([scheduler.trigger('first'), scheduler.trigger('second')]).toEqual([0, 1])
    clock.advanceBy(0)
    expect(lines).toEqual(['0 job'])
  })

  test('an event that comes while the task is still being executed is not lost', () => {
    using rig = new Rig()
    const { scheduler, clock, lines } = rig
    let first = true
    scheduler.do((...params: unknown[]) => {
      rig.job('job')(...params)
      if (!first) return
      first = false
      scheduler.awaitEvent('go')
      expect([scheduler.trigger('go', [1]), scheduler.trigger('go', [2])]).toEqual([1, 0])
    })
    void scheduler.start()
    clock.advanceBy(0)
    expect(lines).toEqual(['0 job', '0 job 1'])
    expect(scheduler.taskCount()).toBe(0)
  })

  test('a task that fails after it asked to be parked is parked', () => {
    using rig = new Rig()
    const { scheduler, clock, failures } = rig
    scheduler.do(
      () => {
        scheduler.awaitEvent('go')
        throw new Error('half done')
      },
      [],
      { name: 'job' },
    )
    void scheduler.start()
    clock.advanceTo(5)
    expect(scheduler.trigger('go')).toBe(1)
    clock.advanceTo(10)
    expect(failures).toEqual(['0 1 job: half done', '5 1 job: half done'])
    expect(scheduler.status(1)).toMatchObject({ state: 'waiting', when: 'go' })
  })

  test('a listening task that awaits another event remembers its own', () => {
    using rig = new Rig()
    const { scheduler, clock, lines } = rig
    const id = scheduler.on(rig.job('ear'), [], { when: 'own', repeat: true }) as number
    void scheduler.start()
    scheduler.awaitEvent('other', id)
    expect(scheduler.trigger('own', ['own'])).toBe(1)
    clock.advanceTo(10)
    expect(lines).toEqual([])
    scheduler.trigger('other', ['other'])
    clock.advanceTo(20)
    expect(lines).toEqual(['10 ear other', '10 ear own'])
    expect(scheduler.trigger('own')).toBe(1)
  })

  test('a parked task can be cancelled, and its event then reaches nobody', () => {
    using rig = new Rig()
    const { scheduler } = rig
    const id = scheduler.on(rig.job('ear'), [], { when: 'own', repeat: true }) as number
    scheduler.awaitEvent('other', id)
    scheduler.cancel(id)
    expect([scheduler.trigger('own'), scheduler.trigger('other'), scheduler.taskCount()]).toEqual([0, 0, 0])
  })
})
