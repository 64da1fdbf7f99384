// JSON values with bounds: what event payloads and metadata may hold.
import { z } from 'zod'

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
export type JsonObject = { readonly [key: string]: Json }

const STRING_LENGTH = 1_000_000
const MEMBERS = 10_000

/** Keys that would reach an object's prototype instead of the object. */
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype'])

const key = z
  .string()
  .max(1000)
  .refine((name) => !FORBIDDEN_KEYS.has(name), 'this key is not allowed')

export const json: z.ZodType<Json> = z.lazy(() =>
  z.union([
    z.null(),
    z.boolean(),
    z.number(),
    z.string().max(STRING_LENGTH),
    z.array(json).max(MEMBERS),
    jsonObject,
  ]),
)

export const jsonObject: z.ZodType<JsonObject> = z.lazy(() =>
  z
    .record(key, json)
    .refine((members) => Object.keys(members).length <= MEMBERS, `at most ${MEMBERS} members`),
)

/** Freezes a JSON value with all it holds. */
export function freezeDeep<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const member of Object.values(value)) freezeDeep(member)
  }
  return value
}
