import { expect, test } from 'vitest'
import type { Edit } from '../../../../../shared/model/mutations/mutation.ts'
import {
  formerName,
  presentName,
  renamedBack,
  renamedBy,
} from '../../../../../shared/model/mutations/renamed.ts'

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

test('what is in a scheduler is told by the name that the scheduler then has', () => {
  const rule = (id: string, to: string, inside: string): Edit => ({
    edit: 'rename',
    kind: 'rule',
    id,
    to,
    in: inside,
  })
  const scheduler: Edit = { edit: 'rename', kind: 'scheduler', id: 'foyer', to: 'hall' }
  const both = [
    { kind: 'rule', in: 'hall', from: 'a', to: 'b' },
    { kind: 'scheduler', in: undefined, from: 'foyer', to: 'hall' },
  ]
  const first = renamedBy({ edit: 'all', edits: [rule('a', 'b', 'foyer'), scheduler] })
  const last = renamedBy({ edit: 'all', edits: [scheduler, rule('a', 'b', 'hall')] })
  expect(first).toEqual(both)
  expect(last).toEqual(both.toReversed())
  expect(renamedBack(first)).toEqual([
    { kind: 'rule', in: 'foyer', from: 'b', to: 'a' },
    { kind: 'scheduler', in: undefined, from: 'hall', to: 'foyer' },
  ])
  expect(formerName(first, 'rule', 'hall')('b')).toBe('a')
  expect(formerName(first, 'rule', 'bar')('b')).toBe('b')
  const gone: Edit = { edit: 'remove', kind: 'scheduler', id: 'hall' }
  expect(renamedBy({ edit: 'all', edits: [rule('a', 'b', 'foyer'), scheduler, gone] })).toEqual([])
})
