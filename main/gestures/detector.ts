// What all detectors have in common: a pure step from what has been seen and what happens now to what follows.
import type { MonotonicMs } from '../../shared/base/clock.ts'
import { controlOf, isCompleteTouch, producerOf } from '../../shared/model/edge.ts'
import type { EventEnvelope } from '../../shared/model/event.ts'
import type { GestureOf } from '../../shared/model/gesture.ts'
import { compileMatch } from '../../shared/model/match.ts'
import type { EventMatch, EventPredicate } from '../../shared/model/match.ts'

export interface Recognized {
  /** What it turned out to be: the gesture's kind, or one of the outcomes of an exclusive one. */
  readonly kind: string
  /** When it was decided, by the times of the events and not by when they were dispatched. */
  readonly at: MonotonicMs
  /** The events it was made of, oldest first; at least one. */
  readonly inputs: readonly EventEnvelope[]
  /** The show's own event to publish, if any. */
  readonly output: string | null
}

export interface Step<S> {
  /** Null where nothing is pending, so that nothing need be remembered. */
  readonly state: S | null
  readonly recognized: Recognized | null
  /** When to step again without an event; null where time alone changes nothing. */
  readonly wakeAt: MonotonicMs | null
}

export interface Detector<S> {
  /** Events that it has to see. */
  readonly watches: readonly EventMatch[]
  /** Events of equal producer share one state. */
  producerOf(event: EventEnvelope): string
  /**
   * With an event, `now` is when it arose. Without one, every event that arose before `now` has been seen, and what was waited
   * for until then is decided.
   */
  step(state: S | null, event: EventEnvelope | null, now: MonotonicMs): Step<S>
  /** What is left of a state whose device has gone. Only detectors that have this hear a release that is made up. */
  lost?(state: S, now: MonotonicMs): Step<S>
}

/** Nothing happened that matters: neither now nor later. */
export const IDLE: Step<never> = Object.freeze({ state: null, recognized: null, wakeAt: null })

/** One control of one source. */
export function controlProducer(event: EventEnvelope): string {
  return `${producerOf(event)}\n${controlOf(event)}`
}

/** Where what ends a press is named, it may be another control of the source. */
export function heldProducer({
  releases,
}: Pick<GestureOf<'hold'>, 'releases'>): Detector<unknown>['producerOf'] {
  return releases === undefined ? controlProducer : (event) => `${producerOf(event)}\n`
}

/** Whether a press is over already, for nothing will tell that its control is let go. */
export function isOver(event: EventEnvelope, { releases }: Pick<GestureOf<'hold'>, 'releases'>): boolean {
  return releases === undefined && isCompleteTouch(event)
}

export function anyOf(matches: readonly EventMatch[]): EventPredicate {
  const predicates = matches.map(compileMatch)
  return (event) => predicates.some((matching) => matching(event))
}
