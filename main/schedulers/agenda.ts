// What is to happen at instants, in order, on one task of a scheduler whose place is never given up.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { FaultError } from '../../shared/base/result.ts'
import { schedulerFull } from './faults.ts'
import type { Scheduler } from '../tasks/scheduler.ts'
import { DueHeap } from '../../shared/base/due-heap.ts'
import type { Due } from '../../shared/base/due-heap.ts'

/** Milliseconds that one turn may take; what is left waits for the next, so that inputs get theirs. */
const TURN_MS = 4

export interface AgendaItem extends Due {
  /** Called when it is due, no longer on the agenda; never inside of what put it there. */
  happen(): void
}

export class Agenda implements Disposable {
  readonly #clock: Clock
  readonly #tasks: Scheduler
  readonly #name: string
  readonly #items = new DueHeap<AgendaItem>()
  #order = 0
  #task: number | null = null
  /** When the task is due; null while it only keeps its place. */
  #dueAt: number | null = null
  #turning = false
  #disposed = false

  /** FaultError `scheduler/full` where the scheduler has no place for its one task. */
  constructor(clock: Clock, tasks: Scheduler, name: string) {
    this.#clock = clock
    this.#tasks = tasks
    this.#name = name
    this.#move(null)
  }

  /** Puts an item on the agenda, or moves it there. */
  set(item: AgendaItem, dueAt: number): void {
    if (this.#disposed) return
    item.dueAt = dueAt
    item.order = this.#order++
    this.#items.set(item)
    if (!this.#turning && (this.#dueAt === null || dueAt < this.#dueAt)) this.#move(dueAt)
  }

  /** The task is left as it is: it then finds nothing to do. */
  remove(item: AgendaItem): void {
    this.#items.remove(item)
  }

  [Symbol.dispose](): void {
    this.#disposed = true
    this.#items.clear()
    if (this.#task !== null) this.#tasks.cancel(this.#task)
  }

  readonly #turn = (): void => {
    this.#turning = true
    try {
      this.#takeDue(this.#clock.now(), this.#order)
    } finally {
      this.#turning = false
      const { first } = this.#items
      // What is left waits behind the tasks that are due by now.
      if (!this.#disposed) this.#move(first === undefined ? null : Math.max(first.dueAt, this.#clock.now()))
    }
  }

  /** What follows from the items of a turn is for the next one, or a rule that throws to itself would never let go. */
  #takeDue(startedAt: number, before: number): void {
    for (let now = startedAt; now < startedAt + TURN_MS; now = this.#clock.now()) {
      const { first } = this.#items
      if (first === undefined || first.dueAt > startedAt || first.order >= before) return
      this.#items.remove(first)
      first.happen()
    }
  }

  /** The old task makes room for the new one, so that even a full scheduler has a place for it. */
  #move(dueAt: number | null): void {
    const [tasks, name] = [this.#tasks, this.#name]
    // Its place is kept; what is on the agenda is ended by whoever put it there.
    const panic = 'goesOn'
    if (this.#task !== null) tasks.cancel(this.#task)
    this.#dueAt = dueAt
    this.#task =
      dueAt === null
        ? tasks.on(this.#turn, [], { when: `${name}: never`, name, panic })
        : tasks.atInstant(this.#turn, [], { dueAt: monotonicMs(dueAt), name, panic })
    if (this.#task === null && !tasks.disposed) throw new FaultError(schedulerFull(name, tasks.maxTasks))
  }
}
