import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DueHeap } from '../../../../shared/base/due-heap.ts'
import type { Due } from '../../../../shared/base/due-heap.ts'

const ITEMS = 40
const change = fc.record({
  item: fc.nat({ max: ITEMS - 1 }),
  dueAt: fc.option(fc.nat({ max: 20 }), { nil: null }),
})

const inDueOrder = (a: Due, b: Due): number => a.dueAt - b.dueAt || a.order - b.order

test('items come in due order, by order where these are equal, whatever was moved or taken out', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 200 }), fc.nat({ max: ITEMS }), (changes, limit) => {
      const items: Due[] = Array.from({ length: ITEMS }, (_, order) => ({ order, dueAt: 0, place: -1 }))
      const heap = new DueHeap<Due>()
      const inside = new Set<Due>()
      for (const { item, dueAt } of changes) {
        const due = items[item]!
        if (dueAt === null) {
          heap.remove(due)
          inside.delete(due)
        } else {
          due.dueAt = dueAt
          heap.set(due)
          inside.add(due)
        }
        const [next] = [...inside].sort(inDueOrder)
        expect(heap.first).toBe(next)
      }
      const sorted = [...inside].sort(inDueOrder)
      expect(heap.size).toBe(sorted.length)
      expect(heap.list(limit)).toEqual(sorted.slice(0, limit))
      for (const next of sorted) {
        expect(heap.first).toBe(next)
        heap.remove(next)
        expect(next.place).toBe(-1)
      }
      expect(heap.first).toBeUndefined()
    }),
  )
})

test('an emptied heap knows nothing of what was in it, which may be put in again', () => {
  const heap = new DueHeap<Due>()
  const item = { dueAt: 5, order: 1, place: -1 }
  heap.set(item)
  heap.clear()
  heap.remove(item)
  expect([heap.size, heap.first, item.place]).toEqual([0, undefined, -1])
  heap.set(item)
  expect(heap.list(10)).toEqual([item])
})
