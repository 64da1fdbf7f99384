// The sizes the dispatcher runs with in a show, and the bounds of what it remembers.

const MB = 1024 * 1024

export const DISPATCHER_DEFAULTS = {
  /** Events that may wait per lane. The show lane holds more than a second of the busiest OSC input foreseen (50,000/s). */
  capacity: { control: 8_192, show: 65_536, observation: 8_192 },
  /** Bytes that they may take, so that a lane of large events is full long before memory is. */
  bytes: { control: 8 * MB, show: 64 * MB, observation: 8 * MB },
  historySize: 10_000,
  /** Milliseconds of handling after which sockets and timers get their turn. */
  budgetMs: 4,
  isListed: (): boolean => false,
} as const

/** The same while a socket has more than one turn reads: what waits there unread may be a panic. */
export const CROWDED_BUDGET_MS = 0.25

/** What may wait before everything else. Of stops less, so that there always is room for a panic. */
export const AHEAD = { panic: 1_024, stop: 256, bytes: 4 * MB } as const

/** Event types told apart, above the 10,000 that a show may declare. */
export const DISTINCT_TYPES = 16_384

/** Runs with a history of their own, and the most recent events kept for each. */
export const REMEMBERED_RUNS = 1_024
export const EVENTS_PER_RUN = 128

/** Bytes of the large events that are kept of everything and of one run, and of all that is kept of runs. */
export const HISTORY_BYTES = { large: 16 * MB, largeOfRun: MB / 4, runs: 32 * MB } as const

/** Places in a lane that are kept for what the dispatcher itself has to say of it. */
export const RESERVED_PLACES = 16

/** Pairs of type and source whose latest event is kept, and the bytes of those. */
export const LATEST_EVENTS = 65_536
export const LATEST_BYTES = 16 * MB

/** Senders of inputs surely remembered; at most twice as many are kept. */
export const REMEMBERED_SENDERS = 128
/** Controls surely remembered of one sender, at the least where there are many, and of all of them about. */
export const REMEMBERED_CONTROLS = { most: 2_048, least: 64, together: 16_384 } as const
