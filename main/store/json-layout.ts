// How what is new in a show file is set: as its neighbours are, else in the way of the file, and without what is so anyway.
import { z } from 'zod'
import { isExactJson } from '../../shared/base/exact-json.ts'
import { jsonBytes } from '../../shared/base/json-bytes.ts'
import { playlistStep } from '../../shared/model/playlist.ts'
import { JsonOutput } from './json-output.ts'
import { childrenOf, isList, isObject, textOf, wholeOf } from './json-places.ts'
import type { Container, Place } from './json-places.ts'
import { defaultOf, formOf, isUntold, memberOf } from './schema-forms.ts'
import type { Form, Schema } from './schema-forms.ts'

/** The way of a whole file. */
export interface Style {
  readonly newline: string
  readonly unit: string
  /** Between a name and its value. */
  readonly colon: string
  /** Behind a comma that ends no line. */
  readonly gap: string
  /** Within the braces of an object on one line. */
  readonly pad: string
}

const OWN_STYLE: Style = { newline: '\n', unit: '  ', colon: ': ', gap: ' ', pad: ' ' }

/** How a list or an object is set, and what lies in it. */
export interface Template extends Pick<Style, 'colon' | 'gap' | 'pad'> {
  readonly isOneLine: boolean
  readonly members: ReadonlyMap<string, Template>
  readonly element: Template | null
}

/** Characters of a list or object that is set on one line where nothing tells how. */
const ONE_LINE = 80
const AT_ONCE = 500

/** Fields of a definition, which has a line for each. */
const TOLD_BY = ['id', 'version']

export class JsonLayout {
  readonly style: Style

  constructor(style: Style = OWN_STYLE) {
    this.style = style
  }

  /** `indent` is that of the line on which it begins; null where all of it is to stay on that line. */
  *write(
    out: JsonOutput,
    value: unknown,
    schema: Schema | null,
    template: Template | null,
    indent: string | null,
  ): Generator<void> {
    if (!isUntold(schema)) {
      yield* this.#write(out, value, schema, template, indent)
      return
    }
    const apart = new JsonOutput(Buffer.alloc(0))
    yield* this.#write(apart, value, schema, template, indent)
    const text = apart.text()
    // What is left out of a value whose form nothing tells may be read as another value.
    out.words(isReadAs(schema, text, value) ? text : this.line(value, null, template))
  }

  *#write(...[out, value, schema, template, indent]: Parameters<JsonLayout['write']>): Generator<void> {
    const form = formOf(schema, value)
    if (!isContainer(value) || indent === null || this.#isOneLine(value, form, template)) {
      out.words(this.line(value, schema, template))
      return
    }
    const entries = writtenOf(value, form)
    const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}']
    if (entries.length === 0) {
      out.words(`${open}${close}`)
      return
    }
    const within = indent + this.style.unit
    for (const [index, [name, member]] of entries.entries()) {
      out.words(`${index === 0 ? open : ','}${this.style.newline}${within}`)
      if (name !== null) out.words(`${JSON.stringify(name)}${this.style.colon}`)
      yield* this.write(out, member, memberOf(form, name ?? ''), templateOf(template, name), within)
      if (index % AT_ONCE === AT_ONCE - 1) yield
    }
    out.words(`${this.style.newline}${indent}${close}`)
  }

  /** A value on one line. */
  line(value: unknown, schema: Schema | null, template: Template | null): string {
    if (!isContainer(value)) return scalar(value)
    const form = formOf(schema, value)
    const text = this.#line(value, form, template)
    return !isUntold(schema) || isReadAs(schema, text, value) ? text : this.#line(value, null, template)
  }

  #line(value: object, form: Form, template: Template | null): string {
    const isList = Array.isArray(value)
    const like = template?.isOneLine === true ? template : null
    const { colon, gap } = like ?? this.style
    const pad = like?.pad ?? (isList ? '' : this.style.pad)
    const members = writtenOf(value, form).map(([name, member]) => {
      const text = this.line(member, memberOf(form, name ?? ''), templateOf(template, name))
      return name === null ? text : `${JSON.stringify(name)}${colon}${text}`
    })
    if (members.length === 0) return isList ? '[]' : '{}'
    const inside = `${pad}${members.join(`,${gap}`)}${pad}`
    return isList ? `[${inside}]` : `{${inside}}`
  }

  #isOneLine(value: object, form: Form, template: Template | null): boolean {
    if (template !== null) return template.isOneLine
    if (form?.schema === playlistStep) return true
    return jsonBytes(value, ONE_LINE) <= ONE_LINE && !holdsThings(value, form)
  }
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

/** Whether a text is read as the very value. */
export function isReadAs(schema: Schema | null, text: string, value: unknown): boolean {
  if (schema === null) return true
  const read = z.safeParse(schema, JSON.parse(text))
  return read.success && isExactJson(read.data, value, Infinity)
}

/** What is written of a list or an object. */
function writtenOf(value: object, form: Form): readonly (readonly [name: string | null, member: unknown])[] {
  if (Array.isArray(value)) return value.map((member) => [null, member])
  return Object.entries(value).filter(
    ([name, member]) => member !== undefined && !isDefault(form, name, member),
  )
}

/** Whether a field is read as it is where it is not written. */
export function isDefault(form: Form, name: string, value: unknown): boolean {
  if (form?.kind !== 'object') return false
  const schema = memberOf(form, name)
  return schema !== null && isExactJson(defaultOf(schema), value)
}

/** Whether there are definitions in it, or steps. */
function holdsThings(value: object, form: Form): boolean {
  if (form === null || Object.keys(value).length === 0) return false
  if (form.kind === 'list') return form.member === playlistStep || isSomewhere(value, form)
  if (form.kind === 'record') return Object.values(value).some((member) => typeof member === 'object')
  return TOLD_BY.some((field) => Object.hasOwn(form.shape, field)) || isSomewhere(value, form)
}

function isSomewhere(value: object, form: Form): boolean {
  return Object.entries(value).some(([name, member]: [string, unknown]) => {
    return isContainer(member) && holdsThings(member, formOf(memberOf(form, name), member))
  })
}

function templateOf(template: Template | null, name: string | null): Template | null {
  if (template === null) return null
  return name === null ? template.element : (template.members.get(name) ?? null)
}

export function scalar(value: unknown): string {
  return Object.is(value, -0) ? '-0' : JSON.stringify(value)
}

/** How what is there is set; null where that tells nothing. */
export function* templateAt(bytes: Buffer, place: Place): Generator<void, Template | null> {
  if (!isList(bytes, place) && !isObject(bytes, place)) return null
  const isInList = isList(bytes, place)
  const container = yield* childrenOf(bytes, place, isInList ? 2 : Infinity)
  if (container.count === 0) return null
  const members = new Map<string, Template>()
  for (const [child, name] of (container.names ?? []).entries()) {
    const template = yield* templateAt(bytes, container.valueOf(child))
    if (template !== null) members.set(name, template)
  }
  const lead = leadOf(bytes, container, 0)
  return {
    isOneLine: !lead.includes('\n'),
    pad: lead,
    gap: gapOf(bytes, container),
    colon: isInList ? OWN_STYLE.colon : colonOf(bytes, container),
    members,
    element: isInList ? yield* templateAt(bytes, container.valueOf(0)) : null,
  }
}

/** Blanks before a child. */
export function leadOf(bytes: Buffer, { from, begins }: Container, child: number): string {
  return textOf(bytes, from[child] as number, begins[child] as number)
}

/** Between entries on one line, as it is before the second; a list may be broken into lines anywhere. */
function gapOf(bytes: Buffer, container: Container): string {
  const lead = container.count < 2 ? '\n' : leadOf(bytes, container, 1)
  return lead.includes('\n') ? OWN_STYLE.gap : lead
}

/** Behind the name of the first member. */
function colonOf(bytes: Buffer, { begins, values }: Container): string {
  const text = textOf(bytes, begins[0] as number, values[0] as number)
  return text.slice(text.lastIndexOf('"') + 1)
}

/** The way of a file, as its first lines show it. */
export function* styleOf(bytes: Buffer): Generator<void, Style> {
  const container = yield* childrenOf(bytes, wholeOf(bytes), 2)
  if (container.count === 0) return OWN_STYLE
  const lead = leadOf(bytes, container, 0)
  const colon = colonOf(bytes, container)
  const line = lead.lastIndexOf('\n')
  if (line < 0) return { ...OWN_STYLE, colon, gap: gapOf(bytes, container), pad: lead }
  return { ...OWN_STYLE, newline: lead.includes('\r\n') ? '\r\n' : '\n', unit: lead.slice(line + 1), colon }
}
