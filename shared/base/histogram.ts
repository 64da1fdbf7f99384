// Durations in constant memory: logarithmic buckets with eight steps to the octave, about 9 % wide.

/** One microsecond, in milliseconds; everything shorter counts as this. */
const SMALLEST_MS = 0.001
const STEPS_PER_OCTAVE = 8
/** 27 octaves reach from 1 µs past two minutes; the last bucket holds everything longer as well. */
const BUCKETS = 27 * STEPS_PER_OCTAVE

export interface DistributionSummary {
  readonly count: number
  /** Milliseconds. */
  readonly p50: number
  readonly p95: number
  readonly p99: number
  readonly max: number
}

/** Everything that was ever recorded, coarsely: how many were no longer than each bound of `TOTALS_BOUNDS`. */
export interface DistributionTotals {
  readonly count: number
  /** Milliseconds. */
  readonly sum: number
  /** Each holds those of the bounds below it as well. */
  readonly upTo: readonly number[]
}

/** Octaves above the smallest at which totals are counted: from 8 µs to 8 s. */
const TOTALS_OCTAVES = [3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23]
/** Milliseconds. */
export const TOTALS_BOUNDS: readonly number[] = TOTALS_OCTAVES.map((octave) => SMALLEST_MS * 2 ** octave)

export const NO_TOTALS: DistributionTotals = { count: 0, sum: 0, upTo: TOTALS_BOUNDS.map(() => 0) }

export const EMPTY_DISTRIBUTION: DistributionSummary = { count: 0, p50: 0, p95: 0, p99: 0, max: 0 }

export class Histogram {
  readonly #counts = new Uint32Array(BUCKETS)
  #count = 0
  #max = 0
  #sum = 0
  /** What was recorded before it was last cleared. */
  #before: DistributionTotals = NO_TOTALS

  record(ms: number): void {
    this.#count += 1
    this.#sum += ms
    if (ms > this.#max) this.#max = ms
    const octaves = ms <= SMALLEST_MS ? 0 : Math.log2(ms / SMALLEST_MS)
    const bucket = Math.min(BUCKETS - 1, Math.floor(octaves * STEPS_PER_OCTAVE))
    this.#counts[bucket] = (this.#counts[bucket] as number) + 1
  }

  /** The upper edge of the bucket that holds the given share (0 to 1) of what was recorded; never above the maximum. */
  percentile(share: number): number {
    if (this.#count === 0) return 0
    const rank = Math.max(1, Math.ceil(this.#count * share))
    let seen = 0
    for (let bucket = 0; bucket < BUCKETS - 1; bucket += 1) {
      seen += this.#counts[bucket] as number
      if (seen >= rank) return Math.min(this.#max, SMALLEST_MS * 2 ** ((bucket + 1) / STEPS_PER_OCTAVE))
    }
    return this.#max
  }

  summary(): DistributionSummary {
    return {
      count: this.#count,
      p50: this.percentile(0.5),
      p95: this.percentile(0.95),
      p99: this.percentile(0.99),
      max: this.#max,
    }
  }

  /** Since it was made, whenever it was cleared. */
  totals(): DistributionTotals {
    const { count, sum, upTo } = this.#before
    let bucket = 0
    let seen = 0
    const seenUpTo = TOTALS_OCTAVES.map((octave) => {
      for (; bucket < octave * STEPS_PER_OCTAVE; bucket += 1) seen += this.#counts[bucket] as number
      return seen
    })
    return {
      count: count + this.#count,
      sum: sum + this.#sum,
      upTo: upTo.map((before, bound) => before + (seenUpTo[bound] as number)),
    }
  }

  /** Begins a new period. */
  clear(): void {
    if (this.#count > 0) this.#before = this.totals()
    this.#counts.fill(0)
    this.#sum = 0
    this.#count = 0
    this.#max = 0
  }
}
