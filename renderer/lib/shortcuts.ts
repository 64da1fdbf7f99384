// The operator's keys.

export type Shortcut = 'go' | 'back' | 'pause' | 'stop' | 'panic' | 'showView' | 'healthView'

const SHORTCUTS = new Map<string, Shortcut>([
  [' ', 'go'],
  ['backspace', 'back'],
  ['p', 'pause'],
  ['s', 'stop'],
  ['escape', 'panic'],
  ['f1', 'showView'],
  ['f2', 'healthView'],
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
