// Layers: what switches what other controls mean, as long as it is held, latched, or a parameter has a value.
import { z } from 'zod'
import { eventMatch } from './match.ts'
import { fieldName } from './names.ts'
import { paramValue } from './param-value.ts'

export const MOST_LAYERS = 16

export const layerDefinition = z.union([
  z.strictObject({ held: eventMatch.meta({ description: 'On while this control is down' }) }),
  z.strictObject({ latched: eventMatch.meta({ description: 'On and off with each press' }) }),
  z.strictObject({
    param: fieldName.meta({ description: 'A parameter, such as the number of a page' }),
    is: paramValue.meta({ description: 'On while it has this value; a number is rounded' }),
  }),
])
export type LayerDefinition = z.output<typeof layerDefinition>

/** Whether a parameter's value is the one of a layer; numbers are pages, that a fader hardly hits. */
export function isOnAt(
  { is }: Extract<LayerDefinition, { readonly param: string }>,
  value: unknown,
): boolean {
  if (typeof is !== 'number' || typeof value !== 'number') return value === is
  return Number.isInteger(is) ? Math.round(value) === is : Math.fround(value) === Math.fround(is)
}
