// How long hands have: what is held to act, what is looked for, and the times that are one press away.

/** A press that must not happen by accident acts after so long. */
export const HELD_MS = 500

/** How long a page lets a control be looked for. */
export const LEARN_SECONDS = 15

/** Times of a recall that are one press away, in ms; null is what the scene itself says. */
export const RECALL_TIMES = [null, 0, 1000, 3000, 5000] as const
