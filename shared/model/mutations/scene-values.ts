// A parameter that goes is taken out of the scenes that have a value of it: a scene of hundreds holds up none of them.
import type { Draft } from './draft.ts'
import type { Edit } from './mutation.ts'

/** Answers what puts the values back. */
export function takeOutOfScenes(draft: Draft, param: string): readonly Edit[] {
  const back: Edit[] = []
  const scenes = { ...draft.show.scenes }
  for (const [id, scene] of Object.entries(scenes)) {
    const { values } = scene
    if (!Object.hasOwn(values, param)) continue
    draft.touchField({ kind: 'scene', id }, 'values')
    scenes[id] = {
      ...scene,
      values: Object.fromEntries(Object.entries(values).filter(([name]) => name !== param)),
    }
    back.push({ edit: 'change', kind: 'scene', id, set: { values }, unset: [] })
  }
  if (back.length > 0) draft.show = { ...draft.show, scenes }
  return back
}
