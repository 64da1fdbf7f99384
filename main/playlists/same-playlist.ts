// Whether a playlist is what it was: of one that was edited only what the edit has touched is compared.
import { knownPlaces } from '../../shared/base/kept-places.ts'
import { isSameJson } from '../../shared/base/same-json.ts'
import type { PlaylistDefinition, PlaylistStep } from '../../shared/model/playlist.ts'

export function isSamePlaylist(was: PlaylistDefinition, is: PlaylistDefinition): boolean {
  const { steps: before, ...others } = was
  const { steps, ...othersNow } = is
  return isSameJson(others, othersNow) && areSameSteps(before, steps)
}

export function areSameSteps(before: readonly PlaylistStep[], steps: readonly PlaylistStep[]): boolean {
  if (before === steps) return true
  const kept = before.length === steps.length ? knownPlaces(before, steps) : null
  if (kept === null || !kept.inPlace) return isSameJson(before, steps)
  return kept.fresh.every((place) => isSameJson(before[place], steps[place]))
}
