import { describe, expect, test } from 'vitest'
import { AcceptedEdits } from '../../../../main/coordinator/accepted-edits.ts'
import type { Mutation } from '../../../../shared/model/mutations/mutation.ts'

const remove = (id: string): Mutation => ({ edit: 'remove', kind: 'playlist', id })

describe('accepted edits', () => {
  test('are known from any generation to any later one, in order', () => {
    const accepted = new AcceptedEdits()
    accepted.add(1, 2, remove('a'))
    accepted.add(2, 3, { edit: 'all', edits: [remove('b'), remove('c')] as never })
    expect(accepted.between(1, 3)).toEqual([
      { generation: 2, edits: [remove('a')] },
      { generation: 3, edits: [remove('b'), remove('c')] },
    ])
    expect(accepted.between(1, 2)).toHaveLength(1)
    expect(accepted.between(3, 3)).toEqual([])
  })

  test('do not lead over what was no edit, nor to what is not known', () => {
    const accepted = new AcceptedEdits()
    accepted.add(1, 2, remove('a'))
    accepted.add(3, 4, remove('b'))
    expect(accepted.between(1, 4)).toBe(null)
    expect(accepted.between(2, 3)).toBe(null)
    expect(accepted.between(3, 5)).toBe(null)
    expect(accepted.between(3, 4)).toHaveLength(1)
  })

  test('are kept up to a number and a size, the newest of them', () => {
    const few = new AcceptedEdits({ edits: 2, bytes: 1000 })
    for (const from of [1, 2, 3]) few.add(from, from + 1, remove('a'))
    expect(few.between(1, 4)).toBe(null)
    expect(few.between(2, 4)).toHaveLength(2)
    few.add(4, 5, remove('x'.repeat(2000)))
    expect(few.between(4, 5)).toBe(null)
    few.add(5, 6, remove('b'))
    expect(few.between(5, 6)).toHaveLength(1)
  })
})
