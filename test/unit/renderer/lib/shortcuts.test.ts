import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { KEY_WORDS, answerOf, combinationOf, shortcutOf } from '../../../../renderer/lib/shortcuts.ts'

const plain = { code: '', repeat: false, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false }

describe('the operator’s keys', () => {
  test.each([
    [' ', 'go'],
    ['Backspace', 'back'],
    ['p', 'pause'],
    ['S', 'stop'],
    ['Escape', 'panic'],
    ['F1', 'showView'],
    ['F2', 'inputsView'],
    ['F3', 'eventsView'],
    ['F4', 'rulesView'],
    ['F5', null],
    ['F6', 'logView'],
    ['F7', 'healthView'],
    ['F8', 'notes'],
    ['?', 'keys'],
    ['y', null],
    ['n', null],
    ['g', null],
  ])('%s means %s', (key, shortcut) => {
    expect(shortcutOf({ ...plain, key })).toBe(shortcut)
  })

  test('a held key acts once', () => {
    expect(shortcutOf({ ...plain, key: ' ', repeat: true })).toBeNull()
  })

  test('combinations belong to the browser', () => {
    expect(shortcutOf({ ...plain, key: 's', ctrlKey: true })).toBeNull()
    expect(shortcutOf({ ...plain, key: 'p', metaKey: true })).toBeNull()
  })

  test.each([
    ['y', true],
    ['Y', true],
    ['n', false],
    [' ', null],
    ['Escape', null],
    ['Enter', null],
  ])('%s answers a confirmation with %s', (key, answer) => {
    expect(answerOf({ ...plain, key })).toBe(answer)
    expect(answerOf({ ...plain, key, repeat: true })).toBeNull()
    expect(answerOf({ ...plain, key, ctrlKey: true })).toBeNull()
  })

  test.each([
    ['ы', 'KeyS', 'stop'],
    ['З', 'KeyP', 'pause'],
    ['ש', 'KeyA', null],
    ['ś', 'KeyS', null],
    ['ö', 'Semicolon', null],
    ['s', 'KeyO', 'stop'],
  ])('%s at %s means %s: a letter that is not Latin is known by its place', (key, code, shortcut) => {
    expect(shortcutOf({ ...plain, key, code })).toBe(shortcut)
  })

  test.each([
    ['z', { ctrlKey: true }, 'undo'],
    ['z', { metaKey: true }, 'undo'],
    ['Z', { ctrlKey: true, shiftKey: true }, 'redo'],
    ['s', { ctrlKey: true }, 'save'],
    ['o', { ctrlKey: true }, 'open'],
    ['n', { ctrlKey: true }, 'new'],
    ['z', {}, null],
    ['z', { ctrlKey: true, altKey: true }, null],
    ['z', { ctrlKey: true, metaKey: true }, null],
    ['s', { ctrlKey: true, shiftKey: true }, null],
  ])('%s with %j means %s', (key, modifiers, combination) => {
    expect(combinationOf({ ...plain, key, ...modifiers })).toBe(combination)
  })
})

test('the list of keys at the screen is the one in the documentation', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../../docs/screen.md'), 'utf8')
  const rows = [...page.matchAll(/^\|(.*)\|(.*)\|$/gm)].map((row) => [row[1]?.trim(), row[2]?.trim()])
  expect(rows.slice(2)).toEqual(KEY_WORDS.map(({ keys, does }) => [keys, does]))
})
