// Deferred work: tasks that are executed at a time, with a rhythm, or because of an event, one after the other.
import { inspect } from 'node:util'
import type { Clock } from '../../shared/base/clock.ts'
import { disposable } from '../../shared/base/disposable.ts'
import { WaitingTasks } from './waiting-tasks.ts'
import { TaskQueue } from './task-queue.ts'
import type {
  AtInstantOptions,
  AtOptions,
  OnOptions,
  RepeatOptions,
  TaskFailure,
  TaskOptions,
} from './task-options.ts'
import { isJob, newTask, nextOccurrence, parametersOf, passOver, statusOf } from './task.ts'
import type { Beginning, Job, NoStatus, Task, TaskStatus } from './task.ts'

const MAX_TASKS = 256

export interface SchedulerOptions {
  readonly clock: Clock
  /** Told of every execution that threw or whose promise was rejected. */
  readonly failed: (failure: TaskFailure) => void
  /** Where the lines of `print` go. */
  readonly print: (line: string) => void
  /** Most tasks at one time, 256 where absent. */
  readonly maxTasks?: number
}

/**
 * Executes tasks one at a time in the order in which they are due, equal ones in the order in which they were queued.
 * Nothing is executed before `start`, nor ever inside the call that asks for it. Times are in milliseconds.
 *
 * Where a method takes an id, 0 means the task that is being executed. What cannot be done is answered by null or false,
 * never thrown: `do`, `at`, `atInstant`, `repeat` and `on` answer the task's id, or null where it is refused because `job`
 * is no function, a time is negative or not a number, the id is taken, `maxTasks` are there, or the scheduler is disposed.
 */
export class Scheduler implements Disposable {
  readonly maxTasks: number
  readonly #clock: Clock
  readonly #failed: (failure: TaskFailure) => void
  readonly #print: (line: string) => void
  readonly #queue: TaskQueue
  readonly #listeners: WaitingTasks
  /** All that live: pending, waiting for an event, or being executed. */
  readonly #tasks = new Map<number, Task>()
  readonly #lifetime: Disposable
  #disposed = false
  #noneLeft: PromiseWithResolvers<void> | null = null
  #lastId = 0
  #current: Task | null = null

  /** RangeError unless `maxTasks` is a whole number above 0. */
  constructor({ clock, failed, print, maxTasks = MAX_TASKS }: SchedulerOptions) {
    if (!Number.isSafeInteger(maxTasks) || maxTasks < 1) throw new RangeError(`maxTasks ${maxTasks}`)
    this.maxTasks = maxTasks
    this.#clock = clock
    this.#failed = failed
    this.#print = print
    this.#queue = new TaskQueue({
      clock,
      execute: (task) => this.#execute(task),
      turnEnded: () => this.#settle(),
    })
    this.#listeners = new WaitingTasks(clock, this.#queue)
    this.#lifetime = disposable('scheduler', () => this.stop())
  }

  /** Executes `job` once, as soon as those that are due by now have been. */
  do<P extends readonly unknown[]>(job: Job<P>, params?: P, options: TaskOptions = {}): number | null {
    return this.#queued(this.#add(job, params, options), this.#clock.now())
  }

  /** Executes `job` once, `at` milliseconds from now. */
  at<P extends readonly unknown[]>(job: Job<P>, params: P, { at, ...options }: AtOptions): number | null {
    if (!isDuration(at)) return null
    return this.#queued(this.#add(job, params, options), this.#clock.now() + at)
  }

  /**
   * Executes `job` once at an instant of the clock, or as soon as possible where that is past; an earlier instant goes first.
   * Where a task asks for an instant not before its own turn, sockets have their turn in between.
   */
  atInstant<P extends readonly unknown[]>(
    job: Job<P>,
    params: P,
    { dueAt, ...options }: AtInstantOptions,
  ): number | null {
    const task = Number.isNaN(dueAt) ? null : this.#add(job, params, options)
    if (task !== null) this.#queue.addForLater(task, dueAt)
    return task?.id ?? null
  }

  /**
   * Executes `job` after `at` milliseconds, at once where absent, and every `every` milliseconds (above 0) from then on,
   * without drift. Occurrences that are over before they could be executed are skipped and counted; the rhythm is kept.
   */
  repeat<P extends readonly unknown[]>(
    job: Job<P>,
    params: P,
    { every, at = 0, ...options }: RepeatOptions,
  ): number | null {
    if (!isDuration(at) || !isDuration(every) || every === 0) return null
    const startAt = this.#clock.now() + at
    const rhythm = { startAt, every, occurrence: 0 }
    return this.#queued(this.#add(job, params, { ...options, rhythm }), startAt)
  }

  /**
   * Executes `job` `at` milliseconds, at once where absent, after the event `when` is triggered: the next time only, or with
   * `repeat` each time, or that many times more. What repeats is executed once for each event, even for those that come
   * while it is pending or being executed; 256 of these are remembered.
   */
  on<P extends readonly unknown[]>(
    job: Job<P>,
    params: P,
    { when, at = 0, repeat = false, ...options }: OnOptions,
  ): number | null {
    const left = repeat === true ? Infinity : 1 + Number(repeat)
    const isCount = left === Infinity || (Number.isSafeInteger(left) && left >= 1)
    if (!isEvent(when) || !isDuration(at) || !isCount) return null
    const task = this.#add(job, params, { ...options, hearing: { event: when, delay: at, left, heard: [] } })
    if (task !== null) this.#listeners.add(when, task)
    return task?.id ?? null
  }

  /**
   * Lets an event happen. The tasks that listen for it get the package as parameters of that execution, an array as the list
   * and anything else as the only one; without one, or with an empty list, they get their own. Answers how many were triggered.
   */
  trigger(event: string, pkg: unknown = []): number {
    const given = parametersOf(pkg)
    return this.#listeners.trigger(event, given.length === 0 ? null : given)
  }

  /** Parks a task until the event is triggered; then it is executed again, and goes on with its rhythm if it has one. */
  awaitEvent(event: string, id = 0): boolean {
    const task = this.#find(id)
    if (task === undefined || !isEvent(event)) return false
    this.#listeners.park(task, event)
    return true
  }

  /** Ends a task and frees its place and id at once; an execution that has begun is not broken off. False where there is none. */
  cancel(id = 0): boolean {
    const task = this.#find(id)
    if (task === undefined) return false
    this.#remove(task)
    this.#settle()
    return true
  }

  /** Cancels every task that a panic ends; answers how many there were. */
  panic(): number {
    const ended = [...this.#tasks.values()].filter(({ panic }) => panic === 'ends')
    for (const task of ended) this.#remove(task)
    this.#settle()
    return ended.length
  }

  /** As `cancel` of the task that is being executed. */
  abortCurrentTask(): boolean {
    return this.cancel()
  }

  /**
   * Changes the interval, counted from when the latest execution was due, or before the first from when that is. 0 ends the
   * repeating after what is pending. A task that is executed once becomes a repeated one; one of `on` can only be ended.
   */
  setRepeat(every = 100, id = 0): boolean {
    const task = this.#find(id)
    if (task === undefined || !isDuration(every)) return false
    if (task.hearing !== null) {
      if (every === 0) this.#listeners.endRepeating(task, task.hearing)
      return every === 0
    }
    if (every === 0) task.rhythm = null
    else if (every !== task.rhythm?.every) this.#setRhythm(task, every)
    return true
  }

  /** Changes the parameters of a task from its next execution on; anything but an array is the only one. */
  send(pkg: unknown, id = 0): boolean {
    const task = this.#find(id)
    if (task === undefined) return false
    task.params = parametersOf(pkg)
    return true
  }

  /** What is known of a task; an empty object where there is none. */
  status(id = 0): TaskStatus | NoStatus {
    const task = this.#find(id)
    return task === undefined ? {} : statusOf(task)
  }

  /** At most `limit` tasks: those that are pending, the next first, and then the others. */
  list(limit: number): TaskStatus[] {
    const listed = this.#queue.list(limit)
    for (const task of this.#tasks.values()) {
      if (listed.length >= limit) break
      if (task.place === -1) listed.push(task)
    }
    return listed.map(statusOf)
  }

  /** Null outside of tasks, and in what an asynchronous job does after its first `await`. */
  currentTaskId(): number | null {
    return this.#current?.id ?? null
  }

  /** All tasks: pending, waiting for an event, or being executed. */
  taskCount(): number {
    return this.#tasks.size
  }

  /** Tasks that are queued for a time; those that wait for an event are not. */
  pendingCount(): number {
    return this.#queue.size
  }

  /** Calls `p` with `q` soon, as a task of its own: outside the caller's stack, where its failure harms nobody. */
  run<P extends readonly unknown[]>(p: Job<P>, q?: P): number | null {
    return this.do(p, q)
  }

  /** Prints the values as one line, at once; never throws. */
  print(...values: readonly unknown[]): void {
    try {
      this.#print(values.map((value) => (typeof value === 'string' ? value : inspect(value))).join(' '))
    } catch (error) {
      const { id, name } = this.#current ?? { id: 0, name: 'print' }
      this.#failed({ id, name, error })
    }
  }

  /**
   * Begins to execute tasks. The promise is fulfilled as soon as none is left or the scheduler is stopped; what is added
   * later is still executed, until it is stopped.
   */
  start(): Promise<void> {
    if (this.#disposed) return Promise.resolve()
    this.#noneLeft ??= Promise.withResolvers()
    const { promise } = this.#noneLeft
    this.#queue.open()
    this.#settle()
    return promise
  }

  /** Ends all tasks, and executes none until the next `start`. */
  stop(): void {
    this.#queue.close()
    for (const task of [...this.#tasks.values()]) this.#remove(task)
    this.#resolveNoneLeft()
  }

  /** Whether it was stopped for good. */
  get disposed(): boolean {
    return this.#disposed
  }

  /** Stops for good. */
  [Symbol.dispose](): void {
    this.#disposed = true
    this.#lifetime[Symbol.dispose]()
  }

  #add<P extends readonly unknown[]>(job: Job<P>, params: P | undefined, beginning: Beginning): Task | null {
    const { id = 0 } = beginning
    const given = params ?? []
    if (this.#disposed || this.#tasks.size >= this.maxTasks || !this.#isFree(id)) return null
    if (!isJob(job) || !Array.isArray(given)) return null
    const task = newTask(id === 0 ? this.#nextId() : id, job, given, beginning)
    this.#tasks.set(task.id, task)
    return task
  }

  #isFree(id: number): boolean {
    return Number.isSafeInteger(id) && id >= 0 && !this.#tasks.has(id)
  }

  #nextId(): number {
    do this.#lastId += 1
    while (this.#tasks.has(this.#lastId))
    return this.#lastId
  }

  #queued(task: Task | null, dueAt: number): number | null {
    if (task === null) return null
    this.#queue.add(task, dueAt)
    return task.id
  }

  #find(id: number): Task | undefined {
    if (id !== 0) return this.#tasks.get(id)
    return this.#current?.live === true ? this.#current : undefined
  }

  #execute(task: Task): void {
    const params = task.given ?? task.params
    task.given = null
    task.lastDueAt = task.dueAt
    task.runs += 1
    task.running = true
    this.#current = task
    try {
      const outcome = task.job(...params)
      if (outcome instanceof Promise) outcome.catch((error: unknown) => this.#fail(task, error))
    } catch (error) {
      this.#fail(task, error)
    } finally {
      this.#current = null
      task.running = false
      if (task.live) this.#goOn(task)
    }
  }

  #fail(task: Task, error: unknown): void {
    task.failures += 1
    this.#failed({ id: task.id, name: task.name, error })
  }

  #goOn(task: Task): void {
    const { rhythm } = task
    if (this.#listeners.goOn(task)) return
    if (rhythm === null) this.#remove(task)
    else this.#queue.add(task, nextOccurrence(task, rhythm, this.#clock.now()))
  }

  #setRhythm(task: Task, every: number): void {
    const now = this.#clock.now()
    const moves = task.rhythm !== null && task.lastDueAt !== null && task.place !== -1
    const isAhead = task.place !== -1 && !moves
    const startAt = isAhead ? task.dueAt : (task.lastDueAt ?? task.dueAt)
    task.rhythm = { startAt, every, occurrence: 0 }
    if (!moves) return
    passOver(task.rhythm, now)
    this.#queue.add(task, nextOccurrence(task, task.rhythm, now))
  }

  #remove(task: Task): void {
    task.live = false
    this.#tasks.delete(task.id)
    this.#queue.remove(task)
    this.#listeners.remove(task)
    task.ended?.()
  }

  /** Tells who waits for it that no task is left; within a turn that shows at its end. */
  #settle(): void {
    if (this.#tasks.size === 0 && !this.#queue.turning) this.#resolveNoneLeft()
  }

  #resolveNoneLeft(): void {
    this.#noneLeft?.resolve()
    this.#noneLeft = null
  }
}

function isEvent(event: unknown): event is string {
  return typeof event === 'string' && event !== ''
}

function isDuration(ms: number): boolean {
  return Number.isFinite(ms) && ms >= 0
}
