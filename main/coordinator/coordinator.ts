// Holds the current show, alone: opens it, builds it anew when its file has changed, and hands it to the stages.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import { failed, fault, messageOf, ok } from '../../shared/base/result.ts'
import type { Fault, Result } from '../../shared/base/result.ts'
import type { EditsView } from '../../shared/contract/edits-view.ts'
import type { Publish } from '../../shared/model/event.ts'
import type { ShowHealth } from '../../shared/model/health.ts'
import { OPENING } from '../../shared/model/show-change.ts'
import type { ShowChange } from '../../shared/model/show-change.ts'
import type { ChangedPart } from '../../shared/model/payload/show-build.ts'
import type { LoadedShow, ShowFile } from '../../shared/model/show.ts'
import { keepUnchanged } from './keep-unchanged.ts'
import { partsText } from './parts-text.ts'

/** All that asks for a reload in this time asks for the same one. */
const ONE_RELOAD_MS = 50
const SOURCE = 'show'

/** The show that runs; numbered anew with each change. */
export interface CurrentShow extends LoadedShow {
  readonly generation: number
}

export interface Reloaded {
  /** False where the file holds what is running already. */
  readonly changed: boolean
  readonly generation: number
}

interface Content {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly digest: string
}

export interface CoordinatorOptions {
  readonly clock: Clock
  readonly publish: Publish
  read(path: string): Promise<Result<Content>>
  /** Off to the side where it takes long; what is aborted is answered with a fault. */
  build(
    bytes: Uint8Array<ArrayBuffer>,
    where: string,
    abort: AbortSignal,
  ): Promise<Result<ShowFile, readonly Fault[]>>
  /** Hands the show to every stage; cannot fail. */
  take(show: LoadedShow, change: ShowChange): void
  /** Awaited between pieces of long work. */
  pause(): Promise<void>
}

type Answer = Result<Reloaded>

interface Build {
  readonly digest: string
  readonly abort: AbortController
  readonly answer: Promise<Answer>
}

/** One build, from its request on. */
interface Attempt {
  readonly build: number
  readonly path: string
  readonly cause: number | null
}

export class ShowCoordinator implements AsyncDisposable {
  readonly #options: CoordinatorOptions
  #current: CurrentShow | null = null
  /** Of the content that runs; null where it is not known. */
  #digest: string | null = null
  #builds = 0
  #failing: ShowHealth['failing'] = null
  /** Asked for and not yet begun; whoever asks meanwhile gets its answer. */
  #pending: { readonly timer: Disposable; readonly answer: PromiseWithResolvers<Answer> } | null = null
  /** Files are read one after the other, so that the last to be read is the newest. */
  #read: Promise<unknown> = Promise.resolve()
  #building: Build | null = null
  /** Of the newest attempt, which answers for all that it made obsolete. */
  #newest: Promise<Answer> = Promise.resolve(failed(closed()))
  #live = true

  constructor(options: CoordinatorOptions) {
    this.#options = options
  }

  /** Hands `loaded` to every stage; by `digest` its content is known again, where it came from a file. */
  open(loaded: LoadedShow, digest: string | null): void {
    this.#building?.abort.abort()
    this.#building = null
    this.#failing = null
    this.#digest = digest
    this.#current = { ...loaded, generation: (this.#current?.generation ?? 0) + 1 }
    this.#options.take(loaded, OPENING)
  }

  /** Asked for each time: nobody keeps it. */
  current(): CurrentShow {
    if (this.#current === null) throw new Error('no show has been opened')
    return this.#current
  }

  health(): ShowHealth {
    return { generation: this.#current?.generation ?? 0, failing: this.#failing }
  }

  edits(): EditsView {
    const { generation, path } = this.current()
    return { generation, isEdited: false, path, history: [], offered: null, failing: null }
  }

  /** Reads the file again; answers when the show that it holds runs, or why it does not. */
  reload(by: string, cause: number | null): Promise<Answer> {
    if (!this.#live) return Promise.resolve(failed(closed()))
    const path = this.#current?.path ?? null
    if (path === null) return Promise.resolve(failed(withoutFile()))
    if (this.#pending !== null) return this.#pending.answer.promise
    const { clock, publish } = this.#options
    const seq = publish({ type: 'show.reload.requested', source: SOURCE, cause, payload: { by } })
    const answer = Promise.withResolvers<Answer>()
    const timer = clock.upkeep(monotonicMs(clock.now() + ONE_RELOAD_MS), () => {
      this.#read = this.#read.then(() => {
        this.#pending = null
        return this.#begin(path, seq ?? cause, answer)
      })
    })
    this.#pending = { timer, answer }
    return answer.promise
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
  async #begin(path: string, cause: number | null, asked: PromiseWithResolvers<Answer>): Promise<void> {
    const { publish, read } = this.#options
    this.#builds += 1
    const build = this.#builds
    const seq = publish({ type: 'show.build.requested', source: SOURCE, cause, payload: { build, path } })
    const attempt: Attempt = { build, path, cause: seq ?? cause }
    const content = await read(path)
    const answer = this.#live ? this.#follow(attempt, content) : Promise.resolve(failed(closed()))
    this.#newest = answer
    asked.resolve(answer)
  }

  #follow(attempt: Attempt, content: Result<Content>): Promise<Answer> {
    if (content.ok && content.value.digest === this.#building?.digest) return this.#building.answer
    this.#building?.abort.abort()
    this.#building = null
    if (!content.ok) return Promise.resolve(this.#fail(attempt, [content.error]))
    const { bytes, digest } = content.value
    if (digest === this.#digest) return Promise.resolve(this.#leave(attempt))
    const abort = new AbortController()
    const answer = this.#construct(attempt, bytes, digest, abort.signal)
    this.#building = { digest, abort, answer }
    return answer
  }

  async #construct(
    attempt: Attempt,
    bytes: Uint8Array<ArrayBuffer>,
    digest: string,
    signal: AbortSignal,
  ): Promise<Answer> {
    const { publish, build, pause } = this.#options
    const { length } = bytes
    const givenUp = (): boolean => signal.aborted
    this.#say(attempt, 'building', `Reading ${attempt.path}`)
    const built = await build(bytes, attempt.path, signal)
    if (givenUp()) return this.#superseded()
    if (!built.ok) {
      this.#building = null
      return this.#fail(attempt, built.error)
    }
    const { show, parts } = await keepUnchanged(this.current().show, built.value, pause)
    if (givenUp()) return this.#superseded()
    this.#building = null
    const payload = { build: attempt.build, bytes: length }
    const seq = publish({ type: 'show.build.prepared', source: SOURCE, cause: attempt.cause, payload })
    return this.#apply({ ...attempt, cause: seq ?? attempt.cause }, show, digest, parts)
  }

  #superseded(): Promise<Answer> {
    return this.#live ? this.#newest : Promise.resolve(failed(closed()))
  }

  #apply(attempt: Attempt, show: ShowFile, digest: string, parts: readonly ChangedPart[]): Answer {
    const { publish, take } = this.#options
    const { build, path } = attempt
    const generation = this.current().generation + 1
    const payload = { build, generation }
    const seq = publish({ type: 'show.build.applied', source: SOURCE, cause: attempt.cause, payload })
    const cause = seq ?? attempt.cause
    this.#current = { show, path, generation }
    this.#digest = digest
    this.#failing = null
    try {
      take({ show, path }, { cause, kind: 'reload' })
    } catch (thrown) {
      const what = `not every part of the engine has taken it over: ${messageOf(thrown)}`
      const next = 'check what should be different; open the show again when nothing runs, and report this'
      return this.#fail({ ...attempt, cause }, [fault('build/not-taken', path, what, next)])
    }
    publish({
      type: 'show.changed',
      source: SOURCE,
      cause,
      payload: { generation, kind: 'reload', name: show.name, parts },
    })
    this.#say({ ...attempt, cause }, 'applied', `The show file was read again: ${partsText(parts)}`)
    return ok({ changed: true, generation })
  }

  /** The file holds what runs, perhaps once more. */
  #leave(attempt: Attempt): Answer {
    this.#failing = null
    this.#say(attempt, 'unchanged', 'The show file holds what is running already')
    return ok({ changed: false, generation: this.current().generation })
  }

  #fail(attempt: Attempt, faults: readonly Fault[]): Answer {
    const { build, path, cause } = attempt
    const [first = closed(), ...others] = faults
    this.#failing = { path, first, more: others.length }
    const payload = { build, path, faults }
    const seq = this.#options.publish({ type: 'show.build.failed', source: SOURCE, cause, payload })
    const text = `The changed show file cannot be used, so the show goes on as it was: ${first.where}: ${first.what}`
    this.#say({ ...attempt, cause: seq ?? cause }, 'failing', text)
    return failed(first)
  }

  #say(
    { build, cause }: Attempt,
    state: 'building' | 'applied' | 'unchanged' | 'failing',
    text: string,
  ): void {
    const payload = { build, state, text }
    this.#options.publish({ type: 'show.build.statusChanged', source: SOURCE, cause, payload })
  }
}

function closed(): Fault {
  return fault('show/closed', 'show', 'the show is being closed', 'open it again')
}

function withoutFile(): Fault {
  return fault('show/no-file', 'show', 'this show came from no file', 'save it to a file first')
}
