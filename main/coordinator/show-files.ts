// The way of shows to and from their files, and to no file at all; whatever fails, the show in memory goes on.
import { basename, dirname, resolve } from 'node:path'
import { dispose } from '../../shared/base/disposable.ts'
import { failed, fault, ok } from '../../shared/base/result.ts'
import type { Fault, Result } from '../../shared/base/result.ts'
import type { Publish } from '../../shared/model/event.ts'
import { SHOW_VERSION, showFile } from '../../shared/model/show.ts'
import type { LoadedShow, ReadShow } from '../../shared/model/show.ts'
import type { Asker } from './editor.ts'
import type { HeldShow } from './held-show.ts'
import type { KeptEdits } from './kept-edits.ts'
import type { KeptState } from './kept-state.ts'
import type { KeptShow } from './left-journals.ts'
import { NOT_READ, newestUsable, usable } from './newest-version.ts'
import type { KeptVersions, Rescue } from './newest-version.ts'
import { unsaved } from './reload-refusals.ts'
import type { Build, Content, Read, Reloads } from './reloads.ts'
import { Saves } from './saves.ts'
import type { Saved, SavesOptions } from './saves.ts'

const SOURCE = 'show'
/** Of the engine, in the folder of its data; a show in their place would be read as what they are. */
const OWN_FILES: ReadonlySet<string> = new Set(['access.json', 'settings.json', 'starts.json', 'alive.json'])

/** A file that is to be opened. */
export interface Opening {
  readonly path: string
  /** Whether edits that are not saved may be let go of. */
  readonly discard: boolean
  /** An earlier version of the file, where the file itself cannot be used; null for the file. */
  readonly version: number | null
  /** Called where nothing is in the way of the show any more, and before it is handed to anybody. */
  before(): void
}

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
  readonly state: KeptState
  readonly read: Read
  readonly build: Build
  readonly versions: KeptVersions
  readonly watch: (path: string, known: string | null, changed: () => void) => Watched
  /** Why a file may not be saved; null where it may. */
  readonly whyReadOnly?: (path: string) => Promise<string | null>
  /** From which paths count while the show has no file. */
  readonly folder: string
  /** Why nobody may change the show now; null where they may. */
  readonly locked: (what: string) => Fault | null
}

interface Opened {
  readonly generation: number
  readonly path: string | null
}

/** A show on its way to be the one that runs. */
interface Found {
  readonly loaded: LoadedShow
  readonly digest: string | null
  readonly kept: KeptShow | null
  readonly rescue: Rescue | null
}

export class ShowFiles implements AsyncDisposable {
  readonly #options: ShowFilesOptions
  readonly saves: Saves
  #watched: { readonly path: string; readonly file: Watched } | null = null
  /** Of the show that is being opened, which ends any before it. */
  #opening: AbortController | null = null
  #rescue: Rescue | null = null
  /** Why the file may not be saved; null where it may, or where that is not known. */
  readOnly: string | null = null
  #live = true

  constructor(options: ShowFilesOptions) {
    this.#options = options
    const pause = (): Promise<void> => options.pause()
    const moved = (): void => {
      options.state.saved()
      this.follow()
    }
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
    void this.#lookWhetherReadOnly(path)
    if (this.#watched?.path === path) return
    dispose(this.#watched?.file)
    this.#watched =
      path === null ? null : { path, file: watch(path, held.digest, () => void reloads.fileChanged()) }
  }

  async open({ path, discard, version, before }: Opening, asker: Asker): Promise<Result<Opened>> {
    const { held, keeping } = this.#options
    if (this.isUnsaved && !discard) return failed(unsaved(held.current.show.name))
    const where = this.resolved(path)
    this.#opening?.abort()
    const opening = new AbortController()
    this.#opening = opening
    const isOver = (): boolean => opening.signal.aborted || !this.#live
    const found = await this.#load(where, version, opening.signal)
    if (isOver()) return failed(superseded(where))
    if (!found.ok) return found
    const { show, migrated, digest, rescue } = found.value
    const loaded = { show, path: where, migrated }
    const kept = await keeping.find(loaded, digest, rescue?.digest ?? null)
    await this.#options.state.find(where)
    if (isOver()) return failed(superseded(where))
    this.#opening = null
    if (this.isUnsaved && !discard) return failed(unsaved(held.current.show.name))
    before()
    return this.#install({ loaded, digest, kept, rescue }, asker)
  }

  /** The show that a file holds. Where it cannot be used, that earlier version, or the newest that can is named. */
  async #load(
    path: string,
    version: number | null,
    abort: AbortSignal,
  ): Promise<Result<Pick<Found, 'digest' | 'rescue'> & Omit<LoadedShow, 'path'>>> {
    const { read, build, versions } = this.#options
    const content = await read(path)
    const built = content.ok ? await this.#built(content.value, path, abort) : content
    const digest = content.ok ? content.value.digest : NOT_READ
    if (abort.aborted) return failed(superseded(path))
    if (built.ok)
      return version === null
        ? ok({ show: built.value, migrated: built.migrated, digest, rescue: null })
        : failed(sound(path))
    const wanted = { path, wrong: built.error, versions, build, abort }
    if (version !== null) {
      const rescue = await usable(wanted, version)
      if (!rescue.ok) return rescue
      const { show, migrated } = rescue.value
      return ok({ show, migrated: migrated ?? undefined, digest, rescue: rescue.value })
    }
    const newest = await newestUsable(wanted)
    return failed(newest === null ? built.error : { ...built.error, instead: newest.instead })
  }

  /** Why the file of the show cannot be used, with the newest earlier version that can. */
  async withInstead(wrong: Fault): Promise<Fault> {
    const { held, build, versions } = this.#options
    const { path } = held.current
    if (path === null) return wrong
    const abort = new AbortController().signal
    const newest = await newestUsable({ path, wrong, versions, build, abort })
    return newest === null ? wrong : { ...wrong, instead: newest.instead }
  }

  async #built({ bytes }: Content, path: string, abort: AbortSignal): Promise<BuiltShow> {
    // That it holds nothing tells nobody anything.
    const misfit = bytes.every((byte) => byte === 0) ? null : foreign(bytes, path)
    if (misfit !== null) return failed(misfit)
    const built = await this.#options.build(bytes, path, abort)
    return built.ok ? built : failed(first(built.error, path))
  }

  /** A show with nothing in it, which has no file. */
  empty(name: string, discard: boolean, asker: Asker): Result<Opened> {
    const { held } = this.#options
    if (this.isUnsaved && !discard) return failed(unsaved(held.current.show.name))
    this.#opening?.abort()
    const show = showFile.parse({ version: SHOW_VERSION, name })
    return this.#install({ loaded: { show, path: null }, digest: null, kept: null, rescue: null }, asker)
  }

  /** Into another file, which is that of the show from then on. One that is there already gives way only to `replace`. */
  saveAs(path: string, replace: boolean, asker: Asker): Promise<Result<Saved>> {
    return this.saves.queue(async () => {
      const where = this.resolved(path)
      if (where === this.#options.held.current.path) return this.saves.saveTo(where, null, asker)
      const there = await this.#mayGo(where, replace)
      if (!there.ok) return there
      return this.saves.saveTo(where, { digest: there.value?.digest ?? null }, asker)
    })
  }

  /** Where a file for another show may be put; that of the one that is open gives way to nobody. */
  async placeFor(path: string, replace: boolean): Promise<Result<string>> {
    const where = this.resolved(path)
    if (where === this.#options.held.current.path) {
      const what = 'this is the file of the show that is open'
      return failed(fault('save/own-file', where, what, 'choose another name'))
    }
    const there = await this.#mayGo(where, replace)
    return there.ok ? ok(where) : there
  }

  /** Why the show may not be let go of; null where it may. */
  mayLeave(discard: boolean): Fault | null {
    return this.isUnsaved && !discard ? unsaved(this.#options.held.current.show.name) : null
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

  resolved(path: string): string {
    const { held, folder } = this.#options
    const { path: own } = held.current
    return resolve(own === null ? folder : dirname(own), path)
  }

  /** What is at that place and gives way, kept as a version of it; null where nothing is there. */
  async #mayGo(where: string, replace: boolean): Promise<Result<Content | null>> {
    if (!where.endsWith('.json')) {
      return failed(fault('save/name', where, 'the name of a show file ends in .json', 'name it so'))
    }
    if (dirname(where) === resolve(this.#options.folder) && OWN_FILES.has(basename(where))) {
      return failed(
        fault('save/name', where, 'this file is for what the engine keeps', 'choose another name'),
      )
    }
    const there = await this.#options.read(where)
    if (there.ok && !replace) {
      const what = 'there is such a file already'
      return failed(
        fault('save/exists', where, what, 'choose another name, or say that it is to be replaced'),
      )
    }
    if (!there.ok && there.error.code === 'show/no-such-name') {
      return failed(fault('save/name', where, there.error.what, there.error.next))
    }
    if (!there.ok && there.error.code === 'show/not-found') return ok(null)
    if (!there.ok || foreign(there.value.bytes, where) !== null) {
      return failed(fault('save/not-a-show', where, 'what is there is no show file', 'choose another name'))
    }
    if (isNewer(there.value.bytes)) return failed(newer(where))
    await this.#options.keeper.replacing(where, there.value)
    return there
  }

  async #lookWhetherReadOnly(path: string | null): Promise<void> {
    const why = path === null ? null : ((await this.#options.whyReadOnly?.(path)) ?? null)
    if (path !== this.#options.held.current.path || why === this.readOnly || !this.#live) return
    this.readOnly = why
    if (why === null) return
    const payload = { by: 'the disk', text: `${path ?? ''} may only be read, because ${why}` }
    this.#options.publish({ type: 'show.persistence.decided', source: SOURCE, cause: null, payload })
  }

  /** An earlier version stands in for the file that cannot be used; null where the file holds the show. */
  get rescue(): Rescue | null {
    return this.#options.held.holdsShow ? null : this.#rescue
  }

  /** The show that is open is not what its file holds, which is known by `digest` and stays as it is until the show is saved. */
  standIn(rescue: Rescue, digest: string | null, kept: KeptShow | null): void {
    const { held, keeping, publish } = this.#options
    this.#rescue = rescue
    held.fileHoldsNoShow(digest ?? NOT_READ)
    // What they were made of is in no file of the show any more.
    if (kept !== null) keeping.fileHolds()
    const { code, where, what, next } = rescue.fault
    const { version, at: savedAt, by, passedOver } = rescue.instead
    const path = held.current.path ?? where
    const payload = { path, code, where, what, next, version, savedAt, by, passedOver }
    publish({ type: 'show.persistence.rescued', source: SOURCE, cause: null, payload })
  }

  #install({ loaded, digest, kept, rescue }: Found, { cause }: Asker): Result<Opened> {
    const { held, reloads, publish, keeping, state, locked } = this.#options
    // While its file was read, somebody may have locked.
    const barred = locked(loaded.path ?? loaded.show.name)
    if (barred !== null) return failed(barred)
    state.leaving()
    const taken = keeping.open(loaded, digest, cause, kept)
    if (!taken.ok) {
      state.stayed()
      return taken
    }
    state.begin(cause)
    reloads.cancel()
    this.saves.forget()
    if (rescue !== null) this.standIn(rescue, digest, kept)
    this.follow()
    const { generation, show, path } = held.current
    const payload = { generation, kind: 'open' as const, name: show.name, parts: [] }
    publish({ type: 'show.changed', source: SOURCE, cause, payload })
    return ok({ generation, path })
  }
}

/** As it was read, with the first of all that is wrong with it. */
type BuiltShow = Extract<ReadShow, { readonly ok: true }> | { readonly ok: false; readonly error: Fault }

const LOOKED_AT = 1024 * 1024

/** What is no show is not looked into any further: whoever names any file is not told what it holds. */
function foreign(bytes: Uint8Array, where: string): Fault | null {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, LOOKED_AT)).toString(
    'latin1',
  )
  if (/"version"\s*:\s*\d/.test(head) && /"name"\s*:\s*"/.test(head)) return null
  return fault('show/not-a-show', where, 'it is no show file', 'name a show file')
}

function isNewer(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, LOOKED_AT))
  return Number(/"version"\s*:\s*(\d+)/.exec(head.toString('latin1'))?.[1] ?? 0) > SHOW_VERSION
}

/** What this version cannot read it does not replace. */
function newer(where: string): Fault {
  const what = 'what is there was saved by a newer Cuewright'
  return fault('show/newer-version', where, what, 'choose another name')
}

function first(faults: readonly Fault[], where: string): Fault {
  const [told, ...others] = faults
  if (told === undefined) return fault('show/invalid', where, 'it cannot be used', 'check it')
  return others.length === 0 ? told : { ...told, what: `${told.what} (and ${others.length} more)` }
}

function sound(where: string): Fault {
  const next = 'open it, and restore the version then'
  return fault('show/can-be-used', where, 'the file itself can be used', next)
}

function superseded(where: string): Fault {
  return fault('show/another', where, 'another show is opened instead', 'open it again if it is still meant')
}
