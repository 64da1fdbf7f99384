// What a timeline holds: for each emission by which later one it is replaced, so that the latest of each address is found fast.
import type { PlaylistStep } from '../../shared/model/playlist.ts'
import { holdKeyOf } from './hold-key.ts'

/** What a step is to those who pass over it. */
export const SETS = {
  /** It sets something off, and is never made up for. */
  nothing: 0,
  value: 1,
  noteOff: 2,
} as const

/** In shared memory, as the rest of a timeline. */
export interface HoldTable {
  /** One entry a step, of `SETS`. */
  readonly sets: Uint8Array
  /**
   * One entry an emission: the next that sets the same, or that repeats the same step where it sets nothing; one past the
   * last where there is none. So a value `i` still holds before emission `c` where `i < c <= replacedBy[i]`.
   */
  readonly replacedBy: Uint32Array
  /** For each block of emissions the latest at which one of its values is replaced: lets a search pass over the block. */
  readonly heldUntil: Uint32Array
}

const BLOCK_BITS = 8
const BLOCK = 1 << BLOCK_BITS

/** `stepOf` gives the step of each emission. */
export function layHolds(steps: readonly PlaylistStep[], stepOf: Uint32Array): HoldTable {
  const { sets, keyOf, keys } = keySteps(steps)
  const count = stepOf.length
  const replacedBy = sharedUint32(count)
  const heldUntil = sharedUint32(Math.ceil(count / BLOCK))
  const next = new Uint32Array(keys).fill(count)
  for (let index = count - 1; index >= 0; index -= 1) {
    const step = stepOf[index] as number
    const key = keyOf[step] as number
    const replaced = next[key] as number
    replacedBy[index] = replaced
    next[key] = index
    const block = index >>> BLOCK_BITS
    if (sets[step] !== SETS.nothing && replaced > (heldUntil[block] as number)) heldUntil[block] = replaced
  }
  return { sets, replacedBy, heldUntil }
}

/** Numbers what steps set; a step that sets nothing has a number of its own. */
function keySteps(steps: readonly PlaylistStep[]): { sets: Uint8Array; keyOf: Uint32Array; keys: number } {
  const sets = new Uint8Array(new SharedArrayBuffer(steps.length))
  const keyOf = new Uint32Array(steps.length)
  const numbers = new Map<string, number>()
  let keys = 0
  for (const [step, { type, payload }] of steps.entries()) {
    const held = holdKeyOf(type, payload)
    if (held !== null) sets[step] = held.noteOff ? SETS.noteOff : SETS.value
    const known = held === null ? undefined : numbers.get(held.key)
    keyOf[step] = known ?? keys
    if (known !== undefined) continue
    if (held !== null) numbers.set(held.key, keys)
    keys += 1
  }
  return { sets, keyOf, keys }
}

/** The first emission from `from` on that sets what still holds before emission `end`; `end` where there is none. */
export function nextHolding(
  { sets, replacedBy, heldUntil, steps }: HoldTable & { readonly steps: Uint32Array },
  from: number,
  end: number,
): number {
  let index = from
  while (index < end) {
    if ((heldUntil[index >>> BLOCK_BITS] as number) < end) {
      index = ((index >>> BLOCK_BITS) + 1) << BLOCK_BITS
      continue
    }
    if ((replacedBy[index] as number) >= end && sets[steps[index] as number] !== SETS.nothing) return index
    index += 1
  }
  return end
}

function sharedUint32(length: number): Uint32Array {
  return new Uint32Array(new SharedArrayBuffer(4 * length))
}
