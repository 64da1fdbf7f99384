import { describe, expect, test } from 'vitest'
import { answerOf, shortcutOf } from '../../../../renderer/lib/shortcuts.ts'

const plain = { repeat: false, ctrlKey: false, metaKey: false, altKey: false }

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
})
