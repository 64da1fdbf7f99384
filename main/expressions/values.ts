// The values that expressions work on: JSON, looked at without trust.
import { FORBIDDEN_KEYS } from '../../shared/model/json.ts'
import type { Json } from '../../shared/model/json.ts'
import { VALUE_LIMITS } from './meter.ts'
import type { Meter } from './meter.ts'
import { Refusal } from './refusal.ts'

export type Fields = Readonly<Record<string, unknown>>

/** An event may be any object; of every one only its own fields are looked at. */
export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value)
}

/** The kind of a value, as a message names it. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (isList(value)) return 'a list'
  switch (typeof value) {
    case 'string':
      return 'text'
    case 'number':
      return 'a number'
    case 'boolean':
      return 'true or false'
    case 'object':
      return 'an object'
    default:
      return 'no JSON'
  }
}

/** Whether two values are the same through and through; of different kinds they never are. */
export function equals(left: unknown, right: unknown, meter: Meter): boolean {
  meter.spend(1)
  if (left === right) return true
  if (typeof left === 'string' && typeof right === 'string') return false
  if (isList(left)) {
    return (
      isList(right) &&
      left.length === right.length &&
      left.every((entry, index) => equals(entry, right[index], meter))
    )
  }
  if (!isObject(left) || !isObject(right)) return false
  const names = Object.keys(left)
  meter.spend(names.length)
  return (
    names.length === Object.keys(right).length &&
    names.every((name) => Object.hasOwn(right, name) && equals(left[name], right[name], meter))
  )
}

/** A copy of what an expression came to that is JSON within bounds; `depth` is how deep it lies already. */
export function toJson(value: unknown, meter: Meter, at: number, depth: number): Json {
  meter.spend(1)
  switch (typeof value) {
    case 'string':
      meter.keep(value.length + 2)
      return value
    case 'number':
      meter.keep(8)
      return value
    case 'boolean':
      meter.keep(5)
      return value
    case 'object':
      if (value === null) {
        meter.keep(4)
        return null
      }
      if (depth >= VALUE_LIMITS.depth) {
        const what = `what comes out is nested over ${VALUE_LIMITS.depth} deep`
        throw new Refusal(at, what, 'use a part of it')
      }
      return isList(value)
        ? listToJson(value, meter, at, depth + 1)
        : objectToJson(value, meter, at, depth + 1)
    default:
      throw new Refusal(at, 'it comes to nothing that JSON can hold', 'use another field')
  }
}

function listToJson(list: readonly unknown[], meter: Meter, at: number, depth: number): Json {
  meter.keep(2 + list.length)
  return list.map((entry) => toJson(entry, meter, at, depth))
}

function objectToJson(fields: object, meter: Meter, at: number, depth: number): Json {
  const copy: Record<string, Json> = {}
  const names = Object.keys(fields)
  meter.spend(names.length)
  for (const name of names) {
    const value = (fields as Fields)[name]
    // An event's absent field is no field.
    if (value === undefined) continue
    refuseForbidden(name, at)
    meter.keep(name.length + 4)
    copy[name] = toJson(value, meter, at, depth)
  }
  return copy
}

/** Refuses a name that would reach an object's prototype instead of a field of its own. */
export function refuseForbidden(name: string, at: number): void {
  if (FORBIDDEN_KEYS.has(name)) throw new Refusal(at, `a field may not be called ${name}`, 'rename it')
}

/** A number as people write it: without the noise that binary fractions leave, such as 0.30000000000000004. */
export function writeNumber(value: number): string {
  return String(Number.isInteger(value) ? value : Number(value.toPrecision(15)))
}

/** A value as it stands within a text. */
export function writeValue(value: Json): string {
  if (value === null) return ''
  switch (typeof value) {
    case 'string':
      return value
    case 'number':
      return writeNumber(value)
    case 'boolean':
      return String(value)
    default:
      return JSON.stringify(value)
  }
}
