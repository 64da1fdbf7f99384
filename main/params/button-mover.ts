// A button: sets the parameter, turns it over, steps it up or down, or holds it while it is down.
import type { ParamInputOf, Span } from '../../shared/model/binding.ts'
import type { ParamValue } from '../../shared/model/param.ts'
import { wrapped } from './encoder-mover.ts'
import { ALIKE, rests, tidy, within } from './mover.ts'
import type { Heard, Here, Moved, Mover } from './mover.ts'

export interface ButtonState {
  readonly isDown: boolean
}

const UP: ButtonState = { isDown: false }

export class ButtonMover implements Mover<ButtonState> {
  readonly initial = UP
  readonly #input: ParamInputOf<'button'>
  readonly #span: Span
  readonly #on: ParamValue
  readonly #off: ParamValue
  readonly #step: number
  readonly #numberOf: (value: ParamValue) => number

  /** `numberOf` tells where a value is in the span. */
  constructor(input: ParamInputOf<'button'>, span: Span, numberOf: (value: ParamValue) => number) {
    const { min, max, places } = span
    this.#input = input
    this.#span = span
    this.#on = input.value ?? max
    this.#off = input.release ?? min
    this.#step = input.step ?? (places === null ? (max - min) / 10 : 1)
    this.#numberOf = numberOf
  }

  hear(state: ButtonState, { edge }: Heard, { value }: Here): Moved<ButtonState> {
    if (this.#input.does === 'hold') {
      const isDown = edge === 'press'
      if (!isDown && !state.isDown) return rests(state)
      return moved({ isDown }, isDown ? this.#on : this.#off)
    }
    return edge === 'press' ? moved(UP, this.#pressed(value)) : rests(state)
  }

  wake(state: ButtonState): Moved<ButtonState> {
    return rests(state)
  }

  /** What is held by nobody is let go. */
  lost(state: ButtonState): Moved<ButtonState> {
    return state.isDown ? moved(UP, this.#off) : rests(UP)
  }

  panic(state: ButtonState): ButtonState {
    return state
  }

  placeOf(): null {
    return null
  }

  #pressed(value: number): ParamValue {
    const { does, wraps } = this.#input
    const { min, max, places } = this.#span
    if (does === 'set') return this.#on
    if (does === 'toggle') {
      const isOn = Math.abs(value - this.#numberOf(this.#on)) <= (max - min) * ALIKE
      return isOn ? this.#off : this.#on
    }
    const to = tidy(value + (does === 'up' ? this.#step : -this.#step), max - min)
    if (places === null) return within(to, [min, max], wraps)
    return wraps ? wrapped(Math.round(to), [min, max]) : within(Math.round(to), [min, max], false)
  }
}

function moved(state: ButtonState, value: ParamValue): Moved<ButtonState> {
  return { state, value, takes: true, wakeAt: null }
}
