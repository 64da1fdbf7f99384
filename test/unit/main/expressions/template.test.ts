import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compileTemplate, compileText } from '../../../../main/expressions/template.ts'
import type { Json } from '../../../../shared/model/json.ts'
import { formatFault } from '../../../../shared/base/result.ts'
import { scopeOf } from './scope.ts'

function filled(value: Json, scope = scopeOf()): unknown {
  const compiled = compileTemplate(value)
  if (!compiled.ok) return formatFault(compiled.error)
  const found = compiled.value.evaluate(scope)
  return found.ok ? found.value : formatFault(found.error)
}

describe('a text that is one expression keeps the type of its value', () => {
  test.each<[text: string, value: unknown]>([
    ['{{ vars.n }}', 2],
    ['{{vars.open}}', true],
    ['{{ event.payload.list }}', [1, 2, 3]],
    ['{{ event.payload.none }}', null],
    ['{{ {"a": {"b": vars.n}} }}', { a: { b: 2 } }],
    ['{{ {"a": {"b": vars.n}}}}', { a: { b: 2 } }],
    ['{{ "}}" }}', '}}'],
    ['{{ "{{" }}', '{{'],
    ["{{ '\\'}}' }}", "'}}"],
    ['{{ """a"}}""" }}', 'a"}}'],
  ])('%s', (text, value) => {
    expect(filled(text)).toEqual(value)
  })
})

describe('mixed text is joined', () => {
  test.each<[text: string, value: string]>([
    ['Hello {{ event.payload.name }}!', 'Hello Mia!'],
    ['{{ vars.n }}{{ vars.n }}', '22'],
    [' {{ vars.n }}', ' 2'],
    ['{{ 0.1 + 0.2 }} m', '0.3 m'],
    ['{{ 1.1 * 1.1 }} and {{ now }} and {{ 7 / 2 }}', '1.21 and 1790000000000 and 3.5'],
    ['<{{ event.payload.none }}>', '<>'],
    ['is {{ vars.open }}', 'is true'],
    ['{{ vars.people }} {{ event.payload.fader }}', '["Ada","Ben"] {"hand":{"left":1}}'],
    ['write {{ "{{" }} x }} for x', 'write {{ x }} for x'],
    ['no { braces } }} here', 'no { braces } }} here'],
  ])('%s', (text, value) => {
    expect(filled(text)).toBe(value)
  })
})

test('templates are found anywhere in lists and objects, and names of fields are none', () => {
  expect(
    filled({
      image: '{{ vars.title }}',
      deep: [{ '{{ x }}': '{{ vars.n }}' }, 1, null, '{{ event.payload.none }}'],
    }),
  ).toEqual({
    image: 'Foyer',
    deep: [{ '{{ x }}': 2 }, 1, null, null],
  })
})

test('what holds no expression is handed back as it is', () => {
  const value = { a: ['b', { c: 1 }], text: 'plain } text' }
  const compiled = compileTemplate(value)
  expect(compiled.ok && compiled.value.constant).toBe(true)
  const found = compiled.ok && compiled.value.evaluate(scopeOf())
  expect(found && found.ok && found.value).toBe(value)
})

describe('a template of text', () => {
  test.each([
    ['{{ vars.n }}', '2'],
    ['{{ event.payload.none }}', ''],
    ['plain', 'plain'],
    ['{{ vars.n }} of {{ 3 }}', '2 of 3'],
  ])('%s comes to text', (text, value) => {
    const compiled = compileText(text)
    const found = compiled.ok && compiled.value.evaluate(scopeOf())
    expect(found && found.ok && found.value).toBe(value)
  })
})

describe('faults say in which text, and where in it', () => {
  test.each<[what: string, value: Json, fault: string]>([
    [
      'never closed',
      'x {{ vars.n',
      'expression/syntax: character 3 of "x {{ vars.n": {{ is not closed; ' +
        'write }} behind the expression, or {{ "{{" }} where the signs themselves are meant',
    ],
    [
      'empty',
      '{{ }}',
      'expression/syntax: character 3 of "{{ }}": the expression is empty; write one, such as vars.open',
    ],
    [
      'nested',
      { a: ['ok', { b: 'n: {{ 1 + }}' }] },
      'expression/syntax: a[1].b: character 11 of "n: {{ 1 + }}": something is missing at the end; finish the expression',
    ],
    [
      'a missing field',
      { a: 'n: {{ vars.opn }}' },
      'expression/failed: a: character 12 of "n: {{ vars.opn }}": vars has no field "opn"; write open if that was meant',
    ],
    [
      'too many',
      '{{1}} '.repeat(1001),
      `expression/syntax: character 6001 of "${'{{1}} '.repeat(10)}…": it holds over 1000 expressions; split the text`,
    ],
  ])('%s', (_what, value, fault) => {
    expect(filled(value)).toBe(fault)
  })

  test('the fault carries the path and the place', () => {
    const compiled = compileTemplate({ a: [1, 'x {{ 1 + }}'] })
    expect(compiled).toEqual({
      ok: false,
      error: {
        code: 'expression/syntax',
        where: 'a[1]: character 10 of "x {{ 1 + }}"',
        what: 'something is missing at the end',
        next: 'finish the expression',
        at: 9,
        path: ['a', 1],
      },
    })
  })
})

test('the variables that are read are known with their places', () => {
  const compiled = compileTemplate({ a: 'x {{ vars.n }}', b: ['{{ vars.open }}'] })
  expect(compiled.ok && compiled.value.reads).toEqual([
    { root: 'vars', name: 'n', at: 10, path: ['a'] },
    { root: 'vars', name: 'open', at: 8, path: ['b', 0] },
  ])
})

describe('what comes out is bounded', () => {
  const scope = scopeOf({ vars: { text: 'a'.repeat(300_000), deep: nested(40) } })

  test('a million characters in all, what stands as it is counted in', () => {
    expect(
      filled({ a: '{{ vars.text }}', b: '{{ vars.text }}', c: '{{ vars.text }}' }, scope),
    ).toHaveProperty('c')
    expect(
      filled({ a: '{{ vars.text }}{{ vars.text }}', b: '{{ vars.text }}', c: 'x'.repeat(200_000) }, scope),
    ).toContain('what comes out has over 1000000 characters; use a part of it')
  })

  test('a million characters of a text that is joined', () => {
    const lines = '\n'.repeat(600_000)
    expect(filled({ a: '<{{ [vars.lines] }}>' }, scopeOf({ vars: { lines } }))).toBe(
      'expression/failed: a: character 1 of "<{{ [vars.lines] }}>": it makes a text of over 1000000 characters; join less',
    )
  })

  test('64 deep', () => {
    expect(filled(nested(20, '{{ vars.deep }}'), scope)).toEqual(nested(60))
    expect(filled(nested(30, '{{ vars.deep }}'), scope)).toContain(
      'what comes out is nested over 64 deep; use a part of it',
    )
  })

  test('the work of all expressions together', () => {
    const numbers = Array.from({ length: 1000 }, (_, index) => index)
    const list = Array.from({ length: 100 }, () => '{{ vars.numbers.exists(x, x < 0) }}')
    expect(filled(list, scopeOf({ vars: { numbers } }))).toContain('it takes too much work')
  })
})

function nested(depth: number, inner: Json = 0): Json {
  return depth === 0 ? inner : [nested(depth - 1, inner)]
}

test('any JSON without {{ comes back, and any with it never throws', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.string(), (value, text) => {
      const json = value as Json
      const found = filled(json)
      if (!JSON.stringify(json).includes('{{')) expect(found).toBe(json)
      filled([json, `{{${text}}}`, `${text}{{`])
    }),
  )
})
