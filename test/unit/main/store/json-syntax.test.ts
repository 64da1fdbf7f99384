import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { syntaxProblem } from '../../../../main/store/json-syntax.ts'

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
    ['{} {}', 1, 4, 'there is more text after the end of the show'],
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
      { numRuns: 2000 },
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
      { numRuns: 5000 },
    )
  })
})
