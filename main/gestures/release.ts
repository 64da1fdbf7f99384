// A control that is let go, if it was held for long enough.
import type { MonotonicMs } from '../../shared/base/clock.ts'
import type { EventEnvelope } from '../../shared/model/event.ts'
import { releasesOf } from '../../shared/model/gesture.ts'
import type { GestureOf } from '../../shared/model/gesture.ts'
import { IDLE, anyOf, heldProducer, isOver } from './detector.ts'
import type { Detector, Recognized } from './detector.ts'

/** Remembers the press. */
export function release(gesture: GestureOf<'release'>): Detector<EventEnvelope> {
  const { kind, sources, after, output } = gesture
  const releases = releasesOf(gesture)
  const isRelease = anyOf(releases)
  const recognition = (
    press: EventEnvelope,
    inputs: readonly EventEnvelope[],
    at: MonotonicMs,
  ): Recognized | null => (at - press.at < after ? null : { kind, at, inputs, output })

  return {
    watches: [...sources, ...releases],
    producerOf: heldProducer(gesture),
    // What was started by the press has to end.
    lost: (press, now) => ({ ...IDLE, recognized: recognition(press, [press], now) }),
    step(press, event) {
      if (event === null || isOver(event, gesture)) return IDLE
      if (!isRelease(event)) return { state: press ?? event, recognized: null, wakeAt: null }
      return press === null ? IDLE : { ...IDLE, recognized: recognition(press, [press, event], event.at) }
    },
  }
}
