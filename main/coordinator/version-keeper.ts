// Has what is saved kept as a version of its file, and what stood there before; whatever becomes of that, the save stands.
import type { Clock } from '../../shared/base/clock.ts'
import { fault } from '../../shared/base/result.ts'
import type { Fault, Result } from '../../shared/base/result.ts'
import { within } from '../../shared/base/within.ts'
import type { Publish } from '../../shared/model/event.ts'
import { SHOW_VERSION } from '../../shared/model/show.ts'
import type { Content } from './reloads.ts'

const SOURCE = 'show'
/** How long a save waits for the disk of the data folder. */
const PATIENCE_MS = 2000
/** How long the end of the engine does. */
const CLOSING_MS = 1000

/** A file at `path` holds it, or held it until now. */
export interface NewVersion {
  readonly path: string
  readonly bytes: Uint8Array
  readonly digest: string
  readonly kind: 'save' | 'found'
  readonly generation: number | null
  readonly by: string | null
  readonly name: string | null
  readonly version: number | null
}

export interface VersionKeeperOptions {
  readonly clock: Clock
  readonly publish: Publish
  readonly versions: {
    /** Answers how many others had to go for want of room. */
    keep(version: NewVersion): Promise<Result<{ readonly count: number; readonly bytes: number }>>
  }
}

/** A show that a file is sure to hold. */
export interface SavedShow extends Pick<Content, 'bytes' | 'digest'> {
  readonly path: string
  readonly generation: number
  readonly by: string
  readonly name: string
}

export class VersionKeeper implements AsyncDisposable {
  readonly #options: VersionKeeperOptions
  #trouble: Fault | null = null
  /** The newest version that is kept. */
  #newest: { readonly path: string; readonly digest: string } | null = null
  #keeping: Promise<void> = Promise.resolve()

  constructor(options: VersionKeeperOptions) {
    this.#options = options
  }

  /** Why of the last save no version was kept; null where one was. */
  get trouble(): Fault | null {
    return this.#trouble
  }

  /** What stands at `path` is about to be replaced. Answers when it is kept, or cannot be, or takes too long. */
  async replacing(path: string, { bytes, digest }: Pick<Content, 'bytes' | 'digest'>): Promise<void> {
    const { clock } = this.#options
    await within(clock, PATIENCE_MS, this.#keeping)
    if (bytes.length === 0 || (this.#newest?.path === path && this.#newest.digest === digest)) return
    const unknown = { generation: null, by: null, name: null, version: null }
    this.#keep({ path, bytes, digest, kind: 'found', ...unknown })
    await within(clock, PATIENCE_MS, this.#keeping)
  }

  /** A save is verified, and answered without waiting for this. */
  saved({ path, bytes, digest, generation, by, name }: SavedShow): void {
    this.#keep({ path, bytes, digest, kind: 'save', generation, by, name, version: SHOW_VERSION })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await within(this.#options.clock, CLOSING_MS, this.#keeping)
  }

  #keep(version: NewVersion): void {
    const kept = this.#options.versions.keep(version).then((answer) => this.#settle(version, answer))
    this.#keeping = Promise.all([this.#keeping, kept]).then(() => undefined)
  }

  #settle(
    { path, digest }: NewVersion,
    kept: Result<{ readonly count: number; readonly bytes: number }>,
  ): void {
    const { publish } = this.#options
    if (!kept.ok) {
      const { code, where, what, next } = kept.error
      const isNews = this.#trouble?.code !== code || this.#trouble.what !== what
      this.#trouble = fault(code, where, what, next)
      const payload = { path, code, where, what, next }
      if (isNews) publish({ type: 'show.persistence.versionFailed', source: SOURCE, cause: null, payload })
      return
    }
    this.#trouble = null
    this.#newest = { path, digest }
    if (kept.value.count > 0)
      publish({ type: 'show.persistence.versionsLetGo', source: SOURCE, cause: null, payload: kept.value })
  }
}
