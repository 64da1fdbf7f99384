// A control that is let go, if it was held for long enough.
import { isMadeUp } from '../../shared/model/edge.ts'
import type { EventEnvelope } from '../../shared/model/event.ts'
import { releasesOf } from '../../shared/model/gesture.ts'
import type { GestureOf } from '../../shared/model/gesture.ts'
import { IDLE, anyOf, heldProducer, isOver } from './detector.ts'
import type { Detector } from './detector.ts'

/** Remembers the press. */
export function release(gesture: GestureOf<'release'>): Detector<EventEnvelope> {
  const { kind, sources, after, output } = gesture
  const releases = releasesOf(gesture)
  const isRelease = anyOf(releases)
  return {
    watches: [...sources, ...releases],
    producerOf: heldProducer(gesture),
    lost: () => IDLE,
    step(press, event) {
      if (event === null || isMadeUp(event) || isOver(event, gesture)) return IDLE
      if (!isRelease(event)) return { state: press ?? event, recognized: null, wakeAt: null }
      if (press === null || event.at - press.at < after) return IDLE
      return { ...IDLE, recognized: { kind, at: event.at, inputs: [press, event], output } }
    },
  }
}
