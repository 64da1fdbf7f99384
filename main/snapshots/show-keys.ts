// Which keys a show listens to, so that a screen can say which of them it has itself.
import type { ShowFile } from '../../shared/model/show.ts'

const KEY = 'key.received'
/** More of them are of no use to anybody who reads. */
const MOST = 200

/** Codes and what keys write, as the conditions of the show name them: `KeyG`, `g`. Steps and cues ask for none. */
export function showKeys({
  playlists,
  schedulers,
  gestures,
  scenes,
  transport,
}: ShowFile): readonly string[] {
  const keys = new Set<string>()
  const asked = playlists.map(({ triggers, interrupts }) => [triggers, interrupts])
  const recalls = Object.values(scenes).map((scene) => scene.recalls)
  collect([asked, recalls, schedulers, gestures, transport], keys)
  return [...keys].slice(0, MOST)
}

function collect(value: unknown, keys: Set<string>): void {
  if (typeof value !== 'object' || value === null) return
  const { event, where } = value as { event?: unknown; where?: Record<string, unknown> }
  if (event === KEY && typeof where === 'object') {
    for (const field of ['code', 'key']) addText(where[field], keys)
  }
  for (const inner of Object.values(value)) collect(inner, keys)
}

/** A condition may be a text, or several of them. */
function addText(condition: unknown, keys: Set<string>): void {
  if (typeof condition === 'string') keys.add(condition)
  else if (typeof condition === 'object' && condition !== null)
    for (const inner of Object.values(condition)) addText(inner, keys)
}
