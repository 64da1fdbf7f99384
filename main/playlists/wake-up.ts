// How long before a step is due its thread must wake, learned from how late it woke: the rest is spun, and no more than that.

/** One wake-up in so many may come later than the margin allows for. */
const LATE_ONE_IN = 50
/** How far the margin moves for a wake-up that came later than it; one that came in time moves it back by a fraction. */
const STEP_MS = 0.02
const LEAST_MS = 0.05
/** Longer than this is not spun, however late the system wakes: other programs need the processor too. */
const MOST_MS = 0.5

/** Keeps a running estimate of a quantile, so that one long stall does not lengthen the spinning that follows it. */
export class WakeUpMargin {
  #ms = MOST_MS / 2

  get ms(): number {
    return this.#ms
  }

  /** Takes note that a sleep which ran to its end overran it by so much. */
  woke(lateByMs: number): void {
    const moved = lateByMs > this.#ms ? STEP_MS : -STEP_MS / (LATE_ONE_IN - 1)
    this.#ms = Math.min(MOST_MS, Math.max(LEAST_MS, this.#ms + moved))
  }
}
