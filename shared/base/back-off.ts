// How long to wait before another attempt.

/** Twice as long after each attempt in a row that failed, from `first` milliseconds after one up to `longest`. */
export function backOff(failures: number, first: number, longest: number): number {
  return Math.min(longest, first * 2 ** Math.max(0, failures - 1))
}
