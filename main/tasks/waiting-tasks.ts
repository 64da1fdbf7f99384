// Tasks that wait for events: which of them hear of one, and when they are executed for it.
import type { Clock } from '../../shared/base/clock.ts'
import type { TaskQueue } from './task-queue.ts'
import { passOver } from './task.ts'
import type { Hearing, Heard, Task } from './task.ts'

/** Events that a task remembers while it is not done with earlier ones; later ones are lost and counted. */
const REMEMBERED_EVENTS = 256

export class WaitingTasks {
  readonly #clock: Clock
  readonly #queue: TaskQueue
  /** In the order in which they began to listen. */
  readonly #byEvent = new Map<string, Set<Task>>()

  constructor(clock: Clock, queue: TaskQueue) {
    this.#clock = clock
    this.#queue = queue
  }

  add(event: string, task: Task): void {
    const tasks = this.#byEvent.get(event)
    if (tasks === undefined) this.#byEvent.set(event, new Set([task]))
    else tasks.add(task)
  }

  /** Lets every task hear that listens; answers how many will be executed for it. */
  trigger(event: string, given: readonly unknown[] | null): number {
    let triggered = 0
    for (const task of this.#byEvent.get(event) ?? []) {
      if (this.#hear(task, event, given)) triggered += 1
    }
    return triggered
  }

  /** Takes a task out of the queue, or keeps it out when it has been executed, until the event. */
  park(task: Task, event: string): void {
    const before = task.awaits
    task.awaits = event
    task.woken = null
    if (before !== null) this.#release(before, task)
    this.add(event, task)
    this.#queue.remove(task)
  }

  /** After an execution; true where the task lives on for an event, that has come already or is still to come. */
  goOn(task: Task): boolean {
    const { awaits, woken, hearing } = task
    task.woken = null
    if (awaits !== null) return true
    const next = woken ?? hearing?.heard.shift()
    if (next === undefined) return hearing !== null && hearing.left > 0
    this.#queueFor(task, next)
    return true
  }

  /** Leaves a task that waits one more event, and any other only those that have come already. */
  endRepeating(task: Task, hearing: Hearing): void {
    hearing.left = isIdle(task) ? 1 : 0
    this.#release(hearing.event, task)
  }

  /** Forgets a task that is over. */
  remove(task: Task): void {
    const { awaits, hearing } = task
    if (awaits !== null) this.#release(awaits, task)
    if (hearing !== null) this.#release(hearing.event, task)
  }

  #hear(task: Task, event: string, given: readonly unknown[] | null): boolean {
    const now = this.#clock.now()
    if (task.awaits !== event) {
      const { hearing } = task
      return hearing !== null && this.#take(task, hearing, { dueAt: now + hearing.delay, given })
    }
    task.awaits = null
    this.#release(event, task)
    const heard = { dueAt: now, given }
    if (task.running) task.woken = heard
    else this.#queueFor(task, heard)
    return true
  }

  #take(task: Task, hearing: Hearing, heard: Heard): boolean {
    if (hearing.heard.length >= REMEMBERED_EVENTS) {
      task.lost += 1
      return false
    }
    hearing.left -= 1
    this.#release(hearing.event, task)
    if (isIdle(task)) this.#queueFor(task, heard)
    else hearing.heard.push(heard)
    return true
  }

  /** Occurrences of the time in which the task was parked are not missed. */
  #queueFor(task: Task, { dueAt, given }: Heard): void {
    if (task.rhythm !== null) passOver(task.rhythm, dueAt)
    task.given = given ?? task.given
    this.#queue.add(task, dueAt)
  }

  /** Ends the task's listening to an event that it has no more use for. */
  #release(event: string, task: Task): void {
    const { live, awaits, hearing } = task
    if (live && (awaits === event || (hearing?.event === event && hearing.left > 0))) return
    const tasks = this.#byEvent.get(event)
    tasks?.delete(task)
    if (tasks?.size === 0) this.#byEvent.delete(event)
  }
}

/** Neither queued nor being executed nor parked: it has nothing to do but to listen. */
function isIdle({ place, running, awaits }: Task): boolean {
  return place === -1 && !running && awaits === null
}
