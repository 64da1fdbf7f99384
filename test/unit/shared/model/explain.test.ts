import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { explainIssue, fieldProblems, formatPath } from '../../../../shared/model/explain.ts'

const place = z.union([
  z.strictObject({ host: z.string(), port: z.number().int().max(65_535) }),
  z.strictObject({ self: z.literal(true) }),
])
const schema = z.strictObject({
  name: z.string().min(1).max(5).default('x'),
  items: z
    .array(z.strictObject({ offset: z.number().positive(), label: z.string().optional() }))
    .max(1)
    .default([]),
  places: z.record(z.string().regex(/^\w+$/, 'must be one word'), place).default({}),
  value: z.union([z.number(), z.string(), z.null()]).default(0),
  mode: z.enum(['on', 'off']).default('on'),
  at: z.union([z.string().max(5), z.strictObject({ exactly: z.string() })]).optional(),
  shape: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('dot') }),
      z.strictObject({ kind: z.literal('line'), length: z.number() }),
    ])
    .optional(),
})

function told(value: unknown): string[] {
  const parsed = schema.safeParse(value, { error: explainIssue })
  if (parsed.success) return []
  return [...fieldProblems(schema, parsed.error)].map(
    ({ path, what, next }) => `${formatPath(path)}: ${what}; ${next}`,
  )
}

describe('what a schema refused is told by field and in words', () => {
  test.each<[value: unknown, lines: string[]]>([
    [3, [': must be an object, not 3; correct the value']],
    [[], [': must be an object, not a list; correct the value']],
    [{ at: 'abcdef' }, ['at: must have at most 5 characters; correct the value']],
    [{ at: { exactly: 5 } }, ['at.exactly: must be text, not 5; correct the value']],
    [{ at: 5 }, ['at: must be text or an object; correct the value']],
    [{ name: '' }, ['name: must not be empty; correct the value']],
    [{ name: 'abcdef' }, ['name: must have at most 5 characters; correct the value']],
    [{ items: [{ offset: 0 }] }, ['items[0].offset: must be above 0; correct the value']],
    [{ items: [{}] }, ['items[0].offset: is missing; add it']],
    [{ items: [{ offset: 1 }, { offset: 2 }] }, ['items: must have at most 1 entry; correct the value']],
    [
      { items: [{ offset: 1, lable: 'x', zzz: 1 }] },
      [
        'items[0].lable: is not a field here; write label if that was meant',
        'items[0].zzz: is not a field here; remove it',
      ],
    ],
    [{ places: { 'a b': { self: true } } }, ['places["a b"]: must be one word; rename it']],
    [{ places: { a: {} } }, ['places.a.host: is missing; add it', 'places.a.port: is missing; add it']],
    [
      { places: { a: { host: 'h', port: 1.5 } } },
      ['places.a.port: must be a whole number, not 1.5; correct the value'],
    ],
    [
      { places: { a: { host: 'h', port: 70_000 } } },
      ['places.a.port: must be at most 65535; correct the value'],
    ],
    [
      { places: { a: { host: 'h', prot: 1 } } },
      [
        'places.a.port: is missing; add it',
        'places.a.prot: is not a field here; write port if that was meant',
      ],
    ],
    [{ places: { a: { self: false } } }, ['places.a.self: must be true; correct the value']],
    [{ places: { a: 'desk' } }, ['places.a: must be an object; correct the value']],
    [{ value: true }, ['value: must be a number, text or null; correct the value']],
    [{ shape: { kind: 'lime' } }, ['shape.kind: must be "dot" or "line"; correct the value']],
    [{ shape: { length: 1 } }, ['shape.kind: is missing; add it']],
    [{ shape: 'dot' }, ['shape: must be an object, not text; correct the value']],
    [{ shape: { kind: 'line' } }, ['shape.length: is missing; add it']],
    [{ mode: 'dim' }, ['mode: must be "on" or "off"; correct the value']],
  ])('%j', (value, lines) => {
    expect(told(value)).toEqual(lines)
  })
})

test.each<[path: PropertyKey[], text: string]>([
  [[], ''],
  [['playlists', 2, 'steps', 0, 'offset'], 'playlists[2].steps[0].offset'],
  [['events', 'lights.go'], 'events["lights.go"]'],
  [['metadata', ''], 'metadata[""]'],
  [['metadata', 'x'.repeat(100)], `metadata.${'x'.repeat(100)}`],
])('the path %j is written %j', (path, text) => {
  expect(formatPath(path)).toBe(text)
})
