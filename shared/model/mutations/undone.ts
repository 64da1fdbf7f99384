// What an undo takes back: it may, where the values that the edit left still stand.
import { placesOfKeys } from './key-ranges.ts'
import type { Generation, ThingRef } from './mutation.ts'
import { refuseStale, wordsOf } from './refusals.ts'
import type { Owner } from './refusals.ts'
import { isSameVersion } from './touched.ts'
import type { Touched, TouchedField, TouchedSteps, TouchedThing } from './touched.ts'
import { traceKey } from './trace-book.ts'
import type { TraceBook } from './trace-book.ts'

/** The show as it is before. */
interface Present {
  /** What a thing is called now. */
  resolve(ref: ThingRef): ThingRef
  find(ref: ThingRef): unknown
}

export class Undone {
  /** By what their owner is called in the course of the undo. */
  readonly #fields = new Map<string, TouchedField>()
  readonly #things = new Map<string, TouchedThing>()
  readonly #steps = new Map<string, ReadonlyMap<number, Generation>>()

  /** Refused where somebody has changed what would be taken back. */
  constructor(touched: Touched, book: TraceBook, present: Present) {
    for (const thing of touched.things) this.#takeThing(thing, book, present)
    for (const field of touched.fields) {
      const owner = field.owner === 'show' ? field.owner : present.resolve(field.owner)
      this.#takeField({ ...field, owner }, book)
    }
    for (const steps of touched.steps) {
      const { id } = present.resolve({ kind: 'playlist', id: steps.playlist })
      this.#takeSteps({ ...steps, playlist: id }, book)
    }
  }

  #takeThing(thing: TouchedThing, book: TraceBook, present: Present): void {
    const { after, isThere } = thing
    // What is to come back comes under its own name.
    const ref = isThere ? present.resolve(thing.ref) : thing.ref
    const isSame = isThere ? isSameVersion(after, book.whole(ref)) : present.find(ref) === undefined
    if (!isSame) refuseStale(wordsOf(ref), `${wordsOf(ref)} was changed afterwards`, book.lastChange(ref))
    this.#things.set(traceKey(ref), { ...thing, ref })
  }

  #takeField(touched: TouchedField, book: TraceBook): void {
    const { owner, field, after, follows } = touched
    const { version, changed } = book.field(owner, field)
    if (version === after) this.#fields.set(fieldKey(owner, field), touched)
    else if (!follows && !this.#things.has(traceKey(owner))) {
      refuseStale(
        `${wordsOf(owner)}: ${field}`,
        `${field} of ${wordsOf(owner)} was changed afterwards`,
        changed,
      )
    }
  }

  #takeSteps({ playlist, keys, before, after, follows }: TouchedSteps, book: TraceBook): void {
    const left = new Map<number, Generation>()
    const restored = new Map<number, Generation>()
    for (let index = 0; index < keys.length; index += 1) {
      const key = keys[index] as number
      left.set(key, after[index] as number)
      restored.set(key, before[index] as number)
    }
    const traces = book.steps.get(playlist)
    let changed = 0
    let since = 0
    for (const place of traces === undefined ? [] : placesOfKeys(traces.keys, left)) {
      const key = traces?.keys[place] as number
      if (traces?.versions[place] === left.get(key)) continue
      restored.delete(key)
      if (follows) continue
      changed += 1
      since = Math.max(since, traces?.changed[place] as number)
    }
    if (changed > 0) {
      const what = `${changed} of its ${keys.length} steps ${changed === 1 ? 'was' : 'were'} changed afterwards`
      refuseStale(`steps of playlist ${playlist}`, what, since)
    }
    this.#steps.set(playlist, restored)
  }

  /** Says that what is still to be taken back goes by another name from now on. */
  rename(renamed: (known: ThingRef) => ThingRef): void {
    for (const [key, touched] of [...this.#fields]) {
      if (touched.owner === 'show') continue
      const owner = renamed(touched.owner)
      this.#fields.delete(key)
      this.#fields.set(fieldKey(owner, touched.field), { ...touched, owner })
    }
    for (const [key, thing] of [...this.#things]) {
      const ref = renamed(thing.ref)
      this.#things.delete(key)
      this.#things.set(traceKey(ref), { ...thing, ref })
    }
    for (const [id, steps] of [...this.#steps]) {
      this.#steps.delete(id)
      this.#steps.set(renamed({ kind: 'playlist', id }).id, steps)
    }
  }

  /** Version that stood in a field before; undefined where it was not part of the edit. */
  fieldBefore(owner: Owner, field: string): Generation | undefined {
    return this.#fields.get(fieldKey(owner, field))?.before
  }

  thingBefore(owner: Owner): TouchedThing['before'] | undefined {
    return this.#things.get(traceKey(owner))?.before
  }

  /** Versions of steps before, by key; 0 where there was none. */
  stepsBefore(playlist: string): ReadonlyMap<number, Generation> {
    return this.#steps.get(playlist) ?? NONE
  }
}

export function fieldKey(owner: Owner, field: string): string {
  return `${traceKey(owner)}#${field}`
}

const NONE: ReadonlyMap<number, Generation> = new Map()
