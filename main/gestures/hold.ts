// A press that lasts: recognized while the control is still held.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { MonotonicMs } from '../../shared/base/clock.ts'
import { isMadeUp } from '../../shared/model/edge.ts'
import type { EventEnvelope } from '../../shared/model/event.ts'
import { releasesOf } from '../../shared/model/gesture.ts'
import type { GestureOf } from '../../shared/model/gesture.ts'
import { IDLE, anyOf, heldProducer, isOver } from './detector.ts'
import type { Detector, Step } from './detector.ts'

interface Held {
  readonly press: EventEnvelope
  readonly recognized: boolean
}

/** A control let go exactly at `after` was held long enough. A press of what is already held is no new one. */
export function hold(gesture: GestureOf<'hold'>): Detector<Held> {
  const { kind, sources, after, output } = gesture
  const releases = releasesOf(gesture)
  const isRelease = anyOf(releases)

  function pass(held: Held | null, now: MonotonicMs): Step<Held> {
    if (held === null) return IDLE
    const at = monotonicMs(held.press.at + after)
    if (held.recognized) return { state: held, recognized: null, wakeAt: null }
    if (now < at) return { state: held, recognized: null, wakeAt: at }
    const recognized = { kind, at, inputs: [held.press], output }
    return { state: { ...held, recognized: true }, recognized, wakeAt: null }
  }

  return {
    watches: [...sources, ...releases],
    producerOf: heldProducer(gesture),
    lost: () => IDLE,
    step(before, event, now) {
      const passed = pass(before, now)
      if (event === null) return passed
      if (isRelease(event) || isMadeUp(event) || isOver(event, gesture))
        return { ...IDLE, recognized: passed.recognized }
      return passed.state === null ? pass({ press: event, recognized: false }, now) : passed
    },
  }
}
