// What a binding does with its control: a pure step from what is heard, or from time alone, to what the parameter is to be.
import type { Edge } from '../../shared/model/outcome.ts'
import type { ParamValue } from '../../shared/model/param.ts'

/** What a control has told. */
export interface Heard {
  /** Null where it says nothing that is a number. */
  readonly value: number | null
  /** From where to where such controls go. */
  readonly range: readonly [number, number]
  /** Of a button: what it is to be for it. */
  readonly edge: Edge
  /** It comes in two bytes, of which this may be the first. */
  readonly isPaired: boolean
  /** It stands for several that told the same kind of thing, such as both bytes of a pair. */
  readonly isMerged: boolean
  /** Its device tells where it stands because it was plugged in, and not because a hand has moved it. */
  readonly isFirst: boolean
  /** That was so lately that no hand has had the time. */
  readonly isJustPlugged: boolean
}

/** Where the parameter is. Switches are 0 and 1, choices count from 0; other text is 0. */
export interface Here {
  readonly value: number
  /** Nobody else has moved it since this control did. */
  readonly holds: boolean
  /** What it does by itself; null where it stands. */
  readonly fade: FadeOfHere | null
}

export interface FadeOfHere {
  readonly id: number
  readonly from: ParamValue
  readonly to: ParamValue
}

export interface Moved<S> {
  readonly state: S
  /** What it is to be; null where it stays. Numbers may be places of a choice. */
  readonly value: ParamValue | null
  /** From now on it is this control's. */
  readonly takes: boolean
  /** When to look again. */
  readonly wakeAt: number | null
}

export interface Mover<S> {
  readonly initial: S
  hear(state: S, heard: Heard, here: Here, now: number): Moved<S>
  wake(state: S, here: Here, now: number): Moved<S>
  /** Its device is gone. */
  lost(state: S, here: Here, now: number): Moved<S>
  /** What still moves ends where it is. */
  panic(state: S): S
  /** Where the control stands, as the parameter counts; null where it has no place. */
  placeOf(state: S): number | null
}

export function rests<S>(state: S): Moved<S> {
  return { state, value: null, takes: false, wakeAt: null }
}

/** So many units of a range that a 32-bit float cannot tell apart. */
export const ALIKE = 1e-6

/** Free of what sums of decimals miss them by, in a range so wide. */
export function tidy(value: number, width: number): number {
  const decimals = 12 - Math.ceil(Math.log10(width))
  return decimals < 0 || decimals > 100 ? value : Number(value.toFixed(decimals)) + 0
}

/** Within the ends, which may be either way round; round at the other end where it wraps. */
export function within(value: number, [one, other]: readonly [number, number], wraps: boolean): number {
  const [low, high] = one < other ? [one, other] : [other, one]
  if (!wraps) return Math.min(Math.max(value, low), high)
  const width = high - low
  return low + ((((value - low) % width) + width) % width)
}
