// Presses by distinct producers within a short window.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { EventEnvelope } from '../../shared/model/event.ts'
import type { GestureOf } from '../../shared/model/gesture.ts'
import { compileMatch } from '../../shared/model/match.ts'
import type { Detector } from './detector.ts'

/** A press and who it counts for. */
interface Press {
  readonly producer: string
  readonly event: EventEnvelope
}

/**
 * Producers are distinct where their sources are or the entries of `sources` that they match: one entry for each pad makes a
 * chord of pads of one device, one entry for all makes a chord of devices. A hit uses up every press.
 */
export function simultaneous(gesture: GestureOf<'simultaneous'>): Detector<readonly Press[]> {
  const { kind, sources, producers, window, output } = gesture
  const entries = sources.map(compileMatch)
  return {
    watches: sources,
    producerOf: () => '',
    step(earlier, event, now) {
      if (event === null) return { state: earlier, recognized: null, wakeAt: null }
      const producer = `${entries.findIndex((matching) => matching(event))}\n${event.source}`
      const others = (earlier ?? []).filter((press) => press.producer !== producer)
      const all = [...others, { producer, event }].sort((a, b) => a.event.at - b.event.at)
      const newest = monotonicMs(Math.max(now, all.at(-1)?.event.at ?? now))
      const recent = all.filter((press) => newest - press.event.at <= window)
      if (recent.length < producers) return { state: recent, recognized: null, wakeAt: null }
      const inputs = recent.map((press) => press.event)
      return { state: null, recognized: { kind, at: newest, inputs, output }, wakeAt: null }
    },
  }
}
