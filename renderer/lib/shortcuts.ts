// The operator's keys.

/** F5 stays free: it reloads the page in a browser. */
export const VIEWS = [
  { id: 'show', name: 'Show', key: 'F1' },
  { id: 'inputs', name: 'Inputs', key: 'F2' },
  { id: 'events', name: 'Events', key: 'F3' },
  { id: 'rules', name: 'Rules', key: 'F4' },
  { id: 'log', name: 'Log', key: 'F6' },
  { id: 'health', name: 'Health', key: 'F7' },
] as const
export type ViewId = (typeof VIEWS)[number]['id']

export type Shortcut = 'go' | 'back' | 'pause' | 'stop' | 'panic' | `${ViewId}View`

const SHORTCUTS = new Map<string, Shortcut>([
  [' ', 'go'],
  ['backspace', 'back'],
  ['p', 'pause'],
  ['s', 'stop'],
  ['escape', 'panic'],
  ...VIEWS.map(({ id, key }) => [key.toLowerCase(), `${id}View`] as const),
])

const ANSWERS = new Map([
  ['y', true],
  ['n', false],
])

export type KeyPress = Pick<KeyboardEvent, 'key' | 'repeat' | 'ctrlKey' | 'metaKey' | 'altKey'>

/** The key's meaning, or null: a held key acts once, and combinations belong to the browser. */
export function shortcutOf({ key, repeat, ctrlKey, metaKey, altKey }: KeyPress): Shortcut | null {
  if (repeat || ctrlKey || metaKey || altKey) return null
  return SHORTCUTS.get(key.toLowerCase()) ?? null
}

const TYPED = new Set(['text', 'search', 'number', 'datetime-local'])

/** Yes or no to the question in front, or null. Only while a confirmation is there are these keys the operator's. */
export function answerOf({ key, repeat, ctrlKey, metaKey, altKey }: KeyPress): boolean | null {
  if (repeat || ctrlKey || metaKey || altKey) return null
  return ANSWERS.get(key.toLowerCase()) ?? null
}

/** Whether a key is a letter that looks up an entry of the list that has the focus. */
export function looksUp(key: string, element: { readonly tagName: string } | null): boolean {
  return element?.tagName === 'SELECT' && key.length === 1 && key !== ' '
}

/** Whether keys pressed in this element are text. */
export function isTyping(element: { readonly tagName: string; readonly type?: string } | null): boolean {
  if (element === null) return false
  if (element.tagName === 'TEXTAREA') return true
  return element.tagName === 'INPUT' && TYPED.has(element.type ?? 'text')
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
