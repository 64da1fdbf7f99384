import { describe, expect, test } from 'vitest'
import { answerOf, isTyping, looksUp, shortcutOf, worksElement } from '../../../../renderer/lib/shortcuts.ts'

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

  test('letters look up an entry of a list, the space bar stays GO and Escape PANIC', () => {
    expect(looksUp('s', { tagName: 'SELECT' })).toBe(true)
    expect(looksUp(' ', { tagName: 'SELECT' })).toBe(false)
    expect(looksUp('Escape', { tagName: 'SELECT' })).toBe(false)
    expect(looksUp('s', { tagName: 'BUTTON' })).toBe(false)
    expect(looksUp('s', null)).toBe(false)
  })

  test('keys are text in text fields and nowhere else', () => {
    expect(isTyping({ tagName: 'INPUT', type: 'number' })).toBe(true)
    expect(isTyping({ tagName: 'INPUT', type: 'search' })).toBe(true)
    expect(isTyping({ tagName: 'TEXTAREA' })).toBe(true)
    expect(isTyping({ tagName: 'INPUT', type: 'datetime-local' })).toBe(true)
    expect(isTyping({ tagName: 'INPUT', type: 'range' })).toBe(false)
    expect(isTyping({ tagName: 'BUTTON', type: 'button' })).toBe(false)
    expect(isTyping(null)).toBe(false)
  })
})

describe('keys that work what has the focus', () => {
  test.each([
    ['Tab', null, true],
    ['Enter', null, false],
    ['g', { tagName: 'BUTTON' }, false],
    ['Enter', { tagName: 'BUTTON' }, true],
    ['ArrowUp', { tagName: 'INPUT' }, true],
    ['ArrowUp', { tagName: 'DIV', role: 'slider' }, true],
    ['ArrowUp', { tagName: 'DIV', role: null }, false],
    ['g', { tagName: 'SELECT' }, true],
  ])('%s in %j: %s', (key, element, works) => {
    expect(worksElement(key, element)).toBe(works)
  })
})
