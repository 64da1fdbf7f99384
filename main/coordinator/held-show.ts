// The show that runs: what it is, what its file is known to hold, and how it becomes the next one everywhere or nowhere.
import { failed, fault, messageOf, ok } from '../../shared/base/result.ts'
import type { Fault, Result } from '../../shared/base/result.ts'
import { takeIn } from '../../shared/model/mutations/edited-show.ts'
import type { EditedShow } from '../../shared/model/mutations/edited-show.ts'
import { keysAcross } from '../../shared/model/mutations/keys-across.ts'
import type { KeysAcross } from '../../shared/model/mutations/keys-across.ts'
import type { Generation } from '../../shared/model/mutations/mutation.ts'
import { formerName, renamedBack } from '../../shared/model/mutations/renamed.ts'
import type { ShowChange } from '../../shared/model/show-change.ts'
import type { LoadedShow, ShowFile } from '../../shared/model/show.ts'
import { isAnother } from './edits-between.ts'

/** The show that runs; numbered anew with each change. */
export interface CurrentShow extends LoadedShow {
  readonly generation: number
}

/** Hands a show to every stage. What it throws undoes nothing: whoever called it calls it again with the show before. */
export type Take = (show: LoadedShow, change: ShowChange) => void

export class HeldShow {
  #take: Take | null = null
  #edited: EditedShow | null = null
  #current: CurrentShow | null = null
  /** Of the content that the file is known to hold; null where it is not known. */
  digest: string | null = null
  /** Of content that somebody else put into the file, and that gives way to the next save: it is not to be lost. */
  unwanted: { readonly digest: string; readonly why: string } | null = null
  /** Whether the file holds a show at all that can be used. */
  holdsShow = true
  /** What is other in the show that the file was read as, because the file has an older form; null where it has that of today. */
  migrated: readonly string[] | null = null
  /** What the file is known to hold, whoever put it there, and the digest of that content. */
  #saved: ShowFile | null = null
  #savedDigest: string | null = null
  /** Whether a state of the show is another than that, as it was found when it was asked last. */
  #compared: { readonly saved: ShowFile; readonly show: ShowFile; readonly isEdited: boolean } | null = null

  /** Who takes the show from now on. */
  handTo(take: Take): void {
    this.#take = take
  }

  /** Asked for each time: nobody keeps it. */
  get current(): CurrentShow {
    if (this.#current === null) throw new Error('no show has been opened')
    return this.#current
  }

  get edited(): EditedShow {
    if (this.#edited === null) throw new Error('no show has been opened')
    return this.#edited
  }

  get isOpen(): boolean {
    return this.#current !== null
  }

  get generation(): Generation {
    return this.#current?.generation ?? 0
  }

  /** What the file is known to hold, or held until something else came into it. */
  get saved(): ShowFile {
    return this.#saved ?? this.current.show
  }

  /** Whether it is another than its file holds; not, where what was done to it was taken back. */
  get isEdited(): boolean {
    if (!this.holdsShow) return true
    const { show } = this.current
    const saved = this.#saved ?? show
    if (this.#compared?.saved !== saved || this.#compared.show !== show)
      this.#compared = { saved, show, isEdited: isAnother(saved, show) }
    return this.#compared.isEdited
  }

  /** Whether a save would write something else than the file holds. */
  get differsFromFile(): boolean {
    return this.isEdited || this.migrated !== null
  }

  /** Another show, whose file holds it, or held it before it was `edited`. The one before is taken apart first, so that nothing of it goes on in this one. */
  open(
    loaded: LoadedShow,
    digest: string | null,
    cause: number | null,
    edited = takeIn(loaded.show, this.generation + 1),
  ): Result<void> {
    const before = this.#current
    const { migrated = null, ...place } = loaded
    const next = { ...place, show: edited.show }
    const taken = this.#hand(next, { cause, kind: 'open' }, () => {
      if (before !== null)
        this.#take?.({ show: emptied(before.show), path: before.path }, { cause, kind: 'edit' })
    })
    if (!taken.ok) return taken
    this.#edited = edited
    this.#current = { ...next, generation: edited.generation }
    this.fileHolds(digest, loaded.show, migrated)
    return ok(undefined)
  }

  /** The next state of the same show. Refused where a stage cannot take it: all have the one before again. */
  become(edited: EditedShow, change: Omit<ShowChange, 'keysOf'>): Result<void> {
    const { path } = this.current
    const before = this.edited
    const formerOf = formerName(change.renamed, 'playlist')
    const keysOf = (id: string): KeysAcross | null =>
      keysAcross(before, edited, { id, formerId: formerOf(id) ?? id })
    const taken = this.#hand({ show: edited.show, path }, { ...change, keysOf }, () => undefined)
    if (!taken.ok) return taken
    this.#edited = edited
    this.#current = { show: edited.show, path, generation: edited.generation }
    return ok(undefined)
  }

  /**
   * Says what the file of the show holds, which may be another state of it than the one that runs. With `migrated` it has an older
   * form, which is not to be lost.
   */
  fileHolds(digest: string | null, show: ShowFile, migrated: readonly string[] | null = null): void {
    this.digest = digest
    this.migrated = digest === null ? null : migrated
    this.unwanted = this.migrated === null || digest === null ? null : { digest, why: 'older form' }
    this.holdsShow = true
    this.#savedDigest = digest
    this.#saved = show
  }

  /** Says that what the file holds is no show: the one that runs is in no file. */
  fileHoldsNoShow(digest: string): void {
    this.digest = digest
    this.unwanted = { digest, why: 'not usable' }
    this.holdsShow = false
    this.migrated = null
    this.#savedDigest = null
  }

  /** What content of that digest says; null where that is not known. */
  saidBy(digest: string): ShowFile | null {
    return digest === this.#savedDigest ? this.#saved : null
  }

  /** The same where its very words say it: not where they are of an older form. */
  saidInWordsBy(digest: string): ShowFile | null {
    return this.migrated === null ? this.saidBy(digest) : null
  }

  /** Says that a file, which is that of the show from now on, holds `show`. */
  savedAs(path: string, digest: string, show: ShowFile, migrated: readonly string[] | null = null): void {
    const { current } = this
    this.fileHolds(digest, show, migrated)
    if (path !== current.path) this.#current = { ...current, path }
  }

  #hand(next: LoadedShow, change: ShowChange, first: () => void): Result<void> {
    try {
      first()
      this.#take?.(next, change)
      return ok(undefined)
    } catch (thrown) {
      const what = `a part of the engine cannot take it over: ${messageOf(thrown)}`
      return failed(this.#takeBack(next, what, change))
    }
  }

  #takeBack({ path, show }: LoadedShow, what: string, change: ShowChange): Fault {
    const where = path ?? show.name
    const before = this.#current
    // There is nothing that it could go back to.
    if (before === null) throw new Error(what)
    const { renamed, cause, kind } = change
    const back = { cause, kind, ...(renamed !== undefined && { renamed: renamedBack(renamed) }) }
    try {
      this.#take?.(before, back)
    } catch (thrown) {
      const worse = `${what}; nor what ran before: ${messageOf(thrown)}`
      return fault('show/not-taken', where, worse, 'open the show again, and report this')
    }
    return fault('show/not-taken', where, `${what}; the show goes on as it was`, 'report this')
  }
}

/** Nothing plays, listens or waits in it; where it sends to and what it listens for from outside stays. */
function emptied(show: ShowFile): ShowFile {
  return {
    ...show,
    gestures: [],
    params: {},
    scenes: {},
    playlists: [],
    cueLists: [],
    schedulers: [],
    pages: [],
    panic: {},
    stop: {},
  }
}
