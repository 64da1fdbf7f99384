// The sizes the dispatcher runs with in a show, and the bounds of what it remembers.

export const DISPATCHER_DEFAULTS = {
  /** Events that may wait per lane. The show lane holds more than a second of the busiest OSC input foreseen (50,000/s). */
  capacity: { control: 8_192, show: 65_536, observation: 8_192 },
  historySize: 10_000,
  /** Milliseconds of handling after which sockets and timers get their turn. */
  budgetMs: 4,
} as const

/** Event types told apart, above the 10,000 that a show may declare. */
export const DISTINCT_TYPES = 16_384

/** Runs with a history of their own, and the most recent events kept for each. */
export const REMEMBERED_RUNS = 1_024
export const EVENTS_PER_RUN = 128

/** Pairs of type and source whose latest event is kept. */
export const LATEST_EVENTS = 65_536

/** Senders of inputs surely remembered, and controls of each; at most twice as many are kept. */
export const REMEMBERED_SENDERS = 128
export const REMEMBERED_CONTROLS = 2_048
