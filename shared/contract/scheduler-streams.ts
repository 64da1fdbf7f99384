// What a client sees of schedulers, thrown events and interrupts.
import type { InterruptAnswer } from '../model/interrupt.ts'
import type { Json } from '../model/json.ts'
import type { ThrownOutcome, ThrownScope } from '../model/thrown-event.ts'

export interface RuleView {
  readonly id: string
  readonly name: string
  readonly enabled: boolean
  /** What makes it fire, in words: `every 5 s`, `18:30 on mon, tue`, `thrown user_login`. */
  readonly when: readonly string[]
  readonly condition: string | null
  /** Its actions in words. */
  readonly actions: readonly string[]
  readonly fired: number
  /** On the engine's clock; null before the first time. */
  readonly lastAt: number | null
  /** When it fires next by time, on the engine's clock; null where only events make it fire. */
  readonly nextAt: number | null
  /** Wall milliseconds of the very same moment, as in its task. */
  readonly nextTime: number | null
  /** How often something that it waits for came without making it fire: too late, or while rules were held. */
  readonly skipped: number
  /** The latest of its times that were passed by: the first moment of them in wall milliseconds, how many, and why. */
  readonly lastSkip: {
    readonly dueTime: number
    readonly count: number
    readonly why: 'late' | 'held' | 'panic'
  } | null
  /** Rests until then because it fired too often; null where it does not. */
  readonly restsUntil: number | null
  /** Its executions that wait or hold. */
  readonly waiting: number
  /** Why its last condition, template or action failed; null where it did not. */
  readonly error: string | null
}

/** Something that a scheduler will do. */
export interface TaskView {
  readonly taskId: number
  readonly schedulerId: string
  readonly ruleId: string
  /** In words: `fires every 5 s`, `goes on after waiting`. */
  readonly what: string
  readonly dueAt: number
  /** Wall milliseconds of the very same moment. */
  readonly dueTime: number
  /** Milliseconds; null where it happens once or by the calendar. */
  readonly every: number | null
}

export interface SchedulerView {
  readonly id: string
  readonly name: string
  readonly groups: readonly string[]
  readonly timeZone: string
  readonly vars: Readonly<Record<string, Json>>
  readonly rules: readonly RuleView[]
}

/** That no rule fires; what is already under way goes on. */
export interface RulesHeld {
  readonly by: string
  /** On the engine's clock, and in wall milliseconds. */
  readonly since: number
  readonly sinceTime: number
  /** How often something came that a rule waits for. */
  readonly passedOver: number
}

export interface SchedulersView {
  /** Null while rules fire. */
  readonly held: RulesHeld | null
  readonly schedulers: readonly SchedulerView[]
  /** Of all of them, the next first; at most 500. */
  readonly tasks: readonly TaskView[]
  readonly taskCount: number
}

/** A thrown event in one destination's queue. */
export interface ThrownEntry {
  readonly eventId: string
  readonly key: string
  readonly name: string
  readonly scope: ThrownScope
  readonly destId: string
  readonly payload: Json
  readonly singleConsumer: boolean
  /** On the engine's clock. */
  readonly thrownAt: number
  readonly activeAt: number
  readonly expiresAt: number | null
  /** Rules of this destination that have caught it. */
  readonly caught: readonly string[]
  readonly by: string
}

export interface EndedThrown extends ThrownEntry {
  readonly endedAt: number
  readonly outcome: ThrownOutcome
}

export interface ThrownView {
  readonly queues: readonly {
    readonly destId: string
    readonly name: string
    readonly groups: readonly string[]
    /** The next to become active or to expire first; at most 200. */
    readonly entries: readonly ThrownEntry[]
    readonly count: number
  }[]
  /** Newest first; at most 200. */
  readonly history: readonly EndedThrown[]
}

export interface PendingInterrupt {
  readonly interruptId: string
  readonly owner: string
  readonly ownerName: string
  readonly kind: 'confirmation' | 'clarification'
  readonly prompt: string
  readonly choices: readonly string[]
  readonly default: InterruptAnswer | null
  readonly raisedAt: number
  readonly timeoutAt: number | null
}

export interface InterruptsView {
  /** Oldest first. */
  readonly pending: readonly PendingInterrupt[]
  /** Newest first; at most 50. */
  readonly past: readonly (PendingInterrupt & {
    readonly endedAt: number
    readonly answer: InterruptAnswer | null
    /** Who answered, `timeout`, or why it was cleared. */
    readonly by: string
  })[]
}
