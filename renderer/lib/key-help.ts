// The keys in words, by the layers in which they are found, and which of them a show listens to as well.
import type { Action, KeyLayer } from './actions.ts'
import { chordWords, isCombined } from './chords.ts'

export interface KeyLine {
  /** As people read them: `Space`; `digits`. */
  readonly keys: string
  readonly does: string
  /** Whether the show listens to one of them too, and does not hear it here. */
  readonly clashes: boolean
}
export interface KeySection {
  /** One of its kind: the layer, or `editing` for what changes the show in a view. */
  readonly id: KeyLayer | 'editing'
  readonly title: string
  readonly lines: readonly KeyLine[]
}

const SECTIONS = [
  { id: 'show', title: 'Everywhere outside text' },
  { id: 'view', title: 'In this view' },
  { id: 'editing', title: 'In this view, to edit' },
  { id: 'page', title: 'On this page' },
] as const satisfies readonly Omit<KeySection, 'lines'>[]

const sectionOf = ({ layer, role }: Action): KeySection['id'] =>
  layer === 'view' && role === 'editor' ? 'editing' : layer
const DIGIT = /^\d$/

/** Several digits are typed one after another. */
function keysWords(keys: readonly string[], isApple: boolean): string {
  const others = keys.filter((key) => !DIGIT.test(key))
  const words = others.map((key) => chordWords(key, isApple))
  return [...(others.length < keys.length ? ['digits'] : []), ...words].join(', ')
}

/** Keys of the show, as codes and as what they write: `KeyG`, `g`. */
export type ShowKeys = ReadonlySet<string>

/** `Space` is the show's `Space` and ` `; `P` its `KeyP` and `p`. Combinations never reach a show. */
function isHeardByShow(chord: string, shows: ShowKeys): boolean {
  if (isCombined(chord)) return false
  const written = chord === 'Space' ? ' ' : chord
  const names = [written, written.toLowerCase()]
  if (/^[A-Z]$/.test(chord)) names.push(`Key${chord}`)
  if (/^\d$/.test(chord)) names.push(`Digit${chord}`, `Numpad${chord}`)
  return [chord, ...names].some((name) => shows.has(name))
}

export function keySections(
  actions: readonly Action[],
  shows: ShowKeys = new Set(),
  isApple = false,
): readonly KeySection[] {
  return SECTIONS.map(({ id, title }) => {
    const keyed = actions.filter((each) => sectionOf(each) === id && each.keys.length > 0)
    const lines = keyed.map(({ keys, words, keyWords }) => ({
      keys: keysWords(keys, isApple),
      does: keyWords ?? words,
      clashes: keys.some((key) => isHeardByShow(key, shows)),
    }))
    return { id, title, lines }
  }).filter(({ lines }) => lines.length > 0)
}

/** What keys do that belong to what has the focus. */
export const FOCUS_LINES: readonly KeyLine[] = [
  { keys: 'Enter', does: 'Works what has the focus; switches a checkbox', clashes: false },
  {
    keys: 'Tab, arrows',
    does: 'Move the focus; walk in a list, a menu, the timeline',
    clashes: false,
  },
]
