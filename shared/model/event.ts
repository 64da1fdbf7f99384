// What an event is, and how it is published and heard; types only, so that naming one loads no schema.
import type { z } from 'zod'
import type { MonotonicMs, WallMs } from '../base/clock.ts'
import type { Ahead } from './ahead.ts'
import type { Json } from './json.ts'
import type { EdgeProfile, Outcome } from './outcome.ts'
import type { payloads } from './payloads.ts'

type Payloads = typeof payloads
export type SystemEventType = keyof Payloads
/** A system type or one that the show declares for itself. */
export type EventType = SystemEventType | (string & {})
export type PayloadOf<T extends EventType> = T extends SystemEventType ? z.infer<Payloads[T]> : Json

export interface EventEnvelope<T extends EventType = EventType> {
  /** Given by the dispatcher; strictly increasing. */
  readonly seq: number
  readonly type: T
  /** Producer: `osc:main`, `playlist:intro`, `operator`. */
  readonly source: string
  /** When it arose, on the one clock of all inputs and threads. */
  readonly at: MonotonicMs
  readonly time: WallMs
  /** The `seq` of the event that led to this one. */
  readonly cause: number | null
  readonly payload: PayloadOf<T>
  /** What it takes in memory, roughly: reckoned once, when it is published. */
  readonly bytes: number
  /** Of one that replaced others while it waited: how many. */
  readonly collapsed?: number
  /** Of an input: what it did to its control, decided where it came in. */
  readonly edge?: Outcome
  /** The same by each other threshold and bounce time that a match asks for. */
  readonly edges?: Readonly<Record<string, Outcome>>
  /** Of a panic, and of what it leaves behind. */
  readonly ahead?: Ahead
  /** Layers that were on when it was handed out; absent where none was. */
  readonly layers?: readonly string[]
}

/** What a producer states; the dispatcher adds the rest. `at` is given where the event arose earlier than now. */
export interface EventDraft<T extends EventType = EventType> {
  readonly type: T
  readonly source: string
  readonly cause: number | null
  readonly payload: PayloadOf<T>
  readonly at?: MonotonicMs
  /** As `eventBytes` of the payload, from who knows it without looking through all of it. */
  readonly bytes?: number
  /** Goes before all that waits: a panic and what it leaves behind, or a stop. */
  readonly ahead?: Ahead
}

/** Hands an event to the dispatcher and returns its `seq`, or null where a full lane refused it. */
export type Publish = <T extends EventType>(draft: EventDraft<T>) => number | null

export type EventHandler<T extends EventType = EventType> = (event: EventEnvelope<T>) => void | Promise<void>

export interface HearingOptions {
  /**
   * Whether the handler starts, sends or decides something because of the event. What arose before a panic and is handed out
   * after it reaches only those that do not; so do inputs from before the engine last stood still.
   */
  readonly acts: boolean
  /**
   * Of a handler that acts: it hears inputs too that are too old to act on, because it takes values of any age and stops what is
   * to stop, and refuses itself what would begin something.
   */
  readonly judgesAge?: true
  /** How it tells presses of the control that a payload is about, besides the usual way. */
  readonly profilesFor?: (payload: unknown) => readonly EdgeProfile[]
}

/** Calls `handler` for an exact type, a family (`playlist.*`) or everything (`*`), in its turn among those who hear the same. */
export type Subscribe = <T extends EventType>(
  pattern: T,
  handler: EventHandler<T>,
  options: HearingOptions,
) => Disposable

export interface SubscribeOptions extends HearingOptions {
  /** Higher runs first; equal ones in the order they subscribed. */
  readonly priority: number
  /** Named in `health.handlerFailed`. */
  readonly name: string
  /**
   * Of one who only looks on, and keeps nothing that is asked for at once: hears an event, in the same order, once nothing waits
   * any more that somebody may act on, and some milliseconds later where the engine has little to do.
   */
  readonly afterwards?: boolean
}

/** Subscribes for somebody at a place among all who listen. */
export type SubscribeAt = <T extends EventType>(
  pattern: T,
  handler: EventHandler<T>,
  options: SubscribeOptions,
) => Disposable
