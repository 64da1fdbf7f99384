import { expect, test } from 'vitest'
import { checkEdit } from '../../../../../main/build/check-edit.ts'
import { apply } from '../../../../../shared/model/mutations/apply.ts'
import type { Applied } from '../../../../../shared/model/mutations/apply.ts'
import { takeIn } from '../../../../../shared/model/mutations/edited-show.ts'
import type { EditedShow } from '../../../../../shared/model/mutations/edited-show.ts'
import type { Edit, Mutation } from '../../../../../shared/model/mutations/mutation.ts'
import { renamedBack, renamedBy } from '../../../../../shared/model/mutations/renamed.ts'
import { showChecks } from '../../../../../shared/model/mutations/show-checks.ts'
import type { CueListDefinition } from '../../../../../shared/model/cue.ts'
import { referringShow } from '../../../../support/edited-shows.ts'

const edited = takeIn(referringShow(), 1)

function edit(mutation: Mutation, from: EditedShow = edited): Applied {
  const applied = apply(from, mutation, { at: from.generation + 1, seen: from.generation }, showChecks)
  if (!applied.ok) throw new Error(JSON.stringify(applied.error))
  return applied.value
}

function refusal(mutation: Mutation): string {
  const applied = apply(edited, mutation, { at: 2, seen: 1 }, showChecks)
  return applied.ok ? 'accepted' : applied.error.code
}

const main = ({ show }: EditedShow): CueListDefinition => {
  const [list] = show.cueLists
  if (list === undefined) throw new Error('no list')
  return list
}
const inMain = { kind: 'cue', in: 'main' } as const

test('a cue is put before another, and is taken away again by an undo', () => {
  const value = { id: 'new', number: '2.5', actions: [{ action: 'start_playlist', id: 'intro' }] }
  const put = edit({ edit: 'put', ...inMain, id: 'new', value, before: 'off' })
  expect(put.label).toBe('add cue new to main')
  expect(main(put.edited).cues.map(({ id }) => id)).toEqual(['open', 'both', 'light', 'other', 'new', 'off'])
  const undo = { at: 3, undoes: put.touched }
  const back = apply(put.edited, put.inverse, undo, showChecks)
  expect(back.ok && JSON.stringify(back.value.edited.show)).toBe(JSON.stringify(edited.show))
})

test('numbers change places in one edit; a number that is another’s is refused by whoever checks the show', () => {
  const number = (id: string, to: string): Edit => ({ edit: 'change', ...inMain, id, set: { number: to } })
  const swapped = edit({ edit: 'all', edits: [number('open', '2'), number('both', '1')] })
  expect(checkEdit(edited.show, swapped.edited.show)).toEqual([])
  expect(
    main(swapped.edited)
      .cues.slice(0, 2)
      .map((cue) => cue.number),
  ).toEqual(['2', '1'])
  const taken = edit(number('open', '2'))
  expect(taken.label).toBe('change number of cue 1 Open of main to 2')
  expect(checkEdit(edited.show, taken.edited.show).map(({ code }) => code)).toEqual(['show/duplicate-number'])
})

test('another id of a cue is followed by its group, by other cues and by matches; of the same id in another list it is not', () => {
  const { show } = edit({
    edit: 'all',
    edits: [
      { edit: 'rename', ...inMain, id: 'both', to: 'pair' },
      { edit: 'rename', ...inMain, id: 'open', to: 'start' },
      { edit: 'rename', kind: 'cueList', id: 'side', to: 'spare' },
      { edit: 'rename', kind: 'cue', in: 'spare', id: 'far', to: 'near' },
    ],
  }).edited
  const text = JSON.stringify(show.cueLists)
  for (const gone of ['both', '"side"', '"far"']) expect(text).not.toContain(gone)
  expect(show.cueLists.map(({ id, cues }) => [id, cues[0]?.id])).toEqual([
    ['main', 'start'],
    ['spare', 'open'],
  ])
  expect(show.transport.cue[0]?.list).toBe('spare')
  expect(show.schedulers[0]?.rules[1]?.when[1]).toMatchObject({ match: { where: { cueId: 'start' } } })
})

test('a group goes only together with its cues, and a cue only with what names it', () => {
  expect(refusal({ edit: 'remove', ...inMain, id: 'both' })).toBe('edit/in-use')
  expect(refusal({ edit: 'remove', kind: 'cue', in: 'side', id: 'far' })).toBe('edit/in-use')
  expect(refusal({ edit: 'remove', kind: 'cueList', id: 'side' })).toBe('edit/in-use')
  const remove = (id: string): Edit => ({ edit: 'remove', ...inMain, id })
  expect(refusal({ edit: 'all', edits: ['both', 'light', 'other', 'off'].map(remove) })).toBe('accepted')
})

test('cues are no field of their list, and a cue names its list', () => {
  expect(refusal({ edit: 'change', kind: 'cueList', id: 'main', set: { cues: [] } })).toBe('edit/invalid')
  expect(refusal({ edit: 'remove', kind: 'cue', in: 'third', id: 'open' })).toBe('edit/gone')
})

test('who follows renames knows which list and which scheduler of the same name is meant', () => {
  const renamed = renamedBy({
    edit: 'all',
    edits: [
      { edit: 'rename', kind: 'cue', in: 'foyer', id: 'a', to: 'b' },
      { edit: 'rename', kind: 'rule', in: 'foyer', id: 'a', to: 'b' },
      { edit: 'rename', kind: 'scheduler', id: 'foyer', to: 'hall' },
    ],
  })
  expect(renamed).toEqual([
    { kind: 'cue', in: 'foyer', from: 'a', to: 'b' },
    { kind: 'rule', in: 'hall', from: 'a', to: 'b' },
    { kind: 'scheduler', in: undefined, from: 'foyer', to: 'hall' },
  ])
  expect(renamedBack(renamed).map(({ kind, in: inside }) => [kind, inside])).toEqual([
    ['cue', 'foyer'],
    ['rule', 'foyer'],
    ['scheduler', undefined],
  ])
})

test('another id of a list or a cue is followed by rules that run it', () => {
  const { show } = edit({
    edit: 'all',
    edits: [
      { edit: 'rename', kind: 'cueList', id: 'side', to: 'wings' },
      { edit: 'rename', kind: 'cue', in: 'wings', id: 'far', to: 'near' },
    ],
  }).edited
  expect(show.schedulers[0]?.rules[1]?.actions.slice(-2)).toEqual([
    { action: 'start_cue', list: 'wings', cue: 'near' },
    { action: 'go_list', list: 'main' },
  ])
  expect(refusal({ edit: 'remove', kind: 'cue', in: 'side', id: 'far' })).toBe('edit/in-use')
})
