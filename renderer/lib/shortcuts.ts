// The operator's keys.

export type Shortcut = 'go' | 'back' | 'pause' | 'stop' | 'panic' | 'showView' | 'inputsView' | 'healthView'

const SHORTCUTS = new Map<string, Shortcut>([
  [' ', 'go'],
  ['backspace', 'back'],
  ['p', 'pause'],
  ['s', 'stop'],
  ['escape', 'panic'],
  ['f1', 'showView'],
  ['f2', 'inputsView'],
  ['f3', 'healthView'],
])

export type KeyPress = Pick<KeyboardEvent, 'key' | 'repeat' | 'ctrlKey' | 'metaKey' | 'altKey'>

/** The key's meaning, or null: a held key acts once, and combinations belong to the browser. */
export function shortcutOf({ key, repeat, ctrlKey, metaKey, altKey }: KeyPress): Shortcut | null {
  if (repeat || ctrlKey || metaKey || altKey) return null
  return SHORTCUTS.get(key.toLowerCase()) ?? null
}

/** Whether keys pressed in this element are text. */
export function isTyping(element: { readonly tagName: string; readonly type?: string } | null): boolean {
  if (element === null) return false
  if (element.tagName === 'TEXTAREA') return true
  return element.tagName === 'INPUT' && ['text', 'search', 'number'].includes(element.type ?? 'text')
}

/** Keys by which the focus is moved, or what has it is worked. */
const WORKING_KEYS = new Set([
  ...['Enter', ' ', 'ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'],
  ...['Home', 'End', 'PageUp', 'PageDown'],
])
const WORKED_BY_KEYS = new Set(['BUTTON', 'INPUT', 'A', 'SUMMARY'])
const ROLES_WORKED_BY_KEYS = new Set(['button', 'slider', 'tab', 'option', 'menuitem', 'switch', 'checkbox'])

/** Whether a key means something to the element that has the focus, so that it is no input of the show. */
export function worksElement(
  key: string,
  element: { readonly tagName: string; readonly role?: string | null } | null,
): boolean {
  if (key === 'Tab') return true
  if (element === null) return false
  // Letters choose from a list as arrows do.
  if (element.tagName === 'SELECT') return true
  if (!WORKING_KEYS.has(key)) return false
  return WORKED_BY_KEYS.has(element.tagName) || ROLES_WORKED_BY_KEYS.has(element.role ?? '')
}
