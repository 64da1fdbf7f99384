// An encoder without end: each step that it turns moves the parameter from where it is.
import type { ParamInputOf, Span } from '../../shared/model/binding.ts'
import { stepsOf } from '../../shared/model/encoder-steps.ts'
import { rests, tidy, within } from './mover.ts'
import type { Heard, Here, Moved, Mover } from './mover.ts'

/** Steps that come sooner after each other than this are of a hand that turns fast. */
const FAST_MS = 50
export interface EncoderState {
  /** When it was turned last. */
  readonly at: number
}

export class EncoderMover implements Mover<EncoderState> {
  readonly initial: EncoderState = { at: -Infinity }
  readonly #input: ParamInputOf<'encoder'>
  readonly #to: readonly [number, number]
  readonly #step: number
  readonly #places: number | null

  constructor(input: ParamInputOf<'encoder'>, { min, max, places }: Span) {
    this.#input = input
    this.#to = input.to ?? [min, max]
    this.#step = input.step ?? (places === null ? Math.abs(this.#to[1] - this.#to[0]) / 100 : 1)
    this.#places = places
  }

  hear(state: EncoderState, { value }: Heard, here: Here, now: number): Moved<EncoderState> {
    const { encoding, acceleration, invert, wraps } = this.#input
    const steps = value === null ? 0 : stepsOf(encoding, value)
    if (steps === 0) return rests(state)
    const haste = Math.max(0, 1 - Math.max(0, now - state.at) / FAST_MS)
    const way = steps * this.#step * (1 + (acceleration - 1) * haste) * (invert ? -1 : 1)
    const moved =
      this.#places === null
        ? tidy(here.value + way, Math.abs(this.#to[1] - this.#to[0]))
        : Math.round(here.value + way)
    const to = this.#places !== null && wraps ? wrapped(moved, this.#to) : within(moved, this.#to, wraps)
    return { state: { at: now }, value: to, takes: true, wakeAt: null }
  }

  wake(state: EncoderState): Moved<EncoderState> {
    return rests(state)
  }

  lost(): Moved<EncoderState> {
    return rests(this.initial)
  }

  panic(state: EncoderState): EncoderState {
    return state
  }

  placeOf(): null {
    return null
  }
}

/** Places are as many as their numbers, both ends among them. */
export function wrapped(place: number, [one, other]: readonly [number, number]): number {
  const [low, high] = one < other ? [one, other] : [other, one]
  return within(place, [low, high + 1], true)
}
