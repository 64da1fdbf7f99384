// What a show has that a form offers to choose from, by id and by what people call it.

export type Names = readonly (readonly [id: string, name: string])[]

export interface ShowNames {
  readonly playlist: Names
  readonly param: Names
  readonly list: Names
  /** Of the list that the cue of the form is in. */
  readonly cue: Names
  /** OSC targets. */
  readonly target: Names
}
