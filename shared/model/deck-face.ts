// What a key or a strip of a Stream Deck shows: a description, which is drawn where the device is.

export const DECK_STATES = ['idle', 'on', 'standby', 'running', 'paused', 'disarmed', 'failed'] as const
export type DeckState = (typeof DECK_STATES)[number]

export const DECK_SYMBOLS = ['go', 'stop', 'pause', 'back', 'panic'] as const
export type DeckSymbol = (typeof DECK_SYMBOLS)[number]

export interface DeckFace {
  /** Number of a cue; null where there is none. */
  readonly number: string | null
  readonly name: string
  /** `#rrggbb` of the cue or playlist, shown as a band; null for none. */
  readonly colour: string | null
  readonly state: DeckState
  /** 0 to 1, shown as a bar: how far a run is, or where a parameter stands. */
  readonly level: number | null
  /** What a parameter has, with its unit: `72 %`. */
  readonly value: string | null
  /** Of a button of the transport, which has a look of its own. */
  readonly symbol: DeckSymbol | null
}

/** Places of a deck: a key, the part of its strip above a dial, or how bright the whole deck is. */
export const DECK_CONTROL = /^(?:key(?:[1-9]|[1-9]\d)|dial(?:[1-9]|1\d)|brightness)$/

/** What is shown where; a null face is dark. `device` null is every deck that has such a control. */
export interface DeckShown {
  readonly device: string | null
  readonly control: string
  readonly face: DeckFace | null
}

/** Characters of a name or value that are told to a deck; no key has room for more. */
export const MOST_FACE_TEXT = 60
