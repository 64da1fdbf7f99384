// Checks a gesture that is well formed by itself against what the rest of the show declares.
import { isReservedType } from '../../shared/model/event-roles.ts'
import { shown } from '../../shared/model/explain.ts'
import type { GestureDefinition } from '../../shared/model/gesture.ts'
import { releaseOf } from '../../shared/model/match.ts'
import type { EventMatch } from '../../shared/model/match.ts'
import { checkMatch } from './check-playlist.ts'
import type { ShowNames } from './check-playlist.ts'
import { meant } from './meant.ts'
import type { Problems } from './problems.ts'

type Path = readonly PropertyKey[]

const OUTPUT_FIELDS = ['output', 'tap', 'doubleTap', 'hold'] as const
const MATCH_FIELDS = ['sources', 'releases', 'steps'] as const

/** Each kind of gesture has some of these. */
type OutputFields = { readonly [F in (typeof OUTPUT_FIELDS)[number]]?: string | null }
type MatchFields = { readonly [F in (typeof MATCH_FIELDS)[number]]?: readonly EventMatch[] | undefined }

function checkOutputs(gesture: GestureDefinition, names: ShowNames, path: Path, problems: Problems): void {
  const fields: OutputFields = gesture
  const firstWith = new Map<string, string>()
  for (const field of OUTPUT_FIELDS) {
    const type = fields[field] ?? null
    if (type === null) continue
    const first = firstWith.get(type)
    if (first !== undefined) {
      const what = `${shown(type)} is what it publishes for ${first}`
      problems.add(
        'show/same-event',
        [...path, field],
        what,
        () => 'name another, so that one can tell them apart',
      )
    } else firstWith.set(type, field)
    if (names.events.has(type)) continue
    const reserved = isReservedType(type)
    const what = reserved
      ? `${shown(type)} is an event of the engine itself, which a gesture may not publish`
      : `the show declares no event ${shown(type)}`
    problems.add('show/unknown-event', [...path, field], what, () =>
      meant(type, names.events, reserved ? 'use an event of your own' : 'declare it in events'),
    )
  }
}

/** A hold that nothing ends would be one for ever. */
function checkReleases(gesture: GestureDefinition, path: Path, problems: Problems): void {
  if (!('after' in gesture) || gesture.releases !== undefined) return
  for (const [index, match] of gesture.sources.entries()) {
    if (releaseOf(match) !== null) continue
    const what =
      match.event === 'osc.received'
        ? 'without an address it cannot be known when it is let go'
        : `nothing tells when ${match.event} is let go`
    problems.add('show/no-release', [...path, 'sources', index], what, () => 'name what ends it in releases')
  }
}

/** Adds every reference of `gesture` to what does not exist, and every press that could not end. `path` leads to it. */
export function checkGesture(
  gesture: GestureDefinition,
  names: ShowNames,
  path: Path,
  problems: Problems,
): void {
  const fields: MatchFields = gesture
  for (const field of MATCH_FIELDS) {
    for (const [index, match] of (fields[field] ?? []).entries()) {
      checkMatch(match, names, [...path, field, index], problems)
    }
  }
  checkOutputs(gesture, names, path, problems)
  checkReleases(gesture, path, problems)
}
