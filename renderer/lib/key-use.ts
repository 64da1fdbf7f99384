// What a key pressed in this window is for: the one rule by which the app acts, and by which keys become inputs of the show.
import { answerOf, combinationOf, isFunctionKey, shortcutOf } from './shortcuts.ts'
import type { Combination, KeyPress, Shortcut } from './shortcuts.ts'

/** What is asked of the element that a key goes to. */
export interface KeyElement {
  readonly tagName: string
  readonly type?: string | undefined
  readonly role?: string | null | undefined
  readonly readOnly?: boolean | undefined
  readonly isContentEditable?: boolean | undefined
}

/** What has the focus, as far as keys go: `list` chooses by letters, `switch` is a checkbox, `control` is worked by keys. */
export type Target = 'text' | 'list' | 'switch' | 'control' | 'page'

export interface KeyPlace {
  readonly target: Target
  /** Whether a layer has the keys: a menu, a dialog, a question of this screen. */
  readonly inLayer: boolean
  /** Whether the key is held from where it went down: another field, another layer, another window. */
  readonly heldOver: boolean
  /** Whether it belongs to a field that has vanished under the hands. */
  readonly typedOn: boolean
  /** Whether a confirmation waits for its answer. */
  readonly asked: boolean
}

export type Command = Exclude<Shortcut, 'panic'> | Combination

export type KeyUse =
  /** Closes every layer as well. */
  | 'panic'
  /** Ends what is typed in a field; the next one panics. */
  | 'leaveField'
  | 'text'
  /** Works what has the focus, or belongs to the browser. */
  | 'element'
  /** Switches the checkbox that has the focus, whose own key is GO. */
  | 'toggle'
  /** Is to do nothing at all. */
  | 'nothing'
  | { readonly answer: boolean }
  | { readonly command: Command }
  /** Means nothing to this window, and so is an input of the show. */
  | 'show'

/** Fields without a text in them. */
const NOT_TYPED = new Set([
  ...['button', 'submit', 'reset', 'image', 'file', 'hidden'],
  ...['checkbox', 'radio', 'range', 'color'],
])

/** Whether keys pressed in this element are text. */
export function isTyping(element: KeyElement | null): boolean {
  if (element === null) return false
  if (element.isContentEditable === true) return true
  const isField = element.tagName === 'TEXTAREA' || element.tagName === 'INPUT'
  if (!isField || element.readOnly === true) return false
  return element.tagName === 'TEXTAREA' || !NOT_TYPED.has(element.type ?? 'text')
}

/** Keys by which the focus is moved, or what has it is worked. */
const WORKING_KEYS = new Set([
  ...['Enter', ' ', 'ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'],
  ...['Home', 'End', 'PageUp', 'PageDown'],
])
const WORKED_BY_KEYS = new Set(['BUTTON', 'INPUT', 'A', 'SUMMARY'])
const ROLES_WORKED_BY_KEYS = new Set(['button', 'slider', 'tab', 'option', 'menuitem', 'switch', 'checkbox'])

export function targetOf(element: KeyElement | null): Target {
  if (element === null) return 'page'
  if (isTyping(element)) return 'text'
  const { tagName, type, role } = element
  if (tagName === 'SELECT') return 'list'
  if (tagName === 'INPUT' && (type === 'checkbox' || type === 'radio')) return 'switch'
  return WORKED_BY_KEYS.has(tagName) || ROLES_WORKED_BY_KEYS.has(role ?? '') ? 'control' : 'page'
}

type Press = KeyPress & { readonly isComposing: boolean }

export function useOf(press: Press, place: KeyPlace): KeyUse {
  const { key, repeat } = press
  // Escape alone comes before everything, whatever is held with it and whatever is open.
  if (key === 'Escape') {
    if (place.target === 'text' && press.isComposing) return 'text'
    if (repeat) return 'nothing'
    return place.target === 'text' ? 'leaveField' : 'panic'
  }
  if (place.heldOver) return 'nothing'
  const combination = combinationOf(press)
  if (combination !== null) return combined(combination, press, place)
  if (place.inLayer) return usedInLayer(press, place)
  if (place.target === 'text') return usedInText(press)
  return usedOnPage(press, place)
}

/** A text has its own undo, and a layer is answered before another show comes. Saving is right everywhere. */
function combined(command: Combination, { repeat }: Press, { target, inLayer, typedOn }: KeyPlace): KeyUse {
  const isUndo = command === 'undo' || command === 'redo'
  if (isUndo && target === 'text') return 'text'
  if (repeat || (command !== 'save' && (inLayer || typedOn))) return 'nothing'
  return { command }
}

/** Space chooses and is not GO, no letter commands, and the browser's meaning of a function key waits too. */
function usedInLayer(press: Press, { target }: KeyPlace): KeyUse {
  if (isFunctionKey(press)) return 'nothing'
  if (target === 'text') return 'text'
  const presses = press.key === ' ' || press.key === 'Enter'
  return press.repeat && presses ? 'nothing' : 'element'
}

/** Function keys write nothing, and the browser's own would open its find bar, which keeps Escape to itself. */
function usedInText(press: Press): KeyUse {
  if (!isFunctionKey(press)) return 'text'
  const command = shortcutOf(press)
  return command === null || command === 'panic' ? 'nothing' : { command }
}

function usedOnPage(press: Press, place: KeyPlace): KeyUse {
  const { key, repeat } = press
  // Letters choose from a list as arrows do.
  if (place.target === 'list' && key.length === 1 && key !== ' ') return 'element'
  if (place.typedOn) return 'nothing'
  const answer = place.asked ? answerOf(press) : null
  if (answer !== null) return { answer }
  if (key === 'Enter' && place.target === 'switch') return repeat ? 'nothing' : 'toggle'
  const command = shortcutOf(press)
  if (command !== null && command !== 'panic') return { command }
  // Keys act on the way down and once: a held Enter would press a focused GO again and again.
  if (key === ' ' || (key === 'Enter' && repeat)) return 'nothing'
  if (press.ctrlKey || press.metaKey || press.altKey || key === 'Tab') return 'element'
  if (place.target === 'list') return 'element'
  return place.target !== 'page' && WORKING_KEYS.has(key) ? 'element' : 'show'
}
