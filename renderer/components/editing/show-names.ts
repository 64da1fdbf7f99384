// What a show has that a form offers to choose from, by id and by what people call it.

export type Names = readonly (readonly [id: string, name: string])[]

export interface ShowNames {
  readonly playlist: Names
  readonly param: Names
  readonly scene: Names
  readonly list: Names
  /** Of the list that the cue of the form is in, or that its light shows. */
  readonly cue: Names
  /** OSC targets. */
  readonly target: Names
  readonly midiOutput: Names
  readonly layer: Names
  /** Senders over OSC that have a name. */
  readonly peer: Names
  /** Stream Decks and gamepads that are there. */
  readonly deck: Names
  readonly gamepad: Names
}

/** Where the control of a binding is just now, for its fields. */
export interface LiveControl {
  /** What it sends. */
  readonly seen: number | null
  /** Where it stands as the parameter counts. */
  readonly place: number | null
  /** The part of the parameter that it moves. */
  readonly target: readonly [number, number]
}
