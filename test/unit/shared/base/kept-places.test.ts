import fc from 'fast-check'
import { expect, test } from 'vitest'
import { NEW, keptPlaces } from '../../../../shared/base/kept-places.ts'

const things = Array.from({ length: 8 }, (_, id) => ({ id }))
const list = fc.shuffledSubarray(things)

test('each member is found where it was, and only where it was', () => {
  fc.assert(
    fc.property(list, list, (before, after) => {
      const expected = after.map((member) => (before.includes(member) ? before.indexOf(member) : NEW))
      const { from, fresh, inPlace } = keptPlaces(before, after)
      expect([...from]).toEqual(expected)
      expect(fresh).toEqual([...expected.keys()].filter((place) => expected[place] === NEW))
      const stays = expected.every((from, place) => from === NEW || from === place)
      expect(inPlace).toBe(before.length === after.length && stays)
    }),
  )
})

test('what is equal but another object is new', () => {
  expect([...keptPlaces([{ id: 1 }], [{ id: 1 }]).from]).toEqual([NEW])
})

test('no two members have the same place', () => {
  const some = fc.array(fc.constantFrom(...things), { maxLength: 12 })
  fc.assert(
    fc.property(some, some, (before, after) => {
      const places = [...keptPlaces(before, after).from].filter((place) => place !== NEW)
      expect(new Set(places).size).toBe(places.length)
      for (const [index, place] of keptPlaces(before, after).from.entries())
        if (place !== NEW) expect(before[place]).toBe(after[index])
    }),
  )
})
