// A key as the table of actions names it, whatever the keyboard: `P`, `Space`, `Ctrl+Shift+Z`, `Alt+ArrowUp`, `7`, `/`.

type Modifier = 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'
export type KeyPress = Pick<KeyboardEvent, 'key' | 'code' | 'repeat' | Modifier>

const LETTER = /^\p{L}$/u
const LATIN = /^\p{Script=Latin}$/u
const DIGIT_CODE = /^Digit(\d)$/
/** Where they stand differs, and whether Shift is needed: known by what they write, also where that is a digit's place. */
const SIGNS = new Set(['/', '?', '.'])
const NAMES: Readonly<Record<string, string>> = { ' ': 'Space', Esc: 'Escape' }
/** What is not one key of ours: still composing, unknown, or only held with others. */
const NO_KEY = new Set(['Dead', 'Process', 'Unidentified', 'Control', 'Shift', 'Alt', 'Meta', 'AltGraph'])

/** Letters by what they write, or by their place where that is not Latin; digits by their place; the rest by what they are. */
function nameOf({ key, code, shiftKey }: KeyPress): string {
  if (SIGNS.has(key) || /^\d$/.test(key)) return key
  const [, digit] = DIGIT_CODE.exec(code) ?? []
  if (digit !== undefined && !shiftKey) return digit
  if (!LETTER.test(key)) return NAMES[key] ?? key
  return (LATIN.test(key) || !code.startsWith('Key') ? key : code.slice(3)).toUpperCase()
}

/** Signs need Shift on some keyboards and not on others, so it says nothing there. */
const tellsShift = (name: string): boolean => name.length > 1 || LETTER.test(name)

/**
 * The key with what is held with it; null for what can be no key of ours. `Ctrl` stands for the Command key as well. Control
 * and Alt together write characters on some keyboards, and so does Alt with a letter on a Mac.
 */
export function chordOf(press: KeyPress): string | null {
  if (NO_KEY.has(press.key)) return null
  const name = nameOf(press)
  const shift = press.shiftKey && tellsShift(name) ? 'Shift+' : ''
  const command = press.ctrlKey || press.metaKey
  if (press.altKey) return command || name.length === 1 || name === 'Space' ? null : `Alt+${shift}${name}`
  if (press.ctrlKey && press.metaKey) return null
  return `${command ? 'Ctrl+' : ''}${shift}${name}`
}

/** Shift alone makes no other key of it, where the table has none with Shift. */
export function withoutShift(chord: string): string | null {
  return chord.startsWith('Shift+') ? chord.slice('Shift+'.length) : null
}

/** Whether Control or Command is held. */
export const isCombined = (chord: string): boolean => chord.startsWith('Ctrl+')
/** Whether the key writes nothing into a text. */
export const isFunctionKey = (chord: string): boolean => /^(?:Shift\+)?F\d{1,2}$/.test(chord)

const WORDS: Readonly<Record<string, string>> = {
  Escape: 'Esc',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
}
const APPLE: Readonly<Record<string, string>> = { Ctrl: '⌘', Shift: '⇧', Alt: '⌥' }

/** As people read it; on a Mac with the signs of its keys. */
export function chordWords(chord: string, isApple = false): string {
  const keys = chord.split('+').map((key) => WORDS[key] ?? (isApple ? (APPLE[key] ?? key) : key))
  return keys.join(isApple ? '' : '+')
}
