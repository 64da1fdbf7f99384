// Events that inputs publish, as those who listen to inputs take them.
import type { EventEnvelope } from './event.ts'
import type { InputFamily, InputType } from './input.ts'

export type InputEvent = { [T in InputType]: EventEnvelope<T> }[InputType]

/** One line of what has arrived, before it is put into words. */
export interface HeardInput {
  /** Of the first event that it tells; the same for as long as the line lives. */
  readonly seq: number
  readonly family: InputFamily
  /** The latest that it tells. */
  readonly event: InputEvent
  /** How many it tells. */
  readonly count: number
}
