import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compileExpression } from '../../../../main/expressions/expression.ts'
import { scopeOf } from './scope.ts'
import { formatFault } from '../../../../shared/base/result.ts'
import { runs } from '../../../support/property-runs.ts'

/** What an expression comes to, or its fault in one line. */
function valueOf(text: string, scope = scopeOf()): unknown {
  const compiled = compileExpression(text)
  if (!compiled.ok) return formatFault(compiled.error)
  const found = compiled.value.evaluate(scope)
  return found.ok ? found.value : formatFault(found.error)
}

describe('values', () => {
  test.each<[text: string, value: unknown]>([
    ['vars.n * 2', 4],
    ['event.payload.level > 3', true],
    ['event.payload.level + 1', 5.5],
    ['7 / 2', 3.5],
    ['7 % 4', 3],
    ['vars.n == 2.0', true],
    ['vars.n in [1, 2]', true],
    ['"n" in vars', true],
    ['"m" in vars', false],
    ['-vars.n', -2],
    ['0x10', 16],
    ['!vars.open', false],
    ['vars.open ? "open" : 0', 'open'],
    ['event.type == "lights.go" && event.source == "operator"', true],
    ['event.at', 120],
    ['now', 1_790_000_000_000],
    ['scheduler.id', 'foyer'],
    ['vars["title"] + "!"', 'Foyer!'],
    ['vars.people[1]', 'Ben'],
    ['event.payload.list', [1, 2, 3]],
    ['event.payload.fader', { hand: { left: 1 } }],
    ['event.payload.none == null', true],
    ['[1, 2.5, "a", null] + [true]', [1, 2.5, 'a', null, true]],
    ['{"a": 1, "b": {"c": vars.n}}', { a: 1, b: { c: 2 } }],
    ['{"a": [1, 2]} == {"a": [1, 2.0]}', true],
    ['1 == "1"', false],
    ['"b" > "a"', true],
  ])('%s', (text, value) => {
    expect(valueOf(text)).toEqual(value)
  })

  test.each<[text: string, timeZone: string, now: string, value: unknown]>([
    ['hour', 'UTC', '2026-05-01T18:30:59.999Z', 18],
    ['hour', 'Europe/Berlin', '2026-03-29T00:59:59Z', 1],
    ['hour', 'Europe/Berlin', '2026-03-29T01:00:00Z', 3],
    ['[hour, minute]', 'Europe/Berlin', '2026-10-25T00:30:00Z', [2, 30]],
    ['[hour, minute]', 'Europe/Berlin', '2026-10-25T01:30:00Z', [2, 30]],
    ['[hour, minute]', 'Asia/Kathmandu', '2026-05-01T18:30:00Z', [0, 15]],
    ['[weekday, date]', 'Europe/Berlin', '2026-05-01T22:00:00Z', ['sat', '2026-05-02']],
    ['[weekday, date]', 'America/New_York', '2027-01-01T04:59:59Z', ['thu', '2026-12-31']],
    ['date', 'Pacific/Apia', '2011-12-30T10:00:00Z', '2011-12-31'],
    ['hour >= 18 && weekday in ["fri", "sat"]', 'UTC', '2026-05-01T18:30:00Z', true],
    ['[1, 2].map(hour, hour * 2)', 'UTC', '2026-05-01T18:30:00Z', [2, 4]],
  ])('%s in %s at %s', (text, timeZone, now, value) => {
    expect(valueOf(text, scopeOf({ timeZone, now: Date.parse(now) }))).toEqual(value)
  })

  test('the local time is no function', () => {
    expect(valueOf('hour() > 3')).toContain('there is no function hour; write hour without brackets')
    expect(valueOf('hours > 3')).toContain('write hour if that was meant')
  })

  test('an expression without an event sees null', () => {
    expect(valueOf('event == null', scopeOf({ event: null }))).toBe(true)
    expect(valueOf('has(event.payload.level)', scopeOf({ event: null }))).toBe(false)
  })

  test('a thrown event has its key and name', () => {
    const event = { type: 'thrown.go', key: 'go', display_name: 'Go!', payload: null }
    expect(valueOf('event.key + event.display_name', scopeOf({ event }))).toBe('goGo!')
  })

  test('what comes out is a copy', () => {
    const event = { payload: { list: [1] } }
    const found = valueOf('event.payload', scopeOf({ event }))
    event.payload.list.push(2)
    expect(found).toEqual({ list: [1] })
  })
})

describe('functions and macros', () => {
  test.each<[text: string, value: unknown]>([
    ['size(vars.people)', 2],
    ['"grün🎈".size()', 5],
    ['size({"a": 1})', 1],
    ['vars.title.contains("oy")', true],
    ['vars.title.startsWith("Fo") && vars.title.endsWith("er")', true],
    ['vars.title.indexOf("y")', 2],
    ['"a-b-a".lastIndexOf("a")', 4],
    ['vars.title.substring(1, 3)', 'oy'],
    ['vars.title.substring(3)', 'er'],
    ['"ÄbC".lowerAscii() + "äb".upperAscii()', 'ÄbcäB'],
    ['" a ".trim()', 'a'],
    ['"a,b".split(",")', ['a', 'b']],
    ['vars.people.join(" & ")', 'Ada & Ben'],
    ['int("12") + int(3.9) + int(-3.9)', 12],
    ['double(" 2.5 ")', 2.5],
    ['string(0.1 + 0.2)', '0.3'],
    ['bool("true") && !bool("0")', true],
    ['round(2.5) + floor(2.5) + ceil(2.5) + abs(-1)', 9],
    ['min(3, 1, 2) + max(1, 2)', 3],
    ['event.payload.list.all(x, x > 0)', true],
    ['event.payload.list.exists(x, x == 2)', true],
    ['event.payload.list.exists_one(x, x > 1)', false],
    ['event.payload.list.filter(x, x >= vars.n)', [2, 3]],
    ['event.payload.list.map(x, x * 10)', [10, 20, 30]],
    ['event.payload.list.map(x, x > 1, x * 10)', [20, 30]],
    ['[[1, 2], [3]].map(x, x.map(y, y + size(x)))', [[3, 4], [4]]],
    ['event.payload.fader.map(name, name)', ['hand']],
    ['[1].map(event, event + 1)', [2]],
    ['has(vars.open)', true],
    ['has(vars.closed)', false],
    ['has(event.payload.fader.foot.left)', false],
  ])('%s', (text, value) => {
    expect(valueOf(text)).toEqual(value)
  })
})

describe('one operand that decides makes up for one that fails', () => {
  test.each<[text: string, value: unknown]>([
    ['event.payload.missing == 1 || vars.open', true],
    ['vars.open || event.payload.missing == 1', true],
    ['event.payload.missing == 1 && !vars.open', false],
    ['[1, "a", 3].exists(x, x > 2)', true],
    ['[1, "a"].all(x, x > 2)', false],
  ])('%s', (text, value) => {
    expect(valueOf(text)).toBe(value)
  })

  test('and where none decides it is the failure that is told', () => {
    expect(valueOf('event.payload.missing == 1 || !vars.open')).toBe(
      'expression/failed: character 15 of "event.payload.missing == 1 || !vars.open": ' +
        'event.payload has no field "missing"; test has(event.payload.missing) first',
    )
  })
})

describe('what cannot be read', () => {
  test.each<[text: string, fault: string]>([
    ['', 'character 1 of "": the expression is empty; write one, such as vars.open'],
    ['vars.n = 3', 'character 8 of "vars.n = 3": = is not expected here; compare with =='],
    ['vars.a & vars.b', 'character 8 of "vars.a & vars.b": & is not expected here; write && for and'],
    ['1 +', 'character 4 of "1 +": something is missing at the end; finish the expression'],
    ['(1 + 2', 'character 7 of "(1 + 2": ) is expected here, and not the end; write ) here'],
    ["'abc", `character 1 of "'abc": a text is not closed; close it with the quote that it began with`],
    ['1 if', 'character 3 of "1 if": if is not expected here; remove it'],
    ['“a”', 'character 1 of "“a”": “ is not expected here; use straight quotes'],
    ['while', 'character 1 of "while": while is a word of the language itself; use another name'],
    [
      'level > 3',
      'character 1 of "level > 3": nothing is called "level" here; a variable is vars.level, a field event.payload.level',
    ],
    [
      'var.open',
      'character 1 of "var.open": var is a word of the language itself; write vars if that was meant',
    ],
    [
      'event.paylod.level',
      'character 7 of "event.paylod.level": event never has a field "paylod"; write payload if that was meant',
    ],
    ['sise(vars)', 'character 1 of "sise(vars)": there is no function sise; write size if that was meant'],
    [
      'trim(vars.a)',
      'character 1 of "trim(vars.a)": there is no function trim; write it behind the value: value.trim(...)',
    ],
    [
      'vars.n.round()',
      'character 1 of "vars.n.round()": there is no function round; write round(...) around the value',
    ],
    [
      'round()',
      'character 1 of "round()": round takes 1 value in brackets, not 0; correct the number of values',
    ],
    [
      'vars.a.matches(vars.b)',
      'character 1 of "vars.a.matches(vars.b)": there is no function matches; ' +
        'use contains, startsWith or endsWith; patterns are not available',
    ],
    [
      'has(vars)',
      'character 1 of "has(vars)": has needs one field; write it such as has(event.payload.level)',
    ],
    [
      'vars.l.map(x)',
      'character 1 of "vars.l.map(x)": map needs a name for each entry and what to do with it; ' +
        'write it such as event.payload.list.map(x, x * 2)',
    ],
    ['3u', 'character 1 of "3u": such a value is not JSON; write a number or a text'],
    [
      '1'.repeat(2001),
      `character 1 of "${'1'.repeat(60)}…": the expression has over 2000 characters; use several, with variables between them`,
    ],
  ])('%s', (text, fault) => {
    expect(valueOf(text)).toBe(`expression/syntax: ${fault}`)
  })

  test.each([
    ['brackets nested 60 deep', '('.repeat(60) + '1' + ')'.repeat(60)],
    ['600 additions', `1${'+1'.repeat(600)}`],
    ['a list of 201 entries', `[1${',1'.repeat(200)}]`],
    ['a thousand negations', `${'!'.repeat(1000)}true`],
  ])('%s', (_what, text) => {
    expect(valueOf(text)).toContain('the expression is too large; use several, with variables between them')
  })
})

describe('what cannot be worked out', () => {
  test.each<[text: string, fault: string]>([
    [
      'event.payload.levle > 3',
      'character 15 of "event.payload.levle > 3": event.payload has no field "levle"; write level if that was meant',
    ],
    ['vars.opn', 'character 6 of "vars.opn": vars has no field "opn"; write open if that was meant'],
    [
      'event.payload["speed"]',
      'character 1 of "event.payload[\\"speed\\"]": event.payload has no field "speed"; test "speed" in event.payload first',
    ],
    [
      'event.payload.none.x',
      'character 1 of "event.payload.none.x": event.payload.none is null, so that it has no field "x"; ' +
        'check what event.payload.none holds',
    ],
    [
      'vars.people[2]',
      'character 1 of "vars.people[2]": vars.people has 2 entries and none at [2]; test size(vars.people) first',
    ],
    [
      '"n: " + vars.n',
      'character 1 of "\\"n: \\" + vars.n": + cannot join text and a number; make a text of the other by string(...)',
    ],
    [
      'vars.title * 2',
      'character 1 of "vars.title * 2": * needs two numbers, not text and a number; make a number of a text by double(...)',
    ],
    [
      '"oy" in vars.title',
      'character 1 of "\\"oy\\" in vars.title": in looks into a list or an object, not text; ask a text by contains(...)',
    ],
    [
      '1 / (vars.n - 2)',
      'character 1 of "1 / (vars.n - 2)": it divides by zero; test that the divisor is not 0 first',
    ],
    ['1e308 * 10', 'character 1 of "1e308 * 10": the number becomes too large; work with smaller ones'],
    [
      '!vars.n',
      'character 2 of "!vars.n": vars.n is a number where true or false is needed; compare it with something',
    ],
    [
      'int("twelve")',
      'character 1 of "int(\\"twelve\\")": int finds no number in the text; check what the field holds',
    ],
    [
      'vars.title.substring(9)',
      'character 1 of "vars.title.substring(9)": substring is asked for place 9 of a text of 5 characters; check what the fields hold',
    ],
  ])('%s', (text, fault) => {
    expect(valueOf(text)).toBe(`expression/failed: ${fault}`)
  })

  test('without an event it says so', () => {
    expect(valueOf('event.payload.level', scopeOf({ event: null }))).toBe(
      'expression/failed: character 1 of "event.payload.level": event is null, so that it has no field "payload"; ' +
        'no event made it fire: test event != null first',
    )
  })

  test('a condition that is neither true nor false says what it is', () => {
    const compiled = compileExpression('vars.n + 1')
    const held = compiled.ok && compiled.value.holds(scopeOf())
    expect(held).toEqual({
      ok: false,
      error: {
        code: 'expression/failed',
        where: 'character 1 of "vars.n + 1"',
        what: 'vars.n + 1 is a number where true or false is needed',
        next: 'compare it with something',
        at: 0,
      },
    })
  })
})

describe('nothing is reached but what the scope holds', () => {
  test.each([
    'vars.__proto__',
    'vars.constructor',
    'vars["constructor"]',
    'event.payload.toString',
    '"a".constructor',
    '[1].length',
    'vars.people.push',
    'vars.people["length"]',
    '{"__proto__": 1}',
    '{"constructor": 1}',
    'event.act',
    'event.payload.act',
    'process',
    'globalThis',
    'google.protobuf.Timestamp',
    'cel.bind(a, 1, a)',
    'constructor("return 1")',
    '"a".repeat(3)',
  ])('%s', (text) => {
    const event = { payload: { act: undefined }, act: () => 'done' }
    expect(valueOf(text, scopeOf({ event }))).toMatch(/^expression\/(?:syntax|failed): /)
  })

  test('what is no JSON does not come out', () => {
    const event = { payload: { act: () => 'done' } }
    expect(valueOf('event.payload', scopeOf({ event }))).toBe(
      'expression/failed: character 1 of "event.payload": it comes to nothing that JSON can hold; use another field',
    )
  })
})

describe('work is bounded, whatever is asked for', () => {
  const numbers = Array.from({ length: 10_000 }, (_, index) => index)
  const wide = Object.fromEntries(numbers.map((number) => [`key${number}`, number]))
  const scope = scopeOf({ vars: { numbers, again: [...numbers], wide, text: 'a'.repeat(1_000_000) } })
  const tooMuch = 'it takes too much work; go through shorter lists and texts'

  test.each([
    'vars.numbers.all(x, vars.numbers.all(y, vars.numbers.all(z, x + y + z >= 0)))',
    'vars.numbers.map(x, vars.numbers.map(y, x))',
    'vars.numbers.map(x, vars.numbers)',
    'vars.numbers.map(x, vars.wide)',
    'vars.numbers.all(x, vars.numbers == vars.again)',
    'vars.numbers.all(x, x in vars.numbers)',
    'vars.numbers.all(x, x.missing)',
    'vars.numbers.exists(x, vars.wide.zz || false) || true',
    'vars.numbers.all(x, size(vars.text) > 1)',
    'vars.numbers.all(x, vars.text.contains("a"))',
    'vars.numbers.map(x, vars.text).join(vars.text)',
    'vars.numbers.map(x, [x]).map(x, x + x).map(x, x + x).map(x, x + x)',
    `[[1]]${'.map(a, [a, a])'.repeat(24)} == [[1]]${'.map(a, [a, a])'.repeat(24)}`,
    `[1]${'.map(a, [a, a])'.repeat(24)}`,
  ])('%s', (text) => {
    expect(valueOf(text, scope)).toContain(tooMuch)
  })

  test.each([
    [`[vars.text]${'.map(a, a + a)'.repeat(20)}`, 'it makes a text of over 1000000 characters; join less'],
    [`[[1, 2]]${'.map(a, a + a)'.repeat(20)}`, 'it makes a list of over 10000 entries; join less'],
    ['vars.text.split("")', 'it makes a list of over 10000 entries; join less'],
    ['[vars.text, vars.text]', 'what comes out has over 1000000 characters; use a part of it'],
  ])('%s', (text, words) => {
    expect(valueOf(text, scope)).toContain(words)
  })

  test('an operand that decides does not make up for too much work', () => {
    const text = 'vars.numbers.exists(x, vars.numbers.exists(y, y < 0)) || true'
    expect(valueOf(text, scope)).toContain(tooMuch)
  })

  test('a list as long as an event has them is gone through', () => {
    expect(valueOf('vars.numbers.exists(x, x == 4000)', scope)).toBe(true)
  })
})

test('the variables that are read are known, but not those of a loop', () => {
  const text = 'vars.open && has(vars.title) && vars["n"] > 1 && [1].all(vars, vars > 0)'
  const compiled = compileExpression(text)
  expect(compiled.ok && compiled.value.reads).toEqual([
    { root: 'vars', name: 'open', at: 5 },
    { root: 'vars', name: 'title', at: 22 },
    { root: 'vars', name: 'n', at: 37 },
  ])
})

test('any text at all is worked out or refused, and never throws', () => {
  const word = fc.constantFrom(
    ...[
      'vars',
      'event',
      '.',
      'n',
      'payload',
      '(',
      ')',
      '[',
      ']',
      '{',
      '}',
      '"',
      "'",
      ' ',
      '1',
      '2.5',
      '+',
      '==',
      '&&',
    ],
    ...['||', '!', '?', ':', ',', 'has', 'map', 'size', 'in', 'null', 'true', 'x', '\\', '🎈', '\n'],
  )
  fc.assert(
    fc.property(fc.array(word, { maxLength: 30 }), (words) => {
      const compiled = compileExpression(words.join(''))
      if (compiled.ok) compiled.value.evaluate(scopeOf())
    }),
    runs(3000),
  )
})

test('numbers behave as those of JSON do', () => {
  const number = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 })
  fc.assert(
    fc.property(number, fc.integer({ min: -1000, max: 1000 }), (a, b) => {
      const scope = scopeOf({ vars: { a } })
      expect(valueOf(`vars.a + (${b})`, scope)).toBe(a + b)
      expect(valueOf(`vars.a * ${b}`, scope)).toBe(a * b)
      expect(valueOf(`vars.a > ${b}`, scope)).toBe(a > b)
    }),
  )
})
