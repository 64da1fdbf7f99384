// Pending tasks in due order, handed out in bounded turns of one timer.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import type { Task } from './task.ts'
import { DueHeap } from '../../shared/base/due-heap.ts'

/** A turn ends after so much work, so that sockets and other timers get theirs; what is left is for the next. */
const TURN_MS = 4
const TURN_TASKS = 1_000
/** Executions without ever catching up, after which a time in the past no longer goes before what waits already. */
const PATIENCE = 10_000

interface TaskQueueOptions {
  readonly clock: Clock
  readonly execute: (task: Task) => void
  readonly turnEnded: () => void
}

export class TaskQueue {
  readonly #clock: Clock
  readonly #execute: (task: Task) => void
  readonly #turnEnded: () => void
  readonly #heap = new DueHeap<Task>()
  #order = 0
  #open = false
  /** Set for the task that is due first; null during a turn. */
  #timer: Disposable | null = null
  #timerDueAt: number | null = null
  #turning = false
  /** Numbers the turns. */
  #turn = 0
  #turnStartedAt = 0
  /** Executions since nothing was due. */
  #behind = 0

  constructor({ clock, execute, turnEnded }: TaskQueueOptions) {
    this.#clock = clock
    this.#execute = execute
    this.#turnEnded = turnEnded
  }

  get size(): number {
    return this.#heap.size
  }

  get turning(): boolean {
    return this.#turning
  }

  list(limit: number): Task[] {
    return this.#heap.list(limit)
  }

  /** Queues a task behind those of the same due time, wherever it was before. */
  add(task: Task, dueAt: number): void {
    task.dueAt = dueAt
    task.order = this.#order++
    this.#heap.set(task)
    this.#setTimer()
  }

  /** As `add`, but where the turn has reached that instant the task is for another turn, after which sockets have had theirs. */
  addForLater(task: Task, dueAt: number): void {
    const fair = this.#behind > PATIENCE ? Math.max(dueAt, this.#clock.now()) : dueAt
    if (this.#turning && fair >= this.#turnStartedAt) task.notInTurn = this.#turn
    this.add(task, fair)
  }

  remove(task: Task): void {
    if (task.place === -1) return
    this.#heap.remove(task)
    this.#setTimer()
  }

  /** Begins to hand tasks out. */
  open(): void {
    this.#open = true
    this.#setTimer()
  }

  /** Hands nothing out any more and forgets what is pending. */
  close(): void {
    this.#open = false
    this.#heap.clear()
    this.#setTimer()
  }

  #setTimer(): void {
    if (this.#turning) return
    const dueAt = this.#open ? (this.#heap.first?.dueAt ?? null) : null
    if (dueAt === this.#timerDueAt) return
    dispose(this.#timer)
    this.#timerDueAt = dueAt
    this.#timer = dueAt === null ? null : this.#clock.upkeep(monotonicMs(dueAt), this.#takeTurn)
  }

  readonly #takeTurn = (): void => {
    this.#timer = null
    this.#timerDueAt = null
    this.#turn += 1
    this.#turnStartedAt = this.#clock.now()
    this.#turning = true
    try {
      this.#handOut()
    } finally {
      this.#turning = false
      this.#setTimer()
      this.#turnEnded()
    }
  }

  #handOut(): void {
    let now: number = this.#turnStartedAt
    for (let count = 0; count < TURN_TASKS && now < this.#turnStartedAt + TURN_MS; count += 1) {
      const task = this.#next(now)
      if (task === undefined || task.notInTurn === this.#turn) break
      this.#heap.remove(task)
      this.#behind += 1
      this.#execute(task)
      now = this.#clock.now()
    }
    if (this.#next(now) === undefined) this.#behind = 0
  }

  #next(now: number): Task | undefined {
    const first = this.#open ? this.#heap.first : undefined
    return first === undefined || first.dueAt > now ? undefined : first
  }
}
