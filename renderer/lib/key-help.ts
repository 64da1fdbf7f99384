// The keys in words, by the layers in which they are found, and which of them a show listens to as well.
import { KEY_LAYERS } from './actions.ts'
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
  readonly layer: KeyLayer
  readonly title: string
  readonly lines: readonly KeyLine[]
}

const TITLES: Readonly<Record<KeyLayer, string>> = {
  show: 'Everywhere outside text',
  view: 'In this view',
  page: 'On this page',
}
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
  return KEY_LAYERS.map((layer) => {
    const keyed = actions.filter((each) => each.layer === layer && each.keys.length > 0)
    const lines = keyed.map(({ keys, words, keyWords }) => ({
      keys: keysWords(keys, isApple),
      does: keyWords ?? words,
      clashes: keys.some((key) => isHeardByShow(key, shows)),
    }))
    return { layer, title: TITLES[layer], lines }
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
