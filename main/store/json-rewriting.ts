// A JSON text made to say something else: what is read from a part of it as it should be is left as it is written.
import { isExactJson } from '../../shared/base/exact-json.ts'
import { isDefault, isReadAs, leadOf, scalar, templateAt } from './json-layout.ts'
import type { JsonLayout, Template } from './json-layout.ts'
import { JsonOutput } from './json-output.ts'
import { childrenOf, isList, isObject } from './json-places.ts'
import type { Container, Place } from './json-places.ts'
import { pairsOf } from './list-pairs.ts'
import { formOf, isUntold, memberOf } from './schema-forms.ts'
import type { Form, Schema } from './schema-forms.ts'

/** A value in the text. */
export interface Written {
  readonly place: Place
  /** What is read from it. */
  readonly old: unknown
  /** What it is to say. */
  readonly now: unknown
  readonly schema: Schema | null
  /** Of the line on which it begins; null where it stands among others on one line. */
  readonly indent: string | null
}

type Fields = Readonly<Record<string, unknown>>

/** What is written in a list or an object, in order. */
interface Entries {
  readonly count: number
  /** Of an object. */
  readonly names: readonly string[] | null
  /** The child of the text that each comes from; -1 of what is new. */
  readonly from: ArrayLike<number>
  isSame(index: number): boolean
  old(index: number): unknown
  now(index: number): unknown
}

const AT_ONCE = 500

export class JsonRewriting {
  readonly #bytes: Buffer
  readonly #layout: JsonLayout

  constructor(bytes: Buffer, layout: JsonLayout) {
    this.#bytes = bytes
    this.#layout = layout
  }

  /** Yields now and then, so that others are not kept waiting. */
  *value(out: JsonOutput, written: Written): Generator<void> {
    const { place, old, now, schema, indent } = written
    if (isExactJson(old, now)) out.place(place)
    else if (isUntold(schema)) {
      const apart = new JsonOutput(this.#bytes)
      yield* this.#parts(apart, written)
      const text = apart.text()
      // What was left out, or is left as it was, may be read as another value in another form.
      if (isReadAs(schema, text, now)) out.words(text)
      else yield* this.#layout.write(out, now, schema, null, indent)
    } else yield* this.#parts(out, written)
  }

  *#parts(out: JsonOutput, written: Written): Generator<void> {
    const { place, old, now, schema, indent } = written
    const form = formOf(schema, now)
    if (Array.isArray(old) && Array.isArray(now) && isList(this.#bytes, place)) {
      const container = yield* childrenOf(this.#bytes, place)
      if (container.count > 0 && now.length > 0) {
        yield* this.#entries(out, container, yield* entriesOfList(old, now), form)
        return
      }
    } else if (isFields(old) && isFields(now) && isObject(this.#bytes, place)) {
      const container = yield* childrenOf(this.#bytes, place)
      const entries =
        formOf(schema, old)?.schema === form?.schema ? entriesOf(container, old, now, form) : null
      if (entries !== null && entries.count > 0 && container.count > 0) {
        yield* this.#entries(out, container, entries, form)
        return
      }
    }
    yield* this.#layout.write(out, now, schema, yield* templateAt(this.#bytes, place), indent)
  }

  /** Of a list or an object that is not empty, and does not become so. */
  *#entries(out: JsonOutput, container: Container, entries: Entries, form: Form): Generator<void> {
    const { start, end, count, from, to, ends } = container
    out.source(start, start + 1)
    const likes = new Map<number, Template | null>()
    let before = -1
    /** Tells how what is new is set. */
    let near = Math.min(1, count - 1)
    for (let index = 0; index < entries.count; index += 1) {
      const child = entries.from[index] as number
      const name = entries.names?.[index] ?? null
      // Together with the comma, so that all is left as it is where nothing comes between.
      if (child >= 0 && before >= 0 && to[before] === (from[child] as number) - 1) {
        out.source(ends[before] as number, from[child] as number)
      } else if (index > 0) out.words(',')
      const lead = this.#lead(out, container, index === 0 ? 0 : child === 0 ? -1 : child, near)
      if (name !== null) this.#name(out, container, child, name)
      if (child < 0) {
        const hasLike = form?.kind !== 'object'
        if (hasLike && !likes.has(near)) {
          likes.set(near, yield* templateAt(this.#bytes, container.valueOf(near)))
        }
        const like = hasLike ? (likes.get(near) ?? null) : null
        yield* this.#layout.write(out, entries.now(index), memberOf(form, name ?? ''), like, lead)
      } else if (entries.isSame(index)) out.place(container.valueOf(child))
      else {
        const [old, now, place] = [entries.old(index), entries.now(index), container.valueOf(child)]
        if (isExactJson(old, now)) out.place(place)
        else if (isScalar(now)) out.words(scalar(now))
        else yield* this.value(out, { place, old, now, schema: memberOf(form, name ?? ''), indent: lead })
      }
      before = child
      if (child > 0) near = child
      if (index % AT_ONCE === AT_ONCE - 1) yield
    }
    out.source(ends[count - 1] as number, end)
  }

  /** Blanks before an entry; answers the indentation of its line, null where it begins none. */
  #lead(out: JsonOutput, container: Container, own: number, near: number): string | null {
    const lead = leadOf(this.#bytes, container, own < 0 ? near : own)
    const line = lead.lastIndexOf('\n')
    const indent = line < 0 ? null : lead.slice(line + 1)
    if (own >= 0) out.source(container.from[own] as number, container.begins[own] as number)
    else if (indent !== null) out.words(`${this.#layout.style.newline}${indent}`)
    else out.words(lead === '' && container.count === 1 ? this.#layout.style.gap : lead)
    return indent
  }

  #name(out: JsonOutput, { names, begins, values }: Container, child: number, name: string): void {
    if (names?.[child] === name) out.source(begins[child] as number, values[child] as number)
    else out.words(`${JSON.stringify(name)}${this.#layout.style.colon}`)
  }
}

function* entriesOfList(old: readonly unknown[], now: readonly unknown[]): Generator<void, Entries> {
  const { from, same } = yield* pairsOf(old, now)
  return {
    count: now.length,
    names: null,
    from,
    isSame: (index) => same[index] === 1,
    old: (index) => old[from[index] as number],
    now: (index) => now[index],
  }
}

function isScalar(value: unknown): boolean {
  return typeof value !== 'object' || value === null
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Null where the text is another way to write the value, of whose fields it tells nothing. */
function entriesOf({ names: children }: Container, old: Fields, now: Fields, form: Form): Entries | null {
  if (children?.every((name) => Object.hasOwn(old, name)) !== true) return null
  const childOf = new Map(children.map((name, child) => [name, child]))
  const isWritten = (name: string): boolean =>
    now[name] !== undefined && (childOf.has(name) || !isLeftOut(name, old, now, form))
  const wanted = Object.keys(now).filter(isWritten)
  const formerOf = form?.kind === 'object' ? NONE : renamedIn(children, childOf, wanted, old, now)
  const names = inOrder(children, wanted, formerOf, form)
  const formers = names.map((name) => formerOf.get(name) ?? name)
  return {
    count: names.length,
    names,
    from: formers.map((name) => childOf.get(name) ?? -1),
    isSame: () => false,
    old: (index) => old[formers[index] as string],
    now: (index) => now[names[index] as string],
  }
}

const NONE: ReadonlyMap<string, string> = new Map()

/** Whether a field that is not written is read as it is to be. */
function isLeftOut(name: string, old: Fields, now: Fields, form: Form): boolean {
  if (form?.kind !== 'object') return false
  return (Object.hasOwn(old, name) && isExactJson(old[name], now[name])) || isDefault(form, name, now[name])
}

/** By its new name what is the very same under another that is gone, or is the only one that came where one is gone. */
function renamedIn(
  children: readonly string[],
  childOf: ReadonlyMap<string, number>,
  names: readonly string[],
  old: Fields,
  now: Fields,
): ReadonlyMap<string, string> {
  const gone = children.filter((name) => !Object.hasOwn(now, name))
  const come = names.filter((name) => !childOf.has(name))
  const [only] = gone
  if (only !== undefined && gone.length === 1 && come.length === 1)
    return new Map([[come[0] as string, only]])
  const formers = new Map(gone.map((name) => [old[name], name]))
  const renamed = new Map<string, string>()
  for (const name of come) {
    const former = formers.get(now[name])
    if (former === undefined) continue
    renamed.set(name, former)
    formers.delete(now[name])
  }
  return renamed
}

/** As the text has them, and what is new behind what comes before it in the show; but in that order where the order says something. */
function inOrder(
  children: readonly string[],
  names: readonly string[],
  formerOf: ReadonlyMap<string, string>,
  form: Form,
): readonly string[] {
  const nameOf = new Map([...formerOf].map(([name, former]) => [former, name]))
  const written = new Set(names)
  const kept = children.map((name) => nameOf.get(name) ?? name).filter((name) => written.has(name))
  const isKept = new Set(kept)
  const behind = new Map<string | null, string[]>()
  let last: string | null = null
  for (const name of names) {
    if (isKept.has(name)) last = name
    else behind.set(last, [...(behind.get(last) ?? []), name])
  }
  const order = [...(behind.get(null) ?? []), ...kept.flatMap((name) => [name, ...(behind.get(name) ?? [])])]
  return form?.kind === 'object' || isReadInOrder(order, names) ? order : names
}

/** Objects have keys that are whole numbers first, however they are written. */
function isReadInOrder(order: readonly string[], names: readonly string[]): boolean {
  const read = Object.keys(Object.fromEntries(order.map((name) => [name, null])))
  return read.every((name, index) => name === names[index])
}
