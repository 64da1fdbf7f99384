// Pages of faders: which parameters stand together under the hands, in which order and how large.
import { z } from 'zod'
import { fieldName, identifier } from './names.ts'
import { PARAM_LIMITS } from './param.ts'

export const FADER_PAGE_LIMITS = { pages: 100, name: 100 } as const

export const FADER_SIZES = ['small', 'medium', 'large'] as const
export type FaderSize = (typeof FADER_SIZES)[number]

export const faderPageDefinition = z.strictObject({
  id: identifier,
  name: z.string().min(1).max(FADER_PAGE_LIMITS.name),
  params: z
    .array(fieldName)
    .max(PARAM_LIMITS.params)
    .default([])
    .meta({ description: 'Names of parameters, in their order; the place of one that is gone stays empty' }),
  size: z.enum(FADER_SIZES).default('medium').meta({ description: 'How large their faders are' }),
})
export type FaderPageDefinition = z.output<typeof faderPageDefinition>
