import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { freezeDeep, json, jsonObject } from '../../../../shared/model/json.ts'
import { isSameJson } from '../../../../shared/base/same-json.ts'
import { runs } from '../../../support/property-runs.ts'

function problem(schema: typeof json, value: unknown): { path: PropertyKey[]; message: string } | null {
  const { error } = schema.safeParse(value)
  return error?.issues[0] === undefined
    ? null
    : { path: error.issues[0].path, message: error.issues[0].message }
}

function nested(depth: number): unknown {
  let value: unknown = 0
  for (let level = 0; level < depth; level += 1) value = [value]
  return value
}

describe('a JSON value', () => {
  test('may be whatever JSON can hold, and comes out as it went in', () => {
    const allowed = fc
      .jsonValue({ maxDepth: 6 })
      .filter((value) => !/"(__proto__|constructor|prototype)":/.test(JSON.stringify(value)))
    fc.assert(
      fc.property(allowed, (value) => {
        const plain: unknown = JSON.parse(JSON.stringify(value))
        expect(json.parse(plain)).toEqual(plain)
      }),
    )
  })

  test.each<[what: string, value: unknown, path: PropertyKey[], message: string]>([
    ['nothing', undefined, [], 'is missing'],
    ['no number', { a: [1, Number.NaN] }, ['a', 1], 'must be a finite number'],
    ['a function', { a: () => 1 }, ['a'], 'must be plain JSON data'],
    ['a big integer', [1n], [0], 'must be plain JSON data'],
    ['a date', { a: { b: new Date(0) } }, ['a', 'b'], 'must be plain JSON data'],
    ['bytes', new Uint8Array(3), [], 'must be plain JSON data'],
    ['a gap in an object', { a: undefined }, ['a'], 'is missing'],
    [
      'a key that reaches the prototype',
      JSON.parse('{"a":{"__proto__":1}}'),
      ['a', '__proto__'],
      'this key is not allowed',
    ],
    ['an overlong key', { ['k'.repeat(1001)]: 1 }, ['k'.repeat(1001)], 'this key has over 1000 characters'],
    ['an overlong text', ['x'.repeat(1_000_001)], [0], 'must have at most 1000000 characters'],
    ['an overlong list', { a: new Array(65_537).fill(0) }, ['a'], 'must have at most 65536 entries'],
  ])('may not hold %s', (_, value, path, message) => {
    expect(problem(json, value)).toEqual({ path, message })
  })

  test('may be nested 64 deep and no deeper', () => {
    expect(problem(json, nested(64))).toBeNull()
    expect(problem(json, nested(65))?.message).toBe('must be nested at most 64 deep')
  })

  test('may not hold itself', () => {
    const loop: unknown[] = []
    loop.push(loop)
    expect(problem(json, loop)?.message).toBe('must be nested at most 64 deep')
  })

  test('may not hold one part so often that walking it would never end', () => {
    let value: unknown = 0
    for (let level = 0; level < 60; level += 1) value = [value, value]
    expect(problem(json, value)?.message).toBe('holds too many values')
  })
})

describe('a JSON object', () => {
  test.each([[[]], [null], ['x'], [3]])('is not %j', (value) => {
    expect(jsonObject.safeParse(value).success).toBe(false)
  })

  test('is checked inside like any value', () => {
    expect(problem(jsonObject, { a: Number.POSITIVE_INFINITY })).toEqual({
      path: ['a'],
      message: 'must be a finite number',
    })
  })
})

test('freezing reaches the innermost values', () => {
  const frozen = freezeDeep({ a: [{ b: 1 }] })
  expect(() => Object.assign(frozen.a[0] as object, { b: 2 })).toThrow(TypeError)
})

test('JSON values are the same where a comparison of any objects finds so', () => {
  const { tree: value } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom(0, -0, 1, '', 'a', true, false, null),
      fc.array(tie('tree'), { maxLength: 2 }),
      fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('tree'), { maxKeys: 2, noNullPrototype: true }),
    ),
  }))
  fc.assert(
    fc.property(value, value, (a, b) => {
      expect(isSameJson(a, b)).toBe(isDeepStrictEqual(a, b))
      expect(isSameJson(a, structuredClone(a))).toBe(true)
    }),
    runs(2000),
  )
})
