// What an event tells of its control: a number, from where to where such controls go, and whether it is pressed.
import { isPaired, numberHeard, usualRange } from '../../shared/model/control-number.ts'
import type { EventEnvelope } from '../../shared/model/event.ts'
import type { Edge } from '../../shared/model/outcome.ts'
import type { Heard } from './mover.ts'

/** `path` leads to the number in the payload; null where it stands where such controls have it. */
export function heardOf(
  event: EventEnvelope,
  path: readonly string[] | null,
  edge: Edge,
  { isFirst, isJustPlugged }: Pick<Heard, 'isFirst' | 'isJustPlugged'>,
): Heard {
  const [value, range] = [numberHeard(event, path), usualRange(event)]
  const isMerged = event.collapsed !== undefined
  return { value, range, edge, isPaired: isPaired(event), isMerged, isFirst, isJustPlugged }
}
