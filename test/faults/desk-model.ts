// A desk on a simulated disk that a model follows: what the show is, what its file holds, and what somebody else has put there.
import { dirname } from 'node:path'
import { expect } from 'vitest'
import { parseShow } from '../../main/build/parse-show.ts'
import { isAnother } from '../../main/coordinator/edits-between.ts'
import { VERSION_LIMITS } from '../../main/store/versions.ts'
import type { ShowFile } from '../../shared/model/show.ts'
import { FOH, KeptBooth, PATH } from '../support/kept-booth.ts'
import { SimulatedDisk } from '../support/simulated-disk.ts'
import type { CrashState } from '../support/simulated-disk.ts'

/** The show at one of its generations, and what its editor would have before and after it. */
export interface Known {
  readonly show: ShowFile
  readonly past: readonly ShowFile[]
  readonly future: readonly ShowFile[]
}

/** What is in the file that the show is not: a show, or nothing that can be used. */
export type Pending = { readonly show: ShowFile | null; readonly isGone: boolean } | null

export class Model {
  path = PATH
  now: Known
  /** Since the show was opened, by generation. */
  readonly states = new Map<number, Known>()
  /** What the file is known to hold; null where that is no show. */
  saved: ShowFile | null
  pending: Pending = null
  /** Whether what somebody else wrote gives way to the next save. */
  keepsMine = false
  /** Whether somebody else's hand is in the history, so that what an undo makes of it is not foretold. */
  isMixed = false
  isLocked = false
  autosaves = false
  /** Whether autosave has had an edit to wait for. */
  isTouched = false
  /** Of files that have a version that can be used. */
  readonly versioned = new Set<string>()
  /** What somebody else has written, and nobody else has written over. */
  readonly theirs = new Set<string>()
  /**  have been left by a crash. */
  readonly left = new Set<string>()
  names = 0

  constructor(show: ShowFile) {
    this.now = { show, past: [], future: [] }
    this.saved = show
  }

  get isEdited(): boolean {
    return this.saved === null || isAnother(this.saved, this.now.show)
  }

  did(show: ShowFile): void {
    this.now = { show, past: [...this.now.past, this.now.show], future: [] }
    this.isTouched = true
  }

  undid(): void {
    const { past, future, show } = this.now
    const before = past.at(-1)
    if (before === undefined) return
    this.now = { show: before, past: past.slice(0, -1), future: [...future, show] }
    this.isTouched = true
  }

  redid(): void {
    const { past, future, show } = this.now
    const after = future.at(-1)
    if (after === undefined) return
    this.now = { show: after, past: [...past, show], future: future.slice(0, -1) }
    this.isTouched = true
  }

  /** The show is what somebody else made of it. */
  becomes(show: ShowFile): void {
    this.now = { show, past: [], future: [] }
    this.isMixed = true
    this.saved = show
    this.pending = null
    this.keepsMine = false
  }

  /** Another show, or the same from its file. */
  opens(path: string, now: Known, saved: ShowFile | null): void {
    Object.assign(this, { path, now, saved, pending: null, keepsMine: false })
    Object.assign(this, { isMixed: false, isTouched: false })
    this.states.clear()
  }

  saves(path: string): void {
    this.path = path
    this.saved = this.now.show
    this.pending = null
    this.keepsMine = false
    this.versioned.add(path)
  }
}

export class Desk {
  booth: KeptBooth

  private constructor(booth: KeptBooth) {
    this.booth = booth
  }

  static async at(state: CrashState, path = PATH, autosave = false): Promise<Desk> {
    return new Desk(await opened(state, path, autosave))
  }

  get coordinator(): KeptBooth['coordinator'] {
    return this.booth.coordinator
  }

  /** Null where nothing is there, or no show. */
  showIn(path: string): ShowFile | null {
    const bytes = this.booth.disk.files.get(path)
    if (bytes === undefined) return null
    const parsed = parseShow(new Uint8Array(bytes), path)
    return parsed.ok ? parsed.value : null
  }

  /** Of FOH, by whether they stand. */
  counts(): { readonly done: number; readonly undone: number } {
    const own = this.coordinator.history().history.filter(({ by }) => by.id === FOH.by.id)
    const undone = own.filter(({ isUndone }) => isUndone).length
    return { done: own.length - undone, undone }
  }

  /** The same desk after the program has ended and begun again, on a disk that holds that; null for what its end leaves. */
  async again(state: CrashState | null, path: string, { autosaves, isLocked }: Model): Promise<void> {
    const { disk } = this.booth
    await this.booth[Symbol.asyncDispose]()
    this.booth = await opened(state ?? whole(disk), path, autosaves)
    this.booth.isLocked = isLocked
  }

  /** What must hold after anything. */
  async holds(model: Model): Promise<void> {
    await this.booth.passes(400)
    const { generation, show, path } = this.coordinator.current()
    const view = this.coordinator.edits()
    expect(path).toBe(model.path)
    expect(isAnother(model.now.show, show), `${names(show)}, not ${names(model.now.show)}`).toBe(false)
    expect(view).toMatchObject({ kept: generation, notKept: null, saving: null })
    if (!model.isMixed) {
      const { past, future } = model.now
      expect(this.counts()).toEqual({ done: past.length, undone: future.length })
    }
    this.#marks(model)
    this.#loses(model)
    model.states.set(generation, model.now)
  }

  /** Whether the mark for unsaved work is true, as far as the file can be asked. */
  #marks(model: Model): void {
    const { isEdited, offered, failing } = this.coordinator.edits()
    const there = this.showIn(model.path)
    const isThere = there !== null && !isAnother(there, this.coordinator.current().show)
    expect(isEdited || offered !== null || failing !== null).toBe(!isThere)
    if (failing === null) expect(isEdited).toBe(model.isEdited)
    expect(offered !== null).toBe((model.pending?.show ?? null) !== null)
  }

  /** What somebody else has written is in the file, beside it, or a version. */
  #loses({ theirs }: Model): void {
    const all = new Set(Array.from(this.booth.disk.files.values(), (bytes) => bytes.toString()))
    for (const text of theirs) expect(all.has(text), `lost: ${text}`).toBe(true)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.booth[Symbol.asyncDispose]()
  }
}

function whole({ files }: SimulatedDisk): CrashState {
  const folders = new Set(['/', '/data', '/shows'])
  for (const path of files.keys())
    for (let folder = dirname(path); folder !== '/'; folder = dirname(folder)) folders.add(folder)
  return { files, folders: [...folders].sort() }
}

/** Small, so that a few edits fill a journal. */
const LIMITS = { waiting: 20_000, records: 1500 }

function opened(state: CrashState, path: string, autosave: boolean): Promise<KeptBooth> {
  return KeptBooth.open(new SimulatedDisk(state), {
    path,
    autosave,
    limits: LIMITS,
    versions: VERSION_LIMITS,
  })
}

export function names({ playlists }: ShowFile): string {
  return playlists.map(({ name }) => name).join()
}

export function renamed(show: ShowFile, id: string, name: string): ShowFile {
  const playlists = show.playlists.map((each) => (each.id === id ? { ...each, name } : each))
  return { ...show, playlists }
}
