import { describe, expect, test } from 'vitest'
import { action, keyedBy } from '../../../../renderer/lib/actions.ts'
import type { Action } from '../../../../renderer/lib/actions.ts'
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
const anywhere: KeyPlace = { target: 'page', inLayer: false, heldOver: false, typedOn: false, isApple: false }
/** Beside where it is pressed: whether a confirmation waits for its answer. */
type Pressed = KeyPlace & { readonly asked: boolean }

const made = (id: string, keys: readonly string[], more: Partial<Action> = {}): Action =>
  action({ id, words: id, group: 'screen', keys, run: () => undefined, ...more })

const tableOf = (asked: boolean): readonly Action[] => {
  const show = { layer: 'show' } as const
  const view = { layer: 'view' } as const
  const inText = { reach: 'text' } as const
  return [
    made('go', ['Space'], show),
    made('back', ['Backspace'], show),
    made('stop', ['S'], show),
    made('yes', ['Y'], { ...show, heard: () => asked }),
    made('no', ['N'], { ...show, heard: () => asked }),
    made('next', ['ArrowDown'], view),
    made('standBy', ['Enter'], view),
    made('disarm', ['D'], view),
    made('find', ['/'], view),
    made('digit', ['1', '2'], view),
    made('later', ['Alt+ArrowRight'], view),
    made('events', ['F3'], inText),
    made('keys', ['?']),
    made('undo', ['Ctrl+Z']),
    made('palette', ['Ctrl+K'], { reach: 'menu' }),
    made('redo', ['Ctrl+Shift+Z']),
    made('save', ['Ctrl+S'], { reach: 'everywhere' }),
    made('open', ['Ctrl+O'], inText),
    made('new', ['Ctrl+N'], inText),
  ]
}
/** A use as the tables below name it. */
type NamedUse = Exclude<KeyUse, object> | { readonly does: string }
const layer = { inLayer: true }
const ctrl = { ctrlKey: true }
const shift = { shiftKey: true }
const held = { repeat: true }

/** What a key is for: the key, what has the focus, what else is so, and what is held with it. */
function press(
  key: string,
  target: Target,
  { asked = false, ...place }: Partial<Pressed> = {},
  fields: Partial<typeof plain> = {},
): NamedUse {
  const at = { ...anywhere, ...place, target }
  const use = useOf({ ...plain, code: '', key, ...fields }, at, (chord) => keyedBy(tableOf(asked), chord))
  return typeof use === 'object' ? { does: use.action.id } : use
}

type Row = readonly [sentence: string, Parameters<typeof press>, NamedUse]

const ESCAPE: readonly Row[] = [
  ['Escape on the page panics', ['Escape', 'page'], 'panic'],
  ['Escape on a button panics', ['Escape', 'button'], 'panic'],
  ['Escape on a list panics', ['Escape', 'list'], 'panic'],
  ['Escape on a checkbox panics', ['Escape', 'switch'], 'panic'],
  ['Escape panics however recently something was typed', ['Escape', 'page', { typedOn: true }], 'panic'],
  ['Escape panics while a confirmation waits', ['Escape', 'page', { asked: true }], 'panic'],
  ['Escape in a menu panics', ['Escape', 'button', layer], 'panic'],
  ['Escape in a dialog panics', ['Escape', 'page', layer], 'panic'],
  ['Escape panics with Control held', ['Escape', 'page', {}, ctrl], 'panic'],
  ['Escape panics with Alt held', ['Escape', 'page', {}, { altKey: true }], 'panic'],
  ['Escape panics with Command held', ['Escape', 'page', {}, { metaKey: true }], 'panic'],
  ['Escape in a text field leaves it', ['Escape', 'text'], 'leaveField'],
  ['Escape in a text field of a dialog leaves the field', ['Escape', 'text', layer], 'leaveField'],
  ['Escape that ends what is being composed is text', ['Escape', 'text', {}, { isComposing: true }], 'text'],
  ['Escape held on the page panics once', ['Escape', 'page', {}, held], 'nothing'],
  ['Escape held in a dialog panics once', ['Escape', 'button', layer, held], 'nothing'],
  [
    'Escape held, and come into a text field, leaves the field alone',
    ['Escape', 'text', {}, held],
    'nothing',
  ],
]

const SPACE: readonly Row[] = [
  ['Space on the page is GO', [' ', 'page'], { does: 'go' }],
  ['Space on a button of the page is GO', [' ', 'button'], { does: 'go' }],
  ['Space on a checkbox of the page is GO', [' ', 'switch'], { does: 'go' }],
  ['Space on a list of the page is GO', [' ', 'list'], { does: 'go' }],
  ['Space in a text field is text', [' ', 'text'], 'text'],
  ['Space on a menu item chooses it', [' ', 'button', layer], 'element'],
  ['Space on a button of a dialog presses it', [' ', 'button', layer], 'element'],
  ['Space on a checkbox of a dialog switches it', [' ', 'switch', layer], 'element'],
  ['Space in a layer in which nothing has the focus is not GO', [' ', 'page', layer], 'element'],
  ['Space in a text field of a dialog is text', [' ', 'text', layer], 'text'],
  ['Space held is one GO', [' ', 'page', {}, held], 'nothing'],
  ['Space held in a layer chooses once', [' ', 'button', layer, held], 'nothing'],
  ['Space held in a text field is text', [' ', 'text', {}, held], 'text'],
  [
    'Space held since before a layer opened chooses nothing',
    [' ', 'button', { ...layer, heldOver: true }, held],
    'nothing',
  ],
  [
    'Space held since before a field had the focus writes nothing',
    [' ', 'text', { heldOver: true }, held],
    'nothing',
  ],
]

const LETTERS: readonly Row[] = [
  ['S on the page stops', ['s', 'page'], { does: 'stop' }],
  ['S in a text field is text', ['s', 'text'], 'text'],
  ['S on a list looks up an entry', ['s', 'list'], 'element'],
  ['S in a menu stops nothing', ['s', 'button', layer], 'element'],
  [
    'what a menu gives way to acts while one is open',
    ['k', 'button', { inLayer: true, inMenu: true }, ctrl],
    { does: 'palette' },
  ],
  ['and not in a dialog, which may hold what is typed', ['k', 'button', layer, ctrl], 'nothing'],
  ['a menu gives way to nothing else', ['o', 'button', { inLayer: true, inMenu: true }, ctrl], 'nothing'],
  ['S typed on after its field has vanished does nothing', ['s', 'page', { typedOn: true }], 'nothing'],
  ['S held from a layer that has closed does nothing', ['s', 'page', { heldOver: true }, held], 'nothing'],
  ['a letter that has no other use is an input of the show', ['g', 'page'], 'show'],
  ['a letter on a button is an input of the show', ['g', 'button'], 'show'],
  ['a letter in a text field is no input of the show', ['g', 'text'], 'text'],
  ['a letter in a layer is no input of the show', ['g', 'button', layer], 'element'],
  ['Y is an input of the show while nothing is asked', ['y', 'page'], 'show'],
  ['Y answers yes while a confirmation waits', ['y', 'page', { asked: true }], { does: 'yes' }],
  ['N answers no', ['n', 'page', { asked: true }], { does: 'no' }],
  ['N in a text field is text while a confirmation waits', ['n', 'text', { asked: true }], 'text'],
  [
    'N in a layer answers nothing while a confirmation waits',
    ['n', 'button', { ...layer, asked: true }],
    'element',
  ],
  ['the question mark shows the keys', ['?', 'page', {}, shift], { does: 'keys' }],
]

const WORKING: readonly Row[] = [
  ['Enter on a button presses it', ['Enter', 'button'], 'element'],
  ['Enter held on a button presses it once', ['Enter', 'button', {}, held], 'nothing'],
  ['Enter on a menu item chooses it', ['Enter', 'button', layer], 'element'],
  ['Enter held on a menu item chooses once', ['Enter', 'button', layer, held], 'nothing'],
  ['Enter on a checkbox switches it', ['Enter', 'switch'], 'toggle'],
  ['Enter held on a checkbox switches it once', ['Enter', 'switch', {}, held], 'nothing'],
  ['an arrow on a slider moves it', ['ArrowUp', 'button'], 'element'],
  ['an arrow in a list chooses', ['ArrowUp', 'list'], 'element'],
  ['an arrow held in a menu walks on', ['ArrowDown', 'button', layer, held], 'element'],
  ['an arrow on the page is an input of the show', ['ArrowUp', 'page'], 'show'],
  ['Tab moves the focus', ['Tab', 'page'], 'element'],
  ['Backspace on the page is back', ['Backspace', 'page'], { does: 'back' }],
  ['Backspace in a text field is text', ['Backspace', 'text'], 'text'],
  ['Backspace in a layer is not back', ['Backspace', 'button', layer], 'element'],
]

const alt = { altKey: true }

const VIEW: readonly Row[] = [
  ['Enter on the page is the view’s', ['Enter', 'page'], { does: 'standBy' }],
  ['Enter on a button presses that', ['Enter', 'button'], 'element'],
  ['Enter held on the page stands by once', ['Enter', 'page', {}, held], 'nothing'],
  ['an arrow on the page is the view’s', ['ArrowDown', 'page'], { does: 'next' }],
  ['an arrow on a button, which it does not work, is the view’s', ['ArrowDown', 'button'], { does: 'next' }],
  ['an arrow held goes on', ['ArrowDown', 'page', {}, held], { does: 'next' }],
  ['an arrow on a slider is the slider’s', ['ArrowDown', 'walked'], 'element'],
  ['an arrow on a list is the list’s', ['ArrowDown', 'list'], 'element'],
  ['an arrow in a text is the text’s', ['ArrowDown', 'text'], 'text'],
  ['an arrow in a menu is the menu’s', ['ArrowDown', 'walked', layer], 'element'],
  ['an arrow that no view has a use for is an input of the show', ['ArrowUp', 'page'], 'show'],
  ['D acts in the view', ['d', 'page'], { does: 'disarm' }],
  ['D on a button acts in the view', ['d', 'button'], { does: 'disarm' }],
  ['D held acts once', ['d', 'page', {}, held], 'nothing'],
  ['the slash finds', ['/', 'page'], { does: 'find' }],
  ['the slash in a text is text', ['/', 'text'], 'text'],
  ['a digit is the view’s', ['1', 'page'], { does: 'digit' }],
  ['a digit without a use is an input of the show', ['3', 'page'], 'show'],
  ['an arrow with Alt is the view’s', ['ArrowRight', 'page', {}, alt], { does: 'later' }],
]

const LEAVING: readonly Row[] = [
  ['Alt and left would leave the show', ['ArrowLeft', 'page', {}, alt], 'nothing'],
  ['in a text too', ['ArrowLeft', 'text', {}, alt], 'nothing'],
  ['in a layer too', ['ArrowLeft', 'button', layer, alt], 'nothing'],
  ['on a Mac it walks by words in a text', ['ArrowLeft', 'text', { isApple: true }, alt], 'text'],
  ['Command and left would leave the show', ['ArrowLeft', 'page', {}, { metaKey: true }], 'nothing'],
  ['Command and left in a text goes to its beginning', ['ArrowLeft', 'text', {}, { metaKey: true }], 'text'],
  ['Control and left in a text walks by words', ['ArrowLeft', 'text', {}, ctrl], 'text'],
  ['Alt and down opens a list', ['ArrowDown', 'list', {}, alt], 'element'],
]

const FUNCTION_KEYS: readonly Row[] = [
  ['F3 opens Events', ['F3', 'page'], { does: 'events' }],
  ['F3 in a text field opens Events, since it writes nothing', ['F3', 'text'], { does: 'events' }],
  ['F3 held in a text field does nothing', ['F3', 'text', {}, held], 'nothing'],
  ['F3 in a layer does nothing, also not what it is in the browser', ['F3', 'button', layer], 'nothing'],
  ['F5 belongs to the browser in a text field', ['F5', 'text'], 'text'],
  ['F5 in a layer belongs to the browser', ['F5', 'button', layer], 'element'],
]

const COMBINATIONS: readonly Row[] = [
  ['Control Z on the page undoes', ['z', 'page', {}, ctrl], { does: 'undo' }],
  ['Command Z on the page undoes', ['z', 'page', {}, { metaKey: true }], { does: 'undo' }],
  ['Control Shift Z on the page does it again', ['Z', 'page', {}, { ...ctrl, ...shift }], { does: 'redo' }],
  ['Control Z in a text field is the field’s own', ['z', 'text', {}, ctrl], 'text'],
  ['Control Shift Z in a text field is the field’s own', ['Z', 'text', {}, { ...ctrl, ...shift }], 'text'],
  ['Control Z in a text field of a dialog is the field’s own', ['z', 'text', layer, ctrl], 'text'],
  ['Control Z in a layer undoes nothing under it', ['z', 'button', layer, ctrl], 'nothing'],
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
  ['Control S saves', ['s', 'page', {}, ctrl], { does: 'save' }],
  ['Control S in a text field saves', ['s', 'text', {}, ctrl], { does: 'save' }],
  ['Control S in a layer saves', ['s', 'button', layer, ctrl], { does: 'save' }],
  ['Control S held saves once', ['s', 'page', {}, { ...ctrl, ...held }], 'nothing'],
  ['Control O opens', ['o', 'page', {}, ctrl], { does: 'open' }],
  ['Control O in a text field opens', ['o', 'text', {}, ctrl], { does: 'open' }],
  ['Control O in a layer waits until it is answered', ['o', 'button', layer, ctrl], 'nothing'],
  ['Control N makes a new one', ['n', 'page', {}, ctrl], { does: 'new' }],
  ['Control N answers no question', ['n', 'page', { asked: true }, ctrl], { does: 'new' }],
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
  ['keys of a view', VIEW],
  ['keys that leave the page', LEAVING],
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
  [{ tagName: 'INPUT', type: 'search', readOnly: true }, 'walked'],
  [{ tagName: 'DIV', isContentEditable: true }, 'text'],
  [{ tagName: 'SELECT' }, 'list'],
  [checkbox, 'switch'],
  [{ tagName: 'INPUT', type: 'radio' }, 'switch'],
  [{ tagName: 'INPUT', type: 'range' }, 'walked'],
  [{ tagName: 'BUTTON' }, 'button'],
  [{ tagName: 'SUMMARY' }, 'button'],
  [{ tagName: 'DIV', role: 'slider' }, 'walked'],
  [{ tagName: 'BUTTON', role: 'menuitemcheckbox' }, 'walked'],
  [{ tagName: 'DIV', role: 'button' }, 'button'],
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
