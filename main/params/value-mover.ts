// A fader, a knob or a slider: its place becomes the parameter's, by way of dead zone, curve, steps, takeover and smoothing.
import type { ParamInputOf, Span } from '../../shared/model/binding.ts'
import { shapeOf, withinShare } from '../../shared/model/curve.ts'
import type { Shape } from '../../shared/model/curve.ts'
import { ALIKE, rests } from './mover.ts'
import type { Heard, Here, Moved, Mover } from './mover.ts'
import { NO_PAIRS, giveUpPair, hearByte } from './pairs.ts'
import type { Paired, Pairs } from './pairs.ts'
import { takenOver } from './takeover.ts'
import type { Met } from './takeover.ts'

/** Between two values of a parameter that follows its control. */
const TICK_MS = 10
/** Share of the range from which on it is taken to have arrived. */
const ARRIVED = 1e-4
/** Share of a place that a control must go beyond its border to leave it. */
const BORDER = 0.1

export interface ValueState {
  readonly pairs: Pairs
  /** Where it stood last on its travel, from 0 to 1; null where that is not known. */
  readonly travel: number | null
  /** The same as the parameter counts. */
  readonly place: number | null
  /** Where the parameter was then; null where that is not known. */
  readonly met: Met | null
  /** Which of its steps that is; null without steps. */
  readonly step: number | null
  /** Where the parameter is going; null where it has arrived. */
  readonly target: number | null
  readonly at: number
}

const UNHEARD: ValueState = {
  ...{ pairs: NO_PAIRS, travel: null, place: null, met: null, step: null, target: null },
  at: -Infinity,
}

/** The share of the travel at which `value` is, without what is near its rest. */
function travelOf(
  { deadZone, rest, invert }: Pick<ParamInputOf<'value'>, 'deadZone' | 'rest' | 'invert'>,
  [first, last]: readonly [number, number],
  value: number,
): number {
  const width = last - first
  const share = withinShare((value - first) / width)
  const restsAt = withinShare(((rest ?? restOf(first, last)) - first) / width)
  const moved = deadZone === 0 ? share : outside(share, restsAt, deadZone)
  return invert ? 1 - moved : moved
}

/** 0 where the range goes through it, else its lower end. */
function restOf(first: number, last: number): number {
  return first * last <= 0 ? 0 : first
}

/** What is left of the travel on either side of the dead zone is stretched to its ends, so that nothing jumps. */
function outside(share: number, rest: number, zone: number): number {
  if (Math.abs(share - rest) <= zone) return rest
  if (share > rest) return rest + ((share - rest - zone) / (1 - rest - zone)) * (1 - rest)
  return rest - ((rest - share - zone) / (rest - zone)) * rest
}

export class ValueMover implements Mover<ValueState> {
  readonly initial = UNHEARD
  readonly #input: ParamInputOf<'value'>
  readonly #to: readonly [number, number]
  readonly #shape: Shape
  /** Places that it moves between; null where any is one. */
  readonly #steps: number | null
  readonly #isChoice: boolean

  constructor(input: ParamInputOf<'value'>, { min, max, places }: Span) {
    this.#input = input
    this.#to = input.to ?? [min, max]
    this.#shape = shapeOf(input.curve, this.#to[0], this.#to[1])
    this.#isChoice = places !== null
    const choices = places === null ? null : Math.abs(Math.round(this.#to[1]) - Math.round(this.#to[0])) + 1
    this.#steps = input.steps ?? choices
  }

  hear(state: ValueState, heard: Heard, here: Here, now: number): Moved<ValueState> {
    if (heard.value === null) return this.#stays(state)
    if (!heard.isPaired) return this.#take(state, heard.value, heard, here, now)
    const paired = hearByte(state.pairs, heard.value, now, heard.isMerged)
    return this.#settle({ ...state, pairs: paired.pairs }, paired, heard, here, now)
  }

  wake(state: ValueState, here: Here, now: number): Moved<ValueState> {
    const { waiting } = state.pairs
    if (waiting === null) return this.#follow(state, here, now)
    const paired = giveUpPair(state.pairs, now)
    const next = { ...state, pairs: paired.pairs }
    // Such values have a range of their own.
    return this.#settle(next, paired, { range: [0, 16_383], isFirst: false }, here, now)
  }

  /** It is not known where it will be when it comes back. */
  lost(): Moved<ValueState> {
    return rests(UNHEARD)
  }

  panic(state: ValueState): ValueState {
    return { ...state, target: null, pairs: { ...state.pairs, waiting: null } }
  }

  placeOf({ place }: ValueState): number | null {
    return place
  }

  #stays(state: ValueState): Moved<ValueState> {
    return { ...rests(state), wakeAt: this.#wakeAt(state) }
  }

  #wakeAt({ target, at, pairs }: ValueState): number | null {
    if (pairs.waiting !== null) return giveUpPair(pairs, pairs.at).wakeAt
    return target === null ? null : at + TICK_MS
  }

  #settle(
    state: ValueState,
    { value }: Paired,
    heard: Pick<Heard, 'range' | 'isFirst'>,
    here: Here,
    now: number,
  ): Moved<ValueState> {
    return value === null ? this.#stays(state) : this.#take(state, value, heard, here, now)
  }

  #take(
    state: ValueState,
    value: number,
    { range, isFirst }: Pick<Heard, 'range' | 'isFirst'>,
    here: Here,
    now: number,
  ): Moved<ValueState> {
    const { hysteresis, takeover, smoothing } = this.#input
    const travel = travelOf(this.#input, this.#input.from ?? range, value)
    if (state.travel !== null && !this.#counts(state.travel, travel, hysteresis)) return this.#stays(state)
    const step = this.#steps === null ? null : stepAt(travel, this.#steps, state.step)
    const place = this.#placeAt(step === null ? travel : step / ((this.#steps as number) - 1))
    const met: Met = { value: here.value, fade: here.fade, at: now }
    const next: ValueState = { ...state, travel, place, met, step }
    if (isFirst) return this.#stays(next)
    if (this.#isChoice) return this.#choose(state, next)
    const taking = {
      how: takeover,
      was: state.place,
      now: place,
      here,
      at: now,
      met: state.met,
      to: this.#to,
    }
    const to = takenOver(taking)
    if (to === null) return this.#stays({ ...next, target: null })
    if (smoothing === 0) return { state: next, value: to, takes: true, wakeAt: this.#wakeAt(next) }
    const begins = state.target === null
    const gliding = { ...next, target: to, at: begins ? now : state.at }
    return { state: gliding, value: null, takes: true, wakeAt: this.#wakeAt(gliding) }
  }

  /** Noise about a place that others have changed since changes it not back. */
  #choose(before: ValueState, next: ValueState): Moved<ValueState> {
    if (next.step === before.step) return rests(next)
    return { state: next, value: next.place, takes: true, wakeAt: null }
  }

  /** A step of the control that is no noise; both ends are reached exactly. */
  #counts(was: number, travel: number, hysteresis: number): boolean {
    if (hysteresis === 0) return true
    const isEnd = travel === 0 || travel === 1
    return isEnd ? was !== travel : Math.abs(travel - was) >= hysteresis
  }

  #placeAt(travel: number): number {
    const [first, last] = this.#to
    const share = this.#shape.at(travel)
    const place = share === 1 ? last : share === 0 ? first : first + (last - first) * share
    return this.#isChoice ? Math.round(place) : place
  }

  #follow(state: ValueState, { value, holds }: Here, now: number): Moved<ValueState> {
    const { target, at } = state
    if (target === null) return rests(state)
    // Somebody else has moved it meanwhile.
    if (!holds) return rests({ ...state, target: null })
    const left = (target - value) * Math.exp(-(now - at) / this.#input.smoothing)
    const near = Math.abs(this.#to[1] - this.#to[0]) * ARRIVED
    if (Math.abs(left) <= Math.max(near, Number.MIN_VALUE)) {
      return { state: { ...state, target: null, at: now }, value: target, takes: true, wakeAt: null }
    }
    const next = { ...state, at: now }
    return { state: next, value: target - left, takes: true, wakeAt: now + TICK_MS }
  }
}

/** Which of so many places; the one that it is at reaches a little beyond its borders. */
function stepAt(travel: number, steps: number, was: number | null): number {
  const exact = travel * (steps - 1)
  if (was !== null && Math.abs(exact - was) <= 0.5 + BORDER) return was
  return Math.round(exact + (exact % 1 === 0 ? 0 : ALIKE))
}
