// What a parameter may be at.
import { z } from 'zod'

export const LONGEST_PARAM_TEXT = 1000
/** Of one show. */
export const MOST_PARAMS = 1000

export const paramValue = z.union([z.number(), z.boolean(), z.string().max(LONGEST_PARAM_TEXT)])
