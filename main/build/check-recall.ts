// Checks what recalls scenes, and what parameters are named there, against the rest of the show.
import { shown } from '../../shared/model/explain.ts'
import type { Json } from '../../shared/model/json.ts'
import { scenePayloads } from '../../shared/model/payload/scene.ts'
import { parsePayload } from './check-sends.ts'
import { meant } from './meant.ts'
import type { Problems } from './problems.ts'

type Path = readonly PropertyKey[]

/** Names that a recall may refer to. */
export interface SceneNames {
  readonly scenes: ReadonlySet<string>
  readonly params: ReadonlySet<string>
}

/** Adds what a recall names and the show does not have. */
export function checkRecall(
  { scene, mask = [] }: { readonly scene: string; readonly mask?: readonly string[] | undefined },
  names: SceneNames,
  path: Path,
  problems: Problems,
  field = 'scene',
): void {
  if (!names.scenes.has(scene)) {
    const what = `no scene has the id ${shown(scene)}`
    problems.add('show/unknown-scene', [...path, field], what, () =>
      meant(scene, names.scenes, 'use the id of a scene of the show'),
    )
  }
  for (const [index, param] of mask.entries()) knownParam(param, names, [...path, 'mask', index], problems)
}

/** The same of what a step, a cue or a rule publishes. */
export function checkRecallEvent(payload: Json, names: SceneNames, path: Path, problems: Problems): void {
  const recall = parsePayload(scenePayloads['scene.recall'], payload, path, problems)
  if (recall !== null) checkRecall({ ...recall, scene: recall.name }, names, path, problems, 'name')
}

/** Adds a parameter that the show does not have. */
export function knownParam(
  param: string,
  { params }: Pick<SceneNames, 'params'>,
  path: Path,
  problems: Problems,
): void {
  if (params.has(param)) return
  const what = `no parameter has the id ${shown(param)}`
  problems.add('show/unknown-parameter', path, what, () =>
    meant(param, params, 'use the id of a parameter of the show'),
  )
}
