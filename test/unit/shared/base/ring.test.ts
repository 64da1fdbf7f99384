import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Ring } from '../../../../shared/base/ring.ts'

test('the newest push the oldest out', () => {
  const ring = new Ring<string>(2)
  expect(ring.push('a')).toBeUndefined()
  expect(ring.push('b')).toBeUndefined()
  expect(ring.push('c')).toBe('a')
  expect([...ring.newestFirst()]).toEqual(['c', 'b'])
  expect([...ring.oldestFirst()]).toEqual(['b', 'c'])
})

test('a ring holds at least one item, and a whole number of them', () => {
  for (const capacity of [0, -1, 1.5, Number.NaN]) expect(() => new Ring(capacity)).toThrow(RangeError)
  const one = new Ring<number>(1)
  one.push(1)
  expect(one.push(2)).toBe(1)
  expect([...one.newestFirst()]).toEqual([2])
})

test('clearing empties it for good', () => {
  const ring = new Ring<number>(3)
  for (const item of [1, 2, 3, 4]) ring.push(item)
  ring.clear()
  expect(ring.size).toBe(0)
  expect([...ring.oldestFirst()]).toEqual([])
  expect(ring.push(5)).toBeUndefined()
  expect([...ring.oldestFirst()]).toEqual([5])
})

test('it always holds the tail of what was pushed', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), fc.array(fc.nat(), { maxLength: 40 }), (capacity, items) => {
      const ring = new Ring<number>(capacity)
      for (const item of items) ring.push(item)
      expect([...ring.oldestFirst()]).toEqual(items.slice(-capacity))
      expect([...ring.newestFirst()]).toEqual(items.slice(-capacity).reverse())
      expect(ring.size).toBe(Math.min(capacity, items.length))
    }),
  )
})
