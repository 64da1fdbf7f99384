// What the show's schema says of a value: which of several forms it has, what its members are, and what is so where nothing is written.
import { z } from 'zod'

export type Schema = z.core.$ZodType

type Def = z.core.$ZodTypes['_zod']['def']

function defOf(schema: Schema): Def {
  return (schema as z.core.$ZodTypes)._zod.def
}

/** The object, record or list that a value is by its schema; null where that leaves it free, or it is none of these. */
export type Form =
  | { readonly kind: 'object'; readonly schema: Schema; readonly shape: Readonly<Record<string, Schema>> }
  | { readonly kind: 'record'; readonly schema: Schema; readonly member: Schema }
  | { readonly kind: 'list'; readonly schema: Schema; readonly member: Schema }
  | null

/** Of several forms that its schema allows, the one that `value` has. */
export function formOf(schema: Schema | null, value: unknown): Form {
  if (schema === null || typeof value !== 'object' || value === null) return null
  const def = defOf(schema)
  switch (def.type) {
    case 'object':
      return { kind: 'object', schema, shape: def.shape }
    case 'record':
      return { kind: 'record', schema, member: def.valueType }
    case 'array':
      return { kind: 'list', schema, member: def.element }
    case 'union':
      return formOf(optionOf(schema, value), value)
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
    case 'readonly':
      return formOf(def.innerType, value)
    default:
      return null
  }
}

function optionOf(schema: Schema, value: object): Schema | null {
  const def = defOf(schema)
  if (def.type !== 'union') return null
  if ('discriminator' in def && typeof def.discriminator === 'string') {
    const { discriminator } = def
    const told = (value as Readonly<Record<string, unknown>>)[discriminator]
    return def.options.find((option) => hasLiteral(option, discriminator, told)) ?? null
  }
  return def.options.find((option) => z.safeParse(option, value).success) ?? null
}

function hasLiteral(option: Schema, field: string, value: unknown): boolean {
  const def = defOf(option)
  const literal = def.type === 'object' ? def.shape[field] : undefined
  return literal !== undefined && z.safeParse(literal, value).success
}

/** Whether only the value as a whole tells which form it has: what is left out of it may then be read as another. */
export function isUntold(schema: Schema | null): boolean {
  if (schema === null) return false
  const def = defOf(schema)
  if ('innerType' in def) return isUntold(def.innerType)
  return def.type === 'union' && !('discriminator' in def)
}

export function memberOf(form: Form, name: string): Schema | null {
  if (form === null) return null
  if (form.kind !== 'object') return form.member
  return Object.hasOwn(form.shape, name) ? (form.shape[name] ?? null) : null
}

const defaults = new WeakMap<Schema, unknown>()

/** What is read where a field is not written; undefined where then there is none. */
export function defaultOf(schema: Schema): unknown {
  if (!defaults.has(schema)) {
    const read = z.safeParse(schema, undefined)
    defaults.set(schema, read.success ? read.data : undefined)
  }
  return defaults.get(schema)
}
