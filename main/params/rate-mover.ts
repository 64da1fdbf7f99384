// A stick that springs back: how far it is held says how fast the parameter goes on.
import type { ParamInputOf, Span } from '../../shared/model/binding.ts'
import { shapeOf } from '../../shared/model/curve.ts'
import type { Shape } from '../../shared/model/curve.ts'
import { rests, within } from './mover.ts'
import type { Heard, Here, Moved, Mover } from './mover.ts'

const TICK_MS = 20
/** What time was lost beyond this is not made up for: nothing leaps. */
const LONGEST_TICK_MS = 100
const USUAL: readonly [number, number] = [-1, 1]

export interface RateState {
  /** What the parameter moves by in a millisecond. */
  readonly speed: number
  readonly at: number
  /** Held through a panic: it moves nothing until it has been at rest. */
  readonly mustRest: boolean
  /** Where its device said that it was when it was plugged in, which moves nothing; null once it has told anything else. */
  readonly pluggedAt: number | null
}

const AT_REST: RateState = { speed: 0, at: 0, mustRest: false, pluggedAt: null }

export class RateMover implements Mover<RateState> {
  readonly initial = AT_REST
  readonly #input: ParamInputOf<'rate'>
  readonly #to: readonly [number, number]
  readonly #shape: Shape
  /** At the end of the stick, in a millisecond. */
  readonly #most: number

  constructor(input: ParamInputOf<'rate'>, { min, max }: Span) {
    this.#input = input
    this.#to = input.to ?? [min, max]
    this.#shape = shapeOf(input.curve, 0, 1)
    this.#most = (input.speed ?? Math.abs(this.#to[1] - this.#to[0])) / 1000
  }

  hear(state: RateState, heard: Heard, here: Here, now: number): Moved<RateState> {
    const { value } = heard
    if (value === null) return { ...rests(state), wakeAt: state.speed === 0 ? null : state.at + TICK_MS }
    if (heard.isFirst && heard.isJustPlugged) return rests({ ...AT_REST, pluggedAt: value })
    if (value === state.pluggedAt) return rests(state)
    const speed = this.#speedAt(value)
    if (state.mustRest && speed !== 0) return rests(state)
    const to = this.#placeAt(state, here, now)
    const next = { speed, at: now, mustRest: false, pluggedAt: null }
    return this.#moved(next, here, to)
  }

  wake(state: RateState, here: Here, now: number): Moved<RateState> {
    if (state.speed === 0) return rests(state)
    return this.#moved({ ...state, at: now }, here, this.#placeAt(state, here, now))
  }

  lost(state: RateState, here: Here, now: number): Moved<RateState> {
    return this.#moved(AT_REST, here, this.#placeAt(state, here, now))
  }

  panic(state: RateState): RateState {
    return { ...state, speed: 0, mustRest: state.mustRest || state.speed !== 0 }
  }

  placeOf(): null {
    return null
  }

  /** Null at the end, where holding it on moves nothing: it goes on when it tells more, and the value is elsewhere. */
  #wakeAt({ speed, at }: RateState, value: number): number | null {
    const end = speed > 0 ? Math.max(...this.#to) : Math.min(...this.#to)
    return speed === 0 || value === end ? null : at + TICK_MS
  }

  /** As far as it has come since the last look. */
  #placeAt({ speed, at }: RateState, { value }: Here, now: number): number {
    if (speed === 0) return value
    return within(value + speed * Math.min(Math.max(0, now - at), LONGEST_TICK_MS), this.#to, false)
  }

  #moved(state: RateState, { value }: Here, to: number): Moved<RateState> {
    const isMoved = to !== value
    return { state, value: isMoved ? to : null, takes: isMoved, wakeAt: this.#wakeAt(state, to) }
  }

  #speedAt(value: number): number {
    const { from = USUAL, rest, deadZone, invert } = this.#input
    const [first, last] = from
    const middle = rest ?? (first * last <= 0 ? 0 : first)
    const end = (value - middle) * (last - first) >= 0 ? last : first
    const share = end === middle ? 0 : Math.min(1, Math.abs((value - middle) / (end - middle)))
    if (!(share > deadZone)) return 0
    const held = this.#shape.at((share - deadZone) / (1 - deadZone))
    const isForward = (end === last) !== invert
    return (isForward ? 1 : -1) * held * this.#most
  }
}
