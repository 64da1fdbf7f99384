// What a key pressed in this window is for: the one rule by which the app acts, and by which keys become inputs of the show.
import type { Action } from './actions.ts'
import { chordOf, isCombined, isFunctionKey } from './chords.ts'
import type { KeyPress } from './chords.ts'

/** What is asked of the element that a key goes to. */
export interface KeyElement {
  readonly tagName: string
  readonly type?: string | undefined
  readonly role?: string | null | undefined
  readonly readOnly?: boolean | undefined
  readonly isContentEditable?: boolean | undefined
}

/**
 * What has the focus, as far as keys go: `list` chooses by letters, `switch` is a checkbox, `walked` is worked by arrows too,
 * `button` by Enter alone.
 */
export type Target = 'text' | 'list' | 'switch' | 'walked' | 'button' | 'page'

export interface KeyPlace {
  readonly target: Target
  /** Whether a layer has the keys: a menu, a dialog, a question of this screen. */
  readonly inLayer: boolean
  /** Whether that layer is a menu, in which nothing is lost. */
  readonly inMenu?: boolean
  /** Whether the key is held from where it went down: another field, another layer, another window. */
  readonly heldOver: boolean
  /** Whether it belongs to a field that has vanished under the hands, or is about to open under them. */
  readonly typedOn: boolean
  /** Whether the keyboard is a Mac's, where Alt and Command walk in texts. */
  readonly isApple: boolean
}

export interface KeyedAction {
  readonly action: Action
  readonly chord: string
}

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
  | KeyedAction
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

/** Keys by which what has the focus is worked, or the focus moved in it. */
const WALKING_KEYS = new Set([
  ...['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'],
  ...['Home', 'End', 'PageUp', 'PageDown'],
])
const WALKED = new Set(['INPUT'])
const ROLES_WALKED = new Set(['slider', 'tab', 'option', 'menuitem', 'menuitemcheckbox', 'menuitemradio'])
const BUTTONS = new Set(['BUTTON', 'A', 'SUMMARY'])
const ROLES_OF_BUTTONS = new Set(['button', 'switch', 'checkbox'])

export function targetOf(element: KeyElement | null): Target {
  if (element === null) return 'page'
  if (isTyping(element)) return 'text'
  const { tagName, type } = element
  const role = element.role ?? ''
  if (tagName === 'SELECT') return 'list'
  if (tagName === 'INPUT' && (type === 'checkbox' || type === 'radio')) return 'switch'
  if (WALKED.has(tagName) || ROLES_WALKED.has(role)) return 'walked'
  return BUTTONS.has(tagName) || ROLES_OF_BUTTONS.has(role) ? 'button' : 'page'
}

/** Whether it is pressed and no more: a button, a link, the tab of a view. What is clicked there has no use for further keys. */
export function isPressed(element: KeyElement): boolean {
  return targetOf(element) === 'button' || element.role === 'tab'
}

type Press = KeyPress & { readonly isComposing: boolean }
/** What a key of the table means now; null for one of which it knows nothing. */
export type Keyed = (chord: string) => Action | null

/** Browsers leave the page by these, and with it the show. */
const LEAVING = new Set(['Alt+ArrowLeft', 'Alt+ArrowRight', 'Ctrl+ArrowLeft', 'Ctrl+ArrowRight'])
/** Held, they go on; all others act once. */
const isWalk = (chord: string): boolean => /(?:^|\+)(?:Arrow|Page)\w+$/.test(chord)

export function useOf(press: Press, place: KeyPlace, keyed: Keyed): KeyUse {
  const { key, repeat } = press
  // Escape alone comes before everything, whatever is held with it and whatever is open.
  if (key === 'Escape') {
    if (place.target === 'text' && press.isComposing) return 'text'
    if (repeat) return 'nothing'
    return place.target === 'text' ? 'leaveField' : 'panic'
  }
  if (place.heldOver) return 'nothing'
  const chord = chordOf(press)
  const action = chord === null ? null : keyed(chord)
  const found = chord === null || action === null ? null : { action, chord }
  if (found !== null && isCombined(found.chord)) return combined(found, press, place)
  if (leavesPage(press, place, chord, found)) return 'nothing'
  if (place.inLayer) return usedInLayer(press, place, found)
  if (place.target === 'text') return usedInText(press, found)
  return usedOnPage(press, place, found)
}

/** A text has its own undo, and a layer is answered before another show comes. Saving is right everywhere. */
function combined(
  found: KeyedAction,
  { repeat }: Press,
  { target, inLayer, inMenu, typedOn }: KeyPlace,
): KeyUse {
  const { reach } = found.action
  if (reach === undefined && target === 'text') return 'text'
  const isAway = inLayer && !(inMenu === true && reach === 'menu')
  if (repeat || (reach !== 'everywhere' && (isAway || typedOn))) return 'nothing'
  return found
}

/** In a text they walk by words on a Mac, with Command held to the ends of the line; with Control everywhere else. */
function leavesPage(
  press: Press,
  { target, isApple }: KeyPlace,
  chord: string | null,
  found: KeyedAction | null,
): boolean {
  if (chord === null || found !== null || !LEAVING.has(chord)) return false
  return target !== 'text' || (press.altKey && !isApple)
}

/** Space chooses and is not GO, no letter commands, and the browser's meaning of a function key waits too. */
function usedInLayer(press: Press, { target }: KeyPlace, found: KeyedAction | null): KeyUse {
  if (found !== null && isFunctionKey(found.chord)) return 'nothing'
  if (target === 'text') return 'text'
  const presses = press.key === ' ' || press.key === 'Enter'
  return press.repeat && presses ? 'nothing' : 'element'
}

/** Function keys write nothing, and the browser's own would open its find bar, which keeps Escape to itself. */
function usedInText({ repeat }: Press, found: KeyedAction | null): KeyUse {
  if (found === null || !isFunctionKey(found.chord)) return 'text'
  return repeat ? 'nothing' : found
}

function usedOnPage(press: Press, { target, typedOn }: KeyPlace, found: KeyedAction | null): KeyUse {
  const { key, repeat } = press
  // Letters choose from a list as arrows do.
  if (target === 'list' && key.length === 1 && key !== ' ') return 'element'
  if (typedOn) return 'nothing'
  if (key === 'Enter' && target === 'switch') return repeat ? 'nothing' : 'toggle'
  const isWorked = isWorkedBy(target, key)
  if (found !== null && (found.action.layer === 'show' || !isWorked)) {
    return !repeat || isWalk(found.chord) ? found : 'nothing'
  }
  // Keys act on the way down and once: a held Enter would press a focused GO again and again.
  if (key === ' ' || (key === 'Enter' && repeat)) return 'nothing'
  if (press.ctrlKey || press.metaKey || press.altKey || key === 'Tab') return 'element'
  if (target === 'list') return 'element'
  // An arrow on a button that the table has no use for scrolls.
  return isWorked || (target !== 'page' && WALKING_KEYS.has(key)) ? 'element' : 'show'
}

/** Whether the key does something to what has the focus. */
function isWorkedBy(target: Target, key: string): boolean {
  if (target === 'page') return false
  if (key === 'Enter' || key === ' ') return true
  return WALKING_KEYS.has(key) && target !== 'button'
}
