// Tap, double tap and hold of one control, of which exactly one is recognized.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { MonotonicMs } from '../../shared/base/clock.ts'
import { isMadeUp } from '../../shared/model/edge.ts'
import type { EventEnvelope } from '../../shared/model/event.ts'
import { releasesOf } from '../../shared/model/gesture.ts'
import type { GestureOf } from '../../shared/model/gesture.ts'
import { IDLE, anyOf, heldProducer, isOver } from './detector.ts'
import type { Detector, Recognized, Step } from './detector.ts'

/** `down` may still become anything, `up` a tap or a double tap; `decided` waits for the control to be let go. */
type Phase =
  | { readonly name: 'down'; readonly press: EventEnvelope }
  | { readonly name: 'up'; readonly press: EventEnvelope; readonly release: EventEnvelope }
  | { readonly name: 'decided' }

function inputsOf(phase: Exclude<Phase, { readonly name: 'decided' }>): readonly EventEnvelope[] {
  const isWhole = phase.name === 'down' || phase.press === phase.release
  return isWhole ? [phase.press] : [phase.press, phase.release]
}

const DECIDED: Phase = { name: 'decided' }

/** A second press exactly at the window's end still counts, so its end is looked at this many milliseconds later. */
const JUST_AFTER = 0.001

/**
 * Waits no longer than it must: a hold is recognized at its threshold, a double tap at its second press, and a tap when it is let
 * go, or, where a double tap is declared, once a second press would come too late.
 */
export class Exclusive implements Detector<Phase> {
  readonly watches
  readonly producerOf
  readonly #gesture: GestureOf<'exclusive'>
  readonly #isRelease

  constructor(gesture: GestureOf<'exclusive'>) {
    const releases = releasesOf(gesture)
    this.watches = [...gesture.sources, ...releases]
    this.producerOf = heldProducer(gesture)
    this.#gesture = gesture
    this.#isRelease = anyOf(releases)
  }

  step(before: Phase | null, event: EventEnvelope | null, now: MonotonicMs): Step<Phase> {
    const passed = this.#pass(before, now)
    if (event === null) return passed
    const { state, recognized } =
      this.#isRelease(event) || isMadeUp(event)
        ? this.#released(passed.state, event)
        : this.#pressed(passed.state, event)
    return { state, recognized: recognized ?? passed.recognized, wakeAt: this.#wakeAt(state) }
  }

  /** A tap that is over goes on waiting for a second one. */
  lost(phase: Phase): Step<Phase> {
    return phase.name === 'up' ? { state: phase, recognized: null, wakeAt: this.#wakeAt(phase) } : IDLE
  }

  /** Decides what time alone decides. */
  #pass(phase: Phase | null, now: MonotonicMs): Step<Phase> {
    const dueAt = this.#wakeAt(phase)
    if (dueAt === null || now < dueAt || phase === null || phase.name === 'decided') {
      return { state: phase, recognized: null, wakeAt: dueAt }
    }
    if (phase.name === 'down') {
      const recognized = this.#outcome('hold', dueAt, [phase.press])
      return { state: DECIDED, recognized, wakeAt: null }
    }
    const endedAt = monotonicMs(phase.press.at + this.#gesture.window)
    return { ...IDLE, recognized: this.#outcome('tap', endedAt, inputsOf(phase)) }
  }

  /** What is never released is a tap, or the second of two; it holds nothing. */
  #touched(phase: Phase | null, touch: EventEnvelope): Omit<Step<Phase>, 'wakeAt'> {
    const { doubleTap, window } = this.#gesture
    if (doubleTap === null) return { ...IDLE, recognized: this.#outcome('tap', touch.at, [touch]) }
    const waiting = phase === null || phase.name === 'decided' ? null : phase
    if (waiting === null || touch.at - waiting.press.at > window) {
      return { state: { name: 'up', press: touch, release: touch }, recognized: null }
    }
    return { ...IDLE, recognized: this.#outcome('doubleTap', touch.at, [...inputsOf(waiting), touch]) }
  }

  #pressed(phase: Phase | null, press: EventEnvelope): Omit<Step<Phase>, 'wakeAt'> {
    if (isOver(press, this.#gesture)) return this.#touched(phase, press)
    if (phase === null) return { state: { name: 'down', press }, recognized: null }
    // A press of what is already held is no new one.
    if (phase.name !== 'up') return { state: phase, recognized: null }
    const inputs = [...inputsOf(phase), press]
    return { state: DECIDED, recognized: this.#outcome('doubleTap', press.at, inputs) }
  }

  #released(phase: Phase | null, release: EventEnvelope): Omit<Step<Phase>, 'wakeAt'> {
    if (phase?.name === 'up') return { state: phase, recognized: null }
    if (phase?.name !== 'down' || isMadeUp(release)) return IDLE
    const { doubleTap, window } = this.#gesture
    const { press } = phase
    if (doubleTap !== null && release.at - press.at <= window) {
      return { state: { name: 'up', press, release }, recognized: null }
    }
    return { state: null, recognized: this.#outcome('tap', release.at, [press, release]) }
  }

  #wakeAt(phase: Phase | null): MonotonicMs | null {
    const { hold, after, window } = this.#gesture
    if (phase?.name === 'down') return hold === null ? null : monotonicMs(phase.press.at + after)
    return phase?.name === 'up' ? monotonicMs(phase.press.at + window + JUST_AFTER) : null
  }

  /** Null for an outcome that the gesture does not announce. */
  #outcome(
    kind: 'tap' | 'doubleTap' | 'hold',
    at: MonotonicMs,
    inputs: readonly EventEnvelope[],
  ): Recognized | null {
    const output = this.#gesture[kind]
    return output === null ? null : { kind, at, inputs, output }
  }
}
