// Parameters of paths and queries: all arrive as text, and are read as what their schema takes.
import { z } from 'zod'

const NUMBER = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i
/** The plus of a zone means a blank in a query, and is seldom written as %2B. */
const ZONE = /(T[\d:.]+) (\d\d:?\d\d)$/

function unwrapped(schema: z.core.$ZodType): z.core.$ZodTypes {
  const bare = schema as z.core.$ZodTypes
  const { def } = bare._zod
  return 'innerType' in def ? unwrapped(def.innerType) : bare
}

function readAs(schema: z.core.$ZodType, given: unknown): unknown {
  const { def } = unwrapped(schema)._zod
  if (def.type === 'array') {
    return [given].flat().flatMap((part) => (typeof part === 'string' ? part.split(',') : [part]))
  }
  if (typeof given !== 'string') return given
  if (def.type === 'number') return NUMBER.test(given) ? Number(given) : given
  if (def.type !== 'union') return given
  return readMoment(given)
}

/** Milliseconds or a date, which are told apart by their form. */
const readMoment = (given: string): unknown =>
  NUMBER.test(given) ? Number(given) : given.replace(ZONE, '$1+$2')

/** What `schema` is to parse; a parameter left empty counts as left out. */
export function readText(schema: z.ZodType, raw: unknown): unknown {
  const fields = schema instanceof z.ZodObject ? (schema.shape as Record<string, z.core.$ZodType>) : {}
  const given = Object.entries(raw as Record<string, unknown>).filter(([, value]) => value !== '')
  return Object.fromEntries(
    given.map(([name, value]) => {
      const field = Object.hasOwn(fields, name) ? fields[name] : undefined
      return [name, field === undefined ? value : readAs(field, value)]
    }),
  )
}
