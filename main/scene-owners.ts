// Who carries out what is asked of scenes: a recall moves parameters, and storing one is an edit of the show.
import { failed, ok } from '../shared/base/result.ts'
import type { Result } from '../shared/base/result.ts'
import type { CommandAnswer, CommandArgs } from '../shared/contract/commands.ts'
import type { Mutation } from '../shared/model/mutations/mutation.ts'
import { labelOf } from '../shared/model/scene.ts'
import { notHere } from './editing.ts'
import type { Asker, Editing } from './editing.ts'
import type { OwnersOf } from './owner.ts'
import type { Scenes } from './params/scenes.ts'

interface SceneOwners {
  readonly scenes: Scenes
  /** Null in a rehearsal, whose show stays as it is. */
  readonly editing: Editing | null
}

export function sceneOwners({ scenes, editing }: SceneOwners): OwnersOf<'scene' | 'scenes'> {
  return {
    'scenes.list': () => ok(scenes.view()),
    'scene.recall': ({ name, ...wish }, cause, by, at) => {
      const recalled = scenes.recall(name, wish, by, cause, at)
      if (!recalled.ok) return recalled
      const { params, endsAt, missed, missedCount } = recalled.value
      return ok({ params, endsAt, missed: [...missed], missedCount })
    },
    'scene.store': ({ name, params, label }, cause, by) =>
      editing === null
        ? failed(notHere())
        : store({ scenes, editing }, { name, params, label }, { by, cause }),
  }
}

/** Of a scene that is there already the values alone are others. */
function store(
  { scenes, editing }: { readonly scenes: Scenes; readonly editing: Editing },
  { name, params, label }: CommandArgs<'scene.store'>,
  asker: Asker,
): Result<CommandAnswer<'scene.store'>> {
  const settings = editing.read({ kind: 'show' })
  if (!settings.ok) return settings
  const before = scenes.definitionOf(name)
  const wanted = params ?? (before === undefined ? null : Object.keys(before.values))
  const values = scenes.valuesOf(wanted)
  if (!values.ok) return values
  const fresh = { ...(label !== undefined && { label }), values: values.value }
  const edit =
    before === undefined
      ? ({ edit: 'put', kind: 'scene', id: name, value: fresh, before: null } as const)
      : ({ edit: 'change', kind: 'scene', id: name, set: { values: values.value } } as const)
  const mutation: Mutation = {
    edit: 'all',
    edits: [edit],
    label: `store scene ${before === undefined ? (label ?? name) : labelOf(name, before)}`,
  }
  // What is there is overwritten, whoever stored it.
  const { generation: seen } = settings.value
  const edited = editing.edit({ mutation, seen }, asker)
  if (!edited.ok) return edited
  return ok({ ...edited.value, params: Object.keys(values.value).length, added: before === undefined })
}
