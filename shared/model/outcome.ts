// What an input may do to its control, and the ways in which that may be told.

/** Which way a match may want a control to move. */
export type Edge = 'press' | 'release'

/**
 * What an event did to its control: `touch` is pressed and let go at once, as by a message that can never be released; `none`
 * moved it without pressing it or letting it go; `ignored` was a bounce.
 */
export type Outcome = Edge | 'touch' | 'none' | 'ignored'

/** A way of telling presses that a match asks for; other matches go by that of the kind of control. */
export interface EdgeProfile {
  /** Equal for equal ones; names its outcome in the envelope. */
  readonly key: string
  /** As the sender counts; null for the usual one. */
  readonly threshold: number | null
  /** Milliseconds; null for the usual time. */
  readonly bounce: number | null
  /** Asks for no edge, but that no message takes the place of another. */
  readonly counts?: true
}

/** Of a control whose messages add up. */
export const COUNTED: readonly EdgeProfile[] = [
  { key: 'counted', threshold: null, bounce: null, counts: true },
]
