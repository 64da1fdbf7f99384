// For how long the file will last, from how fast it has been filled lately.
import type { MonotonicMs } from '../../shared/base/clock.ts'

/** Milliseconds that are told from: long enough that a pause between two scenes does not promise years. */
const LATELY_MS = 600_000
/** Milliseconds before which nothing is told: at first every loop and fader begins a row. */
const LEAST_MS = 120_000
const SAMPLE_MS = 10_000

interface Sample {
  readonly at: MonotonicMs
  readonly bytes: number
}

export class Lasting {
  readonly #maxBytes: number
  /** Milliseconds beyond which entries are removed however much room there is. */
  readonly #maxAge: number
  #samples: Sample[]
  #bytes = 0

  constructor(maxBytes: number, maxAge: number, now: MonotonicMs) {
    this.#maxBytes = maxBytes
    this.#maxAge = maxAge
    this.#samples = [{ at: now, bytes: 0 }]
  }

  /** So many bytes were filled. */
  add(bytes: number, now: MonotonicMs): void {
    this.#bytes += bytes
    if (now - (this.#samples.at(-1)?.at ?? 0) < SAMPLE_MS) return
    this.#samples.push({ at: now, bytes: this.#bytes })
    // The newest of those that are old enough stays: what came since is known from it.
    const old = this.#samples.findLastIndex(({ at }) => now - at >= LATELY_MS)
    if (old > 0) this.#samples = this.#samples.slice(old)
  }

  /** Milliseconds; null where it cannot be told yet. */
  holds(now: MonotonicMs): number | null {
    const [from] = this.#samples
    if (from === undefined || now - from.at < LEAST_MS) return null
    const bytes = this.#bytes - from.bytes
    return bytes === 0 ? this.#maxAge : Math.min(this.#maxAge, (this.#maxBytes * (now - from.at)) / bytes)
  }
}
