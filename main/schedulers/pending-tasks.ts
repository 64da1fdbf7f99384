// What the rules will do at a time that is known, as an operator sees it and may cancel it.
import type { WallMs } from '../../shared/base/clock.ts'
import { DueHeap } from '../../shared/base/due-heap.ts'
import type { Due } from '../../shared/base/due-heap.ts'
import type { Pending } from '../../shared/model/rule-words.ts'
import type { RuleIds } from './rule-ids.ts'

export interface PendingFields {
  readonly rule: RuleIds
  readonly does: Pending
  /** Milliseconds; null where it happens once or by the calendar. */
  readonly every: number | null
  /** What wall time has to show; null where the engine's clock counts. */
  readonly wallDue: WallMs | null
  /** Called when somebody has cancelled it; `cause` is the event that says so. */
  readonly cancelled: (cause: number | null) => void
}

export interface PendingTask extends PendingFields, Due {
  /** Names this one occurrence, so that cancelling twice does not take the next one too. */
  readonly taskId: number
}

export class PendingTasks {
  readonly #byId = new Map<number, PendingTask>()
  readonly #heap = new DueHeap<PendingTask>()
  readonly #changed: () => void
  #lastId = 0

  /** `changed` is called whenever what the rules will do is another. */
  constructor(changed: () => void) {
    this.#changed = changed
  }

  get size(): number {
    return this.#byId.size
  }

  add(fields: PendingFields, dueAt: number): PendingTask {
    this.#lastId += 1
    const task: PendingTask = { ...fields, taskId: this.#lastId, dueAt, order: this.#lastId, place: -1 }
    this.#byId.set(task.taskId, task)
    this.#heap.set(task)
    this.#changed()
    return task
  }

  move(task: PendingTask, dueAt: number): void {
    task.dueAt = dueAt
    this.#heap.set(task)
    this.#changed()
  }

  remove(task: PendingTask | null): void {
    if (task === null || !this.#byId.delete(task.taskId)) return
    this.#heap.remove(task)
    this.#changed()
  }

  get(taskId: number): PendingTask | undefined {
    return this.#byId.get(taskId)
  }

  /** The next first. */
  list(limit: number): readonly PendingTask[] {
    return this.#heap.list(limit)
  }
}
