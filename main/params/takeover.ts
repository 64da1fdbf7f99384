// How a control and a value that are not at the same place come together again.
import type { ParamInputOf } from '../../shared/model/binding.ts'
import { ALIKE } from './mover.ts'

/** A control that has not been heard before catches what is no further away than a step of 7 bits. */
const NEAR = 1 / 127

interface Takeover {
  readonly how: ParamInputOf<'value'>['takeover']
  /** Where the control stood, as the parameter counts; null where it has not been heard. */
  readonly was: number | null
  readonly now: number
  /** Where the parameter is. */
  readonly value: number
  readonly holds: boolean
  /** The part of the parameter's range that the control moves. */
  readonly to: readonly [number, number]
}

/** What the parameter is to be; null where the control has yet to catch it. */
export function takenOver(takeover: Takeover): number | null {
  const { how, now } = takeover
  if (how === 'jump') return now
  return how === 'pickup' ? pickedUp(takeover) : movedTogether(takeover)
}

function pickedUp({ was, now, value, holds, to }: Takeover): number | null {
  const width = Math.abs(to[1] - to[0])
  if (holds) return now
  if (was === null) return Math.abs(now - value) <= width * NEAR ? now : null
  const isPassed = (was - value) * (now - value) <= 0
  return isPassed || Math.abs(now - value) <= width * ALIKE ? now : null
}

/** Both come to the end at which the control aims at the same time; where they meet before, they go on together. */
function movedTogether({ was, now, value, to }: Takeover): number | null {
  const [low, high] = to[0] < to[1] ? to : [to[1], to[0]]
  const alike = (high - low) * ALIKE
  if (was === null) return Math.abs(now - value) <= alike ? now : null
  if (Math.abs(was - value) <= alike) return now
  if (value < low || value > high || now === was) return null
  const end = now > was ? high : low
  const left = Math.abs(end - was)
  return left <= alike ? null : value + (end - value) * Math.min(1, Math.abs(now - was) / left)
}
