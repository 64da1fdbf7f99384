// What of a show's state outlives the program: how a stage gives it, and how it takes it back.
import type { WallMs } from '../base/clock.ts'

/** How long something has lain since it was given. */
export interface Lain {
  /** Milliseconds, the program's absence included; never negative. */
  readonly age: number
  /** False where no clock can say so, as one was set back meanwhile: it may be longer, and what could be stale counts as stale. */
  readonly isSure: boolean
  /** When that was. */
  readonly wall: WallMs
}

/** What of it could not be taken back, and why, for people. */
export interface LeftBehind {
  readonly what: string
  readonly why: string
}

export interface TakenBack {
  readonly taken: number
  readonly left: readonly LeftBehind[]
}

/**
 * One stage's part of the state. Its owner says each time that it is another, by the name, and is asked for it soon after: as
 * often as it likes, since that is cheap.
 */
export interface StatePart {
  readonly name: string
  /**
   * Whether it would start, send or decide something when it is back. Such a part comes back only where the show resumes, and
   * may do so later than the others; a panic before lets go of it. What only says how things stand always comes back.
   */
  readonly acts: boolean
  /** Whether it may change all the time, as faders do: then it may be written less often. */
  readonly moves?: true
  /** Plain data, no more than `MOST_PART_BYTES` of it as JSON; undefined where there is nothing to keep. */
  hold(): unknown
  /**
   * Called once the stages have taken the show, before anything happens in it. `value` may be anything: it was read from a
   * file. Nothing that it sets is news that rules or listeners act on.
   */
  takeBack(value: unknown, lain: Lain): TakenBack
}

/** Says that a stage's part of the state is another than it was. */
export type StateChanged = (part: string) => void

export const MOST_PART_BYTES = 2 * 1024 * 1024
