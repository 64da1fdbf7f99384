import { expect, test } from 'vitest'
import { FormerNames } from '../../../../../shared/model/mutations/former-names.ts'
import { OPENING } from '../../../../../shared/model/show-change.ts'
import type { ShowChange } from '../../../../../shared/model/show-change.ts'

const renamed = (from: string, to: string): ShowChange => ({
  ...{ kind: 'edit', cause: 1 },
  renamed: [{ kind: 'target', from, to }],
})

test('what was renamed is found by all its names of before, until another is called so or another show is opened', () => {
  const names = new FormerNames('target')
  names.take(renamed('a', 'b'), ['b'], 10)
  names.take(renamed('b', 'c'), ['c'], 20)
  expect(['a', 'b', 'c', 'x'].map((name) => names.presentOf(name))).toEqual(['c', 'c', 'c', 'x'])
  expect(names.find('a')).toEqual({ name: 'c', at: 20 })
  names.take({ kind: 'edit', cause: 1 }, ['a', 'c'])
  expect([names.presentOf('a'), names.find('a')]).toEqual(['a', null])
  names.take(OPENING, [])
  expect(names.presentOf('b')).toBe('b')
})

test('names of another kind are others, and no more are remembered than messages may bear', () => {
  const names = new FormerNames('playlist')
  names.take(renamed('a', 'b'), [])
  expect(names.find('a')).toBeNull()
  const many = new FormerNames('target')
  for (let at = 0; at < 100; at += 1) many.take(renamed(`t${at}`, `u${at}`), [])
  expect([many.find('t35'), many.find('t36')?.name]).toEqual([null, 'u36'])
})
