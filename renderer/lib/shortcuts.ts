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

export type Shortcut = 'go' | 'back' | 'pause' | 'stop' | 'panic' | 'notes' | `${ViewId}View`

const SHORTCUTS = new Map<string, Shortcut>([
  [' ', 'go'],
  ['backspace', 'back'],
  ['p', 'pause'],
  ['s', 'stop'],
  ['escape', 'panic'],
  ['f8', 'notes'],
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

/** Yes or no to the question in front, or null. Only while a confirmation is there are these keys the operator's. */
export function answerOf({ key, repeat, ctrlKey, metaKey, altKey }: KeyPress): boolean | null {
  if (repeat || ctrlKey || metaKey || altKey) return null
  return ANSWERS.get(key.toLowerCase()) ?? null
}
