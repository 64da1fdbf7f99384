import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DueHeap } from '../../../../main/playlists/due-heap.ts'
import type { Due } from '../../../../main/playlists/due-heap.ts'

const change = fc.record({ item: fc.nat({ max: 9 }), dueAt: fc.option(fc.nat({ max: 20 }), { nil: null }) })

test('the first item is the one that is due next, by order where due times are equal, whatever was moved or removed', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 60 }), (changes) => {
      const items: Due[] = Array.from({ length: 10 }, (_, order) => ({ order, dueAt: 0, place: -1 }))
      const heap = new DueHeap<Due>()
      const inside = new Set<Due>()
      for (const { item, dueAt } of changes) {
        const due = items[item] as Due
        if (dueAt === null) {
          heap.remove(due)
          inside.delete(due)
        } else {
          due.dueAt = dueAt
          heap.set(due)
          inside.add(due)
        }
        const [next] = [...inside].sort((a, b) => a.dueAt - b.dueAt || a.order - b.order)
        expect(heap.first).toBe(next)
      }
    }),
  )
})
