// How the engine was in the last minutes and hours, as columns of points.

/** Ten minutes of a point a second; six hours of a point every ten. */
export const HISTORY_SPANS = ['minutes', 'hours'] as const
export type HistorySpan = (typeof HISTORY_SPANS)[number]

export const HISTORY_READINGS = [
  'eventsPerSecond',
  'emittedPerSecond',
  'oscPerSecond',
  'oscBytesPerSecond',
  'dispatchP99',
  'latenessP99',
  'loopDelayP99',
  'rss',
] as const
export type HistoryReading = (typeof HISTORY_READINGS)[number]

export interface HealthHistory {
  /** Wall milliseconds: of the first point, then from each to the next. */
  readonly times: readonly number[]
  /** Oldest first, one a point, to four digits; null where nothing can be said. */
  readonly readings: Readonly<Record<HistoryReading, readonly (number | null)[]>>
}
