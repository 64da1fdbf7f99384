import { describe, expect, test } from 'vitest'
import { changeNames, changeNamesInText } from '../../../../../shared/model/mutations/expression-names.ts'
import type { NameChange } from '../../../../../shared/model/mutations/expression-names.ts'

const toB: NameChange = (root, name) => (root === 'params' && name === 'a' ? 'b' : name)
const toDashed: NameChange = (_, name) => (name === 'a' ? 'b-c' : name)

describe('names in an expression', () => {
  test.each([
    ['params.a + params.ab', 'params.b + params.ab'],
    ['vars.a + params . a', 'vars.a + params . b'],
    ['event.params.a', 'event.params.a'],
    ['"params.a" + params["a"] + params[ \'a\' ]', '"params.a" + params["b"] + params[ \'b\' ]'],
    ['"\\"params.a" + params.a', '"\\"params.a" + params.b'],
    ['"""params.a "" """ + params.a', '"""params.a "" """ + params.b'],
    ['params.a // params.a', 'params.b // params.a'],
    ['"never closed params.a', '"never closed params.a'],
    ['has(params.a) ? [params.a] : []', 'has(params.b) ? [params.b] : []'],
  ])('%s', (expression, changed) => {
    expect(changeNames(expression, toB)).toBe(changed)
  })

  test('that is no plain word is written in brackets', () => {
    expect(changeNames('params.a > 3', toDashed)).toBe('params["b-c"] > 3')
  })
})

describe('names in a text', () => {
  test.each([
    ['params.a', 'params.a'],
    ["it's {{ params.a }}, isn't {{params.a}}", "it's {{ params.b }}, isn't {{params.b}}"],
    ['{{ {"x": {"y": params.a}} }} params.a', '{{ {"x": {"y": params.b}} }} params.a'],
    ['{{ "}}" + params.a }}', '{{ "}}" + params.b }}'],
    ['{{ params.a', '{{ params.a'],
  ])('%s', (text, changed) => {
    expect(changeNamesInText(text, toB)).toBe(changed)
  })
})

test('a long text of quotes takes no longer than its length', () => {
  const text = `{{ ${'"""'.repeat(300_001)} params.a }}`
  expect(changeNamesInText(text, toB)).toBe(text)
})
