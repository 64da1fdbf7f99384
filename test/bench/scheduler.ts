// A hundred thousand pending tasks: what it costs to add one, to cancel one, and to execute one.
import { SimulatedClock, monotonicMs } from '../../shared/base/clock.ts'
import { ScheduledClock } from '../../main/tasks/scheduled-clock.ts'
import { Scheduler } from '../../main/tasks/scheduler.ts'
import { alternate, atMostTimes } from './measurement.ts'
import type { Measurement } from './measurement.ts'

const TASKS = 100_000
const ROUNDS = 5
/** Due times lie as far apart as those of a long show. */
const SPAN_MS = 3_600_000

/** Nanoseconds a task. */
interface Costs {
  readonly add: number
  readonly cancel: number
  readonly execute: number
}

/** One way to have things done later: each has its own due time, and all that are left are then done in one go. */
interface Contender {
  add(ms: number): unknown
  cancel(added: unknown): void
  executeAll(): void
}

let executed = 0
const job = (): void => void (executed += 1)

/** The same pseudo-random numbers below `limit` for everybody. */
function numbers(count: number, limit: number): number[] {
  let state = 12345
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * limit)
  })
}

const delays = numbers(TASKS, SPAN_MS)
/** Tasks are cancelled in another order than they were added in, and than they are due in. */
const ranks = numbers(TASKS, SPAN_MS).toReversed()
const order = [...ranks.keys()].sort((a, b) => (ranks[a] as number) - (ranks[b] as number))

function timed(run: () => void): number {
  const startedAt = performance.now()
  run()
  return ((performance.now() - startedAt) * 1e6) / TASKS
}

function measure(make: () => Contender): Costs {
  const contender = make()
  const added = new Array<unknown>(TASKS)
  const addAll = (): void => delays.forEach((ms, index) => void (added[index] = contender.add(ms)))
  const add = timed(addAll)
  const cancel = timed(() => order.forEach((index) => contender.cancel(added[index])))
  addAll()
  executed = 0
  const execute = timed(() => contender.executeAll())
  if (executed !== TASKS) throw new Error(`${executed} of ${TASKS} tasks were executed`)
  return { add, cancel, execute }
}

function makeScheduler(clock: SimulatedClock): Scheduler {
  const failed = (): never => {
    throw new Error('a task failed')
  }
  const scheduler = new Scheduler({ clock, failed, print: failed, maxTasks: TASKS + 2 })
  void scheduler.start()
  return scheduler
}

function ofScheduler(): Contender {
  const clock = new SimulatedClock()
  const scheduler = makeScheduler(clock)
  // Due before all others, so that adding and cancelling does not include the host's timer.
  scheduler.at(() => {}, [], { at: 0 })
  return {
    add: (ms) => scheduler.at(job, [], { at: ms }),
    cancel: (id) => void scheduler.cancel(id as number),
    executeAll: () => executeOverdue(scheduler, clock),
  }
}

function ofScheduledClock(): Contender {
  const clock = new SimulatedClock()
  const scheduler = makeScheduler(clock)
  const scheduled = new ScheduledClock(clock, scheduler)
  scheduler.at(() => {}, [], { at: 0 })
  return {
    add: (ms) => scheduled.upkeep(monotonicMs(ms), job),
    cancel: (timer) => (timer as Disposable)[Symbol.dispose](),
    executeAll: () => executeOverdue(scheduler, clock),
  }
}

/** As after a stall of the whole hour, so that the clock's own timers are few. */
function executeOverdue(scheduler: Scheduler, clock: SimulatedClock): void {
  const stall = scheduler.at(() => clock.advanceTo(SPAN_MS), [], { at: 0 })
  if (stall === null) throw new Error('there is no place for the stall')
  clock.advanceTo(SPAN_MS)
}

/** A binary heap of numbers and nothing else. */
function executeNumbers(): number {
  const heap: number[] = []
  for (const ms of delays) pushNumber(heap, ms)
  return timed(() => {
    while (heap.length > 0) {
      popNumber(heap)
      job()
    }
  })
}

function pushNumber(heap: number[], value: number): void {
  let place = heap.length
  heap.push(value)
  while (place > 0) {
    const parent = (place - 1) >>> 1
    if ((heap[parent] as number) <= value) break
    heap[place] = heap[parent] as number
    place = parent
  }
  heap[place] = value
}

function popNumber(heap: number[]): number {
  const first = heap[0] as number
  const last = heap.pop() as number
  const { length } = heap
  if (length === 0) return first
  let place = 0
  for (let child = 1; child < length; child = 2 * place + 1) {
    if (child + 1 < length && (heap[child + 1] as number) < (heap[child] as number)) child += 1
    if ((heap[child] as number) >= last) break
    heap[place] = heap[child] as number
    place = child
  }
  heap[place] = last
  return first
}

/** Node's own timers, which cannot be executed in one go. */
function hostTimers(): Pick<Costs, 'add' | 'cancel'> {
  const timers = new Array<NodeJS.Timeout>(TASKS)
  const add = timed(() => delays.forEach((ms, index) => void (timers[index] = setTimeout(job, SPAN_MS + ms))))
  const cancel = timed(() => order.forEach((index) => clearTimeout(timers[index])))
  return { add, cancel }
}

export async function scheduler(): Promise<readonly Measurement[]> {
  const baseline = () => Promise.resolve({ host: hostTimers(), execute: executeNumbers() })
  const measureAll = async (what: string, make: () => Contender): Promise<Measurement[]> => {
    const rounds = await alternate(ROUNDS, () => Promise.resolve(measure(make)), baseline)
    const figures = (pick: (costs: Costs) => number): number[] => rounds.subject.map(pick)
    const host = (pick: (costs: Pick<Costs, 'add' | 'cancel'>) => number) => ({
      name: 'setTimeout',
      figures: rounds.baseline.map((costs) => pick(costs.host)),
    })
    const numbers = {
      name: 'heap of numbers',
      figures: rounds.baseline.map(({ execute }) => execute),
    }
    const unit = 'ns/task'
    const reach = atMostTimes(2)
    return [
      {
        what: `${what}, add`,
        unit,
        subject: figures(({ add }) => add),
        baseline: host(({ add }) => add),
        reach,
      },
      {
        what: `${what}, cancel`,
        unit,
        subject: figures(({ cancel }) => cancel),
        baseline: host(({ cancel }) => cancel),
        reach,
      },
      {
        what: `${what}, execute`,
        unit,
        subject: figures(({ execute }) => execute),
        baseline: numbers,
        reach: null,
      },
    ]
  }
  return [
    ...(await measureAll('tasks', ofScheduler)),
    ...(await measureAll("a clock's timers", ofScheduledClock)),
  ]
}
