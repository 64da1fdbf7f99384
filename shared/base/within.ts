// Waiting with patience that ends.
import { monotonicMs } from './clock.ts'
import type { Clock } from './clock.ts'

/** Resolves when `work` has, or after `ms` milliseconds; rejects where `work` does by then. */
export async function within(clock: Clock, ms: number, work: PromiseLike<unknown>): Promise<void> {
  const late = Promise.withResolvers<null>()
  using _ = clock.upkeep(monotonicMs(clock.now() + ms), () => late.resolve(null))
  await Promise.race([work, late.promise])
}
