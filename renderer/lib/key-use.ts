// What a key pressed in this window is for: the one rule by which the app acts, and by which keys become inputs of the show.
import { answerOf, shortcutOf } from './shortcuts.ts'
import type { KeyPress, Shortcut } from './shortcuts.ts'

/** What is asked of the element that a key goes to. */
export interface KeyElement {
  readonly tagName: string
  readonly type?: string | undefined
  readonly role?: string | null | undefined
  readonly readOnly?: boolean | undefined
  readonly isContentEditable?: boolean | undefined
}

export interface KeyPlace {
  /** The innermost element, also inside a shadow root; null for the page itself. */
  readonly element: KeyElement | null
  /** Whether a dialog or popover that is open holds it. */
  readonly inLayer: boolean
  /** Whether it belongs to a field that has vanished under the hands. */
  readonly typedOn: boolean
  /** Whether a confirmation waits for its answer. */
  readonly asked: boolean
}

export type KeyUse =
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
  | { readonly command: Exclude<Shortcut, 'panic'> }
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

function worksElement(key: string, element: KeyElement | null): boolean {
  if (key === 'Tab') return true
  if (element === null) return false
  // Letters choose from a list as arrows do.
  if (element.tagName === 'SELECT') return true
  if (!WORKING_KEYS.has(key)) return false
  return WORKED_BY_KEYS.has(element.tagName) || ROLES_WORKED_BY_KEYS.has(element.role ?? '')
}

/** Whether a key is a letter that looks up an entry of the list that has the focus. */
function looksUp(key: string, element: KeyElement | null): boolean {
  return element?.tagName === 'SELECT' && key.length === 1 && key !== ' '
}

function isSwitched(element: KeyElement | null): boolean {
  return element?.tagName === 'INPUT' && (element.type === 'checkbox' || element.type === 'radio')
}

export function useOf(press: KeyPress & { readonly isComposing: boolean }, place: KeyPlace): KeyUse {
  const { key, repeat } = press
  const { element } = place
  // Escape alone comes before everything, whatever is held with it and whatever is open.
  if (key === 'Escape') {
    if (isTyping(element)) return press.isComposing ? 'text' : 'leaveField'
    return repeat ? 'nothing' : 'panic'
  }
  if (isTyping(element)) return 'text'
  if (place.inLayer || looksUp(key, element)) return 'element'
  if (place.typedOn) return 'nothing'
  const answer = place.asked ? answerOf(press) : null
  if (answer !== null) return { answer }
  if (key === 'Enter' && isSwitched(element)) return repeat ? 'nothing' : 'toggle'
  const command = shortcutOf(press)
  if (command !== null && command !== 'panic') return { command }
  // Keys act on the way down and once: a held Enter would press a focused GO again and again.
  if (key === ' ' || (key === 'Enter' && repeat)) return 'nothing'
  if (press.ctrlKey || press.metaKey || press.altKey) return 'element'
  return worksElement(key, element) ? 'element' : 'show'
}
