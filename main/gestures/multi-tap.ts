// A number of presses of one control, each soon after the one before.
import type { EventEnvelope } from '../../shared/model/event.ts'
import type { GestureOf } from '../../shared/model/gesture.ts'
import { IDLE, controlProducer } from './detector.ts'
import type { Detector } from './detector.ts'

type Taps = readonly EventEnvelope[]

/** A double tap is one of two. The presses of a hit are used up: the third does not make a second double tap. */
export function multiTap(
  { kind, sources, window, output }: GestureOf<'doubleTap' | 'multiTap'>,
  taps: number,
): Detector<Taps> {
  return {
    watches: sources,
    producerOf: controlProducer,
    step(earlier, event) {
      if (event === null) return IDLE
      const last = earlier?.at(-1)
      // Either way round, because events of one source may be late.
      const follows = last !== undefined && Math.abs(event.at - last.at) <= window
      const inputs = follows ? [...(earlier ?? []), event] : [event]
      if (inputs.length < taps) return { state: inputs, recognized: null, wakeAt: null }
      return { state: null, recognized: { kind, at: event.at, inputs, output }, wakeAt: null }
    },
  }
}
