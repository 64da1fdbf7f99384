import { describe, expect, test } from 'vitest'
import { chordOf, chordWords } from '../../../../renderer/lib/chords.ts'

const plain = { repeat: false, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false }
const shift = { shiftKey: true }
const ctrl = { ctrlKey: true }

type Row = readonly [key: string, code: string, held: Partial<typeof plain>, chord: string | null]

const US: readonly Row[] = [
  [' ', 'Space', {}, 'Space'],
  ['Escape', 'Escape', {}, 'Escape'],
  ['p', 'KeyP', {}, 'P'],
  ['P', 'KeyP', shift, 'Shift+P'],
  ['P', 'KeyP', {}, 'P'],
  ['?', 'Slash', shift, '?'],
  ['/', 'Slash', {}, '/'],
  ['1', 'Digit1', {}, '1'],
  ['!', 'Digit1', shift, '!'],
  ['.', 'Period', {}, '.'],
  ['ArrowUp', 'ArrowUp', shift, 'Shift+ArrowUp'],
  ['ArrowLeft', 'ArrowLeft', { altKey: true }, 'Alt+ArrowLeft'],
  ['z', 'KeyZ', ctrl, 'Ctrl+Z'],
  ['Z', 'KeyZ', { ...ctrl, ...shift }, 'Ctrl+Shift+Z'],
  ['k', 'KeyK', { metaKey: true }, 'Ctrl+K'],
  ['k', 'KeyK', { ...ctrl, metaKey: true }, null],
  ['5', 'Numpad5', {}, '5'],
  ['F2', 'F2', {}, 'F2'],
  ['Shift', 'ShiftLeft', shift, null],
]
/** The upper row writes signs and accented letters, and digits with Shift. */
const AZERTY: readonly Row[] = [
  ['&', 'Digit1', {}, '1'],
  ['é', 'Digit2', {}, '2'],
  ['à', 'Digit0', {}, '0'],
  ['2', 'Digit2', shift, '2'],
  ['a', 'KeyQ', {}, 'A'],
  ['z', 'KeyW', ctrl, 'Ctrl+Z'],
  ['?', 'KeyM', shift, '?'],
  ['/', 'Period', shift, '/'],
  ['.', 'Comma', shift, '.'],
  ['m', 'Semicolon', {}, 'M'],
]
const QWERTZ: readonly Row[] = [
  ['y', 'KeyZ', {}, 'Y'],
  ['z', 'KeyY', ctrl, 'Ctrl+Z'],
  ['/', 'Digit7', shift, '/'],
  ['?', 'Minus', shift, '?'],
  ['7', 'Digit7', {}, '7'],
  ['ö', 'Semicolon', {}, 'Ö'],
  // AltGr writes signs; on Windows it looks like Control and Alt.
  ['@', 'KeyQ', { ...ctrl, altKey: true }, null],
]
const CYRILLIC: readonly Row[] = [
  ['ы', 'KeyS', {}, 'S'],
  ['Ы', 'KeyS', shift, 'Shift+S'],
  ['З', 'KeyP', {}, 'P'],
  ['л', 'KeyK', ctrl, 'Ctrl+K'],
  ['я', 'KeyZ', ctrl, 'Ctrl+Z'],
  ['?', 'Digit7', shift, '?'],
  ['7', 'Digit7', {}, '7'],
]
const OTHERS: readonly Row[] = [
  ['ש', 'KeyA', {}, 'A'],
  ['۱', 'Digit1', {}, '1'],
  ['ě', 'Digit2', {}, '2'],
  // BÉPO writes the sign where a digit is.
  ['/', 'Digit9', {}, '/'],
  // Alt with a letter writes characters on a Mac.
  ['π', 'KeyP', { altKey: true }, null],
  ['Dead', 'BracketLeft', {}, null],
  ['Process', 'KeyS', {}, null],
]

describe.each([
  ['US', US],
  ['AZERTY', AZERTY],
  ['QWERTZ', QWERTZ],
  ['Cyrillic', CYRILLIC],
  ['other', OTHERS],
])('on a keyboard that is %s', (_name, rows) => {
  test.each(rows)('%s at %s with %j is %s', (key, code, held, chord) => {
    expect(chordOf({ ...plain, ...held, key, code })).toBe(chord)
  })
})

test.each([
  ['Ctrl+Shift+Z', 'Ctrl+Shift+Z', '⌘⇧Z'],
  ['Alt+ArrowUp', 'Alt+↑', '⌥↑'],
  ['Escape', 'Esc', 'Esc'],
  ['Space', 'Space', 'Space'],
])('%s is read as %s, on a Mac as %s', (chord, words, apple) => {
  expect(chordWords(chord)).toBe(words)
  expect(chordWords(chord, true)).toBe(apple)
})
