// Has every edit kept on the disk until a file of the show holds it, and has those back that an earlier run had kept.
import { randomUUID } from 'node:crypto'
import type { Clock } from '../../shared/base/clock.ts'
import { messageOf } from '../../shared/base/result.ts'
import type { Fault, Result } from '../../shared/base/result.ts'
import { within } from '../../shared/base/within.ts'
import type { EditsView } from '../../shared/contract/edits-view.ts'
import type { EditedShow } from '../../shared/model/mutations/edited-show.ts'
import type { LoadedShow } from '../../shared/model/show.ts'
import type { Keep } from './editor.ts'
import type { HeldShow } from './held-show.ts'
import { JOURNAL_FORMAT, keysIn } from './journal-records.ts'
import type { Head, KeptEdit, KeptTurn, Place, Saved, Saving } from './journal-records.ts'
import { DAMAGED, LeftJournals, REFUSED } from './left-journals.ts'
import type { KeptShow, LeftJournalsOptions, Shelf } from './left-journals.ts'
import { sayMigrated } from './say-migrated.ts'
import { UnsavedEdits } from './unsaved-edits.ts'
import type { UndoHistory } from './undo.ts'

const SOURCE = 'show'
/** Journals are on the computer's own disk. */
const FLUSH_MS = 2000

/** Where records are kept. */
export interface EditJournal extends AsyncDisposable {
  /** The newest generation that would survive a power cut. */
  readonly kept: number
  /** Why nothing can be kept; null where it can. */
  readonly trouble: Fault | null
  readonly isBegun: boolean
  begin(first: readonly string[], generation: number): void
  clear(generation: number): void
  reopen(found: {
    readonly path: string
    readonly size: number
    readonly records: number
    readonly generation: number
  }): void
  rebase(): void
  add(generation: number, record: string): void
  flush(): Promise<void>
  whenKept(generation: number): Promise<Result<void>>
}

export interface Journals extends Shelf {
  open(options: {
    readonly base: () => {
      readonly generation: number
      readonly head: string
      readonly text: Iterable<Uint8Array>
    }
    readonly changed: () => void
  }): EditJournal
}

export interface KeptEditsOptions extends LeftJournalsOptions {
  readonly clock: Clock
  readonly undoable: UndoHistory
  readonly journals: Journals
}

export class KeptEdits implements AsyncDisposable {
  readonly #options: KeptEditsOptions
  readonly #journal: EditJournal
  readonly #left: LeftJournals
  #session: string = randomUUID()
  readonly #edits = new UnsavedEdits()
  /** What the file may hold after a power cut; where it is not sure, more than one. */
  #places: readonly Place[] = []
  #restored: EditsView['restored'] = null
  #said: { readonly kept: number; readonly code: string | null } = { kept: 0, code: null }

  constructor(options: KeptEditsOptions) {
    this.#options = options
    this.#left = new LeftJournals(options)
    this.#journal = options.journals.open({
      base: () => ({ ...this.#base(), text: options.text(options.held.edited.show, null) }),
      changed: () => this.#say(),
    })
  }

  get kept(): number {
    return this.#journal.kept
  }

  get trouble(): Fault | null {
    return this.#journal.trouble
  }

  view(): Pick<EditsView, 'kept' | 'notKept' | 'restored' | 'notices'> {
    const { kept, trouble } = this.#journal
    const notKept = trouble && { what: trouble.what, next: trouble.next }
    return { kept, notKept, restored: this.#restored, notices: this.#left.notices }
  }

  whenKept(generation: number): Promise<Result<void>> {
    return this.#journal.whenKept(generation)
  }

  /** What is kept of the show that the file of this content holds, or that `standsIn` for it; null where nothing is. */
  find(loaded: LoadedShow, digest: string | null, standsIn: string | null): Promise<KeptShow | null> {
    return this.#left.find(loaded, { digest, standsIn, session: this.#session })
  }

  /** Opens a show, with what was kept of it where there is something. */
  open(loaded: LoadedShow, digest: string | null, cause: number | null, kept: KeptShow | null): Result<void> {
    const { held, undoable, publish } = this.#options
    if (kept !== null) {
      try {
        const opened = held.open(loaded, digest, cause, kept.replayed.edited)
        if (opened.ok) {
          undoable.become(kept.replayed.undoable)
          sayMigrated(publish, loaded.path, kept.migrated ?? loaded.migrated, cause)
          this.#goOn(kept)
          this.#left.say()
          return opened
        }
        void this.#left.setAside(kept.journal.found.path, 'refused', `${REFUSED} (${opened.error.what})`)
      } catch (thrown) {
        void this.#left.setAside(kept.journal.found.path, 'refused', `${REFUSED} (${messageOf(thrown)})`)
      }
    }
    const opened = held.open(loaded, digest, cause)
    if (!opened.ok) return opened
    undoable.clear()
    this.#clear()
    sayMigrated(publish, loaded.path, loaded.migrated, cause)
    this.#left.say()
    return opened
  }

  accepted(before: EditedShow, record: Parameters<Keep>[1]): void {
    if (!this.#journal.isBegun) this.#begin(before)
    const now = this.#now()
    this.#edits.add(record.kind, record.entry, now.generation)
    this.#add({ ...record, ...now })
  }

  /** Has it kept that a file is about to hold this state, so that it is known again however the save ends. */
  async saving(edited: EditedShow, path: string, digest: string): Promise<void> {
    const place = { path, digest }
    this.#places = [...this.#places, place].slice(-MOST_PLACES)
    if (!this.#journal.isBegun) return
    this.#add({ kind: 'saving', ...this.#now(), ...place, ...stateOf(edited) })
    // A disk that does not answer, of the journal, keeps no show from its file.
    await within(this.#options.clock, FLUSH_MS, this.#journal.flush())
  }

  /** The file is sure to hold it. */
  saved(edited: EditedShow, path: string, digest: string): void {
    this.#restored = null
    if (this.#options.held.edited === edited) {
      this.#clear()
      return
    }
    this.#places = [{ path, digest }]
    this.#edits.saved(edited.generation)
    this.#add({ kind: 'saved', ...this.#now(), path, digest, ...stateOf(edited) })
  }

  /** What the file holds is something else than it was, and not by a save. */
  fileHolds(): void {
    const { held } = this.#options
    this.#places = [...this.#places, placeOf(held)].slice(-MOST_PLACES)
    if (held.isEdited) this.#journal.rebase()
    else this.#clear()
  }

  /** Returns when what was let go of would not come back, unless the disk takes too long. */
  async letGo(): Promise<void> {
    await within(this.#options.clock, FLUSH_MS, this.#journal.flush())
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#journal[Symbol.asyncDispose]()
  }

  /** A file holds all there is, or there is nothing. */
  #clear(): void {
    this.#restored = null
    this.#edits.clear()
    const { held } = this.#options
    const { generation } = held
    this.#places = [placeOf(held)]
    // What came before, a save or an opening, says it too.
    this.#said = { ...this.#said, kept: generation }
    this.#journal.clear(generation)
  }

  #now(): { readonly generation: number; readonly at: number } {
    return { generation: this.#options.held.generation, at: this.#options.clock.wall() }
  }

  #begin(before: EditedShow): void {
    const { held, text } = this.#options
    const hasText = held.current.path === null || held.digest === null || !held.holdsShow
    const first = [JSON.stringify(this.#head(before, hasText))]
    if (hasText) first.push(Buffer.concat([...text(before.show, null)]).toString())
    this.#journal.begin(first, before.generation)
  }

  #base(): { readonly generation: number; readonly head: string } {
    const { edited } = this.#options.held
    return { generation: edited.generation, head: JSON.stringify(this.#head(edited, true)) }
  }

  #head(edited: EditedShow, hasText: boolean): Head {
    const { clock } = this.#options
    return {
      ...{ journal: JOURNAL_FORMAT, session: this.#session, name: edited.show.name },
      ...{ places: this.#places, ...stateOf(edited) },
      ...{ hasText, edits: this.#edits.count, entries: this.#edits.entries, at: clock.wall() },
    }
  }

  #add(record: KeptEdit | KeptTurn | Saving | Saved): void {
    this.#journal.add(record.generation, JSON.stringify(record))
  }

  #goOn({ journal, at: { text, records }, replayed, goesOn }: KeptShow): void {
    const { held, publish } = this.#options
    const { found, head } = journal
    const { edited, refused, at } = replayed
    const { generation } = edited
    const { path, size, torn } = found
    this.#session = head.session
    this.#places = [...head.places, placeOf(held)].slice(-MOST_PLACES)
    if (text !== null) this.#edits.begin(head.edits, head.entries ?? [])
    for (const record of records)
      if (record.kind === 'edit' || record.kind === 'turn')
        this.#edits.add(record.kind, record.entry, record.generation)
    if (refused === null && !found.isDamaged) {
      this.#journal.reopen({ path, size, records: found.bodies.length, generation })
      if (!goesOn) this.#journal.rebase()
    } else {
      this.#journal.clear(generation)
      this.#journal.rebase()
      // Not before what is kept of it is in another.
      const words = refused === null ? DAMAGED : `${REFUSED} (${refused.where}: ${refused.what})`
      void this.#journal.flush().then(() => this.#left.setAside(path, 'damaged', words))
    }
    this.#said = { kept: generation, code: null }
    if (!held.isEdited) return
    this.#restored = { edits: this.#edits.count, at: at === 0 ? head.at : at }
    const payload = { path: held.current.path, generation, ...this.#restored, torn }
    publish({ type: 'show.persistence.restored', source: SOURCE, cause: null, payload })
  }

  /** Publishes how far edits are kept, or that they cannot be. */
  #say(): void {
    const { kept, trouble } = this.#journal
    const { publish } = this.#options
    const before = this.#said
    this.#said = { kept, code: trouble?.code ?? null }
    if (trouble !== null && trouble.code !== before.code) {
      const { code, where, what, next } = trouble
      const payload = { generation: kept, code, where, what, next }
      publish({ type: 'show.persistence.notKept', source: SOURCE, cause: null, payload })
    }
    if (kept > before.kept || (trouble === null && before.code !== null)) {
      const payload = { generation: kept }
      publish({ type: 'show.persistence.kept', source: SOURCE, cause: null, payload })
    }
  }
}

/** Of saves in a row none of which is sure to survive a power cut. */
const MOST_PLACES = 20

function placeOf({ current: { path }, digest }: HeldShow): Place {
  return { path, digest }
}

function stateOf(edited: EditedShow): { readonly generation: number; readonly keys: Head['keys'] } {
  return { generation: edited.generation, keys: keysIn(edited) }
}
