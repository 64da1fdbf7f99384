// A fade of a parameter: to which value, over how long and along which curve, and where it is at any time.
import { z } from 'zod'
import { curve } from './curve.ts'
import type { Curve } from './curve.ts'
import { duration } from './duration.ts'
import { identifier } from './names.ts'
import { paramValue } from './param-value.ts'
import { RAMP_LIMITS, rampAt } from './ramp.ts'
import { ON_STOP } from './ramp-words.ts'

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

/** The same as a command says it. */
export const fadeByName = z.strictObject({ name: identifier, ...fadeRequest.shape })

export const fadeOnStop = z.enum(ON_STOP).optional().meta({
  description:
    'What a stop of its run or cue leaves: the value as it is then, the end, or where it began. Where absent a fade of a run goes on, and one of a cue stays',
})

/** The same as a step, a cue and a rule write it. */
export const paramFade = z.strictObject({ ...fadeByName.shape, onStop: fadeOnStop })

/** The same as an event asks for it. */
export const askedFade = z.strictObject({
  ...paramFade.shape,
  /** Of which run it is a step: it is held while that is paused. */
  run: z.string().optional(),
  /** Where it began, of one that begins in its middle because its run was moved there; where absent it begins where the value is. */
  from: paramValue.optional(),
})

/** Where it is follows from this at any time: `by` is who began it, the times are on the engine's clock. */
export const fadeView = z.strictObject({
  from: paramValue,
  to: paramValue,
  startedAt: z.number(),
  endsAt: z.number(),
  curve,
  by: z.string(),
  /** Since when it is held where it is, by a pause of what began it; absent while it goes on. */
  heldAt: z.number().optional(),
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
  /** Since when it is held where it is; null while it goes on. */
  readonly heldAt: number | null
}

/** What a page that is shown a fade works it out by. */
export function pathOf({ from, to, startedAt, endsAt, curve: along, heldAt }: FadeView): FadePath {
  const over = endsAt - startedAt
  return { from, to, over, curve: along, startAt: startedAt, heldAt: heldAt ?? null }
}

/**
 * Where a fade is: a number on its way, and exactly `to` at the end. A switch that is to be on is on from the beginning, and one
 * that is to be off, a choice and a text change at the end.
 */
export function fadeValueAt(
  { from, to, over, curve: along, startAt, heldAt }: FadePath,
  now: number,
): ParamValue {
  const elapsed = (heldAt ?? now) - startAt
  if (elapsed >= over) return to
  if (typeof from === 'number' && typeof to === 'number') {
    return rampAt({ from, to, over, curve: along }, elapsed)
  }
  return to === true ? true : from
}
