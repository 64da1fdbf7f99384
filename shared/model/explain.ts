// What a schema found wrong with data from outside, in words and by field path, for the person who has to mend it.
import type { z } from 'zod'
import { nearestName } from '../base/nearest.ts'

export interface FieldProblem {
  readonly path: readonly PropertyKey[]
  readonly what: string
  /** What to do about it. */
  readonly next: string
}

const PLAIN_KEY = /^[A-Za-z_$][\w$-]*$/

/** `playlists[2].steps[0].offset`; keys that are no plain words are quoted: `events["lights.go"]`. */
export function formatPath(path: readonly PropertyKey[]): string {
  let text = ''
  for (const key of path) {
    if (typeof key === 'number') text += `[${key}]`
    else if (typeof key === 'symbol' || !PLAIN_KEY.test(key)) text += `[${shown(String(key))}]`
    else text += text === '' ? key : `.${key}`
  }
  return text
}

/** Text as quoted in a message, cut where it is long. */
export function shown(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)
}

const EXPECTED: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  switch (typeof value) {
    case 'string':
      return 'text'
    case 'number':
      return Number.isFinite(value) ? `${value}` : 'a number too large'
    case 'boolean':
      return `${value}`
    default:
      return 'an object'
  }
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}

type Unit = readonly [one: string, many: string]
const UNITS: Readonly<Record<string, Unit>> = {
  string: ['character', 'characters'],
  array: ['entry', 'entries'],
  map: ['field', 'fields'],
}

function sizeWords(issue: z.core.$ZodRawIssue<z.core.$ZodIssueTooBig | z.core.$ZodIssueTooSmall>): string {
  const [bound, most] =
    issue.code === 'too_big' ? ([issue.maximum, true] as const) : ([issue.minimum, false] as const)
  const unit = UNITS[issue.origin]
  if (unit === undefined) {
    if (issue.inclusive === false) return `must be ${most ? 'below' : 'above'} ${bound}`
    return most ? `must be at most ${bound}` : `must be ${bound} or more`
  }
  if (!most && Number(bound) === 1) return 'must not be empty'
  return `must have at ${most ? 'most' : 'least'} ${bound} ${Number(bound) === 1 ? unit[0] : unit[1]}`
}

function shownValue(value: z.core.util.Primitive): string {
  return typeof value === 'string' ? shown(value) : String(value)
}

/** Of a union whose forms are told apart by one field; of any other the forms themselves say what is wrong. */
function unionWords(issue: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidUnion>): string {
  if (issue.input === undefined) return 'is missing'
  if (!('discriminator' in issue) || !('options' in issue)) return ''
  const field = (issue.input as Readonly<Record<string, unknown>>)[String(issue.discriminator)]
  const options = issue.options as readonly z.core.util.Primitive[]
  return field === undefined ? 'is missing' : `must be ${listed(options.map(shownValue))}`
}

/** Says in plain words what the schema wants; for the `error` option of a parse. A schema's own message wins. */
export const explainIssue: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return 'is missing'
      return `must be ${EXPECTED[issue.expected] ?? issue.expected}, not ${kindOf(issue.input)}`
    case 'invalid_value':
      return issue.input === undefined ? 'is missing' : `must be ${listed(issue.values.map(shownValue))}`
    case 'too_big':
    case 'too_small':
      return sizeWords(issue)
    case 'invalid_format':
      return 'prefix' in issue ? `must start with ${String(issue.prefix)}` : 'is not written as it should be'
    case 'unrecognized_keys':
      return 'is not a field here'
    case 'invalid_union':
      return unionWords(issue)
    default:
      return null
  }
}

type Schema = z.core.$ZodType
type Issue = z.core.$ZodIssue

function unwrapped(schema: Schema): Schema {
  const { def } = (schema as z.core.$ZodTypes)._zod
  return 'innerType' in def ? unwrapped(def.innerType) : schema
}

function alternatives(schema: Schema): Schema[] {
  const bare = unwrapped(schema)
  const { def } = (bare as z.core.$ZodTypes)._zod
  return def.type === 'union' ? def.options.flatMap(alternatives) : [bare]
}

function membersAt(schema: Schema, key: PropertyKey): Schema[] {
  const { def } = (schema as z.core.$ZodTypes)._zod
  if (def.type === 'array') return alternatives(def.element)
  if (def.type === 'record') return alternatives(def.valueType)
  const member = def.type === 'object' && Object.hasOwn(def.shape, key) ? def.shape[String(key)] : undefined
  return member === undefined ? [] : alternatives(member)
}

function fieldNames(schema: Schema, path: readonly PropertyKey[]): string[] {
  let reached = alternatives(schema)
  for (const key of path) reached = reached.flatMap((at) => membersAt(at, key))
  return reached.flatMap((at) => {
    const { def } = (at as z.core.$ZodTypes)._zod
    return def.type === 'object' ? Object.keys(def.shape) : []
  })
}

const strayFields = (branch: readonly Issue[]): number =>
  branch.reduce((stray, issue) => stray + (issue.code === 'unrecognized_keys' ? issue.keys.length : 0), 0)

/**
 * Of several forms that a value may take, the complaints about the one that it comes closest to: the one with the fewest
 * stray fields, then the fewest complaints. A value without stray fields is held to the first form of its kind.
 */
function closestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] {
  const ofItsKind = branches.find((branch) => strayFields(branch) === 0 && !branch.some(isOtherKind))
  const first = ofItsKind ?? branches[0] ?? []
  return branches.reduce((closest, branch) => {
    const [stray, least] = [strayFields(branch), strayFields(closest)]
    return stray < least || (stray === least && stray > 0 && branch.length < closest.length)
      ? branch
      : closest
  }, first)
}

/** Whether the value was not even of the kind that a form asks for. */
function isOtherKind(issue: Issue): issue is z.core.$ZodIssueInvalidType {
  return issue.code === 'invalid_type' && issue.path.length === 0
}

function kindsWanted(branches: readonly (readonly Issue[])[]): string {
  const kinds = branches.flat().filter(isOtherKind)
  const words = new Set(kinds.map(({ expected }) => EXPECTED[expected] ?? expected))
  return `must be ${listed([...words])}`
}

/** A schema's own check may say what to write instead, as `next` among its issue's `params`. */
function adviceOn(issue: Issue): string {
  if (issue.message === 'is missing') return 'add it'
  const own: unknown = issue.code === 'custom' ? issue.params?.['next'] : undefined
  return typeof own === 'string' ? own : 'correct the value'
}

function adviceOnStray(field: string, names: readonly string[]): string {
  const meant = nearestName(field, names)
  return meant === null ? 'remove it' : `write ${meant} if that was meant`
}

/** What is wrong with naming a field of what `schema` describes; null where it may have one of that name. */
export function strayField(schema: Schema, field: string): FieldProblem | null {
  const names = fieldNames(schema, [])
  if (names.includes(field)) return null
  return { path: [field], what: 'is not a field here', next: adviceOnStray(field, names) }
}

function* expand(schema: Schema, issue: Issue, at: readonly PropertyKey[]): Generator<FieldProblem> {
  const path = [...at, ...issue.path]
  if (issue.code === 'unrecognized_keys') {
    const names = fieldNames(schema, path)
    for (const key of issue.keys) {
      yield { path: [...path, key], what: issue.message, next: adviceOnStray(key, names) }
    }
  } else if (issue.code === 'invalid_union' && issue.message === '') {
    const closest = closestBranch(issue.errors)
    if (closest.some(isOtherKind)) yield { path, what: kindsWanted(issue.errors), next: 'correct the value' }
    else for (const inner of closest) yield* expand(schema, inner, path)
  } else if (issue.code === 'invalid_key') {
    yield { path, what: issue.issues[0]?.message ?? issue.message, next: 'rename it' }
  } else {
    yield { path, what: issue.message, next: adviceOn(issue) }
  }
}

/** Where and what the first of them is. */
export function firstProblem(schema: Schema, error: z.core.$ZodError): Pick<FieldProblem, 'path' | 'what'> {
  const [issue] = error.issues
  if (issue !== undefined && issue.message !== '') return { path: issue.path, what: issue.message }
  const [problem] = fieldProblems(schema, error)
  return problem ?? { path: issue?.path ?? [], what: 'is not what is wanted there' }
}

/** Every problem of a refused parse of `schema`, whose `error` option was `explainIssue`. */
export function* fieldProblems(schema: Schema, error: z.core.$ZodError): Generator<FieldProblem> {
  for (const issue of error.issues) yield* expand(schema, issue, [])
}
