// What pages are to let gamepads feel: each page looks for those that are its own.
import type { Rumble } from '../model/rumble.ts'

export interface RumblePulse extends Rumble {
  /** Goes up with each, so that none is felt twice. */
  readonly id: number
  /** When it was asked for, on the engine's clock. */
  readonly at: number
  /** Id of the page whose pad it is, and the browser's number of the pad. */
  readonly client: string
  readonly index: number
}

export interface RumbleView {
  /** The latest of each pad, as long as it is young. */
  readonly pulses: readonly RumblePulse[]
}
