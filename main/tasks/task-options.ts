// What a task is asked for with, and what is told when it fails.
import type { MonotonicMs } from '../../shared/base/clock.ts'

export interface TaskFailure {
  /** 0 where no task was at work, as when a line could not be printed. */
  readonly id: number
  readonly name: string
  readonly error: unknown
}

export interface TaskOptions {
  /** A whole number that no other task has at the time; 0, or none, takes the next free one. */
  readonly id?: number
  /** A label for status and failures; the name of the function where absent. */
  readonly name?: string
  /** What a panic does to it. It ends where nothing is said: a forgotten cue is better than one that comes after a panic. */
  readonly panic?: PanicEffect
}

/** `ends` for what would start, send or decide something; `goesOn` for upkeep and for what is to happen another day. */
export type PanicEffect = 'ends' | 'goesOn'

export type AtOptions = TaskOptions & { readonly at: number }
export type AtInstantOptions = TaskOptions & {
  readonly dueAt: MonotonicMs
  readonly panic: PanicEffect
  /** Called once when the task is over: executed, cancelled, ended by a panic, or cleared by `stop`. */
  readonly ended?: () => void
}
export type RepeatOptions = TaskOptions & { readonly every: number; readonly at?: number }
export type OnOptions = TaskOptions & {
  readonly when: string
  readonly at?: number
  readonly repeat?: boolean | number
}
