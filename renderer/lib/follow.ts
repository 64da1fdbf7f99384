// Keeping the playhead in view where only a part of the timeline is shown.
import { panBy, xAt } from './time-scale.ts'
import type { TimeScale } from './time-scale.ts'

/** Shares of the width: where a page is turned, and where the playhead then stands. */
const TURN_AT = 0.95
const TURN_TO = 0.1

/** The part to show so that `position` is in it; null where it is, or where the timeline ends. */
export function followed(scale: TimeScale, position: number, length: number): TimeScale | null {
  const x = xAt(scale, position)
  if (x >= 0 && x <= scale.width * TURN_AT) return null
  const turned = panBy(scale, x - scale.width * TURN_TO, length)
  return Math.abs(turned.start - scale.start) < scale.span / 1000 ? null : turned
}
