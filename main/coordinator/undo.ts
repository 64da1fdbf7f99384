// What was done to a show and may be taken back: one history, each entry signed, each judged when its turn comes.
import type { Clock } from '../../shared/base/clock.ts'
import { jsonBytes } from '../../shared/base/json-bytes.ts'
import { failed, fault, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import type { HistoryEntry, Signature } from '../../shared/contract/edits-view.ts'
import { apply } from '../../shared/model/mutations/apply.ts'
import type { Applied } from '../../shared/model/mutations/apply.ts'
import type { Checks } from '../../shared/model/mutations/checks.ts'
import type { EditedShow } from '../../shared/model/mutations/edited-show.ts'
import { editsOf, together } from '../../shared/model/mutations/mutation.ts'
import type { Generation, Mutation } from '../../shared/model/mutations/mutation.ts'
import type { EditFault } from '../../shared/model/mutations/refusals.ts'
import { isNothing } from '../../shared/model/mutations/touched.ts'

/** A show with an entry taken back or done again. */
export interface TurnedBack {
  readonly edited: EditedShow
  /** What was done, for whoever follows; has no edits where nothing was left to take back. */
  readonly accepted: Mutation
  readonly entry: HistoryEntry
}

/** Whether a show with an entry turned may run; where not, the history stays as it was. */
export type Accept = (edited: EditedShow, accepted: Mutation) => Result<void, EditFault>

const ANY: Accept = () => ok(undefined)

type Part = Pick<Applied, 'inverse' | 'touched'>

interface Entry {
  readonly id: number
  readonly by: Signature
  readonly group: string | null
  readonly label: string
  generations: readonly Generation[]
  /** Wall milliseconds of the last of them. */
  time: number
  /** What takes it back or, where it is undone, does it again; the first is applied first. */
  parts: readonly Part[]
  bytes: number
  /** Counts what was taken back, so that the latest is done again first; null where it stands. */
  undone: number | null
}

export type TurnedEntry = Pick<HistoryEntry, 'id' | 'by' | 'label' | 'isUndone'>

export interface UndoLimits {
  readonly entries: number
  /** Of what it takes to take all back; the newest entry is kept whatever it takes. */
  readonly bytes: number
}

const UNDO_LIMITS: UndoLimits = { entries: 1000, bytes: 64 * 1024 * 1024 }

/** Memory of a touched step, field or thing. */
const TOUCHED_BYTES = 100

export class UndoHistory {
  readonly #clock: Pick<Clock, 'wall'>
  readonly #limits: UndoLimits
  readonly #checks: Checks
  readonly #entries: Entry[] = []
  #bytes = 0
  #ids = 0
  #turns = 0

  constructor(clock: Pick<Clock, 'wall'>, checks: Checks, limits: UndoLimits = UNDO_LIMITS) {
    this.#clock = clock
    this.#checks = checks
    this.#limits = limits
  }

  /** Entries and bytes that are kept. */
  get size(): { readonly entries: number; readonly bytes: number } {
    return { entries: this.#entries.length, bytes: this.#bytes }
  }

  /** Of the newest entry, which an edit has just made or joined; null where there is none. */
  get newest(): number | null {
    return this.#entries.at(-1)?.id ?? null
  }

  has(id: number): boolean {
    return this.#entries.some((entry) => entry.id === id)
  }

  /** The newest first. */
  list(): readonly HistoryEntry[] {
    return this.#entries.map(entryOf).reverse()
  }

  /** The entry whose edit, undo or redo made a generation. */
  ofGeneration(generation: Generation): HistoryEntry | null {
    const found = this.#entries.findLast(({ generations }) => generations.includes(generation))
    return found === undefined ? null : entryOf(found)
  }

  /**
   * Keeps an accepted edit. It joins the newest entry where that is of the same hand in the same `group`: one drag, one run of
   * nudges. What its editor had taken back is not done again from then on. `id` is of an edit that comes from a journal. Answers
   * how many of the oldest were let go.
   */
  record(applied: Applied, by: Signature, group: string | null = null, id = this.#ids + 1): number {
    if (isNothing(applied.touched)) return 0
    for (const entry of this.#entries.filter((each) => each.undone !== null && each.by.id === by.id)) {
      this.#drop(entry)
    }
    const { inverse, touched, label, edited } = applied
    const part: Part = { inverse, touched }
    const last = this.#entries.at(-1)
    if (last !== undefined && group !== null && last.group === group && last.by.id === by.id) {
      this.#set(last, [part, ...last.parts], edited.generation, null)
    } else {
      this.#ids = Math.max(this.#ids, id)
      const signed = { id, by, group, label }
      const entry: Entry = { ...signed, generations: [], time: 0, parts: [], bytes: 0, undone: null }
      this.#entries.push(entry)
      this.#set(entry, [part], edited.generation, null)
    }
    return this.#letGo()
  }

  /** Takes back the newest that `by` has done and that still stands. Refused, it stays where it is. */
  undo(edited: EditedShow, by: Signature, accept = ANY): Result<TurnedBack, EditFault> {
    for (;;) {
      const entry = this.#entries.findLast((each) => each.undone === null && each.by.id === by.id)
      if (entry === undefined) return failed(nothing('undone'))
      const turned = this.#turn(edited, entry, accept)
      if (!turned.ok || turned.value.edited !== edited) return turned
      // It has come to nothing meanwhile.
      this.#drop(entry)
    }
  }

  /** Does again what `by` has taken back last. */
  redo(edited: EditedShow, by: Signature, accept = ANY): Result<TurnedBack, EditFault> {
    for (;;) {
      const own = this.#entries.filter((each) => each.undone !== null && each.by.id === by.id)
      const entry = own.sort((left, right) => (left.undone as number) - (right.undone as number)).at(-1)
      if (entry === undefined) return failed(nothing('done again'))
      const turned = this.#turn(edited, entry, accept)
      if (!turned.ok || turned.value.edited !== edited) return turned
      this.#drop(entry)
    }
  }

  /** Takes back one entry, whoever's it is, or does it again where it is taken back. */
  turn(edited: EditedShow, id: number, accept = ANY): Result<TurnedBack, EditFault> {
    const entry = this.#entries.find((each) => each.id === id)
    if (entry !== undefined) return this.#turn(edited, entry, accept)
    const next = 'choose one that the history lists'
    return failed({
      ...fault('edit/no-entry', `entry ${id}`, 'the history has it no more', next),
      since: null,
    })
  }

  /**
   * Keeps an entry that was turned, of which the journal knows no more than that. It stands at the place of its number, in place
   * of what was known of it.
   */
  recordTurned(applied: Applied, { id, by, label, isUndone }: TurnedEntry): void {
    const known = this.#entries.find((entry) => entry.id === id)
    if (known !== undefined) this.#drop(known)
    const signed = { id, by, group: null, label }
    const entry: Entry = { ...signed, generations: [], time: 0, parts: [], bytes: 0, undone: null }
    const later = this.#entries.findIndex((each) => each.id > id)
    this.#entries.splice(later < 0 ? this.#entries.length : later, 0, entry)
    this.#ids = Math.max(this.#ids, id)
    const { inverse, touched, edited } = applied
    this.#set(entry, [{ inverse, touched }], edited.generation, isUndone ? ++this.#turns : null)
  }

  /** Becomes what another is, which is used no more. */
  become(other: UndoHistory): void {
    this.clear()
    this.#entries.push(...other.#entries)
    this.#bytes = other.#bytes
    this.#ids = Math.max(this.#ids, other.#ids)
    this.#turns = Math.max(this.#turns, other.#turns)
  }

  /** Nothing of another show can be taken back. */
  clear(): void {
    this.#entries.length = 0
    this.#bytes = 0
  }

  #turn(edited: EditedShow, entry: Entry, accept: Accept): Result<TurnedBack, EditFault> {
    const at = edited.generation + 1
    let next = edited
    const back: Part[] = []
    const accepted: Mutation[] = []
    for (const { inverse, touched } of entry.parts) {
      const applied = apply(next, inverse, { at, undoes: touched }, this.#checks)
      if (!applied.ok) return applied
      next = applied.value.edited
      back.unshift({ inverse: applied.value.inverse, touched: applied.value.touched })
      accepted.push(applied.value.accepted)
    }
    const whole = together(accepted.flatMap(editsOf))
    if (next !== edited) {
      const judged = accept(next, whole)
      if (!judged.ok) return judged
      this.#set(entry, back, at, entry.undone === null ? ++this.#turns : null)
    }
    return ok({ edited: next, accepted: whole, entry: entryOf(entry) })
  }

  #set(entry: Entry, parts: readonly Part[], generation: Generation, undone: number | null): void {
    this.#bytes -= entry.bytes
    entry.parts = parts
    entry.generations = [...entry.generations, generation]
    entry.time = this.#clock.wall()
    entry.undone = undone
    entry.bytes = parts.reduce((sum, part) => sum + bytesOf(part, this.#limits.bytes), 0)
    this.#bytes += entry.bytes
  }

  #drop(entry: Entry): void {
    this.#entries.splice(this.#entries.indexOf(entry), 1)
    this.#bytes -= entry.bytes
  }

  #letGo(): number {
    let gone = 0
    while (
      this.#entries.length > 1 &&
      (this.#entries.length > this.#limits.entries || this.#bytes > this.#limits.bytes)
    ) {
      this.#drop(this.#entries[0] as Entry)
      gone += 1
    }
    return gone
  }
}

function bytesOf({ inverse, touched }: Part, most: number): number {
  const places = touched.steps.reduce((sum, { keys }) => sum + keys.length, 0)
  const count = places + touched.fields.length + touched.things.length
  return jsonBytes(inverse, most) + TOUCHED_BYTES * count
}

function entryOf({ id, label, by, generations, undone, time }: Entry): HistoryEntry {
  return { id, label, by, generation: generations.at(-1) ?? 0, isUndone: undone !== null, time }
}

function nothing(what: string): EditFault {
  const next = 'the history lists what others have done'
  return { ...fault('edit/nothing', 'history', `nothing of yours is left to be ${what}`, next), since: null }
}
