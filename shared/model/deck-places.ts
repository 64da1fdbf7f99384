// What Stream Decks have on which something can be shown, by their model.

export interface DeckPlaces {
  readonly keys: number
  /** With a part of a strip above them. */
  readonly dials: number
}

/** By the model in the source: what a deck of it can show something on. */
export const DECK_PLACES: Readonly<Record<string, DeckPlaces>> = {
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
/** Of the largest of them. */
export const ANY_DECK: DeckPlaces = {
  keys: Math.max(...Object.values(DECK_PLACES).map(({ keys }) => keys)),
  dials: Math.max(...Object.values(DECK_PLACES).map(({ dials }) => dials)),
}

const DECK_SOURCE = /^hid:streamdeck-(.+?)(?::[^:]*)?(?::\d+)?$/

/** The model that the source of a deck's inputs names; null of what is no deck. */
export function deckModel(source: string): string | null {
  return DECK_SOURCE.exec(source)?.[1] ?? null
}
