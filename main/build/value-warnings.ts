// Values that a sound show brings parameters to and that they do not take: said before the show, and refused in it.
import { shown } from '../../shared/model/explain.ts'
import type { Json } from '../../shared/model/json.ts'
import { valueFor } from '../../shared/model/param.ts'
import type { ShowFile } from '../../shared/model/show.ts'
import { FADE } from './check-fades.ts'
import type { Problems } from './problems.ts'

type Path = readonly PropertyKey[]

/** Of a value, in what is said of it. */
const LONGEST = 100

interface Brought {
  readonly param: string
  readonly value: Json
  readonly path: Path
}

export function warnValues(show: ShowFile, warnings: Problems): void {
  for (const { param, value, path } of broughtBy(show)) {
    const definition = Object.hasOwn(show.params, param) ? show.params[param] : undefined
    // What an expression comes to is not known yet.
    if (definition === undefined || JSON.stringify(value).includes('{{')) continue
    const taken = valueFor(definition, value)
    if (taken.ok) continue
    const what = `${shown(param)} stays where it is: ${JSON.stringify(value).slice(0, LONGEST)} ${taken.error}`
    warnings.add('show/misfit-value', path, what, () => 'correct the value, or the range of the parameter')
  }
}

function* broughtBy({ playlists, cueLists, schedulers }: ShowFile): Generator<Brought> {
  for (const [index, { steps, completion }] of playlists.entries()) {
    const path = ['playlists', index]
    for (const [place, step] of steps.entries()) yield* faded(step, [...path, 'steps', place])
    if (completion !== null) yield* faded(completion, [...path, 'completion'])
  }
  for (const [index, { cues }] of cueLists.entries()) {
    for (const [place, { actions }] of cues.entries()) {
      for (const [at, action] of actions.entries()) {
        const path = ['cueLists', index, 'cues', place, 'actions', at]
        if (action.action === 'emit') yield* faded(action, path)
      }
    }
  }
  for (const [index, { rules }] of schedulers.entries()) {
    for (const [place, { actions }] of rules.entries()) {
      for (const [at, action] of actions.entries()) {
        const path = ['schedulers', index, 'rules', place, 'actions', at]
        if (action.action === 'emit') yield* faded(action, path)
        else if (action.action === 'set_param')
          yield { param: action.param, value: action.value, path: [...path, 'value'] }
        else if (action.action === 'fade_param')
          yield { param: action.param, value: action.to, path: [...path, 'to'] }
      }
    }
  }
}

function* faded({ type, payload }: { readonly type: string; readonly payload: Json }, path: Path) {
  if (type !== FADE) return
  const { name, to } = payload as { readonly name?: Json; readonly to?: Json }
  if (typeof name === 'string' && to !== undefined)
    yield { param: name, value: to, path: [...path, 'payload', 'to'] }
}
