// Presses within a short window: of one entry by distinct producers, or of several entries.
import { monotonicMs } from '../../shared/base/clock.ts'
import { producerOf } from '../../shared/model/edge.ts'
import type { EventEnvelope } from '../../shared/model/event.ts'
import type { GestureOf } from '../../shared/model/gesture.ts'
import { compileMatch } from '../../shared/model/match.ts'
import { controlProducer } from './detector.ts'
import type { Detector } from './detector.ts'

/** Presses of one window that are looked at; of more, the oldest are left out. */
const MOST_PRESSES = 64

interface Press {
  /** A second press of the same replaces the first. */
  readonly by: string
  readonly event: EventEnvelope
  /** The entries that it may be the press of. */
  readonly fits: readonly number[]
}

/**
 * With one entry, producers are counted: a chord of devices. With several, entries are, each with a press of its own: a chord
 * of controls, on one device or more. A hit uses up every press.
 */
export function simultaneous(gesture: GestureOf<'simultaneous'>): Detector<readonly Press[]> {
  const { kind, sources, producers, window, output } = gesture
  const entries = sources.map(compileMatch)
  const by = entries.length === 1 ? producerOf : controlProducer
  const entriesNeeded = Math.min(producers, entries.length)

  /** Null where it is no chord yet. */
  function chordOf(presses: readonly Press[]): readonly Press[] | null {
    if (presses.length < producers) return null
    const taken = assign(presses)
    if (taken.length < entriesNeeded) return null
    return producers > entriesNeeded ? presses : presses.filter((press) => taken.includes(press))
  }

  return {
    watches: sources,
    producerOf: () => '',
    step(earlier, event, now) {
      if (event === null) return { state: earlier, recognized: null, wakeAt: null }
      const fits = [...entries.keys()].filter((index) => entries[index]?.(event) === true)
      const press: Press = { by: by(event), event, fits }
      const others = (earlier ?? []).filter((other) => other.by !== press.by)
      const all = [...others, press].sort((a, b) => a.event.at - b.event.at)
      const newest = monotonicMs(Math.max(now, all.at(-1)?.event.at ?? now))
      const recent = all.filter((other) => newest - other.event.at <= window).slice(-MOST_PRESSES)
      const chord = chordOf(recent)
      if (chord === null) return { state: recent, recognized: null, wakeAt: null }
      const inputs = chord.map((part) => part.event)
      return { state: null, recognized: { kind, at: newest, inputs, output }, wakeAt: null }
    },
  }
}

/** The presses to which as many entries as possible can be given, each entry to one; the newest first. */
function assign(presses: readonly Press[]): readonly Press[] {
  const holders = new Map<number, Press>()
  const give = (press: Press, tried: Set<number>): boolean =>
    press.fits.some((entry) => {
      if (tried.has(entry)) return false
      tried.add(entry)
      const holder = holders.get(entry)
      if (holder !== undefined && !give(holder, tried)) return false
      holders.set(entry, press)
      return true
    })
  for (const press of presses.toReversed()) give(press, new Set())
  return [...holders.values()]
}
