import fc from 'fast-check'
import { expect, test } from 'vitest'
import { placeLayer } from '../../../../renderer/lib/layer-place.ts'

const room = { left: 0, top: 132, width: 1000, height: 600 }
const size = { width: 200, height: 100 }
const anchor = (left: number, top: number) => ({ left, top, width: 80, height: 30 })

test.each([
  ['below what opened it', anchor(300, 200), { left: 300, top: 234 }],
  ['above it where there is no room below', anchor(300, 690), { left: 300, top: 586 }],
  ['under the bars where it was opened from one of them', anchor(300, 10), { left: 300, top: 136 }],
  ['within the right edge', anchor(950, 200), { left: 796, top: 234 }],
  ['in the middle, rather high, where nothing opened it', null, { left: 400, top: 299 }],
])('a layer lies %s', (_where, opener, place) => {
  expect(placeLayer({ size, anchor: opener, room })).toEqual(place)
})

test('what grows stands where it is, however long it becomes', () => {
  const tops = [40, 300, 500].map((height) => {
    const place = placeLayer({ size: { width: 200, height }, anchor: null, room, grows: true })
    return place.top
  })
  expect(tops).toEqual([192, 192, 192])
})

test('a layer that fits its room lies within it, wherever it was opened', () => {
  const inRoom = fc.record({
    width: fc.integer({ min: 1, max: 990 }),
    height: fc.integer({ min: 1, max: 590 }),
    left: fc.integer({ min: -500, max: 1500 }),
    top: fc.integer({ min: -500, max: 1500 }),
  })
  fc.assert(
    fc.property(inRoom, ({ width, height, left, top }) => {
      const place = placeLayer({ size: { width, height }, anchor: anchor(left, top), room })
      expect(place.left).toBeGreaterThanOrEqual(room.left)
      expect(place.top).toBeGreaterThanOrEqual(room.top)
      expect(place.left + width).toBeLessThanOrEqual(room.left + room.width)
      expect(place.top + height).toBeLessThanOrEqual(room.top + room.height)
    }),
  )
})
