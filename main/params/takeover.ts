// How a control and a value that are not at the same place come together again.
import type { ParamInputOf } from '../../shared/model/binding.ts'
import { ALIKE } from './mover.ts'
import type { FadeOfHere, Here } from './mover.ts'

/** A control that has not been heard before catches what is no further away than a step of 7 bits. */
const NEAR = 1 / 127

/** A hand that told nothing for longer rested meanwhile: what passed it by then it has not met. */
const RESTED_MS = 500

/** Where the value was when the control was heard. */
export interface Met {
  readonly value: number
  readonly fade: FadeOfHere | null
  readonly at: number
}

interface Takeover {
  readonly how: ParamInputOf<'value'>['takeover']
  /** Where the control stood, as the parameter counts; null where it has not been heard. */
  readonly was: number | null
  readonly now: number
  /** Where the parameter is. */
  readonly here: Here
  readonly at: number
  /** The same when the control stood where it was; null where it has not been heard. */
  readonly met: Met | null
  /** The part of the parameter's range that the control moves. */
  readonly to: readonly [number, number]
}

/** What the parameter is to be; null where the control has yet to catch it. */
export function takenOver(takeover: Takeover): number | null {
  const { how, now } = takeover
  if (how === 'jump') return now
  return how === 'pickup' ? pickedUp(takeover) : movedTogether(takeover)
}

function pickedUp({ was, now, here, at, met, to }: Takeover): number | null {
  const { value, holds } = here
  const width = Math.abs(to[1] - to[0])
  if (holds) return now
  if (was === null) return Math.abs(now - value) <= width * NEAR ? now : null
  const isPassed = (was - value) * (now - value) <= 0 || hasPassed(was, now, here, at, met)
  return isPassed || Math.abs(now - value) <= width * ALIKE ? now : null
}

/** Whether the hand and a value that moves by itself have come past each other, between two values of the hand. */
function hasPassed(was: number, now: number, here: Here, at: number, met: Met | null): boolean {
  if (met === null || at - met.at > RESTED_MS || !hasFaded(met, here)) return false
  return (was - met.value) * (now - here.value) <= 0
}

/** Whether nothing but a fade has moved it since. */
function hasFaded(met: Met, { value, fade }: Here): boolean {
  if (fade !== null) return fade.id === met.fade?.id || fade.from === met.value
  return met.fade !== null && met.fade.to === value
}

/** Both come to the end at which the control aims at the same time; where they meet before, they go on together. */
function movedTogether({ was, now, here: { value }, to }: Takeover): number | null {
  const [low, high] = to[0] < to[1] ? to : [to[1], to[0]]
  const alike = (high - low) * ALIKE
  if (was === null) return Math.abs(now - value) <= alike ? now : null
  if (Math.abs(was - value) <= alike) return now
  if (value < low || value > high || now === was) return null
  const end = now > was ? high : low
  const left = Math.abs(end - was)
  return left <= alike ? null : value + (end - value) * Math.min(1, Math.abs(now - was) / left)
}
