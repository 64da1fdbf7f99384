// Builds the show anew when its file has changed, and lets it take the place of what runs, or offers it where edits would be lost.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import { failed, ok } from '../../shared/base/result.ts'
import type { Fault, Result } from '../../shared/base/result.ts'
import type { EditsView, Signature } from '../../shared/contract/edits-view.ts'
import type { Publish } from '../../shared/model/event.ts'
import type { ShowHealth } from '../../shared/model/health.ts'
import { partsText } from '../../shared/model/parts-text.ts'
import type { ChangedPart } from '../../shared/model/payload/show-build.ts'
import type { ReadShow, ShowFile } from '../../shared/model/show.ts'
import { signatureOf } from './editor.ts'
import type { Asker } from './editor.ts'
import { isAnother } from './edits-between.ts'
import type { HeldShow } from './held-show.ts'
import { keepUnchanged } from './keep-unchanged.ts'
import { outsideWords } from './outside-words.ts'
import { renamedInFile } from './renamed-in-file.ts'
import { readAgain } from './read-again.ts'
import { sayMigrated } from './say-migrated.ts'
import { another, closed, notOffered, unsaved, withoutFile } from './reload-refusals.ts'
import type { UndoHistory } from './undo.ts'

/** All that asks for a reload in this time asks for the same one. */
const ONE_RELOAD_MS = 50
const SOURCE = 'show'
const STAYS = 'What is here stays; the next save replaces the file'
/** Who asks where nobody does. */
const THE_FILE: Signature = { id: 'file', name: 'the changed file' }

export interface Content {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly digest: string
  /** When the file was written last, in wall milliseconds, as its disk says. */
  readonly changedAt?: number
}

export type Read = (path: string) => Promise<Result<Content>>
/** Off to the side where it takes long; what is aborted is answered with a fault. */
export type Build = (bytes: Uint8Array<ArrayBuffer>, where: string, abort: AbortSignal) => Promise<ReadShow>

export interface ReloadsOptions {
  readonly clock: Clock
  readonly publish: Publish
  readonly held: HeldShow
  readonly undoable: UndoHistory
  readonly read: Read
  readonly build: Build
  /** Called when it is known anew what the file holds. */
  readonly fileHolds: () => void
  /** Awaited between pieces of long work. */
  pause(): Promise<void>
  /** Why nobody may change the show now; null where they may. */
  readonly locked: (what: string) => Fault | null
}

export interface Reloaded {
  /** False where the file holds what is running already. */
  readonly changed: boolean
  readonly generation: number
}

type Answer = Result<Reloaded>

/** How a reload was asked for. */
interface Asking {
  /** By a person or a program, rather than by the file. */
  readonly isAsked: boolean
  /** What was edited and not saved may be lost. */
  readonly discard: boolean
}

interface Building {
  readonly digest: string
  readonly abort: AbortController
  readonly answer: Promise<Answer>
}

/** One build, from its request on. */
interface Attempt extends Asking {
  readonly build: number
  readonly path: string
  readonly by: Signature
  readonly cause: number | null
}

interface Built {
  readonly attempt: Attempt
  readonly show: ShowFile
  readonly digest: string
  readonly parts: readonly ChangedPart[]
  /** Whether it was offered for no more than that. */
  readonly whileLocked?: true
  /** When the file was changed, as its disk says; null where that is not known. */
  readonly changedAt: number | null
  /** What is other in it than in the file, whose form is an older one; null where nothing is. */
  readonly migrated: readonly string[] | null
}

export class Reloads implements AsyncDisposable {
  readonly #options: ReloadsOptions
  #builds = 0
  #failing: ShowHealth['failing'] = null
  /** By which what cannot be used is known again: edits that are kept may be saved over it. */
  #unusable: { readonly attempt: Attempt; readonly digest: string } | null = null
  /** What the file holds, where it was changed while edits were not saved. */
  #offered: Built | null = null
  #said: { readonly offered: Built; readonly show: ShowFile; readonly text: string } | null = null
  /** Asked for and not yet begun; whoever asks meanwhile gets its answer. */
  #pending: {
    readonly timer: Disposable
    readonly answer: PromiseWithResolvers<Answer>
    asking: Asking
  } | null = null
  /** Files are read one after the other, so that the last to be read is the newest. */
  #read: Promise<unknown> = Promise.resolve()
  #building: Building | null = null
  /** Of the newest attempt, which answers for all that it made obsolete. */
  #newest: Promise<Answer> = Promise.resolve(failed(closed()))
  /** Counts the shows that were opened: what was asked of one is nothing to the next. */
  #show = 0
  #live = true

  constructor(options: ReloadsOptions) {
    this.#options = options
  }

  get failing(): ShowHealth['failing'] {
    return this.#failing
  }

  get offered(): EditsView['offered'] {
    if (this.#offered === null) return null
    const { attempt, whileLocked, changedAt } = this.#offered
    const offer = { path: attempt.path, text: this.#words(this.#offered), at: changedAt }
    return whileLocked === true ? { ...offer, whileLocked } : offer
  }

  /** Said anew only where the show has been edited since. */
  #words(offered: Built): string {
    const { held } = this.#options
    const { show } = held.current
    if (this.#said?.offered !== offered || this.#said.show !== show)
      this.#said = { offered, show, text: outsideWords(held.saved, offered.show, show) }
    return this.#said.text
  }

  /** Another show has been opened, or this one saved: what its file held before matters no more. */
  forget(): void {
    this.#failing = null
    this.#unusable = null
    this.#offered = null
  }

  /** Gives up what is under way, because another show is opened. */
  cancel(): void {
    this.forget()
    this.#show += 1
    dispose(this.#pending?.timer)
    this.#pending?.answer.resolve(failed(another()))
    this.#pending = null
    this.#building?.abort.abort()
    this.#building = null
    this.#newest = Promise.resolve(failed(another()))
  }

  /** The file has changed. */
  fileChanged(): Promise<Answer> {
    return this.#reload(THE_FILE, null, { isAsked: false, discard: false })
  }

  /**
   * Reads the file again; answers when the show that it holds runs, or why it does not. With `discard` what was edited and is not
   * saved gives way, also to a file that is as it was.
   */
  reload(by: Signature, cause: number | null, discard: boolean): Promise<Answer> {
    return this.#reload(by, cause, { isAsked: true, discard })
  }

  #reload(by: Signature, cause: number | null, asking: Asking): Promise<Answer> {
    if (!this.#live) return Promise.resolve(failed(closed()))
    const { clock, publish, held } = this.#options
    const path = held.isOpen ? held.current.path : null
    if (path === null) return Promise.resolve(failed(withoutFile()))
    if (this.#pending !== null) {
      const { isAsked, discard } = this.#pending.asking
      this.#pending.asking = { isAsked: isAsked || asking.isAsked, discard: discard || asking.discard }
      return this.#pending.answer.promise
    }
    const seq = publish({ type: 'show.reload.requested', source: SOURCE, cause, payload: { by: by.name } })
    const answer = Promise.withResolvers<Answer>()
    const show = this.#show
    const timer = clock.upkeep(monotonicMs(clock.now() + ONE_RELOAD_MS), () => {
      this.#read = this.#read.then(() => {
        if (show !== this.#show) return
        const asked = this.#pending?.asking ?? asking
        this.#pending = null
        return this.#begin(path, { by, cause: seq ?? cause, ...asked }, answer)
      })
    })
    this.#pending = { timer, answer, asking }
    return answer.promise
  }

  /** Lets what the file holds take the place of the edits. */
  async takeOffered(asker: Asker): Promise<Answer> {
    const offered = this.#offered
    if (offered === null) return failed(notOffered())
    const { held, pause } = this.#options
    const { show, parts } = await keepUnchanged(held.current.show, offered.show, pause)
    if (this.#offered !== offered || !this.#live) return failed(notOffered())
    const barred = this.#options.locked(offered.attempt.path)
    if (barred !== null) return failed(barred)
    this.#offered = null
    return this.#apply({ ...offered, attempt: { ...offered.attempt, ...asker }, show, parts })
  }

  /**
   * The show is another than before. Nothing waits any longer where it has become what the file holds, and nothing keeps the file
   * from being read where no edit is left that could be lost.
   */
  showChanged(): void {
    const { held } = this.#options
    const offered = this.#offered
    if (offered === null) return
    if (!isAnother(held.edited.show, offered.show)) {
      this.#fileIs(offered)
      this.#options.fileHolds()
      this.#leave(offered.attempt)
    } else if (!held.isEdited) void this.#takeUnlessEdited(offered)
  }

  async #takeUnlessEdited(offered: Built): Promise<void> {
    const { held, pause } = this.#options
    const { generation } = held
    const { show, parts } = await keepUnchanged(held.current.show, offered.show, pause)
    if (this.#offered !== offered || !this.#live || held.generation !== generation) return
    if (this.#options.locked(offered.attempt.path) !== null) return
    this.#offered = null
    this.#apply({ ...offered, show, parts })
  }

  /** What the file holds is known from now on, and not wanted. */
  keepMine({ cause }: Asker): Result<void> {
    const { held } = this.#options
    const [offered, unusable] = [this.#offered, this.#unusable]
    const { attempt } = offered ?? unusable ?? {}
    if (attempt === undefined) return failed(notOffered())
    if (offered !== null) held.fileHolds(offered.digest, offered.show, offered.migrated)
    else if (unusable !== null) held.digest = unusable.digest
    if (held.digest !== null) held.unwanted = { digest: held.digest, why: 'changed elsewhere' }
    this.#options.fileHolds()
    this.#offered = null
    if (this.#failing !== null) this.#failing = { ...this.#failing, isKept: true }
    this.#say({ ...attempt, cause }, 'kept', STAYS)
    return ok(undefined)
  }

  /** Ends what is being built. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#live = false
    dispose(this.#pending?.timer)
    this.#pending?.answer.resolve(failed(closed()))
    const { answer, abort } = this.#building ?? {}
    abort?.abort()
    await this.#read
    await answer
  }

  /** Resolves once the file has been read; what becomes of it is answered later. */
  async #begin(
    path: string,
    { cause, ...asker }: Asker & Asking,
    asked: PromiseWithResolvers<Answer>,
  ): Promise<void> {
    const { publish, read } = this.#options
    this.#builds += 1
    const build = this.#builds
    const seq = publish({ type: 'show.build.requested', source: SOURCE, cause, payload: { build, path } })
    const attempt: Attempt = { build, path, ...asker, cause: seq ?? cause }
    const show = this.#show
    const content = await read(path)
    if (show !== this.#show) {
      asked.resolve(failed(another()))
      return
    }
    const answer = this.#live ? this.#follow(attempt, content) : Promise.resolve(failed(closed()))
    this.#newest = answer
    asked.resolve(answer)
  }

  #follow(attempt: Attempt, content: Result<Content>): Promise<Answer> {
    if (content.ok && content.value.digest === this.#building?.digest) return this.#building.answer
    this.#building?.abort.abort()
    this.#building = null
    this.#unusable = null
    if (!content.ok) return Promise.resolve(this.#fail(attempt, [content.error]))
    const { digest } = content.value
    if (digest === this.#options.held.digest) return this.#goBack(attempt, digest)
    const abort = new AbortController()
    const answer = this.#construct(attempt, content.value, abort.signal)
    this.#building = { digest, abort, answer }
    return answer
  }

  /** The file is as it was: what was edited since is let go of, where that is asked for. */
  async #goBack(attempt: Attempt, digest: string): Promise<Answer> {
    const { held, pause } = this.#options
    const saved = held.saidBy(digest)
    // What cannot be used is no more usable than before, and what is here is in no file.
    if (this.#failing?.isKept === true) {
      this.#say(attempt, 'kept', STAYS)
      return ok({ changed: false, generation: held.generation })
    }
    if (!attempt.isAsked || !held.isEdited || saved === null) return this.#leave(attempt)
    if (!attempt.discard) {
      this.#leave(attempt)
      return failed(unsaved(attempt.path))
    }
    const { generation } = held
    const { show, parts } = await keepUnchanged(held.current.show, saved, pause)
    // Who has edited it again meanwhile has not been asked.
    if (!this.#live || held.generation !== generation) return failed(unsaved(attempt.path))
    const barred = this.#options.locked(attempt.path)
    if (barred !== null) return failed(barred)
    const { migrated } = held
    return this.#apply({ attempt, show, digest, parts, changedAt: null, migrated })
  }

  async #construct(
    attempt: Attempt,
    { bytes, digest, changedAt }: Content,
    signal: AbortSignal,
  ): Promise<Answer> {
    const { publish, build, pause, held } = this.#options
    const { length } = bytes
    const givenUp = (): boolean => signal.aborted
    this.#say(attempt, 'building', `Reading ${attempt.path}`)
    const built = await build(bytes, attempt.path, signal)
    if (givenUp()) return this.#superseded()
    if (!built.ok) {
      this.#building = null
      this.#unusable = { attempt, digest }
      return this.#fail(attempt, built.error)
    }
    const { show, parts } = await keepUnchanged(held.current.show, built.value, pause)
    if (givenUp()) return this.#superseded()
    this.#building = null
    const payload = { build: attempt.build, bytes: length }
    const seq = publish({ type: 'show.build.prepared', source: SOURCE, cause: attempt.cause, payload })
    const ready: Built = {
      ...{ attempt: { ...attempt, cause: seq ?? attempt.cause }, show, digest, parts },
      ...{ changedAt: changedAt ?? null, migrated: built.migrated ?? null },
    }
    if (!isAnother(held.edited.show, show)) {
      this.#fileIs(ready)
      this.#options.fileHolds()
      return this.#leave(attempt)
    }
    if (held.isEdited && !attempt.discard) return this.#offer(ready)
    const barred = this.#options.locked(attempt.path)
    return barred === null ? this.#apply(ready) : this.#offer({ ...ready, whileLocked: true }, barred)
  }

  #superseded(): Promise<Answer> {
    return this.#live ? this.#newest : Promise.resolve(failed(closed()))
  }

  #offer(built: Built, why = unsaved(built.attempt.path)): Answer {
    const { attempt, whileLocked } = built
    this.#failing = null
    this.#unusable = null
    this.#offered = built
    const because = whileLocked === true ? 'the show is locked' : 'there are edits that are not saved'
    const text = `The show file was changed outside, and ${because}: ${this.#words(built)}`
    this.#say(attempt, 'offered', text)
    return failed(why)
  }

  #apply(built: Built): Answer {
    const { attempt, show, parts } = built
    const { publish, held, undoable } = this.#options
    const { build } = attempt
    const before = held.edited
    const generation = before.generation + 1
    const label = `read the show file again: ${partsText(parts)}`
    const { next, undo } = readAgain(before, show, label)
    const renamed = renamedInFile(before.show, show)
    const change = { cause: attempt.cause, kind: 'reload' as const }
    const taken = held.become(next, renamed.length === 0 ? change : { ...change, renamed })
    if (!taken.ok) return this.#fail(attempt, [taken.error])
    if (undo === null) undoable.clear()
    else undoable.record(undo, signatureOf(attempt))
    this.#fileIs({ ...built, show: next.show })
    this.#options.fileHolds()
    this.forget()
    const applying = { build, generation }
    const seq = publish({
      type: 'show.build.applied',
      source: SOURCE,
      cause: attempt.cause,
      payload: applying,
    })
    const cause = seq ?? attempt.cause
    const changed = { generation, kind: 'reload' as const, name: show.name, parts }
    publish({ type: 'show.changed', source: SOURCE, cause, payload: changed })
    this.#say({ ...attempt, cause }, 'applied', `The show file was read again: ${partsText(parts)}`)
    return ok({ changed: true, generation })
  }

  /** What runs is what the file was read as. */
  #fileIs({ attempt: { path, cause }, digest, show, migrated }: Built): void {
    const { held, publish } = this.#options
    held.savedAs(path, digest, show, migrated)
    sayMigrated(publish, path, migrated, cause)
  }

  /** The file holds what runs, perhaps once more. */
  #leave(attempt: Attempt): Answer {
    this.forget()
    this.#say(attempt, 'unchanged', 'The show file is as it was when it was last read')
    return ok({ changed: false, generation: this.#options.held.generation })
  }

  #fail(attempt: Attempt, faults: readonly Fault[]): Answer {
    const { build, path, cause } = attempt
    const [first = closed(), ...others] = faults
    this.#offered = null
    this.#failing = { path, first, more: others.length, isKept: false }
    const payload = { build, path, faults }
    const seq = this.#options.publish({ type: 'show.build.failed', source: SOURCE, cause, payload })
    const text = `The changed show file cannot be used, so the show goes on as it was: ${first.where}: ${first.what}`
    this.#say({ ...attempt, cause: seq ?? cause }, 'failing', text)
    return failed(first)
  }

  #say(
    { build, cause }: Attempt,
    state: 'building' | 'applied' | 'unchanged' | 'failing' | 'offered' | 'kept',
    text: string,
  ): void {
    const payload = { build, state, text }
    this.#options.publish({ type: 'show.build.statusChanged', source: SOURCE, cause, payload })
  }
}
