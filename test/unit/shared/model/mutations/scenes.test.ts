// Edits of scenes, and of the parameters that they have values of.
import { expect, test } from 'vitest'
import { checkEdit } from '../../../../../main/build/check-edit.ts'
import { apply } from '../../../../../shared/model/mutations/apply.ts'
import type { Applied } from '../../../../../shared/model/mutations/apply.ts'
import { takeIn } from '../../../../../shared/model/mutations/edited-show.ts'
import type { EditedShow } from '../../../../../shared/model/mutations/edited-show.ts'
import type { Mutation } from '../../../../../shared/model/mutations/mutation.ts'
import { showChecks } from '../../../../../shared/model/mutations/show-checks.ts'
import { showFile } from '../../../../../shared/model/show.ts'

const edited = takeIn(
  showFile.parse({
    version: 1,
    name: 'Looks',
    params: { front: { type: 'number' }, back: { type: 'number' }, mood: { type: 'text' } },
    scenes: { blue: { values: { front: 0.5, back: 1 } }, red: { values: { back: 0 } }, empty: {} },
    cueLists: [
      {
        id: 'main',
        name: 'Main',
        cues: [{ id: 'a', actions: [{ action: 'recall_scene', scene: 'red', mask: ['back', 'mood'] }] }],
      },
    ],
  }),
  1,
)

function edit(mutation: Mutation, from: EditedShow = edited): Applied {
  const applied = apply(from, mutation, { at: from.generation + 1, seen: from.generation }, showChecks)
  if (!applied.ok) throw new Error(JSON.stringify(applied.error))
  expect(checkEdit(from.show, applied.value.edited.show)).toEqual([])
  return applied.value
}

function refusal(mutation: Mutation, from = edited): string {
  const applied = apply(from, mutation, { at: 2, seen: 1 }, showChecks)
  return applied.ok ? 'accepted' : `${applied.error.code} ${applied.error.where}`
}

/** The show after an edit was taken back, as it would be written. */
function takenBack(applied: Applied): string {
  const back = apply(applied.edited, applied.inverse, { at: 3, undoes: applied.touched }, showChecks)
  if (!back.ok) throw new Error(JSON.stringify(back.error))
  return JSON.stringify(back.value.edited.show)
}

test('one is put, changed, renamed and removed like any other thing, and each is taken back to the byte', () => {
  for (const [mutation, label] of [
    [{ edit: 'put', kind: 'scene', id: 'new', value: { values: { mood: 'x' } } }, 'add scene new'],
    [{ edit: 'put', kind: 'scene', id: 'blue', value: { values: {} } }, 'replace scene blue'],
    [{ edit: 'change', kind: 'scene', id: 'blue', set: { over: '2s' } }, 'change over of scene blue to 2s'],
    [{ edit: 'remove', kind: 'scene', id: 'blue' }, 'remove scene blue'],
    [{ edit: 'rename', kind: 'scene', id: 'red', to: 'rot' }, 'rename scene red to rot'],
  ] as const) {
    const applied = edit(mutation)
    expect(applied.label).toBe(label)
    expect(takenBack(applied)).toBe(JSON.stringify(edited.show))
  }
})

test('another name of a scene or a parameter is followed by what recalls it, by values and by masks', () => {
  const { show } = edit({
    edit: 'all',
    edits: [
      { edit: 'rename', kind: 'scene', id: 'red', to: 'rot' },
      { edit: 'rename', kind: 'param', id: 'back', to: 'rear' },
    ],
  }).edited
  expect(show.scenes).toEqual({
    blue: { values: { front: 0.5, rear: 1 } },
    rot: { values: { rear: 0 } },
    empty: { values: {} },
  })
  expect(Object.keys(show.scenes['blue']?.values ?? {})).toEqual(['front', 'rear'])
  expect(show.cueLists[0]?.cues[0]?.actions).toEqual([
    { action: 'recall_scene', scene: 'rot', mask: ['rear', 'mood'] },
  ])
})

test('a parameter that is removed is taken out of scenes, and comes back with its values', () => {
  const removed = edit({ edit: 'remove', kind: 'param', id: 'front' })
  expect(removed.edited.show.scenes['blue']).toEqual({ values: { back: 1 } })
  expect(removed.edited.show.scenes['red']).toBe(edited.show.scenes['red'])
  expect(takenBack(removed)).toBe(JSON.stringify(edited.show))
  // Whoever follows does the same.
  const followed = edit(removed.accepted)
  expect(followed.edited.show).toEqual(removed.edited.show)
})

test('what was stored since is not overwritten by taking the removal back', () => {
  const removed = edit({ edit: 'remove', kind: 'param', id: 'front' })
  const stored = edit(
    { edit: 'change', kind: 'scene', id: 'blue', set: { values: { back: 0.25 } } },
    { ...removed.edited, generation: 2 },
  )
  const back = apply(stored.edited, removed.inverse, { at: 4, undoes: removed.touched }, showChecks)
  expect(back.ok ? 'taken back' : back.error.code).toBe('edit/stale')
})

test('what a cue recalls, or masks, is not removed', () => {
  expect(refusal({ edit: 'remove', kind: 'scene', id: 'red' })).toBe(
    'edit/in-use cueLists[0].cues[0].actions[0].scene',
  )
  expect(refusal({ edit: 'remove', kind: 'param', id: 'mood' })).toBe(
    'edit/in-use cueLists[0].cues[0].actions[0].mask[1]',
  )
})

test('a value of no parameter is refused, and one that does not fit is not: its range may be another tomorrow', () => {
  const put = (values: object): readonly string[] => {
    const mutation = { edit: 'put', kind: 'scene', id: 'new', value: { values } } as const
    const applied = apply(edited, mutation, { at: 2, seen: 1 }, showChecks)
    if (!applied.ok) return [applied.error.code]
    return checkEdit(edited.show, applied.value.edited.show).map(({ code, where }) => `${code} ${where}`)
  }
  expect(put({ nowhere: 1 })).toEqual([
    expect.stringMatching(/^show\/unknown-parameter .*scenes\.new\.values\.nowhere$/),
  ])
  expect(put({ front: 99, back: 'text' })).toEqual([])
  expect(put({ front: Number.NaN })).toEqual(['edit/invalid'])
  expect(put({ front: null })).toEqual(['edit/invalid'])
})

test('there are a thousand at the most, of a thousand values each', () => {
  const scenes = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`s${index}`, { values: {} }]))
  const full = takeIn({ ...edited.show, scenes, cueLists: [] }, 1)
  const put = { edit: 'put', kind: 'scene', id: 'more', value: {} } as const
  expect(refusal(put, full)).toBe('edit/too-many scene more')
  const values = Object.fromEntries(Array.from({ length: 1001 }, (_, index) => [`p${index}`, 1]))
  expect(refusal({ ...put, value: { values } })).toBe('edit/invalid scene more: values')
})
