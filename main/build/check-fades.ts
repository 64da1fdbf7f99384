// Checks the payloads by which steps, completions, cues and rules ask for fades of parameters.
import { shown } from '../../shared/model/explain.ts'
import { paramFade } from '../../shared/model/fade.ts'
import type { Json } from '../../shared/model/json.ts'
import { parsePayload } from './check-sends.ts'
import { meant } from './meant.ts'
import type { Problems } from './problems.ts'

/** The event that asks for a fade. */
export const FADE = 'param.fade'

/** Adds what is wrong with the payload; `path` leads to it. Whether the value fits is said by a warning, as ranges change. */
export function checkFade(
  payload: Json,
  params: ReadonlySet<string>,
  path: readonly PropertyKey[],
  problems: Problems,
): void {
  const fade = parsePayload(paramFade, payload, path, problems)
  if (fade !== null) checkFaded(fade.name, params, path, problems)
}

/** Adds a name that no parameter has. */
export function checkFaded(
  name: string,
  params: ReadonlySet<string>,
  path: readonly PropertyKey[],
  problems: Problems,
): void {
  if (params.has(name)) return
  problems.add('show/unknown-parameter', [...path, 'name'], `no parameter is named ${shown(name)}`, () =>
    meant(name, params, 'declare it in params'),
  )
}
