// What feedback goes by: the subject that it shows, and the layers on which it counts.
import type { FeedbackDefinition, FeedbackShows } from '../../shared/model/feedback.ts'
import { layersOf } from '../../shared/model/match.ts'

/** By which those are known that show something. */
export function subjectKey(shows: FeedbackShows): string {
  if ('param' in shows) return `param ${shows.param}`
  if ('layer' in shows) return 'layers'
  if ('transport' in shows) return 'transport'
  return 'playlist' in shows ? 'playlists' : 'cues'
}

/** Those that show each subject, in their order. */
export function bySubject<T extends { readonly definitions: readonly FeedbackDefinition[] }>(
  showing: Iterable<T>,
): ReadonlyMap<string, readonly T[]> {
  const found = new Map<string, T[]>()
  for (const each of showing) {
    for (const subject of new Set(each.definitions.map(({ shows }) => subjectKey(shows)))) {
      const those = found.get(subject)
      if (those === undefined) found.set(subject, [each])
      else those.push(each)
    }
  }
  return found
}

/** The first whose layers are on. */
export function firstOn<D extends FeedbackDefinition>(
  definitions: readonly D[],
  layersOn: () => readonly string[],
): D | null {
  if (definitions.every(({ while: layers }) => layers === undefined)) return definitions[0] ?? null
  const on = layersOn()
  const counts = (definition: D): boolean =>
    layersOf(definition).every(([layer, wanted]) => on.includes(layer) === wanted)
  return definitions.find(counts) ?? null
}
