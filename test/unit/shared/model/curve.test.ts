// Curves of bindings: what they come to, that they never fall, and that they lead back.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { curve, shapeOf } from '../../../../shared/model/curve.ts'
import type { Curve } from '../../../../shared/model/curve.ts'

const table: Curve = [
  [0, 0],
  [0.5, 0.2],
  [1, 1],
]

describe('a curve comes to', () => {
  test.each([
    ['linear', 'linear', 0.25, 0.25],
    ['S', 'S', 0.25, 0.15625],
    ['a table', table, 0.75, 0.6],
  ] as const)('%s', (_, wanted, travel, value) => {
    expect(shapeOf(wanted as Curve, 0, 1).at(travel)).toBeCloseTo(value, 12)
  })

  test('equal ratios where it is logarithmic: half way from 20 to 20,000 Hz is 632', () => {
    expect(20 + 19_980 * shapeOf('logarithmic', 20, 20_000).at(0.5)).toBeCloseTo(632.456, 3)
  })

  test('the nearest end beyond its travel, and the beginning for what is no number', () => {
    const { at } = shapeOf('S', 0, 1)
    expect([at(-5), at(7), at(NaN), at(Infinity)]).toEqual([0, 1, 0, 1])
  })
})

const points = fc
  .array(
    fc.tuple(fc.double({ min: 0.001, max: 0.999, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
    {
      maxLength: 6,
    },
  )
  .map((inner): Curve => {
    const xs = [...new Set(inner.map(([x]) => x))].sort((a, b) => a - b)
    const ys = inner.map(([, y]) => y).sort((a, b) => a - b)
    return [[0, 0], ...xs.map((x, index): [number, number] => [x, ys[index] ?? 1]), [1, 1]]
  })
const curves = fc.oneof(fc.constantFrom<Curve>('linear', 'logarithmic', 'S'), points)
const share = fc.double({ min: 0, max: 1, noNaN: true })
const end = fc.double({ min: -1000, max: 1000, noNaN: true })

describe('whatever the curve', () => {
  test('it never falls, and stays within its ends', () => {
    fc.assert(
      fc.property(curves, end, end, share, share, (wanted, low, high, a, b) => {
        const { at } = shapeOf(wanted, low, high)
        const [first, second] = a < b ? [at(a), at(b)] : [at(b), at(a)]
        expect(first).toBeLessThanOrEqual(second + 1e-9)
        expect(first).toBeGreaterThanOrEqual(0)
        expect(second).toBeLessThanOrEqual(1)
      }),
    )
  })

  test('its inverse leads back to the same value', () => {
    fc.assert(
      fc.property(curves, share, (wanted, travel) => {
        const shape = shapeOf(wanted, 0, 1)
        const value = shape.at(travel)
        expect(shape.at(shape.inverse(value))).toBeCloseTo(value, 6)
      }),
    )
  })
})

test.each([
  [
    'falls',
    [
      [0, 0],
      [0.5, 0.5],
      [1, 0.4],
    ],
  ],
  [
    'does not begin at 0',
    [
      [0.1, 0],
      [1, 1],
    ],
  ],
  [
    'stands still along the way',
    [
      [0, 0],
      [0.5, 0],
      [0.5, 1],
      [1, 1],
    ],
  ],
])('a table that %s is refused', (_, given) => {
  expect(curve.safeParse(given).success).toBe(false)
})
