import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { repeatedKeys, syntaxProblem } from '../../../../shared/base/json-syntax.ts'
import { runs } from '../../../support/property-runs.ts'

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

describe('a text that is not JSON', () => {
  test.each([
    ['{"a": 1,}', 1, 8, 'there is a comma before }'],
    ['[1, 2,\n]', 1, 6, 'there is a comma before ]'],
    ['{\n  "a": 1\n  "b": 2\n}', 3, 3, 'a comma or } should stand here, not "'],
    ['{"a": tru}', 1, 7, 'a value should stand here, not tru'],
    ["{'a': 1}", 1, 2, "a field name in double quotes should stand here, not '"],
    ['{"a" 1}', 1, 6, 'a colon after the field name should stand here, not 1'],
    ['{"a": 1 // one\n}', 1, 9, 'JSON has no comments'],
    ['{"a": [1, 2', 1, 12, 'the text ends where a comma or ] should follow'],
    ['{"a": "b', 1, 7, 'this text has no closing quote, or holds a line break or a bad \\ escape'],
    ['{} {}', 1, 4, 'there is more text after its end'],
    ['[01]', 1, 2, 'a value should stand here, not 01'],
  ])('%j breaks off at line %i, column %i', (text, line, column, what) => {
    expect(syntaxProblem(text)).toEqual({ line, column, what })
  })
})

describe('agrees with the parser on what is JSON', () => {
  test('for JSON in any layout', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(0, 2, '\t'), (value, indent) => {
        expect(syntaxProblem(JSON.stringify(value, null, indent))).toBeNull()
      }),
    )
  })

  test('for JSON with characters put in or taken out', () => {
    const edit = fc.record({
      at: fc.nat(),
      put: fc.constantFrom('', ',', '"', ']', '}', '0', '-', '.', 'e', ' ', '\\', '\n'),
    })
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), edit, (json, { at, put }) => {
        const place = at % (json.length + 1)
        const text = json.slice(0, place) + put + json.slice(put === '' ? place + 1 : place)
        expect(syntaxProblem(text) === null).toBe(isJson(text))
      }),
      runs(2000),
    )
  })

  test('for texts of JSON characters', () => {
    const text = fc.string({
      unit: fc.constantFrom(...Array.from('[]{}",:0.1e+-\\u truefalsn')),
      maxLength: 12,
    })
    fc.assert(
      fc.property(text, (sample) => {
        expect(syntaxProblem(sample) === null).toBe(isJson(sample))
      }),
      runs(5000),
    )
  })
})

describe('fields that are written twice', () => {
  const found = (text: string): string[] =>
    repeatedKeys(text).map(
      ({ path, first, again }) =>
        `${path.join('.')} ${first.line}:${first.column} ${again.line}:${again.column}`,
    )

  test.each([
    ['{"a":1,"b":2}', []],
    ['{"a":1,"a":2}', ['a 1:2 1:8']],
    ['{"a":{"x":1},"b":{"x":1}}', []],
    ['{\n  "a": 1,\n  "b": [{}, {"c": 1,\n"c": 2}],\n  "a": 3\n}', ['b.1.c 3:14 4:1', 'a 2:3 5:3']],
    ['{"a":1,"\\u0061":2}', ['a 1:2 1:8']],
    ['{"\\/":1,"/":2,"\\u002f":3,"\\u002F":4}', ['/ 1:2 1:9', '/ 1:2 1:15', '/ 1:2 1:26']],
    ['{"\\ud83c\\udfad":1,"\u{1f3ad}":2}', ['\u{1f3ad} 1:2 1:19']],
    ['{"":1,"":2}', [' 1:2 1:7']],
    ['{"a":"b:c","b":"a:{\\"a\\":1}"}', []],
    ['{"A":1,"a":2," a":3}', []],
  ])('%j: %j', (text, repeated) => {
    expect(found(text)).toEqual(repeated)
  })

  test('of many the first twenty are enough', () => {
    expect(repeatedKeys(`{${'"a":1,'.repeat(100_000)}"a":1}`)).toHaveLength(20)
  })
})
