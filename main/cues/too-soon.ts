// Why a GO is refused that comes too soon after another: one hand that pressed twice, or two at once.
import type { MonotonicMs } from '../../shared/base/clock.ts'
import { fault } from '../../shared/base/result.ts'
import type { Fault } from '../../shared/base/result.ts'

/** Of two presses, the earlier of which may be heard last. */
export function timeBetween(one: MonotonicMs, other: MonotonicMs): number {
  return Math.abs(one - other)
}

interface Earlier {
  /** Who pressed the one before. */
  readonly by: string
  /** Milliseconds since then. */
  readonly since: number
  /** Milliseconds that have to lie between two. */
  readonly minimum: number
}

export function goTooSoon({ by, since, minimum }: Earlier, asks: 'list' | 'show'): Fault {
  const what = `the last GO was ${Math.round(since)} ms ago, by ${by}; the ${asks} asks for ${minimum} ms between two`
  return fault('go/too-soon', 'GO', what, 'press again, or lower minimumGoTime in the show')
}
