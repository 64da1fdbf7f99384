import { expect, test } from 'vitest'
import { fitText, heightOf } from '../../../../../../main/peripherals/hid/deck/fit-text.ts'
import { letters } from '../../../../../support/deck-faces.ts'

const ROOM = { width: 64, height: 44, sizes: [24, 18, 13], lines: 3 }

test('as large as it fits, wrapped between words', () => {
  expect(fitText(letters, 'Rain', ROOM)).toEqual({ size: 24, lines: ['Rain'], isWhole: true })
  expect(fitText(letters, 'House to half', ROOM)).toEqual({
    ...{ size: 18, lines: ['House', 'to half'], isWhole: true },
  })
  expect(fitText(letters, 'Scene_two', ROOM)).toMatchObject({ lines: ['Scene_', 'two'], isWhole: true })
})

test('what is too long for the smallest size is cut, and says so', () => {
  expect(fitText(letters, 'Thunder and lightning over the hills', ROOM)).toEqual({
    ...{ size: 13, lines: ['Thunder', 'and', 'lightnin…'], isWhole: false },
  })
  expect(fitText(letters, 'Donaudampfschifffahrt', { ...ROOM, lines: 1 }).lines).toEqual(['Donaud…'])
  const broken = fitText(letters, 'Donaudampfschifffahrt', ROOM)
  expect(broken.lines.join('')).toBe('Donaudampfschifffahrt')
})

test('nothing is wider or higher than its room, whatever the text', () => {
  const texts = [
    'W'.repeat(60),
    '🎭🎭🎭🎭🎭🎭🎭🎭🎭🎭🎭🎭',
    '\u0000\n\t  x',
    'e\u0301'.repeat(30),
    '-/-/-/_._._.',
    '日本語',
  ]
  for (const text of texts) {
    for (const height of [1, 13, 30, 44]) {
      const fitted = fitText(letters, text, { ...ROOM, height })
      for (const line of fitted.lines) expect(letters.widthOf(line, fitted.size)).toBeLessThanOrEqual(64)
      if (height >= 13) expect(heightOf(fitted)).toBeLessThanOrEqual(height)
      expect(fitted.size).toBeGreaterThanOrEqual(13)
      expect(fitted.lines.join('').isWellFormed()).toBe(true)
    }
  }
})

test('no text is no line', () => {
  expect(fitText(letters, ' \n ', ROOM).lines).toEqual([])
})

test('an accent of its own becomes part of its letter', () => {
  expect(fitText(letters, 'e\u0301te\u0301', ROOM).lines).toEqual(['été'])
})
