// Feedback that no device of any kind can show: a key that no deck has, a source that is no deck and no gamepad.
import { shown } from '../../shared/model/explain.ts'
import type { DeckFeedback, FeedbackTo } from '../../shared/model/feedback.ts'
import type { ShowFile } from '../../shared/model/show.ts'
import type { Problems } from './problems.ts'

interface Places {
  readonly keys: number
  /** With a part of a strip above them. */
  readonly dials: number
}

/** By the model in the source: what a deck of it can show something on. */
export const DECK_PLACES: Readonly<Record<string, Places>> = {
  mini: { keys: 6, dials: 0 },
  original: { keys: 15, dials: 0 },
  originalv2: { keys: 15, dials: 0 },
  'original-mk2': { keys: 15, dials: 0 },
  'original-mk2-scissor': { keys: 15, dials: 0 },
  xl: { keys: 32, dials: 0 },
  plus: { keys: 8, dials: 4 },
  'plus-xl': { keys: 36, dials: 6 },
  neo: { keys: 10, dials: 0 },
  pedal: { keys: 0, dials: 0 },
  studio: { keys: 32, dials: 0 },
  '6-module': { keys: 6, dials: 0 },
  '15-module': { keys: 15, dials: 0 },
  '32-module': { keys: 32, dials: 0 },
  'galleon-k100': { keys: 12, dials: 2 },
  'network-dock': { keys: 0, dials: 0 },
}
const ANY: Places = {
  keys: Math.max(...Object.values(DECK_PLACES).map(({ keys }) => keys)),
  dials: Math.max(...Object.values(DECK_PLACES).map(({ dials }) => dials)),
}

const DECK_SOURCE = /^hid:streamdeck-(.+?)(?::[^:]*)?(?::\d+)?$/
const PAD_SOURCE = /^(?:gamepad|hid):(?!streamdeck-)/

export function warnShown({ feedback }: ShowFile, warnings: Problems): void {
  for (const [index, { to }] of feedback.entries()) {
    const found = to.kind === 'deck' ? ofDeck(to) : to.kind === 'rumble' ? ofPad(to) : null
    if (found === null) continue
    const { field, what, next } = found
    warnings.add('show/never-shown', ['feedback', index, 'to', field], what, () => next)
  }
}

interface Found {
  readonly field: string
  readonly what: string
  readonly next: string
}

function ofDeck({ device, control }: DeckFeedback): Found | null {
  const model = device === undefined ? null : (DECK_SOURCE.exec(device)?.[1] ?? '')
  if (model === '') {
    const next = 'its sources begin with hid:streamdeck-; Inputs lists them'
    return { field: 'device', what: `${shown(device ?? '')} is no Stream Deck`, next }
  }
  // A model that is newer than this program may have anything.
  const places = model === null ? ANY : DECK_PLACES[model]
  if (places === undefined || control === 'brightness') return null
  const [, kind = '', number = ''] = /^(key|dial)(\d+)$/.exec(control) ?? []
  const most = kind === 'key' ? places.keys : places.dials
  if (Number(number) <= most) return null
  const who = model === null ? 'no Stream Deck' : `a Stream Deck ${model}`
  const what = model === null ? `${who} has ${shown(control)}` : `${who} shows nothing on ${shown(control)}`
  const next = most === 0 ? 'use another deck' : `use ${kind}1 to ${kind}${most}`
  return { field: 'control', what, next }
}

function ofPad({ device }: Extract<FeedbackTo, { readonly kind: 'rumble' }>): Found | null {
  if (device === undefined || PAD_SOURCE.test(device)) return null
  const next = 'its sources begin with gamepad: or hid:; Inputs lists them'
  return { field: 'device', what: `${shown(device)} is no gamepad`, next }
}
