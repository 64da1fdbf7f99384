import { expect, test } from 'vitest'
import { showWarnings } from '../../../../../main/build/check-warnings.ts'
import { apply } from '../../../../../shared/model/mutations/apply.ts'
import { takeIn } from '../../../../../shared/model/mutations/edited-show.ts'
import type { EditedShow } from '../../../../../shared/model/mutations/edited-show.ts'
import { labelOf } from '../../../../../shared/model/mutations/label.ts'
import type { Mutation } from '../../../../../shared/model/mutations/mutation.ts'
import { showChecks } from '../../../../../shared/model/mutations/show-checks.ts'
import { showFile } from '../../../../../shared/model/show.ts'

const show = showFile.parse({
  version: 1,
  name: 'Busking',
  params: { front: { type: 'number' }, back: { type: 'number' }, haze: { type: 'boolean' } },
  pages: [
    { id: 'lights', name: 'Lights', params: ['front', 'back'] },
    { id: 'air', name: 'Air', params: ['haze'], size: 'large' },
  ],
})

function after(mutation: Mutation, from: EditedShow = takeIn(show, 1)): EditedShow {
  const outcome = apply(from, mutation, { at: from.generation + 1, seen: from.generation }, showChecks)
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.error))
  return outcome.value.edited
}
const pagesOf = ({ show: { pages } }: EditedShow): string[] =>
  pages.map(({ id, size, params }) => `${id} ${size} ${params.join(',')}`)

test('pages are put, changed, moved and removed like everything else in a show', () => {
  const put: Mutation = {
    edit: 'put',
    kind: 'page',
    id: 'all',
    value: { id: 'all', name: 'All' },
    before: 'air',
  }
  const added = after(put)
  expect(pagesOf(added)).toEqual(['lights medium front,back', 'all medium ', 'air large haze'])
  const moved = after({ edit: 'move', kind: 'page', ids: ['air'], before: 'lights' }, added)
  expect(pagesOf(moved)).toEqual(['air large haze', 'lights medium front,back', 'all medium '])
  const params = ['back', 'haze', 'front']
  const changed = after({ edit: 'change', kind: 'page', id: 'lights', set: { params, size: 'small' } }, moved)
  expect(pagesOf(changed)[1]).toBe('lights small back,haze,front')
  expect(pagesOf(after({ edit: 'remove', kind: 'page', id: 'all' }, changed))).toHaveLength(2)
  expect(labelOf(changed, { edit: 'remove', kind: 'page', id: 'air' })).toBe('remove page of faders Air')
})

test('a page goes by the new name of a parameter, and keeps the place of one that is removed', () => {
  const renamed = after({ edit: 'rename', kind: 'param', id: 'front', to: 'stalls' })
  expect(pagesOf(renamed)[0]).toBe('lights medium stalls,back')
  const removed = after({ edit: 'remove', kind: 'param', id: 'back' })
  expect(pagesOf(removed)[0]).toBe('lights medium front,back')
  expect(showWarnings(removed.show, 'f')).toEqual([
    {
      code: 'show/empty-place',
      where: 'f: pages[0].params[1]',
      what: 'the show has no parameter "back"',
      next: 'take it off the page, or add such a parameter',
    },
  ])
})

test('a parameter that is named twice on a page is no fault, so that a renamed one may be, and is warned of', () => {
  const twice = after({ edit: 'change', kind: 'page', id: 'air', set: { params: ['haze', 'haze'] } })
  expect(showWarnings(twice.show, 'f').map(({ code, where }) => `${code} ${where}`)).toEqual([
    'show/no-effect f: pages[1].params[1]',
  ])
})

test('what is no page is refused, where it is wrong', () => {
  const refused = (value: object): unknown => {
    const put: Mutation = { edit: 'put', kind: 'page', id: 'x', value }
    const outcome = apply(takeIn(show, 1), put, { at: 2, seen: 1 }, showChecks)
    return outcome.ok ? null : outcome.error.where
  }
  expect(refused({ id: 'x', name: '' })).toBe('page of faders x: name')
  expect(refused({ id: 'x', name: 'X', size: 'huge' })).toBe('page of faders x: size')
  expect(refused({ id: 'x', name: 'X', params: ['a b'] })).toBe('page of faders x: params[0]')
  expect(refused({ id: 'y', name: 'X' })).toBe('page of faders x: id')
})
