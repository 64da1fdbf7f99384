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

export type Shortcut = 'go' | 'back' | 'pause' | 'stop' | 'panic' | 'notes' | 'keys' | `${ViewId}View`
/** What the Control or the Command key and a letter do together. */
export type Combination = 'undo' | 'redo' | 'save' | 'open' | 'new'

const SHORTCUTS = new Map<string, Shortcut>([
  [' ', 'go'],
  ['backspace', 'back'],
  ['p', 'pause'],
  ['s', 'stop'],
  ['escape', 'panic'],
  ['f8', 'notes'],
  ['?', 'keys'],
  ...VIEWS.map(({ id, key }) => [key.toLowerCase(), `${id}View`] as const),
])

const FUNCTION_KEYS = new Set<string>(['F8', ...VIEWS.map(({ key }) => key)])

const COMBINATIONS = new Map<string, Combination>([
  ['z', 'undo'],
  ['shift z', 'redo'],
  ['s', 'save'],
  ['o', 'open'],
  ['n', 'new'],
])

const ANSWERS = new Map([
  ['y', true],
  ['n', false],
])

type Modifier = 'ctrlKey' | 'metaKey' | 'altKey'
export type KeyPress = Pick<KeyboardEvent, 'key' | 'code' | 'repeat' | 'shiftKey' | Modifier>

const LETTER = /^\p{L}$/u
const LATIN = /^\p{Script=Latin}$/u

/** The key as the tables name it. Where the keyboard writes no Latin letters, a letter is known by its place. */
function nameOf({ key, code }: KeyPress): string {
  const isForeign = LETTER.test(key) && !LATIN.test(key) && code.startsWith('Key')
  return (isForeign ? code.slice(3) : key).toLowerCase()
}

/** The key's meaning, or null: a held key acts once, and combinations are other keys. */
export function shortcutOf(press: KeyPress): Shortcut | null {
  if (press.repeat || press.ctrlKey || press.metaKey || press.altKey) return null
  return SHORTCUTS.get(nameOf(press)) ?? null
}

/** Whether this key is one of ours that writes nothing, held or not. */
export function isFunctionKey({ key, ctrlKey, metaKey, altKey }: KeyPress): boolean {
  return !ctrlKey && !metaKey && !altKey && FUNCTION_KEYS.has(key)
}

/** Control or Command with a letter; with Alt as well it writes a character on some keyboards. */
export function combinationOf(press: KeyPress): Combination | null {
  if (press.altKey || press.ctrlKey === press.metaKey) return null
  return COMBINATIONS.get(`${press.shiftKey ? 'shift ' : ''}${nameOf(press)}`) ?? null
}

/** Yes or no to the question in front, or null. Only while a confirmation is there are these keys the operator's. */
export function answerOf(press: KeyPress): boolean | null {
  if (press.repeat || press.ctrlKey || press.metaKey || press.altKey) return null
  return ANSWERS.get(nameOf(press)) ?? null
}

interface KeyWords {
  readonly keys: string
  readonly does: string
  /** What it does where it is something that can be missing; null for what is always there. */
  readonly command: Combination | null
}

const line = (keys: string, does: string, command: Combination | null = null): KeyWords => ({
  keys,
  does,
  command,
})

/** The operator's keys in words. */
export const KEY_WORDS: readonly KeyWords[] = [
  line('Space', 'GO'),
  line('Backspace', 'standby back to the one before'),
  line('P, S', 'pause or resume; stop'),
  line('Escape', 'PANIC; in a text field the first one leaves the field'),
  line('Y, N', 'answer the confirmation in front'),
  line(VIEWS.map(({ key }) => key).join(', '), VIEWS.map(({ name }) => name).join(', ')),
  line('F8', 'notes of the show'),
  line('?', 'these keys'),
  line('Enter', 'works what has the focus; switches a checkbox'),
  line('Tab, arrows', 'move the focus; walk in a list, a menu, the timeline'),
  line('Ctrl+Z, Ctrl+Shift+Z', 'undo, redo; in a text field of what is typed there', 'undo'),
  line('Ctrl+S', 'save the show', 'save'),
  line('Ctrl+O, Ctrl+N', 'open another show; a new one', 'open'),
]
