// JSON values with bounds: what event payloads and metadata may hold.
import { z } from 'zod'

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
export type JsonObject = { readonly [key: string]: Json }

const JSON_LIMITS = {
  /** Stays well below the depth at which writing JSON overflows the stack. */
  depth: 64,
  stringLength: 1_000_000,
  keyLength: 1000,
  /** Of one list or object: the arguments of the largest OSC message find room. */
  members: 65_536,
  /** Of one whole value; also ends the walk through data that refers to itself or to one part many times. */
  values: 1_000_000,
} as const

/** Keys that would reach an object's prototype instead of the object. */
export const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

interface Problem {
  readonly path: PropertyKey[]
  readonly message: string
}

function keyProblem(key: string): string | null {
  if (FORBIDDEN_KEYS.has(key)) return 'this key is not allowed'
  return key.length > JSON_LIMITS.keyLength ? `this key has over ${JSON_LIMITS.keyLength} characters` : null
}

function scalarProblem(value: unknown): string | null {
  switch (typeof value) {
    case 'boolean':
      return null
    case 'number':
      return Number.isFinite(value) ? null : 'must be a finite number'
    case 'string':
      return value.length <= JSON_LIMITS.stringLength
        ? null
        : `must have at most ${JSON_LIMITS.stringLength} characters`
    case 'undefined':
      return 'is missing'
    default:
      return value === null ? null : 'must be plain JSON data'
  }
}

function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

// A hand-written walk, because a schema that tries seven alternatives for each value takes ten times as long, and its
// complaint about one bad value deep inside is a page of alternatives.
class JsonWalk {
  #values = 0

  /** The first problem in `value`, its path read from the inside out, or null. */
  problem(value: unknown, depth: number): Problem | null {
    this.#values += 1
    if (this.#values > JSON_LIMITS.values) return { path: [], message: 'holds too many values' }
    if (typeof value !== 'object' || value === null) {
      const message = scalarProblem(value)
      return message === null ? null : { path: [], message }
    }
    if (depth === JSON_LIMITS.depth) {
      return { path: [], message: `must be nested at most ${JSON_LIMITS.depth} deep` }
    }
    return Array.isArray(value) ? this.#inList(value, depth) : this.#inObject(value, depth)
  }

  #inList(list: readonly unknown[], depth: number): Problem | null {
    if (list.length > JSON_LIMITS.members) {
      return { path: [], message: `must have at most ${JSON_LIMITS.members} entries` }
    }
    for (let index = 0; index < list.length; index += 1) {
      const found = this.problem(list[index], depth + 1)
      if (found !== null) return { ...found, path: [index, ...found.path] }
    }
    return null
  }

  #inObject(members: object, depth: number): Problem | null {
    if (!isPlainObject(members)) return { path: [], message: 'must be plain JSON data' }
    const keys = Object.keys(members)
    if (keys.length > JSON_LIMITS.members) {
      return { path: [], message: `must have at most ${JSON_LIMITS.members} fields` }
    }
    for (const key of keys) {
      const message = keyProblem(key)
      if (message !== null) return { path: [key], message }
      const found = this.problem((members as Record<string, unknown>)[key], depth + 1)
      if (found !== null) return { ...found, path: [key, ...found.path] }
    }
    return null
  }
}

function checkJson(payload: z.core.ParsePayload): void {
  const found = new JsonWalk().problem(payload.value, 0)
  if (found !== null) payload.issues.push({ code: 'custom', input: payload.value, ...found })
}

function checkJsonObject(payload: z.core.ParsePayload): void {
  if (typeof payload.value === 'object' && payload.value !== null && !Array.isArray(payload.value)) {
    checkJson(payload)
  } else {
    payload.issues.push({ code: 'invalid_type', expected: 'object', input: payload.value })
  }
}

export const json = z.unknown().check(checkJson) as unknown as z.ZodType<Json>

export const jsonObject = z
  .unknown()
  .check(checkJsonObject)
  .meta({ type: 'object' }) as unknown as z.ZodType<JsonObject>

/** Freezes a JSON value with all it holds. */
export function freezeDeep<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const member of Object.values(value)) freezeDeep(member)
  }
  return value
}
