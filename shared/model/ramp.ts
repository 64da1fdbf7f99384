// A value that goes from one number to another in a time: where it is at any moment, and when it is told.
import { shapeOf, withinShare } from './curve-shape.ts'
import type { Curve } from './curve.ts'

export const RAMP_LIMITS = {
  /** A day. */
  over: 86_400_000,
  slowest: 0.1,
  fastest: 1000,
  usualRate: 40,
} as const

/** What one thread sends in a second at the most; beyond it each value is told less often. */
export const RAMP_BUDGET = { packets: 20_000, values: 100_000 } as const

export interface Ramp {
  readonly from: number
  readonly to: number
  /** Milliseconds; where 0 it is a set. */
  readonly over: number
  readonly curve: Curve
}

/** Where a ramp is, for who asks again and again; both ends are met exactly, and what is beyond them is the end. */
export function rampShape({ from, to, over, curve }: Ramp): (elapsed: number) => number {
  const way = to - from
  const [least, most] = from < to ? [from, to] : [to, from]
  // Out is in backwards: what has no equal ratios to 0 would else stay high and fall at the very end.
  const backwards = curve === 'logarithmic' && Math.abs(from) > Math.abs(to)
  const shape = backwards ? shapeOf(curve, to, from) : shapeOf(curve, from, to)
  const shareAt = (along: number): number => (backwards ? 1 - shape.at(1 - along) : shape.at(along))
  return (elapsed) => {
    if (elapsed >= over) return to
    if (!(elapsed > 0)) return from
    const share = shareAt(withinShare(elapsed / over))
    // The way between two numbers may be too large for one.
    const value = Number.isFinite(way) ? from + way * share : from * (1 - share) + to * share
    return Math.min(Math.max(value, least), most)
  }
}

/** Where a ramp is so many milliseconds after it began. */
export function rampAt(ramp: Ramp, elapsed: number): number {
  return rampShape(ramp)(elapsed)
}

/** How many times a ramp is told after its start, the last time exactly at its end. */
export function tickCount(over: number, interval: number): number {
  // Ten seconds at forty a second are 400, whatever the division leaves.
  return Math.max(1, Math.ceil(over / interval - 1e-6))
}

/** Milliseconds after its start at which tick `k` of `count` is due. */
export function tickAt(k: number, count: number, over: number, interval: number): number {
  return k >= count ? over : k * interval
}
