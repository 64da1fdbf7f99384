// The scheduler's rules once more, as plainly as they can be written, to compare with.

interface ModelTask {
  readonly id: number
  params: readonly unknown[]
  given: readonly unknown[] | null
  dueAt: number | null
  queued: number
  rhythm: { readonly startAt: number; readonly every: number } | null
  readonly event: string | null
  readonly delay: number
  left: number
  heard: { readonly dueAt: number; readonly given: readonly unknown[] | null }[]
  awaits: string | null
}

type Beginning = Partial<Pick<ModelTask, 'dueAt' | 'rhythm' | 'event' | 'delay' | 'left'>>

export class Model {
  now = 0
  readonly #run: (id: number, params: readonly unknown[]) => void
  readonly #maxTasks: number
  #tasks: ModelTask[] = []
  /** Who listens for what, in the order in which they began to. */
  #ears: { readonly task: ModelTask; readonly event: string }[] = []
  #current: ModelTask | null = null
  #woken: ModelTask['heard'][number] | null = null
  #queued = 0
  #lastId = 0

  constructor(maxTasks: number, run: (id: number, params: readonly unknown[]) => void) {
    this.#maxTasks = maxTasks
    this.#run = run
  }

  get counts(): [number, number] {
    return [this.#tasks.length, this.#tasks.filter(({ dueAt }) => dueAt !== null).length]
  }

  at(params: readonly unknown[], at: number): number | null {
    return this.#add(params, { dueAt: this.now + at })
  }

  repeat(params: readonly unknown[], at: number, every: number): number | null {
    return this.#add(params, { dueAt: this.now + at, rhythm: { startAt: this.now + at, every } })
  }

  on(params: readonly unknown[], event: string, delay: number, left: number): number | null {
    return this.#add(params, { event, delay, left })
  }

  cancel(id: number): boolean {
    const task = this.#find(id)
    this.#tasks = this.#tasks.filter((other) => other !== task)
    this.#prune()
    return task !== undefined
  }

  send(params: readonly unknown[], id: number): boolean {
    const task = this.#find(id)
    if (task !== undefined) task.params = params
    return task !== undefined
  }

  awaitEvent(event: string, id: number): boolean {
    const task = this.#find(id)
    if (task === undefined) return false
    task.awaits = event
    task.dueAt = null
    if (task === this.#current) this.#woken = null
    this.#prune()
    this.#listen(task, event)
    return true
  }

  trigger(event: string, params: readonly unknown[]): number {
    const given = params.length === 0 ? null : params
    let triggered = 0
    for (const { task } of this.#ears.filter((ear) => ear.event === event)) {
      if (task.awaits === event) {
        task.awaits = null
        if (task === this.#current) this.#woken = { dueAt: this.now, given }
        else this.#queue(task, this.now, given)
      } else if (task.event === event && task.left > 0) {
        task.left -= 1
        const heard = { dueAt: this.now + task.delay, given }
        const busy = task.dueAt !== null || task.awaits !== null || task === this.#current
        if (busy) task.heard.push(heard)
        else this.#queue(task, heard.dueAt, given)
      } else continue
      triggered += 1
    }
    this.#prune()
    return triggered
  }

  advanceTo(target: number): void {
    for (let next = this.#next(target); next !== undefined; next = this.#next(target)) {
      this.now = Math.max(this.now, next.dueAt as number)
      this.#execute(next)
    }
    this.now = Math.max(this.now, target)
  }

  #next(target: number): ModelTask | undefined {
    return this.#tasks
      .filter(({ dueAt }) => dueAt !== null && dueAt <= target)
      .sort((a, b) => (a.dueAt as number) - (b.dueAt as number) || a.queued - b.queued)[0]
  }

  #execute(task: ModelTask): void {
    const params = task.given ?? task.params
    task.given = null
    task.dueAt = null
    this.#current = task
    this.#woken = null
    this.#run(task.id, params)
    this.#current = null
    if (!this.#tasks.includes(task) || task.awaits !== null) return
    const heard = this.#comeSince(task)
    if (heard !== undefined) return this.#queue(task, heard.dueAt, heard.given)
    if (task.rhythm !== null) return this.#queue(task, this.#occurrenceAfter(task.rhythm), null)
    if (task.event === null || task.left === 0) this.#tasks = this.#tasks.filter((other) => other !== task)
  }

  /** The event that a task is to be executed for next, if it came while it was being executed or before. */
  #comeSince(task: ModelTask): ModelTask['heard'][number] | undefined {
    return this.#woken ?? task.heard.shift()
  }

  /** Time never runs ahead of a task here, so that none is ever missed. */
  #occurrenceAfter({ startAt, every }: { readonly startAt: number; readonly every: number }): number {
    let due = startAt
    while (due <= this.now) due += every
    return due
  }

  #listen(task: ModelTask, event: string): void {
    if (!this.#ears.some((ear) => ear.task === task && ear.event === event)) this.#ears.push({ task, event })
  }

  #prune(): void {
    this.#ears = this.#ears.filter(
      ({ task, event }) =>
        this.#tasks.includes(task) && (task.awaits === event || (task.event === event && task.left > 0)),
    )
  }

  #queue(task: ModelTask, dueAt: number, given: readonly unknown[] | null): void {
    task.dueAt = dueAt
    task.given = given ?? task.given
    task.queued = this.#queued++
  }

  #find(id: number): ModelTask | undefined {
    if (id !== 0) return this.#tasks.find((task) => task.id === id)
    return this.#current !== null && this.#tasks.includes(this.#current) ? this.#current : undefined
  }

  #add(params: readonly unknown[], beginning: Beginning): number | null {
    if (this.#tasks.length >= this.#maxTasks) return null
    const task: ModelTask = {
      id: ++this.#lastId,
      params,
      given: null,
      dueAt: null,
      queued: 0,
      rhythm: null,
      event: null,
      delay: 0,
      left: 0,
      heard: [],
      awaits: null,
      ...beginning,
    }
    this.#tasks.push(task)
    if (task.dueAt !== null) this.#queue(task, task.dueAt, null)
    if (task.event !== null) this.#listen(task, task.event)
    return task.id
  }
}
