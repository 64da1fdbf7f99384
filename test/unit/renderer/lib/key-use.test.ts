import { describe, expect, test } from 'vitest'
import { isTyping, targetOf, useOf } from '../../../../renderer/lib/key-use.ts'
import type { KeyElement, KeyPlace, KeyUse, Target } from '../../../../renderer/lib/key-use.ts'

const plain = {
  repeat: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  isComposing: false,
}
const anywhere: KeyPlace = { target: 'page', inLayer: false, heldOver: false, typedOn: false, asked: false }
const layer = { inLayer: true }
const ctrl = { ctrlKey: true }
const shift = { shiftKey: true }
const held = { repeat: true }

/** What a key is for: the key, what has the focus, what else is so, and what is held with it. */
function press(
  key: string,
  target: Target,
  place: Partial<KeyPlace> = {},
  fields: Partial<typeof plain> = {},
): KeyUse {
  return useOf({ ...plain, code: '', key, ...fields }, { ...anywhere, ...place, target })
}

type Row = readonly [sentence: string, Parameters<typeof press>, KeyUse]

const ESCAPE: readonly Row[] = [
  ['Escape on the page panics', ['Escape', 'page'], 'panic'],
  ['Escape on a button panics', ['Escape', 'control'], 'panic'],
  ['Escape on a list panics', ['Escape', 'list'], 'panic'],
  ['Escape on a checkbox panics', ['Escape', 'switch'], 'panic'],
  ['Escape panics however recently something was typed', ['Escape', 'page', { typedOn: true }], 'panic'],
  ['Escape panics while a confirmation waits', ['Escape', 'page', { asked: true }], 'panic'],
  ['Escape in a menu panics', ['Escape', 'control', layer], 'panic'],
  ['Escape in a dialog panics', ['Escape', 'page', layer], 'panic'],
  ['Escape panics with Control held', ['Escape', 'page', {}, ctrl], 'panic'],
  ['Escape panics with Alt held', ['Escape', 'page', {}, { altKey: true }], 'panic'],
  ['Escape panics with Command held', ['Escape', 'page', {}, { metaKey: true }], 'panic'],
  ['Escape in a text field leaves it', ['Escape', 'text'], 'leaveField'],
  ['Escape in a text field of a dialog leaves the field', ['Escape', 'text', layer], 'leaveField'],
  ['Escape that ends what is being composed is text', ['Escape', 'text', {}, { isComposing: true }], 'text'],
  ['Escape held on the page panics once', ['Escape', 'page', {}, held], 'nothing'],
  ['Escape held in a dialog panics once', ['Escape', 'control', layer, held], 'nothing'],
  [
    'Escape held, and come into a text field, leaves the field alone',
    ['Escape', 'text', {}, held],
    'nothing',
  ],
]

const SPACE: readonly Row[] = [
  ['Space on the page is GO', [' ', 'page'], { command: 'go' }],
  ['Space on a button of the page is GO', [' ', 'control'], { command: 'go' }],
  ['Space on a checkbox of the page is GO', [' ', 'switch'], { command: 'go' }],
  ['Space on a list of the page is GO', [' ', 'list'], { command: 'go' }],
  ['Space in a text field is text', [' ', 'text'], 'text'],
  ['Space on a menu item chooses it', [' ', 'control', layer], 'element'],
  ['Space on a button of a dialog presses it', [' ', 'control', layer], 'element'],
  ['Space on a checkbox of a dialog switches it', [' ', 'switch', layer], 'element'],
  ['Space in a layer in which nothing has the focus is not GO', [' ', 'page', layer], 'element'],
  ['Space in a text field of a dialog is text', [' ', 'text', layer], 'text'],
  ['Space held is one GO', [' ', 'page', {}, held], 'nothing'],
  ['Space held in a layer chooses once', [' ', 'control', layer, held], 'nothing'],
  ['Space held in a text field is text', [' ', 'text', {}, held], 'text'],
  [
    'Space held since before a layer opened chooses nothing',
    [' ', 'control', { ...layer, heldOver: true }, held],
    'nothing',
  ],
  [
    'Space held since before a field had the focus writes nothing',
    [' ', 'text', { heldOver: true }, held],
    'nothing',
  ],
]

const LETTERS: readonly Row[] = [
  ['S on the page stops', ['s', 'page'], { command: 'stop' }],
  ['S in a text field is text', ['s', 'text'], 'text'],
  ['S on a list looks up an entry', ['s', 'list'], 'element'],
  ['S in a menu stops nothing', ['s', 'control', layer], 'element'],
  ['S typed on after its field has vanished does nothing', ['s', 'page', { typedOn: true }], 'nothing'],
  ['S held from a layer that has closed does nothing', ['s', 'page', { heldOver: true }, held], 'nothing'],
  ['a letter that has no other use is an input of the show', ['g', 'page'], 'show'],
  ['a letter on a button is an input of the show', ['g', 'control'], 'show'],
  ['a letter in a text field is no input of the show', ['g', 'text'], 'text'],
  ['a letter in a layer is no input of the show', ['g', 'control', layer], 'element'],
  ['Y is an input of the show while nothing is asked', ['y', 'page'], 'show'],
  ['Y answers yes while a confirmation waits', ['y', 'page', { asked: true }], { answer: true }],
  ['N answers no', ['n', 'page', { asked: true }], { answer: false }],
  ['N in a text field is text while a confirmation waits', ['n', 'text', { asked: true }], 'text'],
  [
    'N in a layer answers nothing while a confirmation waits',
    ['n', 'control', { ...layer, asked: true }],
    'element',
  ],
  ['the question mark shows the keys', ['?', 'page', {}, shift], { command: 'keys' }],
]

const WORKING: readonly Row[] = [
  ['Enter on a button presses it', ['Enter', 'control'], 'element'],
  ['Enter held on a button presses it once', ['Enter', 'control', {}, held], 'nothing'],
  ['Enter on a menu item chooses it', ['Enter', 'control', layer], 'element'],
  ['Enter held on a menu item chooses once', ['Enter', 'control', layer, held], 'nothing'],
  ['Enter on a checkbox switches it', ['Enter', 'switch'], 'toggle'],
  ['Enter held on a checkbox switches it once', ['Enter', 'switch', {}, held], 'nothing'],
  ['Enter on the page is an input of the show', ['Enter', 'page'], 'show'],
  ['an arrow on a slider moves it', ['ArrowUp', 'control'], 'element'],
  ['an arrow in a list chooses', ['ArrowUp', 'list'], 'element'],
  ['an arrow held in a menu walks on', ['ArrowDown', 'control', layer, held], 'element'],
  ['an arrow on the page is an input of the show', ['ArrowUp', 'page'], 'show'],
  ['Tab moves the focus', ['Tab', 'page'], 'element'],
  ['Backspace on the page is back', ['Backspace', 'page'], { command: 'back' }],
  ['Backspace in a text field is text', ['Backspace', 'text'], 'text'],
  ['Backspace in a layer is not back', ['Backspace', 'control', layer], 'element'],
]

const FUNCTION_KEYS: readonly Row[] = [
  ['F3 opens Events', ['F3', 'page'], { command: 'eventsView' }],
  ['F3 in a text field opens Events, since it writes nothing', ['F3', 'text'], { command: 'eventsView' }],
  ['F3 held in a text field does nothing', ['F3', 'text', {}, held], 'nothing'],
  ['F3 in a layer does nothing, also not what it is in the browser', ['F3', 'control', layer], 'nothing'],
  ['F5 belongs to the browser in a text field', ['F5', 'text'], 'text'],
  ['F5 in a layer belongs to the browser', ['F5', 'control', layer], 'element'],
]

const COMBINATIONS: readonly Row[] = [
  ['Control Z on the page undoes', ['z', 'page', {}, ctrl], { command: 'undo' }],
  ['Command Z on the page undoes', ['z', 'page', {}, { metaKey: true }], { command: 'undo' }],
  [
    'Control Shift Z on the page does it again',
    ['Z', 'page', {}, { ...ctrl, ...shift }],
    { command: 'redo' },
  ],
  ['Control Z in a text field is the field’s own', ['z', 'text', {}, ctrl], 'text'],
  ['Control Shift Z in a text field is the field’s own', ['Z', 'text', {}, { ...ctrl, ...shift }], 'text'],
  ['Control Z in a text field of a dialog is the field’s own', ['z', 'text', layer, ctrl], 'text'],
  ['Control Z in a layer undoes nothing under it', ['z', 'control', layer, ctrl], 'nothing'],
  ['Control Z held undoes once', ['z', 'page', {}, { ...ctrl, ...held }], 'nothing'],
  ['Control Z held in a text field goes on', ['z', 'text', {}, { ...ctrl, ...held }], 'text'],
  [
    'Control Z held from a field that was left undoes nothing',
    ['z', 'page', { heldOver: true }, { ...ctrl, ...held }],
    'nothing',
  ],
  [
    'Control Z meant for a field that has vanished does nothing',
    ['z', 'page', { typedOn: true }, ctrl],
    'nothing',
  ],
  ['Control S saves', ['s', 'page', {}, ctrl], { command: 'save' }],
  ['Control S in a text field saves', ['s', 'text', {}, ctrl], { command: 'save' }],
  ['Control S in a layer saves', ['s', 'control', layer, ctrl], { command: 'save' }],
  ['Control S held saves once', ['s', 'page', {}, { ...ctrl, ...held }], 'nothing'],
  ['Control O opens', ['o', 'page', {}, ctrl], { command: 'open' }],
  ['Control O in a text field opens', ['o', 'text', {}, ctrl], { command: 'open' }],
  ['Control O in a layer waits until it is answered', ['o', 'control', layer, ctrl], 'nothing'],
  ['Control N makes a new one', ['n', 'page', {}, ctrl], { command: 'new' }],
  ['Control N answers no question', ['n', 'page', { asked: true }, ctrl], { command: 'new' }],
  [
    'Control Alt Z writes a character on some keyboards',
    ['z', 'page', {}, { ...ctrl, altKey: true }],
    'element',
  ],
  ['Control Shift S belongs to the browser', ['S', 'page', {}, { ...ctrl, ...shift }], 'element'],
  ['Control P belongs to the browser', ['p', 'page', {}, ctrl], 'element'],
  ['Alt S belongs to the browser', ['s', 'page', {}, { altKey: true }], 'element'],
]

describe.each([
  ['Escape', ESCAPE],
  ['Space', SPACE],
  ['letters', LETTERS],
  ['keys that work what has the focus', WORKING],
  ['function keys', FUNCTION_KEYS],
  ['combinations', COMBINATIONS],
])('%s', (_group, rows) => {
  test.each(rows)('%s', (_sentence, args, use) => {
    expect(press(...args)).toEqual(use)
  })
})

const checkbox: KeyElement = { tagName: 'INPUT', type: 'checkbox' }

test.each<[KeyElement | null, Target]>([
  [{ tagName: 'INPUT', type: 'search' }, 'text'],
  [{ tagName: 'INPUT', type: 'search', readOnly: true }, 'control'],
  [{ tagName: 'DIV', isContentEditable: true }, 'text'],
  [{ tagName: 'SELECT' }, 'list'],
  [checkbox, 'switch'],
  [{ tagName: 'INPUT', type: 'radio' }, 'switch'],
  [{ tagName: 'INPUT', type: 'range' }, 'control'],
  [{ tagName: 'BUTTON' }, 'control'],
  [{ tagName: 'SUMMARY' }, 'control'],
  [{ tagName: 'DIV', role: 'slider' }, 'control'],
  [{ tagName: 'DIV', role: null }, 'page'],
  [null, 'page'],
])('%j is, as far as keys go, %s', (element, target) => {
  expect(targetOf(element)).toBe(target)
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
