// Presses in a given order, such as the Konami code.
import { producerOf } from '../../shared/model/edge.ts'
import type { EventEnvelope } from '../../shared/model/event.ts'
import type { GestureOf } from '../../shared/model/gesture.ts'
import { compileMatch } from '../../shared/model/match.ts'
import type { EventMatch, EventPredicate } from '../../shared/model/match.ts'
import { IDLE } from './detector.ts'
import type { Detector } from './detector.ts'

/** The presses that match the first steps. */
type Progress = readonly EventEnvelope[]

/** A wrong press falls back to the most recent presses that still begin the sequence, so an extra first one spoils nothing. */
export function sequence(gesture: GestureOf<'sequence'>): Detector<Progress> {
  const { kind, timeout, together, output } = gesture
  const steps = gesture.steps.map(compileMatch)
  return {
    watches: [...gesture.steps, ...(gesture.sources ?? everyButton(gesture.steps))],
    producerOf: together ? () => '' : producerOf,
    step(earlier, event) {
      if (event === null) return IDLE
      const last = earlier?.at(-1)
      const late = last !== undefined && timeout !== null && event.at - last.at > timeout
      const inputs = longestStart([...(late ? [] : (earlier ?? [])), event], steps)
      if (inputs.length < steps.length) {
        return { state: inputs.length === 0 ? null : inputs, recognized: null, wakeAt: null }
      }
      return { state: null, recognized: { kind, at: event.at, inputs, output }, wakeAt: null }
    },
  }
}

/** The longest end of `presses` that matches as many first steps. */
function longestStart(presses: Progress, steps: readonly EventPredicate[]): Progress {
  for (let skipped = 0; skipped < presses.length; skipped += 1) {
    const end = presses.slice(skipped)
    if (end.every((press, index) => steps[index]?.(press) === true)) return end
  }
  return []
}

/** Presses of the families that the steps listen to; OSC is left out because its buttons and faders look alike. */
function everyButton(steps: readonly EventMatch[]): readonly EventMatch[] {
  return BUTTONS.filter(({ event }) => steps.some((step) => step.event === event))
}

const BUTTONS: readonly EventMatch[] = [
  { event: 'hid.received', on: 'press', where: { kind: 'button' } },
  { event: 'midi.received', on: 'press', where: { 'message.kind': 'noteOn' } },
  { event: 'key.received', on: 'press', where: {} },
]
