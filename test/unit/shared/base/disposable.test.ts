import { expect, test } from 'vitest'
import { dispose, disposable } from '../../../../shared/base/disposable.ts'

test('it ends once, however often it is disposed', () => {
  let ends = 0
  const owned = disposable('thing', () => {
    ends += 1
  })
  owned[Symbol.dispose]()
  dispose(owned)
  expect(ends).toBe(1)
})

test('disposing nothing is nothing', () => {
  expect(() => {
    dispose(null)
    dispose(undefined)
  }).not.toThrow()
})
