// Checks scenes that are well formed by themselves against the parameters and the rest of the show.
import type { ShowFile } from '../../shared/model/show.ts'
import { valueFor } from '../../shared/model/param.ts'
import { checkMatch } from './check-playlist.ts'
import type { ShowNames } from './check-playlist.ts'
import { knownParam } from './check-recall.ts'
import type { Problems } from './problems.ts'

/** Of a show that came of `since`, which holds and whose names are all still there, only what is not the very same is looked at. */
export function checkScenes(
  show: ShowFile,
  names: ShowNames,
  problems: Problems,
  since: ShowFile | null,
): void {
  if (show.scenes === since?.scenes) return
  for (const [scene, definition] of Object.entries(show.scenes)) {
    if (since?.scenes[scene] === definition) continue
    const path = ['scenes', scene]
    for (const param of Object.keys(definition.values))
      knownParam(param, names, [...path, 'values', param], problems)
    for (const [index, match] of (definition.recalls ?? []).entries()) {
      checkMatch(match, names, [...path, 'recalls', index], problems)
    }
  }
}

/** What of a sound show's scenes can hardly be meant: values that their parameters do not take, and scenes of nothing. */
export function warnScenes({ scenes, params }: ShowFile, warnings: Problems): void {
  for (const [scene, { values }] of Object.entries(scenes)) {
    const path = ['scenes', scene, 'values']
    const misfits = Object.entries(values).flatMap(([param, value]) => {
      const definition = params[param]
      const taken = definition === undefined ? null : valueFor(definition, value)
      return taken?.ok === false ? [{ param, why: taken.error }] : []
    })
    const [first] = misfits
    if (first !== undefined) {
      const more = misfits.length === 1 ? '' : `, and ${misfits.length - 1} more of its values do not fit`
      const what = `a recall leaves ${first.param} where it is: it ${first.why}${more}`
      warnings.add(
        'show/misfit-value',
        [...path, first.param],
        what,
        () => 'store the scene again, or correct it',
      )
    }
    if (Object.keys(values).length === 0)
      warnings.add(
        'show/empty-scene',
        path,
        'it has no value',
        () => 'store it with parameters, or remove it',
      )
  }
}
