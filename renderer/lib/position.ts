// Where a run stands, worked out from its anchor.
import type { Anchor } from '../../shared/model/payload/playlist.ts'

/** Milliseconds of the timeline reached when the engine's clock reads `now`; within 0 and `length`. */
export function positionAt(anchor: Anchor, now: number, length: number): number {
  const moved = anchor.state === 'running' ? Math.max(0, now - anchor.at) * anchor.rate : 0
  return Math.min(Math.max(0, anchor.position + moved), Math.max(0, length))
}

/** Milliseconds of real time until the end, at the anchor's rate. */
export function remainingAt(anchor: Anchor, now: number, length: number): number {
  return (length - positionAt(anchor, now, length)) / anchor.rate
}
