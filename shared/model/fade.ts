// A fade of a parameter: to which value, over how long and along which curve, and where it is at any time.
import { z } from 'zod'
import { curve } from './curve.ts'
import type { Curve } from './curve.ts'
import { duration } from './duration.ts'
import { identifier } from './names.ts'
import { paramValue } from './param-value.ts'
import { RAMP_LIMITS, rampAt } from './ramp.ts'

export const fadeOver = duration
  .refine((ms) => ms <= RAMP_LIMITS.over, 'must be 24 hours or less')
  .meta({
    description: 'Milliseconds, or text such as 500ms, 60s, 5m, 2h; 24 hours at the most, and 0 sets it',
  })

export const fadeCurve = curve
  .default('linear')
  .meta({ description: 'How it goes on: linear, S, logarithmic, or a table of points' })

/** What is wanted of a parameter. */
export const fadeRequest = z.strictObject({ to: paramValue, over: fadeOver, curve: fadeCurve })
export type FadeRequest = z.output<typeof fadeRequest>

/** The same as a step and an event say it. */
export const paramFade = z.strictObject({ name: identifier, ...fadeRequest.shape })

/** Where it is follows from this at any time: `by` is who began it, both times are on the engine's clock. */
export const fadeView = z.strictObject({
  from: paramValue,
  to: paramValue,
  startedAt: z.number(),
  endsAt: z.number(),
  curve,
  by: z.string(),
})
export type FadeView = Readonly<z.infer<typeof fadeView>>

type ParamValue = z.infer<typeof paramValue>

export interface FadePath {
  readonly from: ParamValue
  readonly to: ParamValue
  readonly over: number
  readonly curve: Curve
  /** On the engine's clock. */
  readonly startAt: number
}

/** What a page that is shown a fade works it out by. */
export function pathOf({ from, to, startedAt, endsAt, curve: along }: FadeView): FadePath {
  return { from, to, over: endsAt - startedAt, curve: along, startAt: startedAt }
}

/**
 * Where a fade is: a number on its way, and exactly `to` at the end. A switch that is to be on is on from the beginning, and one
 * that is to be off, a choice and a text change at the end.
 */
export function fadeValueAt({ from, to, over, curve: along, startAt }: FadePath, now: number): ParamValue {
  const elapsed = now - startAt
  if (elapsed >= over) return to
  if (typeof from === 'number' && typeof to === 'number') {
    return rampAt({ from, to, over, curve: along }, elapsed)
  }
  return to === true ? true : from
}
