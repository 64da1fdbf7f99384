// A coordinator with its files and journals on a simulated disk, which is ended and begun again as a test wants it.
import { checkEdit } from '../../main/build/check-edit.ts'
import { parseShow } from '../../main/build/parse-show.ts'
import type { Rescue } from '../../main/coordinator/newest-version.ts'
import { loadOrRescue } from '../../main/load-show.ts'
import { ShowCoordinator } from '../../main/coordinator/coordinator.ts'
import type { Moment } from '../../main/coordinator/lain.ts'
import { StateParts } from '../../main/coordinator/state-parts.ts'
import type { Acting } from '../../main/coordinator/state-parts.ts'
import type { JOURNAL_LIMITS } from '../../main/store/journal.ts'
import { journalsIn } from '../../main/store/journals.ts'
import { whyReadOnly } from '../../main/store/may-write.ts'
import { Patience } from '../../main/store/patience.ts'
import { putAside } from '../../main/store/put-aside.ts'
import { readFile } from '../../main/store/read-file.ts'
import { saveFile } from '../../main/store/save-file.ts'
import { Versions } from '../../main/store/versions.ts'
import type { VersionLimits } from '../../main/store/versions.ts'
import { showFileText } from '../../main/store/show-text.ts'
import { fault, ok } from '../../shared/base/result.ts'
import { statesIn } from '../../main/store/states.ts'
import { SimulatedClock } from '../../shared/base/clock.ts'
import type { EventDraft } from '../../shared/model/event.ts'
import type { StateChanged, StatePart } from '../../shared/model/kept-state.ts'
import type { LoadedShow } from '../../shared/model/show.ts'
import { noStates } from './no-states.ts'
import { NO_VERSIONS } from './no-versions.ts'
import type { SimulatedDisk } from './simulated-disk.ts'
import type { CrashState } from './simulated-disk.ts'

export const PATH = '/shows/my.show.json'
const WALL = Date.UTC(2026, 10, 27, 14, 31)
const FOLDERS = ['/', '/data', '/shows']

export function diskWith(content: object): CrashState {
  return { files: new Map([[PATH, Buffer.from(JSON.stringify(content))]]), folders: FOLDERS }
}

export const FOH = { by: { id: 'tab 1', name: 'FOH tablet' }, cause: null }

export interface BoothOptions {
  readonly limits?: typeof JOURNAL_LIMITS
  /** Of the show that is opened; null for one without a file. */
  readonly path?: string | null
  readonly autosave?: boolean
  /** Earlier versions are kept, within these; absent where none are. */
  readonly versions?: VersionLimits
  /** What of the state of stages is kept on the disk too; nothing where absent. */
  readonly parts?: readonly StatePart[]
  /** Whether what acts comes back at the opening. */
  readonly acting?: Acting
  /** When it is, for people. */
  readonly wall?: number
}

export class KeptBooth implements AsyncDisposable {
  readonly disk: SimulatedDisk
  readonly clock: SimulatedClock
  readonly patience: Patience
  readonly events: EventDraft[] = []
  readonly taken: LoadedShow[] = []
  /** Called with each event. */
  heard: () => void = () => undefined
  readonly coordinator: ShowCoordinator
  readonly changed: StateChanged
  /** Whether nobody may change the show. */
  isLocked = false
  #watched: { readonly path: string; readonly changed: () => void } | null = null

  private constructor(
    disk: SimulatedDisk,
    { limits, versions, autosave = false, parts, acting = 'now', wall = WALL }: BoothOptions,
  ) {
    this.disk = disk
    this.clock = new SimulatedClock(0, wall)
    this.patience = new Patience(this.clock)
    const { clock } = this
    const moment = (): Moment => ({ wall: clock.wall(), boot: null, up: null })
    const stateParts = new StateParts(moment)
    for (const part of parts ?? []) stateParts.offer(part)
    this.changed = stateParts.changed
    const onDisk = { states: statesIn({ folder: '/data/state', system: disk, clock }), stateParts, moment }
    const pause = (): Promise<void> => Promise.resolve()
    this.coordinator = new ShowCoordinator({
      clock: this.clock,
      publish: (draft) => {
        this.events.push(draft)
        this.heard()
        return this.events.length
      },
      read: (path) => this.patience.wait(path, () => readFile(path, disk)),
      build: (bytes, where) => Promise.resolve(parseShow(bytes, where)),
      check: checkEdit,
      save: (path, bytes, replaced, late) =>
        this.patience.wait(path, () => saveFile(path, bytes, disk, replaced), late),
      whyReadOnly: (path) => whyReadOnly(path, disk),
      putAside: (path, mark, bytes) => putAside(path, { mark, bytes, instead: '/data/put aside' }, disk),
      text: showFileText,
      watch: (path, _, changed) => {
        this.#watched = { path, changed }
        return { knows() {}, [Symbol.dispose]() {} }
      },
      locked: (what) => (this.isLocked ? fault('access/locked', what, 'it is locked', 'unlock it') : null),
      folder: '/shows',
      journals: journalsIn({
        folder: '/data/journal',
        system: disk,
        clock: this.clock,
        pause,
        ...(limits !== undefined && { limits }),
      }),
      autosave: {
        autosave,
        spares: () => false,
        setAutosave(on) {
          Object.assign(this, { autosave: on })
          return Promise.resolve(ok(undefined))
        },
      },
      versions:
        versions === undefined
          ? NO_VERSIONS
          : new Versions({ folder: '/data/versions', system: disk, clock, limits: versions }),
      ...(parts === undefined ? noStates() : { ...onDisk, acting: () => acting }),
      pause,
    })
  }

  /** Starts as the engine does. */
  static async open(disk: SimulatedDisk, options: BoothOptions = {}): Promise<KeptBooth> {
    const booth = new KeptBooth(disk, options)
    const { path = PATH } = options
    const {
      loaded,
      digest,
      rescue = null,
    } = await (options.versions === undefined || path === null ? booth.#load(path) : booth.#loadAtLeast(path))
    const kept = await booth.coordinator.findKept(loaded, digest, rescue)
    booth.coordinator.begin(loaded, digest, (show) => booth.taken.push(show), kept, rescue)
    return booth
  }

  async #loadAtLeast(path: string): Promise<{ loaded: LoadedShow; digest: string; rescue: Rescue | null }> {
    const { disk, clock } = this
    const versions = new Versions({ folder: '/data/versions', system: disk, clock })
    const found = await loadOrRescue(path, versions, disk)
    if (!found.ok) throw new Error(found.error[0]?.what)
    const { show, migrated, digest, rescue } = found.value
    return { loaded: { show, path, migrated }, digest, rescue }
  }

  async #load(
    path: string | null,
  ): Promise<{ loaded: LoadedShow; digest: string | null; rescue?: undefined }> {
    if (path === null) {
      const empty = parseShow(new TextEncoder().encode('{"version":1,"name":"New show"}'), 'new')
      if (!empty.ok) throw new Error('an empty show is none')
      return { loaded: { show: empty.value, path: null }, digest: null }
    }
    const content = await readFile(path, this.disk)
    if (!content.ok) throw new Error(content.error.what)
    const parsed = parseShow(content.value.bytes, path)
    if (!parsed.ok) throw new Error(`${parsed.error[0]?.where}: ${parsed.error[0]?.what}`)
    const { value: show, migrated } = parsed
    return { loaded: { show, path, migrated }, digest: content.value.digest }
  }

  /** Somebody else puts that there, or takes it away; whoever follows that file hears of it. */
  outside(path: string, content: Buffer | null): void {
    this.disk.replace(path, content)
    if (this.#watched?.path === path) this.#watched.changed()
  }

  edit(mutation: object, group?: string, asker = FOH) {
    const request = { mutation, seen: this.coordinator.current().generation, group }
    return this.coordinator.edit(request, asker)
  }

  rename(name: string, id = 'a') {
    return this.edit({ edit: 'change', kind: 'playlist', id, set: { name } })
  }

  get names(): readonly string[] {
    return this.coordinator.current().show.playlists.map(({ name }) => name)
  }

  /** Lets so much time pass, and what is done to the disk meanwhile go on. */
  async passes(ms: number): Promise<void> {
    const step = ms > 1000 ? 250 : 50
    for (let passed = 0; passed < ms; passed += step) {
      this.clock.advanceBy(Math.min(step, ms - passed))
      await turns()
    }
  }

  said(type: EventDraft['type']): readonly unknown[] {
    return this.events.filter((event) => event.type === type).map(({ payload }) => payload)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.coordinator[Symbol.asyncDispose]()
    this.clock[Symbol.dispose]()
  }
}

export async function turns(): Promise<void> {
  for (let turn = 0; turn < 200; turn += 1) await Promise.resolve()
}
