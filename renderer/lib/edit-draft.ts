// What is typed into a form: the text of each field, what it would change, and where it meets what somebody else has changed.
import { syntaxWords } from '../../shared/base/json-syntax.ts'
import { isSameJson } from '../../shared/base/same-json.ts'
import { failed, ok } from '../../shared/base/result.ts'
import type { Fault, Result } from '../../shared/base/result.ts'
import { together } from '../../shared/model/mutations/mutation.ts'
import type { Edit, Fields, Mutation } from '../../shared/model/mutations/mutation.ts'
import { actsProblem, readActs } from './cue-acts.ts'
import { bindingText, bindingValue, isBindingField } from './binding-text.ts'
import type { FormRef } from './edit-fields.ts'
import type { FieldSpec } from './field-spec.ts'
import { parseTime, timeText } from './typed-time.ts'

/** Texts of the fields that were written in, by path. */
export type Typed = ReadonlyMap<string, string>

/** A definition that was read, with the name that it was read by. */
export interface Read {
  readonly ref: FormRef
  readonly definition: Fields
}

/** Why a field cannot be sent. */
export interface FieldProblem {
  readonly path: string
  readonly why: string
}

function memberAt(definition: Fields, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, name) => (value as Fields | null | undefined)?.[name], definition)
}

/** The text that stands in a field before anything is typed. */
export function textOf(spec: FieldSpec, { ref, definition }: Read): string {
  if (spec.as === 'id') return ref.id
  const value = memberAt(definition, spec.path)
  if (value === undefined || value === null) return ''
  if (spec.as === 'json' || spec.as === 'actions') return JSON.stringify(value, null, 2)
  if (isBindingField(spec.as)) return bindingText(spec.as, value)
  if (spec.as === 'time') return timeText(value as number)
  if (spec.as === 'list') return (value as readonly unknown[]).join('\n')
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function emptyValue(empty: FieldSpec['empty']): Result<unknown, string> {
  if (empty === undefined) return failed('must not be empty')
  return ok(empty === 'null' ? null : empty === 'text' ? '' : undefined)
}

/** What a text means; undefined where it takes the field away. */
export function valueOf({ as, empty }: FieldSpec, text: string): Result<unknown, string> {
  const bare = text.trim()
  if (bare === '') return as === 'time' ? ok(0) : emptyValue(empty)
  if (isBindingField(as)) return bindingValue(as, bare)
  switch (as) {
    case 'time': {
      const ms = parseTime(bare)
      return ms === null ? failed('must be a time, such as 5 s or 1:30') : ok(ms)
    }
    case 'number': {
      const value = Number(bare.replace(',', '.'))
      return Number.isFinite(value) ? ok(value) : failed('must be a number')
    }
    case 'switch':
      return ok(bare === 'true')
    case 'list':
      return ok(bare.split('\n').map((line) => line.trim()))
    case 'actions': {
      const problem = actsProblem(readActs(bare) ?? [])
      return problem === null ? jsonOf(bare) : failed(problem)
    }
    case 'json':
      return jsonOf(bare)
    case 'long':
      return ok(text.trimEnd())
    default:
      return ok(bare)
  }
}

function jsonOf(text: string): Result<unknown, string> {
  try {
    return ok(JSON.parse(text) as unknown)
  } catch {
    return failed(`is no JSON: ${syntaxWords(text)}`)
  }
}

function withMember(fields: Fields, path: readonly string[], value: unknown): Fields {
  const [name = '', ...rest] = path
  if (Array.isArray(fields)) {
    const list = fields as readonly Fields[]
    const changed = (each: Fields): unknown => (rest.length === 0 ? value : withMember(each, rest, value))
    return list.map((each, at) => (at === Number(name) ? changed(each) : each)) as unknown as Fields
  }
  const next =
    rest.length === 0 ? value : withMember((fields[name] as Fields | null | undefined) ?? {}, rest, value)
  if (next !== undefined) return { ...fields, [name]: next }
  return Object.fromEntries(Object.entries(fields).filter(([each]) => each !== name))
}

/** The edit that what was typed asks for; null where it changes nothing. */
export function mutationOf(
  read: Read,
  specs: readonly FieldSpec[],
  typed: Typed,
): Result<Mutation | null, FieldProblem> {
  const { ref, definition } = read
  let next = definition
  let name = ref.id
  for (const spec of specs) {
    const text = typed.get(spec.path)
    if (text === undefined || text === textOf(spec, read)) continue
    const value = valueOf(spec, text)
    if (!value.ok) return failed({ path: spec.path, why: value.error })
    if (spec.as === 'id') name = value.value as string
    else next = withMember(next, spec.path.split('.'), value.value)
  }
  const thing = { kind: ref.kind, id: ref.id, ...(ref.in === undefined ? {} : { in: ref.in }) }
  const members = [...new Set(specs.map(({ path }) => path.split('.')[0] as string))]
  const changed = members.filter((member) => !isSameJson(next[member], definition[member]))
  const set = changed
    .filter((member) => next[member] !== undefined)
    .map((member) => [member, next[member]] as const)
  const unset = changed.filter((member) => next[member] === undefined)
  const edits: Edit[] = []
  if (changed.length > 0) edits.push({ edit: 'change', ...thing, set: Object.fromEntries(set), unset })
  if (name !== ref.id) edits.push({ edit: 'rename', ...thing, to: name })
  return ok(edits.length === 0 ? null : together(edits))
}

/** Fields in which two readings of a thing differ. */
export function differingFields(specs: readonly FieldSpec[], left: Read, right: Read): readonly FieldSpec[] {
  return specs.filter((spec) => textOf(spec, left) !== textOf(spec, right))
}

/** Without what has come to be the same as what stands there. */
export function stillTyped(typed: Typed, specs: readonly FieldSpec[], read: Read): Typed {
  const texts = new Map(specs.map((spec) => [spec.path, textOf(spec, read)]))
  return new Map([...typed].filter(([path, text]) => texts.get(path) !== text))
}

/** Where a thing stands in a show file. */
const PLACE_IN_SHOW =
  /^(?:playlists\[\d+\]|gestures\[\d+\]|cueLists\[\d+\]\.cues\[\d+\]|schedulers\[\d+\]\.rules\[\d+\]|params(?:\.[\w$-]+|\["[^"]*"\]))\./

/** The field that a refusal is about, so that the reason stands beside it; null where it is about all of it. */
export function fieldOf(
  { code, where, what }: Fault,
  specs: readonly FieldSpec[],
  typed: Typed,
): string | null {
  const dotted = (path: string): string => path.replaceAll(/\[(\d+)\]/g, '.$1')
  const place = /: ([^:]+)$/.exec(where)?.[1] ?? ''
  const [at, inShow] = [dotted(place), dotted(place.replace(PLACE_IN_SHOW, ''))]
  const isAt = (place: string, path: string): boolean =>
    place === path || place.startsWith(`${path}.`) || place.startsWith(`${path}[`)
  // What is wrong in the whole show may be in another thing, so there only what was typed counts.
  const named = specs.find(({ path }) => isAt(at, path) || (typed.has(path) && isAt(inShow, path)))
  if (named !== undefined) return named.path
  const id = specs.find(({ as }) => as === 'id')
  const name = id === undefined ? undefined : typed.get(id.path)
  const isName = name !== undefined && (code === 'edit/taken' || what.startsWith(JSON.stringify(name)))
  return isName ? (id as FieldSpec).path : null
}
