import { describe, expect, test } from 'vitest'
import {
  marksOf,
  movedShort,
  movedText,
  openingText,
  goesText,
  paramText,
  reachOf,
  refusedText,
  valueText,
} from '../../../../renderer/lib/param-words.ts'
import { paramDefinition } from '../../../../shared/model/param.ts'
import type { ParamView } from '../../../../shared/model/param.ts'

const number = (fields: object) => paramDefinition.parse({ type: 'number', ...fields })
const blind = paramDefinition.parse({ type: 'boolean' })
const mood = paramDefinition.parse({ type: 'text', choices: ['calm', 'wild'] })
const any = paramDefinition.parse({ type: 'text' })

describe('a value', () => {
  test.each([
    [number({ max: 127, unit: 'dB' }), 64, '64.0 dB'],
    [number({}), 0.5, '0.500'],
    [number({ max: 10 }), 5.9, '5.90'],
    [number({ min: -1e6, max: 1e6 }), 1234.56, '1235'],
    [number({ max: 1e-20 }), 0, '0.000000000000'],
    [blind, true, 'on'],
    [blind, false, 'off'],
    [mood, 'wild', 'wild'],
    [any, '', 'empty'],
    [mood, 3, '3'],
  ])('of %j, %j, reads %j', (definition, value, text) => {
    expect(valueText(definition, value)).toBe(text)
  })

  test('at opening is as it was written', () => {
    expect(openingText(number({ default: 0.25 }))).toBe('opens at 0.25')
    expect(openingText(mood)).toBe('opens at calm')
    expect(openingText(blind)).toBe('opens off')
    expect(openingText(any)).toBe('opens empty')
  })

  test('may be anything that its definition says', () => {
    expect([number({ max: 127, unit: 'dB' }), blind, mood, any].map(paramText)).toEqual([
      '0 to 127 dB',
      'on or off',
      'one of calm, wild',
      'any text',
    ])
    expect([number({ max: 127, unit: 'dB' }), blind].map(goesText)).toEqual([
      'goes from 0 to 127 dB',
      'is on or off',
    ])
  })

  test('names the first few of many choices', () => {
    const choices = Array.from({ length: 40 }, (_, index) => `Look ${index + 1}`)
    expect(paramText({ ...mood, choices } as typeof mood)).toBe('one of Look 1, Look 2, Look 3 and 37 more')
  })
})

describe('a bar', () => {
  test.each([
    ['begins at the lower end', { max: 10 }, 5, { from: 0, to: 0.5, at: 0.5 }],
    [
      'begins at 0 where the range goes both ways',
      { min: -10, max: 10 },
      -5,
      { from: 0.25, to: 0.5, at: 0.25 },
    ],
    [
      'begins at the upper end of what is negative',
      { min: -10, max: -2 },
      -4,
      { from: 0.75, to: 1, at: 0.75 },
    ],
    ['stays within', { max: 10 }, 12, { from: 0, to: 1, at: 1 }],
  ])('%s', (_, fields, value, reach) => {
    expect(reachOf(number(fields), value)).toEqual(reach)
  })

  test('there is of numbers only', () => {
    expect(reachOf(mood, 'calm')).toBe(null)
    expect(reachOf(number({}), 'calm')).toBe(null)
  })

  test('of states has a mark for each, unless they are too many', () => {
    expect(marksOf(mood, 'wild')).toEqual([false, true])
    expect(marksOf(blind, true)).toEqual([true])
    expect(marksOf(any, 'wild')).toEqual([])
    const choices = Array.from({ length: 17 }, (__, place) => String(place))
    expect(marksOf(paramDefinition.parse({ type: 'text', choices }), '3')).toEqual([])
  })
})

describe('who', () => {
  const at = (fields: Partial<ParamView>): ParamView => ({
    ...{
      name: 'level',
      value: 1,
      committed: 1,
      moving: false,
      by: null,
      changedAt: null,
      fade: null,
      refused: null,
    },
    ...fields,
  })

  test.each([
    [{}, 'as it opened'],
    [{ by: 'FOH tablet', changedAt: 3000 }, 'FOH tablet, 2 s ago'],
    [{ by: 'rule:house/open', changedAt: 5000 }, 'rule house / open, 0 s ago'],
    [{ by: 'show', changedAt: 5000 }, 'the show, 0 s ago'],
    [{ by: 'FOH tablet', changedAt: 5000, moving: true }, 'FOH tablet is moving it'],
  ])('%j is "%s"', (fields, words) => {
    expect(movedText(at(fields), 5000)).toBe(words)
  })

  test.each<[Partial<ParamView>, readonly [string, string]]>([
    [{}, ['', '']],
    [{ by: 'Chromium on Linux 3f2', changedAt: 3000 }, ['Chromium 3f2', '2 s ago']],
    [{ by: 'Desktop app on macOS', changedAt: 3000 }, ['Desktop app', '2 s ago']],
    [{ by: 'FOH on the balcony', changedAt: 3000, moving: true }, ['FOH on the balcony', 'moves it']],
  ])('where there is little room, %j is %j', (fields, words) => {
    expect(movedShort(at(fields), 5000)).toEqual(words)
  })

  const refused = { value: '200', by: 'Companion', what: 'must be a number from 0 to 127', at: 3000 }

  test('sent what was refused stands until something was taken, and a while beside what is taken since', () => {
    const words = 'refused 200: must be a number from 0 to 127 (Companion, 59 min ago)'
    expect(refusedText(at({}), 5000)).toBe(null)
    expect(refusedText(at({ refused }), 3000 + 3_599_000)).toBe(words)
    expect(refusedText(at({ refused, changedAt: 3500 }), 13_000)).toContain('10 s ago')
    expect(refusedText(at({ refused, changedAt: 3500 }), 13_001)).toBe(null)
    expect(refusedText(at({ refused, changedAt: 2000 }), 99_999)).not.toBe(null)
  })
})
