// Which fields an event's payload has, and whether it could ever have the values that a match asks for.
import type { z } from 'zod'
import { payloads } from '../../shared/model/payloads.ts'
import { isSystemEventType } from '../../shared/model/policies.ts'
import type { Json } from '../../shared/model/json.ts'

type Schema = z.core.$ZodType

/** Names of a system type's payload fields, or null for a show's own type, whose payload is free. */
export function payloadFields(type: string): readonly string[] | null {
  return isSystemEventType(type) ? Object.keys(payloads[type].shape) : null
}

/** An object of which some fields are asked for. */
class Fields {
  readonly byName = new Map<string, Asked>()
}

type Asked = Json | Fields

/** Fields, among those asked for, that no payload of this type can have as they are asked; `together` where only all of them cannot. */
export type Impossible = { readonly fields: readonly string[] } | 'together' | null

/** Null where there can be such an event, or where its payload is anybody's to choose. */
export function impossibleFields(event: string, where: Readonly<Record<string, Json>>): Impossible {
  if (!isSystemEventType(event)) return null
  const payload = payloads[event]
  const conditions = Object.entries(where)
  const alone = conditions.filter(([path, wanted]) => !mayBe(payload, asked([[path, wanted]])))
  if (alone.length > 0) return { fields: alone.map(([path]) => path) }
  return mayBe(payload, asked(conditions)) ? null : 'together'
}

function asked(conditions: readonly (readonly [path: string, wanted: Json])[]): Asked {
  const root = new Fields()
  for (const [path, wanted] of conditions) {
    const names = path.split('.')
    const last = names.pop() as string
    const at = names.reduce<Fields | null>((outer, name) => outer && fieldsAt(outer, name), root)
    if (at !== null && !at.byName.has(last)) at.byName.set(last, wanted)
  }
  return root
}

/** Null where the whole value has been asked for. */
function fieldsAt({ byName }: Fields, name: string): Fields | null {
  const known = byName.get(name)
  if (known !== undefined) return known instanceof Fields ? known : null
  const inner = new Fields()
  byName.set(name, inner)
  return inner
}

/** Whether a value of `schema` may have what is asked for; true where the schema does not tell. */
function mayBe(schema: Schema, wanted: Asked): boolean {
  const { def } = (schema as z.core.$ZodTypes)._zod
  switch (def.type) {
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
    case 'readonly':
      return (def.type === 'nullable' && wanted === null) || mayBe(def.innerType, wanted)
    case 'union':
      return def.options.some((option) => mayBe(option, wanted))
    case 'object':
      return wanted instanceof Fields ? hasFields(def.shape, wanted) : accepts(schema, wanted)
    case 'literal':
      return def.values.some((value) => value === wanted)
    case 'enum':
      return Object.values(def.entries).some((value) => value === wanted)
    case 'string':
    case 'number':
    case 'boolean':
      return typeof wanted === def.type && accepts(schema, wanted)
    case 'null':
      return wanted === null
    default:
      return true
  }
}

const accepts = (schema: Schema, wanted: Asked): boolean => (schema as z.ZodType).safeParse(wanted).success

function hasFields(shape: Readonly<Record<string, Schema>>, { byName }: Fields): boolean {
  return [...byName].every(([name, value]) => {
    const member = Object.hasOwn(shape, name) ? shape[name] : undefined
    return member !== undefined && mayBe(member, value)
  })
}
