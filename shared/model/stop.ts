// How presses of Stop are told apart.

/** A stop within this many milliseconds of one is the second, which ends what the first left too. */
export const STOP_AGAIN_MS = 2000
/** Presses of different people or programs this close to the first are one stop: both saw the same. */
export const TWO_HANDS_MS = 400
/** Those of one hand this close are one press. */
export const ONE_HAND_MS = 100
