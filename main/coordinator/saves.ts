// Saves the show into a file: never over what somebody else has put there, and again by itself where it failed.
import { createHash } from 'node:crypto'
import type { Clock } from '../../shared/base/clock.ts'
import { failed, fault, ok } from '../../shared/base/result.ts'
import type { Fault, Result } from '../../shared/base/result.ts'
import { within } from '../../shared/base/within.ts'
import type { Publish } from '../../shared/model/event.ts'
import type { ShowHealth } from '../../shared/model/health.ts'
import type { EditedShow } from '../../shared/model/mutations/edited-show.ts'
import type { ShowFile } from '../../shared/model/show.ts'
import type { Asker } from './editor.ts'
import type { HeldShow } from './held-show.ts'
import type { KeptEdits } from './kept-edits.ts'
import type { Content, Read, Reloads } from './reloads.ts'
import { SaveAgain } from './save-again.ts'
import type { VersionKeeper } from './version-keeper.ts'

const SOURCE = 'show'
const CHANGED = 'save/changed-outside'
const NOT_DURABLE = 'save/not-durable'
const HANGS = 'disk/hangs'
/** How long the end of the engine waits for a save. */
const CLOSING_MS = 1000

/** The bytes of a show file, and the show that they say. */
export interface Source {
  readonly bytes: Content['bytes']
  readonly show: ShowFile
}

/** What may be replaced: the content of that digest, or null where nothing may be there. */
export interface Replaced {
  readonly digest: string | null
}

/** Durable: after any failure the old content is there, or the new. `late` hears the answer where its disk seemed to give none. */
export type Save = (
  path: string,
  bytes: Uint8Array,
  replaced: Replaced | null,
  late: (saved: Result<void>) => void,
) => Promise<Result<void>>

/** Puts what a file holds beside it, under its name with that mark; answers where that is. */
export type PutAside = (path: string, mark: string, bytes: Uint8Array) => Promise<Result<string>>

export interface SavesOptions {
  readonly clock: Clock
  readonly publish: Publish
  readonly held: HeldShow
  readonly reloads: Reloads
  readonly keeping: KeptEdits
  readonly read: Read
  readonly save: Save
  readonly putAside: PutAside
  readonly keeper: VersionKeeper
  /** The show as its file writes it, in pieces; `source` is the file that it was made of, where there is one. */
  readonly text: (show: ShowFile, source: Source | null) => Iterable<Uint8Array>
  /** What that file holds now is no news to whoever follows it. */
  readonly knows: (path: string, digest: string) => void
  /** Called where the show has another file from now on. */
  readonly moved: () => void
  pause(): Promise<void>
}

export interface Saved {
  readonly generation: number
  readonly path: string
}

/** What is to be saved where, and who wants it. */
interface Order {
  readonly path: string
  readonly asker: Asker
  /** What stands there and may go; null where it is the file of the show, which is looked at. */
  readonly replaced: Replaced | null
  /** By itself: nobody waits for the answer, and who asked first was told. */
  readonly isAgain: boolean
}

/** A state of the show on its way into a file. */
interface Attempt extends Saved {
  readonly edited: EditedShow
  readonly digest: string
  readonly bytes: Content['bytes']
  readonly cause: number | null
}

export class Saves implements AsyncDisposable {
  readonly #options: SavesOptions
  readonly #again: SaveAgain
  #trouble: ShowHealth['saving'] = null
  /** Who wanted the save that is tried again. */
  #asker: Asker | null = null
  /** One after the other. */
  #disk: Promise<unknown> = Promise.resolve()
  /** The last attempt of which it is not sure what the file holds since. */
  #unsure: Attempt | null = null
  #live = true

  constructor(options: SavesOptions) {
    this.#options = options
    this.#again = new SaveAgain(options.clock, () => void this.#retry())
  }

  /** Why the last save failed, until one succeeds or nobody wants it any more. */
  get trouble(): ShowHealth['saving'] {
    return this.#trouble
  }

  /** Into the file of the show. */
  save(asker: Asker): Promise<Result<Saved>> {
    return this.queue(() => this.#saveOwn(asker, false))
  }

  /** Into any file, whose content may go. */
  saveTo(path: string, replaced: Replaced | null, asker: Asker): Promise<Result<Saved>> {
    return this.#carryOut({ path, asker, replaced, isAgain: false })
  }

  /** The show as its file would be written now, and whether that is another than the file holds. */
  async text(): Promise<{ readonly bytes: Uint8Array; readonly name: string; readonly isEdited: boolean }> {
    const { held, read } = this.#options
    const { edited, differsFromFile, current } = held
    const content = current.path === null ? null : await read(current.path)
    const source = content?.ok === true ? content.value : null
    const said = source === null ? null : held.saidInWordsBy(source.digest)
    const old = source === null || said === null ? null : { bytes: source.bytes, show: said }
    const { bytes } = await this.#bytesOf(edited.show, old)
    return { bytes, name: edited.show.name, isEdited: differsFromFile }
  }

  /** After what is being saved; what hangs holds nobody up for longer than its disk is waited for. */
  queue(act: () => Promise<Result<Saved>>): Promise<Result<Saved>> {
    const saved = this.#disk.then(act)
    this.#disk = saved
    return saved
  }

  /** What failed is not tried again; the show is not in its file, as its mark says. */
  giveUp(): Result<void> {
    if (this.#trouble === null) {
      return failed(
        fault('save/not-failing', 'show', 'no save is tried again', 'look at the show as it is now'),
      )
    }
    this.forget()
    return ok(undefined)
  }

  /** Nothing of what failed matters any more. */
  forget(): void {
    this.#trouble = null
    this.#asker = null
    this.#again.over()
  }

  /** The show is another; what was taken back until the file holds what is here need not be saved any more. */
  showChanged(): void {
    if (this.#trouble !== null && this.#isNeedless()) this.forget()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#live = false
    this.#again.over()
    await within(this.#options.clock, CLOSING_MS, this.#disk)
    this.#again.over()
  }

  async #saveOwn(asker: Asker, isAgain: boolean): Promise<Result<Saved>> {
    const { path } = this.#options.held.current
    if (path !== null) return this.#carryOut({ path, asker, replaced: null, isAgain })
    return failed(fault('show/no-file', 'show', 'this show has no file yet', 'save it as one'))
  }

  async #retry(): Promise<void> {
    await this.queue(async () => {
      const asker = this.#asker
      if (asker === null || !this.#live) return failed(givenUp())
      if (this.#isNeedless()) this.forget()
      // Somebody has to decide first.
      else if (this.#options.reloads.offered !== null) this.#again.later()
      else return this.#saveOwn(asker, true)
      return failed(givenUp())
    })
  }

  #isNeedless(): boolean {
    return !this.#options.held.differsFromFile && this.#trouble?.fault.code !== NOT_DURABLE
  }

  async #carryOut(order: Order): Promise<Result<Saved>> {
    const { path, asker, isAgain } = order
    const { publish, held, keeping } = this.#options
    const { edited } = held
    const { show, generation } = edited
    const requested = { path, generation, by: asker.by.name }
    const seq = isAgain
      ? null
      : publish({
          type: 'show.persistence.requested',
          source: SOURCE,
          cause: asker.cause,
          payload: requested,
        })
    const fail = (refused: Fault): Result<never> => this.#failed(order, generation, refused, seq)
    const there = await this.#there(order)
    if (!there.ok) return fail(there.error)
    const { bytes, digest } = await this.#bytesOf(show, there.value.source)
    await keeping.saving(edited, path, digest)
    this.#options.knows(path, digest)
    const attempt: Attempt = { path, generation, edited, digest, bytes, cause: seq }
    this.#unsure = attempt
    const late = (saved: Result<void>): void => this.#late(order, attempt, saved)
    return this.#settle(order, attempt, await this.#options.save(path, bytes, there.value.replaced, late))
  }

  #settle(order: Order, attempt: Attempt, saved: Result<void>): Result<Saved> {
    const { publish, held, keeping } = this.#options
    const { path, generation, edited, digest, bytes, cause } = attempt
    const isThere = saved.ok || saved.error.code === NOT_DURABLE
    // Another show may have been opened meanwhile, which has a file of its own.
    const isOwn = held.edited.opened <= generation
    if (isThere) this.#unsure = null
    if (isThere && isOwn) {
      held.savedAs(path, digest, edited.show)
      this.#options.reloads.forget()
      this.#options.moved()
    }
    if (!saved.ok) return this.#failed(order, generation, saved.error, cause)
    if (isOwn) this.forget()
    this.#options.keeper.saved({
      ...{ path, bytes, digest, generation },
      ...{ by: order.asker.by.name, name: edited.show.name },
    })
    const completed = { path, generation, bytes: bytes.length }
    publish({ type: 'show.persistence.completed', source: SOURCE, cause, payload: completed })
    // Where that is not sure, what is kept may still be needed.
    if (isOwn) keeping.saved(edited, path, digest)
    return ok({ path, generation })
  }

  /** Its disk has answered after all; meanwhile the show may have got another file. */
  #late(order: Order, attempt: Attempt, saved: Result<void>): void {
    if (!this.#live || this.#options.held.current.path !== attempt.path) return
    const asker = this.#asker
    const settled = this.#settle({ ...order, isAgain: true }, attempt, saved)
    // What came since was to be saved too.
    if (!settled.ok || !this.#options.held.isEdited) return
    this.#asker = asker
    this.#again.later()
  }

  #failed(order: Order, generation: number, refused: Fault, cause: number | null): Result<never> {
    const { path, asker, isAgain } = order
    const { held, publish } = this.#options
    const { code, where, what, next } = refused
    const isNews = this.#trouble?.fault.code !== code
    // Of what was changed outside its own offer is made; of another file, whoever named it is told.
    if (code === CHANGED) {
      this.forget()
      void this.#options.reloads.fileChanged()
    } else if (path === held.current.path && held.edited.opened <= generation) {
      this.#trouble = { path, fault: refused }
      this.#asker = asker
      this.#again.later()
    }
    const payload = { path, generation, code, where, what, next }
    if (!isAgain || isNews) publish({ type: 'show.persistence.failed', source: SOURCE, cause, payload })
    return failed(refused)
  }

  /** What stands where the show is to go, and may be replaced by it. What somebody else wrote into its own file is put aside first. */
  async #there({
    path,
    replaced,
  }: Order): Promise<Result<{ readonly replaced: Replaced | null; readonly source: Source | null }>> {
    const { held, read } = this.#options
    const own = held.current.path
    // Of what was made of it, the author's words are kept, in a file beside it too.
    const content = own === null ? null : await read(own)
    if (content === null) return ok({ replaced, source: null })
    if (!content.ok) {
      if (content.error.code === HANGS && path === own) return failed(unsaved(content.error))
      // Where it is gone, nothing may have come in its place; what cannot be read is not replaced either.
      const digest = content.error.code === 'show/not-found' ? null : held.digest
      return ok({ replaced: path === own ? { digest } : replaced, source: null })
    }
    const { bytes, digest } = content.value
    this.#recognise(digest)
    const show = held.saidInWordsBy(digest)
    const source = show === null ? null : { bytes, show }
    if (path !== own) return ok({ replaced, source })
    if (held.digest !== null && digest !== held.digest) return failed(changedOutside(path))
    const aside = await this.#putAside(path, content.value)
    await this.#options.keeper.replacing(path, content.value)
    return aside.ok ? ok({ replaced: { digest }, source }) : aside
  }

  /** A save of which it was not said that it succeeded has done so. */
  #recognise(digest: string): void {
    const { held } = this.#options
    const attempt = this.#unsure
    if (attempt?.digest === digest && attempt.path === held.current.path)
      held.savedAs(attempt.path, digest, attempt.edited.show)
  }

  async #putAside(path: string, { bytes, digest, changedAt }: Content): Promise<Result<void>> {
    const { held, putAside, clock, publish } = this.#options
    const { unwanted } = held
    if (digest !== unwanted?.digest || bytes.length === 0) return ok(undefined)
    const aside = await putAside(path, markOf(unwanted.why, changedAt ?? clock.wall()), bytes)
    if (!aside.ok) return aside
    held.unwanted = null
    const payload = { path, aside: aside.value }
    publish({ type: 'show.persistence.putAside', source: SOURCE, cause: null, payload })
    return ok(undefined)
  }

  async #bytesOf(show: ShowFile, source: Source | null): Promise<Pick<Content, 'bytes' | 'digest'>> {
    const pieces: Uint8Array[] = []
    const digest = createHash('sha256')
    let length = 0
    for (const piece of this.#options.text(show, source)) {
      pieces.push(piece)
      length += piece.length
      digest.update(piece)
      await this.#options.pause()
    }
    const bytes = new Uint8Array(length)
    let at = 0
    for (const piece of pieces) {
      bytes.set(piece, at)
      at += piece.length
    }
    return { bytes, digest: digest.digest('hex') }
  }
}

/** As a name of a file may hold it, in the time of the engine's computer. */
function markOf(why: string, wall: number): string {
  const at = new Date(wall)
  const two = (number: number): string => String(number).padStart(2, '0')
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
  return ` (${why} ${day} ${two(at.getHours())}-${two(at.getMinutes())})`
}

/** What nobody here has seen is not written over. */
function changedOutside(path: string): Fault {
  const what = 'it was not saved, because somebody else has changed the file meanwhile'
  const next = 'take what the file holds, keep what is here (theirs is put aside), or save under another name'
  return fault(CHANGED, path, what, next)
}

function unsaved(hangs: Fault): Fault {
  return { ...hangs, what: `it was not saved: ${hangs.what}` }
}

function givenUp(): Fault {
  return fault('save/given-up', 'show', 'it is not tried again', 'save it')
}
