// The age beyond which what somebody did is no longer acted on: nobody expects it any more.

/** Milliseconds: less than this is a late press, more an old one. A late cue is worse than a missed one. */
export const TOO_OLD_MS = 2_000

/** What is planned and later than this is passed over: a late cue is worse than a missed one. */
export const LONG_PAST_MS = 500
