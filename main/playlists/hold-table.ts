// What a timeline holds: for each emission by which later one it is replaced, so that the latest of each address is found fast.
import { NEW } from '../../shared/base/kept-places.ts'
import type { KeptPlaces } from '../../shared/base/kept-places.ts'
import type { PlaylistStep } from '../../shared/model/playlist.ts'
import { isRamp } from '../../shared/model/ramp-words.ts'
import { valueLeft } from '../../shared/model/value-route.ts'
import { compileRamp } from './compiled-ramp.ts'
import type { CompiledRamp } from './compiled-ramp.ts'
import { holdKeyOf } from './hold-key.ts'
import { NO_SLOT, NO_SLOTS, routeOf } from './routes.ts'
import type { SlotOf } from './routes.ts'

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

/** What steps set, by numbers that stay the same while a playlist is edited. */
export interface StepKeys {
  readonly sets: Uint8Array
  /** One entry a step: number of what it sets; a step that sets nothing has one of its own. */
  readonly keyOf: Uint32Array
  readonly moves: StepMoves
  /** Shared by all that one playlist becomes. */
  readonly book: KeyBook
}

/** What steps do to the values that several may move; in shared memory but for the few that take time. */
export interface StepMoves {
  /** One entry a step: the word of the value that it moves, or NO_SLOT. */
  readonly slotOf: Int32Array
  /** One entry a step: what it leaves there; NaN where that is no number, or comes later. */
  readonly left: Float64Array
  /** Steps that move their value over a time. */
  readonly ramps: ReadonlyMap<number, CompiledRamp>
}

interface KeyBook {
  readonly numbers: Map<string, number>
  readonly slotOf: SlotOf
  /** The next that is given. */
  next: number
}

/** `stepOf` gives the step of each emission. */
export function layHolds({ sets, keyOf, book }: StepKeys, stepOf: Uint32Array): HoldTable {
  const count = stepOf.length
  const replacedBy = sharedUint32(count)
  const heldUntil = sharedUint32(Math.ceil(count / BLOCK))
  const next = new Uint32Array(book.next).fill(count)
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

export function holdsOf({ sets, replacedBy, heldUntil }: HoldTable): HoldTable {
  return { sets, replacedBy, heldUntil }
}

export function keySteps(steps: readonly PlaylistStep[], slotOf: SlotOf = NO_SLOTS): StepKeys {
  const keys = emptyKeys(steps.length, { numbers: new Map(), slotOf, next: 0 })
  for (let step = 0; step < steps.length; step += 1) keyStep(keys, step, steps[step] as PlaylistStep)
  return keys
}

/** Numbers that were given to steps that are gone, for each that is there, at which all are given anew. */
const GONE_NUMBERS = 2

/** As `keySteps`, of steps of which some set what they did. */
export function keyStepsAgain(
  was: StepKeys,
  steps: readonly PlaylistStep[],
  { from, fresh }: KeptPlaces,
): StepKeys {
  if (was.book.next > (1 + GONE_NUMBERS) * steps.length + 1000) return keySteps(steps, was.book.slotOf)
  const keys = emptyKeys(steps.length, was.book)
  for (let step = 0; step < steps.length; step += 1) {
    const place = from[step] as number
    if (place === NEW) continue
    keys.sets[step] = was.sets[place] as number
    keys.keyOf[step] = was.keyOf[place] as number
    keys.moves.slotOf[step] = was.moves.slotOf[place] as number
    keys.moves.left[step] = was.moves.left[place] as number
    const ramp = was.moves.ramps.get(place)
    if (ramp !== undefined) keys.moves.ramps.set(step, ramp)
  }
  for (const step of fresh) keyStep(keys, step, steps[step] as PlaylistStep)
  return keys
}

/** While they are made. */
type NewKeys = StepKeys & { readonly moves: { readonly ramps: Map<number, CompiledRamp> } }

function emptyKeys(count: number, book: KeyBook): NewKeys {
  const moves = {
    slotOf: new Int32Array(new SharedArrayBuffer(4 * count)).fill(NO_SLOT),
    left: new Float64Array(new SharedArrayBuffer(8 * count)).fill(NaN),
    ramps: new Map<number, CompiledRamp>(),
  }
  const sets = new Uint8Array(new SharedArrayBuffer(count))
  return { sets, keyOf: new Uint32Array(count), moves, book }
}

function keyStep({ sets, keyOf, moves, book }: NewKeys, step: number, { type, payload }: PlaylistStep): void {
  const held = holdKeyOf(type, payload)
  if (held !== null && !held.noteOff) {
    moves.slotOf[step] = book.slotOf(routeOf(type, payload))
    if (isRamp(type)) moves.ramps.set(step, compileRamp(payload))
    else moves.left[step] = valueLeft(type, payload)
  }
  if (held !== null) sets[step] = held.noteOff ? SETS.noteOff : SETS.value
  const known = held === null ? undefined : book.numbers.get(held.key)
  keyOf[step] = known ?? book.next
  if (known !== undefined) return
  if (held !== null) book.numbers.set(held.key, book.next)
  book.next += 1
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
