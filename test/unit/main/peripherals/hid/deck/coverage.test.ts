import { expect, test } from 'vitest'
import { coverageOf } from '../../../../../../main/peripherals/hid/deck/coverage.ts'
import type { Contour } from '../../../../../../main/peripherals/hid/deck/coverage.ts'

const square = (left: number, top: number, side: number): Contour => [
  { x: left, y: top },
  { x: left + side, y: top },
  { x: left + side, y: top + side },
  { x: left, y: top + side },
]

test('pixels count by how much of them lies within', () => {
  expect(coverageOf([square(1.5, -1, 2)])).toEqual({
    ...{ left: 1, top: -1, width: 3, height: 2 },
    cover: Uint8Array.of(128, 255, 128, 128, 255, 128),
  })
  // A quarter of a pixel, in the middle of it.
  expect([...coverageOf([square(0.25, 0.25, 0.5)]).cover]).toEqual([64])
})

test('what runs the other way is a hole, and what overlaps counts once', () => {
  expect([...coverageOf([square(0, 0, 3), square(1, 1, 1).toReversed()]).cover]).toEqual([
    255, 255, 255, 255, 0, 255, 255, 255, 255,
  ])
  expect([...coverageOf([square(0, 0, 1), square(0, 0, 1)]).cover]).toEqual([255])
})

test('nothing is an empty picture', () => {
  expect(coverageOf([])).toMatchObject({ width: 0, height: 0 })
})
