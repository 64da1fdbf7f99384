// Values of 14 bits come in two bytes, each of which tells a value: waits for the second where one is to come.

/** Bytes of one value come this soon after each other. */
const TOGETHER_MS = 20
/** For so long the second is waited for: three bytes take a millisecond on a MIDI cable. */
const PATIENCE_MS = 5

export interface Pairs {
  /** Which byte the device sends first, as far as is known; `none` where it sends but the high one. */
  readonly order: 'high' | 'low' | 'none' | null
  /** What was told last, and when. */
  readonly last: number | null
  readonly at: number
  /** What the first byte of a pair made, until the second is here. */
  readonly waiting: number | null
  /** Both of its bytes may have come as one already: if no other follows, that says nothing of the device. */
  readonly isMerged: boolean
}

export const NO_PAIRS: Pairs = { order: null, last: null, at: -Infinity, waiting: null, isMerged: false }

export interface Paired {
  readonly pairs: Pairs
  /** The whole value; null while it waits. */
  readonly value: number | null
  readonly wakeAt: number | null
}

const highOf = (value: number): number => Math.floor(value / 128)
const lowOf = (value: number): number => value % 128

function orderOf({ order, last, at }: Pairs, value: number, now: number): Pairs['order'] {
  if (last === null || now - at > TOGETHER_MS) return order === 'none' && lowOf(value) !== 0 ? 'high' : order
  const isSameHigh = highOf(last) === highOf(value)
  if (lowOf(last) === 0 && isSameHigh && lowOf(value) !== 0) return 'high'
  if (lowOf(value) !== 0 && lowOf(last) === lowOf(value) && !isSameHigh) return 'low'
  return order === 'none' && lowOf(value) !== 0 ? 'high' : order
}

function mayBeFirst({ order, last, waiting }: Pairs, value: number): boolean {
  const isSecond = waiting !== null && highOf(waiting) === highOf(value)
  if (isSecond || order === 'none') return false
  if (order === 'low') return last !== null && highOf(last) === highOf(value)
  return lowOf(value) === 0
}

export function hearByte(before: Pairs, value: number, now: number, isMerged = false): Paired {
  const order = orderOf(before, value, now)
  const waits = mayBeFirst({ ...before, order }, value)
  const pairs = { order, last: value, at: now, waiting: waits ? value : null, isMerged }
  return waits ? { pairs, value: null, wakeAt: now + PATIENCE_MS } : { pairs, value, wakeAt: null }
}

/** The second byte has not come in its time. */
export function giveUpPair(before: Pairs, now: number): Paired {
  const { at, waiting } = before
  if (waiting === null) return { pairs: before, value: null, wakeAt: null }
  if (now < at + PATIENCE_MS) return { pairs: before, value: null, wakeAt: at + PATIENCE_MS }
  const order = before.order ?? (before.isMerged ? null : 'none')
  return { pairs: { ...before, order, waiting: null }, value: waiting, wakeAt: null }
}
