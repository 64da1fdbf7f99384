import { expect, test } from 'vitest'
import type { Edit } from '../../../../../shared/model/mutations/mutation.ts'
import { formerName, presentName, renamedBy } from '../../../../../shared/model/mutations/renamed.ts'

const rename = (id: string, to: string): Edit => ({ edit: 'rename', kind: 'playlist', id, to })
const names = (...edits: readonly Edit[]): string[] =>
  renamedBy({ edit: 'all', edits }).map(({ from, to }) => `${from} ${to}`)

test('what goes by another name after several edits is told from its first name to its last', () => {
  expect(names(rename('a', 'b'))).toEqual(['a b'])
  expect(names(rename('a', 'b'), rename('b', 'c'))).toEqual(['a c'])
  expect(names(rename('a', 'b'), rename('b', 'a'))).toEqual([])
  expect(names(rename('a', 'x'), rename('b', 'a'), rename('x', 'b'))).toEqual(['b a', 'a b'])
  expect(names(rename('a', 'b'), { edit: 'remove', kind: 'playlist', id: 'b' })).toEqual([])
  expect(names({ edit: 'change', kind: 'playlist', id: 'a', set: { name: 'b' } })).toEqual([])
})

test('names of a kind are followed both ways, and one that was left is new', () => {
  const renamed = renamedBy(rename('a', 'b'))
  expect(['a', 'b', 'c'].map(presentName(renamed, 'playlist'))).toEqual(['b', 'b', 'c'])
  expect(['a', 'b', 'c'].map(formerName(renamed, 'playlist'))).toEqual([null, 'a', 'c'])
  expect(['a', 'b'].map(formerName(renamed, 'param'))).toEqual(['a', 'b'])
})
