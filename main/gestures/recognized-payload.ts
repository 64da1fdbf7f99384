// What is published of a gesture that was recognized.
import type { EventEnvelope } from '../../shared/model/event.ts'
import type { GestureRecognized } from '../../shared/model/payload/gesture.ts'
import type { GestureDefinition } from '../../shared/model/gesture.ts'
import type { Recognized } from './detector.ts'

export function recognizedPayload(
  { id: gestureId, name, metadata }: GestureDefinition,
  { kind, at, inputs }: Recognized,
): GestureRecognized {
  const sources = new Set(inputs.map((input) => input.source))
  const last = inputs.at(-1) as EventEnvelope
  const producer = sources.size === 1 ? last.source : null
  const decidedAfter = Math.max(0, at - last.at)
  return { gestureId, name, kind, producer, inputs: inputs.map(inputReference), decidedAfter, metadata }
}

/** What a gesture was made of is left out where it is itself part of another, or gestures of gestures would grow without end. */
function inputReference({
  seq,
  type,
  source,
  at,
  payload,
}: EventEnvelope): GestureRecognized['inputs'][number] {
  const kept = source.startsWith('gesture:') ? { ...(payload as GestureRecognized), inputs: [] } : payload
  return { seq, type, source, at, payload: kept as GestureRecognized['inputs'][number]['payload'] }
}
