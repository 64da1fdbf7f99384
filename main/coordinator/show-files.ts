// The way of shows to and from their files, and to no file at all; whatever fails, the show in memory goes on.
import { dirname, resolve } from 'node:path'
import { dispose } from '../../shared/base/disposable.ts'
import { failed, fault, ok } from '../../shared/base/result.ts'
import type { Fault, Result } from '../../shared/base/result.ts'
import type { Publish } from '../../shared/model/event.ts'
import { SHOW_VERSION, showFile } from '../../shared/model/show.ts'
import type { LoadedShow } from '../../shared/model/show.ts'
import type { Asker } from './editor.ts'
import type { HeldShow } from './held-show.ts'
import type { KeptEdits } from './kept-edits.ts'
import type { KeptShow } from './left-journals.ts'
import { unsaved } from './reload-refusals.ts'
import type { Build, Read, Reloads } from './reloads.ts'
import { Saves } from './saves.ts'
import type { Saved, SavesOptions } from './saves.ts'

const SOURCE = 'show'

/** Follows what becomes of one file. */
export interface Watched extends Disposable {
  /** What the file holds now is no news. */
  knows(digest: string): void
}

export interface ShowFilesOptions extends Omit<SavesOptions, 'knows' | 'moved'> {
  readonly publish: Publish
  readonly held: HeldShow
  readonly reloads: Reloads
  readonly keeping: KeptEdits
  readonly read: Read
  readonly build: Build
  readonly watch: (path: string, known: string | null, changed: () => void) => Watched
  /** From which paths count while the show has no file. */
  readonly folder: string
  /** Why nobody may change the show now; null where they may. */
  readonly locked: (what: string) => Fault | null
}

interface Opened {
  readonly generation: number
  readonly path: string | null
}

export class ShowFiles implements AsyncDisposable {
  readonly #options: ShowFilesOptions
  readonly saves: Saves
  #watched: { readonly path: string; readonly file: Watched } | null = null
  /** Of the show that is being opened, which ends any before it. */
  #opening: AbortController | null = null
  #live = true

  constructor(options: ShowFilesOptions) {
    this.#options = options
    const pause = (): Promise<void> => options.pause()
    const moved = (): void => this.follow()
    this.saves = new Saves({ ...options, pause, moved, knows: (path, digest) => this.#knows(path, digest) })
  }

  /** Whether it would be lost if it were let go of: it is another than its file holds, or that holds none. */
  get isUnsaved(): boolean {
    const { held, reloads } = this.#options
    return held.isEdited || reloads.failing !== null
  }

  /** Follows the file of the show that runs. */
  follow(): void {
    const { held, watch, reloads } = this.#options
    const { path } = held.current
    if (this.#watched?.path === path) return
    dispose(this.#watched?.file)
    this.#watched =
      path === null ? null : { path, file: watch(path, held.digest, () => void reloads.fileChanged()) }
  }

  async open(path: string, discard: boolean, asker: Asker): Promise<Result<Opened>> {
    const { held, read, build } = this.#options
    if (this.isUnsaved && !discard) return failed(unsaved(held.current.show.name))
    const where = this.#resolved(path)
    this.#opening?.abort()
    const opening = new AbortController()
    this.#opening = opening
    const content = await read(where)
    const isOver = (): boolean => opening.signal.aborted || !this.#live
    if (isOver()) return failed(superseded(where))
    if (!content.ok) return content
    const { digest } = content.value
    const misfit = foreign(content.value.bytes, where)
    if (misfit !== null) return failed(misfit)
    const built = await build(content.value.bytes, where, opening.signal)
    if (isOver()) return failed(superseded(where))
    if (!built.ok) return failed(first(built.error, where))
    const loaded = { show: built.value, path: where }
    const kept = await this.#options.keeping.find(loaded, digest)
    if (isOver()) return failed(superseded(where))
    this.#opening = null
    if (this.isUnsaved && !discard) return failed(unsaved(held.current.show.name))
    return this.#install(loaded, digest, kept, asker)
  }

  /** A show with nothing in it, which has no file. */
  empty(name: string, discard: boolean, asker: Asker): Result<Opened> {
    const { held } = this.#options
    if (this.isUnsaved && !discard) return failed(unsaved(held.current.show.name))
    this.#opening?.abort()
    const show = showFile.parse({ version: SHOW_VERSION, name })
    return this.#install({ show, path: null }, null, null, asker)
  }

  /** Into another file, which is that of the show from then on. One that is there already gives way only to `replace`. */
  saveAs(path: string, replace: boolean, asker: Asker): Promise<Result<Saved>> {
    return this.saves.queue(async () => {
      const where = this.#resolved(path)
      const { held, read } = this.#options
      if (where === held.current.path) return this.saves.saveTo(where, null, asker)
      if (!where.endsWith('.json')) {
        return failed(fault('save/name', where, 'the name of a show file ends in .json', 'name it so'))
      }
      const there = await read(where)
      if (there.ok && !replace) {
        const what = 'there is such a file already'
        return failed(
          fault('save/exists', where, what, 'choose another name, or say that it is to be replaced'),
        )
      }
      if (!there.ok && there.error.code === 'show/no-such-name') {
        return failed(fault('save/name', where, there.error.what, there.error.next))
      }
      const isFree = !there.ok && there.error.code === 'show/not-found'
      if (!isFree && (!there.ok || foreign(there.value.bytes, where) !== null)) {
        return failed(fault('save/not-a-show', where, 'what is there is no show file', 'choose another name'))
      }
      return this.saves.saveTo(where, { digest: there.ok ? there.value.digest : null }, asker)
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#live = false
    this.#opening?.abort()
    dispose(this.#watched?.file)
    await this.saves[Symbol.asyncDispose]()
  }

  #knows(path: string, digest: string): void {
    if (this.#watched?.path === path) this.#watched.file.knows(digest)
  }

  #resolved(path: string): string {
    const { held, folder } = this.#options
    const { path: own } = held.current
    return resolve(own === null ? folder : dirname(own), path)
  }

  #install(
    loaded: LoadedShow,
    digest: string | null,
    kept: KeptShow | null,
    { cause }: Asker,
  ): Result<Opened> {
    const { held, reloads, publish, keeping, locked } = this.#options
    // While its file was read, somebody may have locked.
    const barred = locked(loaded.path ?? loaded.show.name)
    if (barred !== null) return failed(barred)
    const taken = keeping.open(loaded, digest, cause, kept)
    if (!taken.ok) return taken
    reloads.cancel()
    this.saves.forget()
    this.follow()
    const { generation, show, path } = held.current
    const payload = { generation, kind: 'open' as const, name: show.name, parts: [] }
    publish({ type: 'show.changed', source: SOURCE, cause, payload })
    return ok({ generation, path })
  }
}

const LOOKED_AT = 1024 * 1024

/** What is no show is not looked into any further: whoever names any file is not told what it holds. */
function foreign(bytes: Uint8Array, where: string): Fault | null {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, LOOKED_AT)).toString(
    'latin1',
  )
  if (/"version"\s*:\s*\d/.test(head) && /"name"\s*:\s*"/.test(head)) return null
  return fault('show/not-a-show', where, 'it is no show file', 'name a show file')
}

function first(faults: readonly Fault[], where: string): Fault {
  const [told, ...others] = faults
  if (told === undefined) return fault('show/invalid', where, 'it cannot be used', 'check it')
  return others.length === 0 ? told : { ...told, what: `${told.what} (and ${others.length} more)` }
}

function superseded(where: string): Fault {
  return fault('show/another', where, 'another show is opened instead', 'open it again if it is still meant')
}
