// How late is late: the judgement of step lateness, the same wherever it is shown.

export type Lateness = 'punctual' | 'late' | 'tooLate'

/** Above 5 ms a musician hears it, above 20 ms an audience sees it. */
export function judgeLateness(ms: number): Lateness {
  if (ms > 20) return 'tooLate'
  return ms > 5 ? 'late' : 'punctual'
}
