// A task as the scheduler keeps it, and what it tells of it.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { MonotonicMs } from '../../shared/base/clock.ts'
import type { Due } from '../../shared/base/due-heap.ts'
import type { PanicEffect, TaskOptions } from './task-options.ts'

/** What a task executes. Where it answers a promise, that is waited for by nobody, but its failure is reported. */
export type Job<P extends readonly unknown[]> = (...params: P) => unknown

export interface Task extends Due {
  readonly id: number
  readonly name: string
  readonly job: Job<readonly unknown[]>
  /** Called once, when the task is over for whatever reason. */
  readonly ended: (() => void) | null
  readonly panic: PanicEffect
  params: readonly unknown[]
  /** What the next execution gets instead of `params`: the package of the event that led to it. */
  given: readonly unknown[] | null
  rhythm: Rhythm | null
  readonly hearing: Hearing | null
  /** Event for which it is parked, or will be as soon as it has been executed. */
  awaits: string | null
  /** The awaited event came while the task was still being executed. */
  woken: Heard | null
  /** Turn in which it may not be executed any more. */
  notInTurn: number
  /** When the latest execution was due; null before the first. */
  lastDueAt: number | null
  running: boolean
  /** Not over yet. */
  live: boolean
  runs: number
  failures: number
  missed: number
  lost: number
}

/** Occurrence number n is due at `startAt + n * every`: counted, never added up, so that it does not drift. */
export interface Rhythm {
  readonly startAt: number
  readonly every: number
  /** Number of the latest occurrence that was taken; -1 before the first. */
  occurrence: number
}

/** What a task of `on` listens for, as long as it lives. */
export interface Hearing {
  readonly event: string
  /** Milliseconds from the event to the execution. */
  readonly delay: number
  /** Events that it will still take. */
  left: number
  /** Events that came while it was not yet done with an earlier one, oldest first. */
  readonly heard: Heard[]
}

export interface Heard {
  readonly dueAt: number
  readonly given: readonly unknown[] | null
}

/** How a task begins its life. */
export interface Beginning extends TaskOptions {
  readonly rhythm?: Rhythm
  readonly hearing?: Hearing
  readonly ended?: () => void
}

export interface TaskStatus {
  readonly id: number
  /** Its label; the name of its function where it was given none. */
  readonly name: string
  /** Name of its function. */
  readonly job: string
  readonly state: 'pending' | 'waiting' | 'running'
  /** When it is executed next; null while it waits for an event or is running. */
  readonly nextRun: MonotonicMs | null
  /** Interval in milliseconds; null where it has none. */
  readonly every: number | null
  /** Event that it waits for, or listens to between its executions; null where there is none. */
  readonly when: string | null
  readonly params: readonly unknown[]
  readonly runs: number
  /** Executions that threw or whose promise was rejected. */
  readonly failures: number
  /** Occurrences that were skipped because they were over when the scheduler got to them. */
  readonly missed: number
  /** Events that came while it was not done with earlier ones, and that it will still be executed for. */
  readonly remembered: number
  /** Events that it will not be executed for because too many were remembered already. */
  readonly lost: number
}

/** What is known of a task that is not there: nothing. */
export type NoStatus = { readonly [K in keyof TaskStatus]?: never }

export function newTask<P extends readonly unknown[]>(
  id: number,
  job: Job<P>,
  params: readonly unknown[],
  beginning: Beginning,
): Task {
  const { name = job.name, rhythm = null, hearing = null, ended = null, panic = 'ends' } = beginning
  return {
    dueAt: 0,
    order: 0,
    place: -1,
    id,
    name: name === '' ? `task ${id}` : name,
    job: job as unknown as Task['job'],
    ended,
    panic,
    params,
    given: null,
    rhythm,
    hearing,
    awaits: null,
    woken: null,
    notInTurn: 0,
    lastDueAt: null,
    running: false,
    live: true,
    runs: 0,
    failures: 0,
    missed: 0,
    lost: 0,
  }
}

export function statusOf(task: Task): TaskStatus {
  const { running, id, name, job, params, runs, failures, missed, lost } = task
  const pending = task.place !== -1
  return {
    id,
    name,
    job: job.name,
    state: running ? 'running' : pending ? 'pending' : 'waiting',
    nextRun: pending ? monotonicMs(task.dueAt) : null,
    every: task.rhythm?.every ?? null,
    when: task.awaits ?? task.hearing?.event ?? null,
    params,
    runs,
    failures,
    missed,
    remembered: task.hearing?.heard.length ?? 0,
    lost,
  }
}

/** For callers whom no compiler has checked. */
export function isJob(job: unknown): boolean {
  return typeof job === 'function'
}

export function parametersOf(pkg: unknown): readonly unknown[] {
  return Array.isArray(pkg) ? pkg : [pkg]
}

/** Moves on to the first occurrence that is not over yet; those passed over are counted as missed. */
export function nextOccurrence(task: Task, rhythm: Rhythm, now: number): number {
  const { startAt, every } = rhythm
  const next = rhythm.occurrence + 1
  let coming = Math.max(next, Math.ceil((now - startAt) / every))
  // The division may come out a little above a whole number.
  if (coming > next && startAt + (coming - 1) * every >= now) coming -= 1
  task.missed += coming - next
  rhythm.occurrence = coming
  return startAt + coming * every
}

/** Takes the occurrences until now, this instant's included, for taken without counting them as missed. */
export function passOver(rhythm: Rhythm, now: number): void {
  const { startAt, every } = rhythm
  let past = Math.floor((now - startAt) / every)
  // The division may come out on the wrong side of a whole number.
  if (startAt + past * every > now) past -= 1
  else if (startAt + (past + 1) * every <= now) past += 1
  rhythm.occurrence = Math.max(-1, past)
}
