// One edit while it is made: the show as it is so far, what it touches, and whether it may.
import { fault } from '../../base/result.ts'
import type { ShowFile } from '../show.ts'
import type { Checks } from './checks.ts'
import type { EditedShow, StepTraces } from './edited-show.ts'
import { holderOf } from './mutation.ts'
import type { Generation, ThingKind, ThingRef } from './mutation.ts'
import { EditRefused, refuseStale, wordsOf } from './refusals.ts'
import type { Owner } from './refusals.ts'
import { opened } from './open-things.ts'
import type { OpenThings } from './open-things.ts'
import { thingIn, thingsOf, withThings } from './things.ts'
import type { Thing } from './things.ts'
import type { Touched, TouchedField, WholeTrace } from './touched.ts'
import { TraceBook, traceKey } from './trace-book.ts'
import { Undone, fieldKey } from './undone.ts'

/** How an edit is judged: by what its editor has seen, or, of an undo, by whether what it takes back still stands. */
export type Judged =
  | { readonly at: Generation; readonly seen: Generation }
  | { readonly at: Generation; readonly undoes: Touched }

/** Versions of steps by key. */
interface StepRecord {
  follows: boolean
  /** When those in which only a name changed had changed before. */
  readonly followed: Map<number, Generation>
  readonly before: Map<number, Generation>
  readonly after: Map<number, Generation>
}

/** A field with when it had changed before. */
type FieldRecord = Omit<TouchedField, 'after'> & { readonly changed: Generation }

/** Renames that one edit is led through. */
const MOST_RENAMES = 100

export class Draft {
  /** Without what is done to lists that are open. */
  #show: ShowFile
  /** Lists of one kind that edits are made of. */
  readonly #open = new Map<string | undefined, OpenThings>()
  readonly #isOneOfMany: boolean
  readonly at: Generation
  readonly checks: Checks
  readonly book: TraceBook
  readonly #seen: Generation
  readonly #undone: Undone | null
  readonly #fields = new Map<string, FieldRecord>()
  readonly #things = new Map<string, { readonly ref: ThingRef; readonly before: WholeTrace }>()
  readonly #steps = new Map<string, StepRecord>()

  /** `isOneOfMany` where it is made of several edits. */
  constructor(edited: EditedShow, judged: Judged, checks: Checks, isOneOfMany = false) {
    this.#show = edited.show
    this.#isOneOfMany = isOneOfMany
    this.checks = checks
    this.at = judged.at
    this.book = new TraceBook(edited)
    this.#seen = 'seen' in judged ? judged.seen : Infinity
    this.#undone = 'undoes' in judged ? new Undone(judged.undoes, this.book, this) : null
  }

  get show(): ShowFile {
    this.#close()
    return this.#show
  }

  set show(next: ShowFile) {
    this.#close()
    this.#show = next
  }

  /** The things among which one of a kind is; undefined where what they lie in is not there. */
  listOf(kind: ThingKind, inside: string | undefined): OpenThings | undefined {
    const known = this.#open.get(inside)
    if (known?.kind === kind) return known
    // Of things and of what lies in them one or the other is open.
    const [other] = this.#open.values()
    if (other !== undefined && other.kind !== kind) this.#close()
    const things = thingsOf(this.#show, kind, inside)
    if (things === undefined) return undefined
    const list = opened(kind, inside, things, this.#isOneOfMany)
    this.#open.set(inside, list)
    return list
  }

  #close(): void {
    if (this.#open.size === 0) return
    const lists = [...this.#open.values()].filter(({ changed }) => changed)
    this.#open.clear()
    for (const list of lists) this.#show = withThings(this.#show, list.kind, list.inside, list.things())
  }

  /** Whether a thing is there; what lies in it need not be closed for that. */
  #has({ kind, id, in: inside }: ThingRef): boolean {
    const [open] = this.#open.values()
    if (open !== undefined && holderOf(open.kind) === kind) {
      return thingIn(thingsOf(this.#show, kind, inside), kind, id) !== undefined
    }
    return this.find({ kind, id, in: inside }) !== undefined
  }

  /** An undo finds another place for what it brings back where the old one is gone. */
  get isUndo(): boolean {
    return this.#undone !== null
  }

  /** The thing that is meant: of one that was renamed in the meantime the one that it is now. */
  resolve<R extends ThingRef>(ref: R): R {
    let found = ref
    const holder = holderOf(ref.kind)
    if (ref.in !== undefined && holder !== null) {
      found = { ...ref, in: this.resolve({ kind: holder, id: ref.in }).id }
    }
    for (let hops = 0; hops < MOST_RENAMES && !this.#has(found); hops += 1) {
      const to = this.book.traces.get(traceKey(found))?.gone ?? null
      if (to === null) break
      found = { ...found, id: to }
    }
    return found
  }

  find({ kind, id, in: inside }: ThingRef): Thing | undefined {
    return this.listOf(kind, inside)?.get(id)
  }

  /** The thing; refused where it is gone. */
  need(ref: ThingRef): Thing {
    return this.find(ref) ?? this.#refuseGone(ref)
  }

  /** The things among which one of a kind is; refused where what they lie in is gone. */
  needList(kind: ThingKind, inside: string | undefined): OpenThings {
    const holder = { kind: holderOf(kind) ?? kind, id: inside ?? '' }
    return this.listOf(kind, inside) ?? this.#refuseGone(holder)
  }

  #refuseGone(ref: ThingRef): never {
    const trace = this.book.traces.get(traceKey(ref))
    const what = trace === undefined ? `the show has no ${wordsOf(ref)}` : `${wordsOf(ref)} was removed`
    const next = 'look at the show as it is now, and edit what is there'
    throw new EditRefused(fault('edit/gone', wordsOf(ref), what, next), trace?.changed ?? null)
  }

  /** Edits of one mutation may touch the same twice. */
  #isUnseen(changed: Generation): boolean {
    return changed > this.#seen && changed < this.at
  }

  /** Says that a field changes; `follows` where only a name in it does, as that of a thing did. */
  touchField(owner: Owner, field: string, follows = false): void {
    const key = fieldKey(owner, field)
    const known = this.#fields.get(key)
    if ((known !== undefined && (follows || !known.follows)) || this.#things.has(traceKey(owner))) return
    const mark = this.book.field(owner, field)
    const changed = known?.changed ?? mark.changed
    if (!follows && this.#isUnseen(changed)) {
      refuseStale(
        `${wordsOf(owner)}: ${field}`,
        `${field} of ${wordsOf(owner)} was changed meanwhile`,
        changed,
      )
    }
    if (known !== undefined) {
      this.#fields.set(key, { ...known, follows })
      return
    }
    this.#fields.set(key, { owner, field, follows, changed, before: mark.version })
    const restored = this.#undone?.fieldBefore(owner, field)
    this.book.markField(owner, field, { changed: this.at, version: restored ?? this.at })
  }

  /** Says that a thing comes, goes or is replaced whole. */
  touchThing(ref: ThingRef, gone?: null): void {
    const key = traceKey(ref)
    if (!this.#things.has(key)) {
      const changed = this.book.lastChange(ref)
      if (this.#isUnseen(changed)) refuseStale(wordsOf(ref), `${wordsOf(ref)} was changed meanwhile`, changed)
      this.#things.set(key, { ref, before: this.book.whole(ref) })
    }
    const restored = this.#undone?.thingBefore(ref)
    if (restored === undefined) this.book.begin(ref, this.at, gone)
    else this.book.restore(ref, restored, this.at)
  }

  /** Says that a thing has another name from now on. */
  touchName(ref: ThingRef, to: string): void {
    this.touchField(ref, 'id')
    this.book.rename(ref, to, this.at)
    this.#moveRecords(ref, { ...ref, id: to })
  }

  #moveRecords(ref: ThingRef, to: ThingRef): void {
    const renamed = (known: ThingRef): ThingRef => {
      if (traceKey(known) === traceKey(ref)) return to
      return holderOf(known.kind) === ref.kind && known.in === ref.id ? { ...known, in: to.id } : known
    }
    for (const [key, thing] of [...this.#things]) {
      const next = renamed(thing.ref)
      this.#things.delete(key)
      this.#things.set(traceKey(next), { ...thing, ref: next })
    }
    for (const [key, touched] of [...this.#fields]) {
      if (touched.owner === 'show') continue
      const owner = renamed(touched.owner)
      this.#fields.delete(key)
      this.#fields.set(fieldKey(owner, touched.field), { ...touched, owner })
    }
    this.#undone?.rename(renamed)
    const steps = ref.kind === 'playlist' ? this.#steps.get(ref.id) : undefined
    if (steps === undefined) return
    this.#steps.delete(ref.id)
    this.#steps.set(to.id, steps)
  }

  /** Says that the steps at `indexes` change; answers the traces with them marked. */
  touchSteps(playlist: string, traces: StepTraces, indexes: readonly number[], follows = false): StepTraces {
    const { before, after, followed } = this.#stepRecord(playlist, follows)
    const restored = this.#undone?.stepsBefore(playlist)
    const { changed: whole } = this.book.of({ kind: 'playlist', id: playlist })
    const changed = traces.changed.slice()
    const versions = traces.versions.slice()
    let stale = 0
    let since = 0
    for (const index of indexes) {
      const key = traces.keys[index] as number
      const when = followed.get(key) ?? Math.max(changed[index] as number, whole)
      if (follows) followed.set(key, when)
      if (!follows && this.#isUnseen(when)) {
        stale += 1
        since = Math.max(since, when)
      }
      if (!before.has(key)) before.set(key, versions[index] as number)
      changed[index] = this.at
      // 0 is of a step that was not there.
      versions[index] = restored?.get(key) || this.at
      after.set(key, versions[index])
    }
    if (stale > 0) {
      const which = stale === indexes.length ? `${stale}` : `${stale} of ${indexes.length}`
      const words = `${indexes.length === 1 ? 'step' : 'steps'} ${stale === 1 ? 'was' : 'were'}`
      const what = `${which} ${words} changed meanwhile`
      refuseStale(`steps of playlist ${playlist}`, what, since)
    }
    return { ...traces, changed, versions }
  }

  /** Says that steps come that were not there; answers the versions of their values. */
  touchNewSteps(playlist: string, keys: readonly number[]): readonly Generation[] {
    const { before, after } = this.#stepRecord(playlist, false)
    const restored = this.#undone?.stepsBefore(playlist)
    return keys.map((key) => {
      if (!before.has(key)) before.set(key, 0)
      const version = restored?.get(key) || this.at
      after.set(key, version)
      return version
    })
  }

  /** Says that the steps at `indexes` go. */
  touchGoneSteps(playlist: string, traces: StepTraces, indexes: readonly number[]): void {
    this.touchSteps(playlist, traces, indexes)
    const { after } = this.#stepRecord(playlist, false)
    for (const index of indexes) after.set(traces.keys[index] as number, 0)
  }

  #stepRecord(playlist: string, follows: boolean): StepRecord {
    const known = this.#steps.get(playlist) ?? {
      ...{ follows, followed: new Map() },
      ...{ before: new Map(), after: new Map() },
    }
    known.follows &&= follows
    this.#steps.set(playlist, known)
    return known
  }

  finish(): { readonly edited: EditedShow; readonly touched: Touched } {
    const { book, at: generation, show } = this
    book.forgetOldest()
    const fields = [...this.#fields.values()].map(({ owner, field, follows, before }) => {
      return { owner, field, follows, before, after: book.field(owner, field).version }
    })
    const things = [...this.#things.values()].map((touched) => ({
      ...touched,
      after: book.whole(touched.ref),
      isThere: this.find(touched.ref) !== undefined,
    }))
    const touched = [...this.#steps].filter(([, { before }]) => before.size > 0)
    const steps = touched.map(([playlist, { follows, before, after }]) => {
      return {
        playlist,
        keys: Uint32Array.from(before.keys()),
        before: Uint32Array.from(before.values()),
        after: Uint32Array.from(after.values()),
        follows,
      }
    })
    const { opened, traces, steps: stepTraces } = book
    return {
      edited: { show, generation, opened, traces, steps: stepTraces },
      touched: { fields, things, steps },
    }
  }
}
