// A clock whose timers are tasks of a scheduler: one host timer for all, everything pending counted, a failing callback reported.
import type { ActingClock, Clock, MonotonicMs, WallMs } from '../../shared/base/clock.ts'
import { disposable, dispose } from '../../shared/base/disposable.ts'
import { FaultError, fault } from '../../shared/base/result.ts'
import type { Scheduler } from './scheduler.ts'
import type { PanicEffect } from './task-options.ts'

export class ScheduledClock implements ActingClock {
  readonly #clock: Clock
  readonly #scheduler: Scheduler
  /** Label of the tasks. */
  readonly #name: string

  /** `clock` is the one that `scheduler` runs on. Timers run while that is started, and are cancelled when it stops. */
  constructor(clock: Clock, scheduler: Scheduler, name = 'timer') {
    this.#clock = clock
    this.#scheduler = scheduler
    this.#name = name
  }

  now(): MonotonicMs {
    return this.#clock.now()
  }

  wall(): WallMs {
    return this.#clock.wall()
  }

  /** As `Clock.upkeep`; FaultError `scheduler/full` where the scheduler has no place left. */
  upkeep(dueAt: MonotonicMs, run: () => void): Disposable {
    return this.#set(dueAt, run, 'goesOn')
  }

  /** As `ActingClock.act`; FaultError `scheduler/full` where the scheduler has no place left. */
  act(dueAt: MonotonicMs, run: () => void): Disposable {
    return this.#set(dueAt, run, 'ends')
  }

  #set(dueAt: MonotonicMs, run: () => void, panic: PanicEffect): Disposable {
    if (Number.isNaN(dueAt)) throw new RangeError('a timer is due at no number')
    // An asynchronous callback is one too, and its failure is reported.
    const callback: () => unknown = run
    let id: number | null = null
    const handle = disposable('scheduled timer', () => {
      if (id !== null) this.#scheduler.cancel(id)
    })
    const end = (): void => dispose(handle)
    const task = (): unknown => {
      // Its place is free again, and the timer over, before anything that the callback does.
      end()
      return callback()
    }
    id = this.#scheduler.atInstant(task, [], { dueAt, name: this.#name, panic, ended: end })
    if (id !== null) return handle
    end()
    // Whoever is shut down after the scheduler has nothing to wait for any more.
    if (this.#scheduler.disposed) return handle
    throw new FaultError(full(this.#scheduler.maxTasks))
  }
}

function full(maxTasks: number) {
  return fault(
    'scheduler/full',
    'scheduler',
    `${maxTasks} tasks are pending already`,
    'look for rules or devices that start something again and again',
  )
}
