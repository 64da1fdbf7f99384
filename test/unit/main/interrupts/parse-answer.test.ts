import { describe, expect, test } from 'vitest'
import { parseAnswer } from '../../../../main/interrupts/parse-answer.ts'

describe('an answer to a confirmation', () => {
  test.each([
    [true, true],
    [1, true],
    ['1', true],
    ['yes', true],
    [' Yes ', true],
    ['Y', true],
    ['TRUE', true],
    [false, false],
    [0, false],
    ['0', false],
    ['no', false],
    ['N', false],
    ['false', false],
  ])('%o is %s', (raw, answer) => {
    expect(parseAnswer('confirmation', [], raw)).toEqual({ ok: true, value: answer })
  })

  test.each([2, -1, 0.5, NaN, '', 'maybe', '01', null, undefined, {}, [], [1], Symbol('1')])(
    '%o is refused with the words that are understood',
    (raw) => {
      expect(parseAnswer('confirmation', [], raw)).toMatchObject({
        ok: false,
        error: { code: 'interrupt/invalid', next: 'answer yes, no, 1 or 0' },
      })
    },
  )
})

describe('an answer to a clarification', () => {
  test.each([
    ['blue', 'blue'],
    ['  blue wash ', 'blue wash'],
    [12, '12'],
    ['no', 'no'],
  ])('%o is the text %o', (raw, answer) => {
    expect(parseAnswer('clarification', [], raw)).toEqual({ ok: true, value: answer })
  })

  test.each(['', '   ', true, false, null, undefined, {}, ['blue'], NaN])('%o is refused', (raw) => {
    expect(parseAnswer('clarification', [], raw)).toMatchObject({
      ok: false,
      error: { code: 'interrupt/invalid', what: 'it is answered with text' },
    })
  })

  test('may have 1000 characters and no more', () => {
    expect(parseAnswer('clarification', [], 'x'.repeat(1000))).toMatchObject({ ok: true })
    expect(parseAnswer('clarification', [], 'x'.repeat(1001))).toMatchObject({
      ok: false,
      error: { next: 'write up to 1000 characters' },
    })
  })
})

describe('a choice', () => {
  const choices = ['Left', 'Right', '1', 'left']

  test.each([
    ['Left', 'Left'],
    ['left', 'left'],
    ['RIGHT', 'Right'],
    [' right ', 'Right'],
    [2, 'Right'],
    ['2', 'Right'],
    [4, 'left'],
  ])('%o names %o', (raw, answer) => {
    expect(parseAnswer('clarification', choices, raw)).toEqual({ ok: true, value: answer })
  })

  test('is its text before it is a number', () => {
    expect(parseAnswer('clarification', choices, 1)).toEqual({ ok: true, value: '1' })
  })

  test.each([0, 5, -1, 1.5, '', 'Up', true, null, '1e0'])(
    '%o is none of them, and they are listed',
    (raw) => {
      expect(parseAnswer('clarification', choices, raw)).toMatchObject({
        ok: false,
        error: { code: 'interrupt/invalid', next: 'answer one of: 1 Left, 2 Right, 3 1, 4 left' },
      })
    },
  )
})
