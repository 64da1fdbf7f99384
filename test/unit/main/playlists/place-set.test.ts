import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { PlaceSet } from '../../../../main/playlists/place-set.ts'

test('holds what a set of numbers holds', () => {
  const place = fc.integer({ min: 0, max: 20 })
  const act = fc.tuple(fc.constantFrom('add', 'add', 'add', 'delete', 'cut'), place)
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10 }), fc.array(act, { maxLength: 30 }), (begun, acts) => {
      const set = PlaceSet.upTo(begun)
      const model = new Set(Array.from({ length: begun }, (_, index) => index))
      for (const [what, at] of acts) {
        if (what === 'add') set.add(at)
        else if (what === 'delete') set.delete(at)
        else set.cut(at)
        if (what === 'add') model.add(at)
        else for (const own of model) if (own === at || (what === 'cut' && own > at)) model.delete(own)
        for (let index = 0; index < 22; index += 1) {
          expect(set.has(index)).toBe(model.has(index))
          let free = index
          while (model.has(free)) free += 1
          expect(set.freeFrom(index)).toBe(free)
          expect(set.countIn(index, 15)).toBe([...model].filter((own) => own >= index && own < 15).length)
        }
      }
    }),
  )
})

test('goes with what moved, and leaves what is gone', () => {
  const set = PlaceSet.upTo(5)
  set.add(8)
  const carried = { spans: Uint32Array.of(0, 10, 2, 3, 12, 1, 6, 0, 4), askedAnew: new Uint32Array() }
  const moved = set.carried(carried)
  const held = Array.from({ length: 20 }, (_, index) => index).filter((index) => moved.has(index))
  expect(held).toEqual([2, 10, 11, 12])
})
