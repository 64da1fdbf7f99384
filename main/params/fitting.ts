// Values that were something else before: what is left of them in a parameter, and in words.
import { ok } from '../../shared/base/result.ts'
import { initialValue, valueFor } from '../../shared/model/param.ts'
import type { ParamDefinition, ParamValue } from '../../shared/model/param.ts'

/** Characters that are kept of a value that was refused. */
const EXCERPT = 60

/** Why a value of an earlier run is none of the parameter; null where it is one, or was when the range was another. */
export function misfit(definition: ParamDefinition, value: ParamValue): string | null {
  const type = typeof value === 'string' ? 'text' : typeof value
  if (type !== definition.type) return `it was a ${type}, and is a ${definition.type} now`
  const taken = definition.type === 'text' ? valueFor(definition, value) : ok(value)
  return taken.ok ? null : taken.error
}

/** The value where it fits, else the nearest that does, else the default. */
export function fitting(definition: ParamDefinition, value: ParamValue): ParamValue {
  if (definition.type === 'number' && typeof value === 'number')
    return Math.min(Math.max(value, definition.min), definition.max)
  if (definition.type === 'boolean' && typeof value === 'boolean') return value
  const taken = definition.type === 'text' && typeof value === 'string' ? valueFor(definition, value) : null
  return taken?.ok === true ? taken.value : initialValue(definition)
}

/** What was sent, short enough to be kept and shown: anything may come. */
export function excerptOf(sent: unknown): string {
  if (typeof sent === 'object' && sent !== null) return 'data'
  const text = typeof sent === 'string' ? JSON.stringify(sent.slice(0, EXCERPT + 1)) : String(sent)
  return text.length <= EXCERPT ? text : `${text.slice(0, EXCERPT - 1)}…`
}
