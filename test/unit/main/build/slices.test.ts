import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Assembly, slicesOf } from '../../../../main/build/slices.ts'
import { FORBIDDEN_KEYS } from '../../../../shared/model/json.ts'
import { runs } from '../../../support/property-runs.ts'

function again(value: Record<string, unknown>, most: number): unknown {
  const assembly = new Assembly()
  for (const slice of slicesOf(value, most)) assembly.add(structuredClone(slice))
  return assembly.whole
}

test('any plain data is put together as it was, with its fields in their order', () => {
  const key = fc.string().filter((name) => !FORBIDDEN_KEYS.has(name))
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 5 },
      fc.oneof(fc.string({ maxLength: 300 }), fc.double({ noNaN: true }), fc.constantFrom(null, true)),
      fc.array(tie('tree'), { maxLength: 12 }),
      fc.dictionary(key, tie('tree'), { maxKeys: 12, noNullPrototype: true }),
    ),
  }))
  const whole = fc.dictionary(key, tree, { noNullPrototype: true })
  fc.assert(
    fc.property(whole, fc.integer({ min: 1, max: 40 }), (value, most) => {
      const result = again(value, most)
      expect(result).toEqual(value)
      expect(JSON.stringify(result)).toBe(JSON.stringify(value))
    }),
    runs(500),
  )
})

test('no piece is much larger than asked for, however the data is made', () => {
  const steps = Array.from({ length: 5000 }, (_, offset) => ({
    offset,
    payload: { args: ['x'.repeat(640)] },
  }))
  const playlists = [{ steps }, ...Array.from({ length: 3000 }, (_, id) => ({ id, steps: [{}] }))]
  const slices = [...slicesOf({ playlists, metadata: { long: 'y'.repeat(100_000) } }, 1000)]
  expect(slices.length).toBeGreaterThan(70)
  for (const slice of slices) expect(JSON.stringify(slice).length).toBeLessThan(180_000)
})
