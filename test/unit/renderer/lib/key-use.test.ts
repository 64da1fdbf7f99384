import { describe, expect, test } from 'vitest'
import { isTyping, useOf } from '../../../../renderer/lib/key-use.ts'
import type { KeyElement, KeyPlace } from '../../../../renderer/lib/key-use.ts'

const plain = { repeat: false, ctrlKey: false, metaKey: false, altKey: false, isComposing: false }
const anywhere: KeyPlace = { element: null, inLayer: false, typedOn: false, asked: false }
const press = (key: string, place: Partial<KeyPlace> = {}, fields: Partial<typeof plain> = {}) =>
  useOf({ ...plain, key, ...fields }, { ...anywhere, ...place })

const search: KeyElement = { tagName: 'INPUT', type: 'search' }
const checkbox: KeyElement = { tagName: 'INPUT', type: 'checkbox' }

describe('Escape', () => {
  test.each<[string, Partial<KeyPlace>]>([
    ['on the page', {}],
    ['on a button', { element: { tagName: 'BUTTON' } }],
    ['on a list', { element: { tagName: 'SELECT' } }],
    ['on a slider', { element: { tagName: 'INPUT', type: 'range' } }],
    ['on a checkbox', { element: checkbox }],
    ['on a text field that cannot be written in', { element: { ...search, readOnly: true } }],
    ['however recently something was typed', { typedOn: true }],
    ['while a question is asked', { asked: true }],
    ['in a dialog or popover', { inLayer: true }],
    ['on a button in a dialog', { inLayer: true, element: { tagName: 'BUTTON' } }],
  ])('panics %s', (_where, place) => {
    expect(press('Escape', place)).toBe('panic')
  })

  test.each(['ctrlKey', 'metaKey', 'altKey'] as const)('panics also with %s held', (modifier) => {
    expect(press('Escape', {}, { [modifier]: true })).toBe('panic')
  })

  test('leaves a text field, also in a dialog', () => {
    expect(press('Escape', { element: search })).toBe('leaveField')
    expect(press('Escape', { element: search, inLayer: true })).toBe('leaveField')
  })

  test('held down, neither panics again nor panics after it has left the field', () => {
    expect(press('Escape', {}, { repeat: true })).toBe('nothing')
  })

  test('that ends what is being composed is text', () => {
    expect(press('Escape', { element: search }, { isComposing: true })).toBe('text')
  })
})

describe('other keys', () => {
  test.each<[string, Partial<KeyPlace>, unknown]>([
    [' ', {}, { command: 'go' }],
    [' ', { element: { tagName: 'BUTTON' } }, { command: 'go' }],
    [' ', { element: checkbox }, { command: 'go' }],
    [' ', { element: { tagName: 'SELECT' } }, { command: 'go' }],
    ['Enter', { element: checkbox }, 'toggle'],
    ['Enter', { element: { tagName: 'INPUT', type: 'radio' } }, 'toggle'],
    ['Enter', { element: { tagName: 'BUTTON' } }, 'element'],
    ['Enter', {}, 'show'],
    ['ArrowUp', { element: { tagName: 'INPUT', type: 'range' } }, 'element'],
    ['ArrowUp', { element: { tagName: 'DIV', role: 'slider' } }, 'element'],
    ['ArrowUp', { element: { tagName: 'DIV', role: null } }, 'show'],
    ['Tab', {}, 'element'],
    ['s', {}, { command: 'stop' }],
    ['s', { element: { tagName: 'SELECT' } }, 'element'],
    ['s', { element: search }, 'text'],
    ['s', { typedOn: true }, 'nothing'],
    ['s', { inLayer: true }, 'element'],
    [' ', { inLayer: true }, 'element'],
    ['y', {}, 'show'],
    ['y', { asked: true }, { answer: true }],
    ['n', { asked: true }, { answer: false }],
    ['n', { asked: true, element: search }, 'text'],
    ['g', {}, 'show'],
    ['g', { element: { tagName: 'BUTTON' } }, 'show'],
  ])('%j at %j: %j', (key, place, use) => {
    expect(press(key, place)).toEqual(use)
  })

  test('that are held act once', () => {
    expect(press(' ', {}, { repeat: true })).toBe('nothing')
    expect(press('Enter', { element: { tagName: 'BUTTON' } }, { repeat: true })).toBe('nothing')
    expect(press('Enter', { element: checkbox }, { repeat: true })).toBe('nothing')
  })

  test('with a modifier belong to the browser', () => {
    expect(press('s', {}, { ctrlKey: true })).toBe('element')
    expect(press('p', {}, { metaKey: true })).toBe('element')
  })
})

test.each<[KeyElement | null, boolean]>([
  [{ tagName: 'INPUT', type: 'number' }, true],
  [{ tagName: 'INPUT', type: 'search' }, true],
  [{ tagName: 'INPUT', type: 'password' }, true],
  [{ tagName: 'INPUT', type: 'time' }, true],
  [{ tagName: 'INPUT', type: 'datetime-local' }, true],
  [{ tagName: 'TEXTAREA', type: 'textarea' }, true],
  [{ tagName: 'DIV', isContentEditable: true }, true],
  [{ tagName: 'INPUT', type: 'range' }, false],
  [checkbox, false],
  [{ tagName: 'BUTTON', type: 'button' }, false],
  [{ tagName: 'DIV', isContentEditable: false }, false],
  [null, false],
])('keys in %j are text: %s', (element, typing) => {
  expect(isTyping(element)).toBe(typing)
})
