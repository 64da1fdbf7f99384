// Writes the show as a bundle, and takes one that comes from elsewhere: looked at first, taken when somebody says so.
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock, MonotonicMs } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import { FaultError, failed, fault, messageOf, ok } from '../../shared/base/result.ts'
import type { Fault, Result } from '../../shared/base/result.ts'
import type { BundleFile, Upload } from '../../shared/contract/bundle-commands.ts'
import type { ApprovalView, BundleView } from '../../shared/contract/bundle-view.ts'
import { BUNDLE_ENDING, BUNDLE_LIMITS } from '../../shared/model/bundle.ts'
import { codeOf } from '../store/file-system.ts'
import { systemWords } from '../store/system-words.ts'
import type { Approvals } from './approvals.ts'
import { whatToPack } from './exporting.ts'
import type { RecordingChoice, ShowText, ToPack } from './exporting.ts'
import { placeFile, placeNewFile, writeNew } from './place-file.ts'
import { previewOf } from './preview.ts'
import type { Checked, Checks, Folders } from './preview.ts'
import { digestOf, reachOf } from './reach.ts'
import { givenUp, notStaged, refuse, tooLarge } from './refusals.ts'
import type { Staging, StagingSystem } from './staging.ts'
import { takeBundle } from './taking.ts'
import type { TakeOptions, Taken } from './taking.ts'
import type { BundleThreads } from './thread.ts'
import type { Unpacked } from './unpack.ts'
import type { ShowFile } from '../../shared/model/show.ts'

/** Imports that nobody has taken or dropped yet. */
export const IMPORT_LIMITS = { staged: 4, keptMs: 10 * 60_000, refusalsKept: 16 } as const

/** What bundles need of the owner of the show. */
export interface BundledShow<A> {
  current(): { readonly show: ShowFile; readonly path: string | null }
  /** As its file would be written now. */
  text(): Promise<ShowText>
  /** Why the show may not be let go of; null where it may. */
  mayLeave(discard: boolean): Fault | null
  /** Where a show file of that name would be, where it may be there. */
  placeFor(path: string, replace: boolean): Promise<Result<string>>
  /** Where any other file of that name would be. */
  resolved(path: string): string
  open(path: string, asker: A): Promise<Result<{ readonly generation: number }>>
}

interface BundlesOptions<A> {
  readonly clock: Clock
  readonly version: string
  readonly folders: Folders
  readonly staging: Staging
  readonly system: StagingSystem
  readonly threads: BundleThreads
  readonly checks: Checks
  readonly approvals: Approvals
  readonly show: BundledShow<A>
  recordings(): readonly string[]
  save: TakeOptions['save']
  /** Recordings were put into the folder. */
  recordingsCame(): void
  /** The open show may act from now on. */
  approved(asker: A): void
}

type State =
  | { readonly kind: 'reading'; bytes: number; of: number | null }
  | {
      readonly kind: 'ready'
      readonly unpacked: Unpacked
      readonly checked: Checked
      readonly displaced: number
    }
  | { readonly kind: 'taking' }

interface Import {
  readonly id: string
  /** By whom: of each there is one. */
  readonly by: string
  readonly abort: AbortController
  expiry: Disposable | null
  expiresAt: MonotonicMs
  state: State
}

interface TakeRequest {
  readonly id: string
  readonly path: string
  readonly replace: boolean
  readonly discard: boolean
  readonly profiles: 'mine' | 'theirs'
}

export class Bundles<A> implements AsyncDisposable {
  readonly #options: BundlesOptions<A>
  /** The oldest first. */
  readonly #imports = new Map<string, Import>()
  /** Why those that are gone are; the oldest is forgotten first. */
  readonly #gone = new Map<string, Fault>()
  readonly #working = new Set<Promise<unknown>>()

  constructor(options: BundlesOptions<A>) {
    this.#options = options
  }

  async export(request: {
    readonly path: string
    readonly replace: boolean
    readonly recordings: RecordingChoice
  }): Promise<Result<{ path: string; bytes: number; files: number; unsaved: boolean }>> {
    const { show, system, threads } = this.#options
    const path = show.resolved(request.path)
    if (!path.endsWith(BUNDLE_ENDING)) {
      const what = `the name of a bundle ends in ${BUNDLE_ENDING}`
      return failed(fault('save/name', path, what, 'name it so'))
    }
    const packing = await this.#toPack(request.recordings)
    if (!packing.ok) return packing
    const { head, sources } = packing.value
    const place = request.replace ? placeFile : placeNewFile
    return await this.#work(async () => {
      try {
        const { bytes } = await place(path, threads.pack(head, sources), system)
        return ok({ path, bytes, files: sources.length, unsaved: head.unsaved })
      } catch (thrown) {
        return failed(exportFault(path, thrown))
      }
    })
  }

  /** The same as bytes, made as fast as they are taken. */
  async file(recordings: RecordingChoice): Promise<Result<BundleFile>> {
    const packing = await this.#toPack(recordings)
    if (!packing.ok) return packing
    const { head, sources } = packing.value
    return ok({ fileName: fileNameOf(head.show), pieces: this.#options.threads.pack(head, sources) })
  }

  /** Answers when it has been read and found good, or why not. */
  open(path: string, id: string | null, by: string): Promise<Result<BundleView>> {
    const where = this.#options.show.resolved(path)
    return this.#import(id, by, () => Promise.resolve(where))
  }

  receive({ content }: Upload, id: string | null, by: string): Promise<Result<BundleView>> {
    return this.#import(id, by, async (one, folder) => {
      const path = join(folder, `upload${BUNDLE_ENDING}`)
      try {
        await writeNew(path, this.#bounded(content, one), this.#options.system)
      } catch (thrown) {
        if (thrown instanceof FaultError) throw thrown
        refuse(notStaged('bundle', systemWords(thrown)))
      }
      return path
    })
  }

  read(id: string): Result<BundleView> {
    const one = this.#imports.get(id)
    if (one !== undefined) return ok(this.#viewOf(one))
    const refusal = this.#gone.get(id)
    return refusal === undefined ? failed(unknownImport(id)) : ok({ id, state: 'refused', refusal })
  }

  drop(id: string): Result<{ readonly dropped: boolean }> {
    const one = this.#imports.get(id)
    if (one === undefined) return ok({ dropped: false })
    if (one.state.kind === 'taking') {
      return failed(fault('bundle/busy', id, 'it is being taken at this moment', 'wait a moment'))
    }
    this.#letGo(one, givenUp)
    return ok({ dropped: true })
  }

  async take(request: TakeRequest, asker: A): Promise<Result<Taken & { readonly waits: boolean }>> {
    const { show, folders, system, approvals, save } = this.#options
    const one = this.#imports.get(request.id)
    if (one === undefined) return failed(this.#gone.get(request.id) ?? unknownImport(request.id))
    if (one.state.kind !== 'ready') {
      return failed(fault('bundle/busy', request.id, 'it is still being read', 'wait until it has been'))
    }
    const ready = one.state
    const held = show.mayLeave(request.discard)
    if (held !== null) return failed(held)
    one.state = { kind: 'taking' }
    return await this.#work(async () => {
      const place = await show.placeFor(request.path, request.replace)
      const taken = place.ok
        ? await takeBundle({
            ...{ checked: ready.checked, files: ready.unpacked.files, path: place.value },
            ...{ profiles: request.profiles, folders, system, approvals, save },
            open: (path) => show.open(path, asker),
          })
        : place
      // It can be taken once more, somewhere else.
      one.state = ready
      if (!taken.ok) return taken
      this.#letGo(one, fault('bundle/taken', request.id, 'it has been taken', 'import it again'))
      if (taken.value.recordings.length > 0) this.#options.recordingsCame()
      return ok({ ...taken.value, waits: approvals.waits(taken.value.path) })
    })
  }

  approval(): ApprovalView {
    const { show: file, path } = this.#options.show.current()
    const reach = reachOf(file)
    return { waits: this.#options.approvals.waits(path), reach, digest: digestOf(reach) }
  }

  /** Null where the open show does not wait to be approved. */
  armRefusal(): Fault | null {
    if (!this.approval().waits) return null
    const what = 'it was imported, and nobody has approved yet where it sends to'
    return fault('show/not-approved', 'show', what, 'look at its targets and keys, and approve them')
  }

  async approve(digest: string, asker: A): Promise<Result<{ readonly approved: boolean }>> {
    const { show, approvals } = this.#options
    const { path } = show.current()
    const view = this.approval()
    if (!view.waits || path === null) return ok({ approved: false })
    if (view.digest !== digest) {
      const what = 'its targets or keys are others than those that were looked at'
      return failed(fault('bundle/other-list', 'show', what, 'look at them again'))
    }
    try {
      await approvals.approve(path, digest)
    } catch (thrown) {
      const what = `that could not be kept: ${systemWords(thrown)}`
      return failed(fault('bundle/not-kept', path, what, 'put this right, then approve it again'))
    }
    if (show.current().path === path) this.#options.approved(asker)
    return ok({ approved: true })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const one of [...this.#imports.values()]) if (one.state.kind !== 'taking') this.#letGo(one, givenUp)
    await Promise.all(this.#working)
  }

  async #toPack(recordings: RecordingChoice): Promise<Result<ToPack>> {
    const { show, version, folders, system } = this.#options
    const text = await show.text()
    return await whatToPack(text, recordings, {
      version,
      folders,
      system,
      recordings: () => this.#options.recordings(),
    })
  }

  /** `fetch` answers where the archive is. */
  async #import(
    asked: string | null,
    by: string,
    fetch: (one: Import, folder: string) => Promise<string>,
  ): Promise<Result<BundleView>> {
    const id = asked ?? randomUUID()
    if (this.#imports.has(id))
      return failed(fault('bundle/busy', id, 'there is such an import', 'choose another id'))
    const displaced = this.#makeRoom(by)
    const one: Import = {
      ...{ id, by, abort: new AbortController(), expiry: null, expiresAt: monotonicMs(0) },
      state: { kind: 'reading', bytes: 0, of: null },
    }
    this.#imports.set(id, one)
    return await this.#work(() => this.#readIn(one, fetch, displaced))
  }

  async #readIn(
    one: Import,
    fetch: (one: Import, folder: string) => Promise<string>,
    displaced: number,
  ): Promise<Result<BundleView>> {
    const { staging, threads, checks, folders, system, clock } = this.#options
    const { signal } = one.abort
    try {
      const folder = await staging
        .make(one.id)
        .catch((thrown: unknown) => refuse(notStaged('bundle', systemWords(thrown))))
      const path = await fetch(one, folder)
      const unpacked = await threads.unpack(path, folder, signal, (bytes, of) => {
        one.state = { kind: 'reading', bytes, of }
      })
      if (!unpacked.ok) return this.#refused(one, unpacked.error)
      const checked = await previewOf(unpacked.value, checks, folders, system, signal)
      if (signal.aborted) return this.#refused(one, givenUp)
      one.state = { kind: 'ready', unpacked: unpacked.value, checked, displaced }
      one.expiresAt = monotonicMs(clock.now() + IMPORT_LIMITS.keptMs)
      one.expiry = clock.upkeep(one.expiresAt, () => this.#letGo(one, expired(one.id)))
      return ok(this.#viewOf(one))
    } catch (thrown) {
      const refusal =
        thrown instanceof FaultError
          ? thrown.fault
          : fault('bundle/unreadable', 'bundle', messageOf(thrown), 'try again')
      return this.#refused(one, refusal)
    } finally {
      if (this.#imports.get(one.id) !== one) await staging.remove(one.id)
    }
  }

  #refused(one: Import, refusal: Fault): Result<never> {
    // Who let go of it has said why already.
    const said = this.#gone.get(one.id) ?? refusal
    this.#letGo(one, said)
    return failed(said)
  }

  /** Of each client there is one, and of all some; the oldest goes. Answers how many went. */
  #makeRoom(by: string): number {
    const waiting = [...this.#imports.values()].filter(({ state }) => state.kind !== 'taking')
    const own = waiting.filter((one) => one.by === by)
    const others = waiting.filter((one) => one.by !== by)
    const tooMany = Math.max(0, this.#imports.size - own.length - IMPORT_LIMITS.staged + 1)
    const going = [...own, ...others.slice(0, tooMany)]
    for (const one of going) this.#letGo(one, displacedBy(one.id))
    return going.length
  }

  #letGo(one: Import, why: Fault): void {
    if (this.#imports.get(one.id) === one) this.#imports.delete(one.id)
    this.#gone.delete(one.id)
    this.#gone.set(one.id, why)
    const [oldest] = this.#gone.keys()
    if (this.#gone.size > IMPORT_LIMITS.refusalsKept && oldest !== undefined) this.#gone.delete(oldest)
    dispose(one.expiry)
    one.abort.abort()
    // Who still reads it removes it when that has ended.
    if (one.state.kind !== 'reading') void this.#work(() => this.#options.staging.remove(one.id))
  }

  async *#bounded(content: AsyncIterable<Uint8Array>, one: Import): AsyncGenerator<Uint8Array> {
    let bytes = 0
    for await (const piece of content) {
      if (one.abort.signal.aborted) refuse(givenUp)
      bytes += piece.length
      if (bytes > BUNDLE_LIMITS.archiveBytes) refuse(tooLarge('bundle', bytes, BUNDLE_LIMITS.archiveBytes))
      one.state = { kind: 'reading', bytes, of: null }
      yield piece
    }
  }

  #viewOf({ id, state, expiresAt }: Import): BundleView {
    switch (state.kind) {
      case 'reading':
        return { id, state: 'reading', bytes: state.bytes, of: state.of }
      case 'taking':
        return { id, state: 'taking' }
      case 'ready': {
        const expiresInMs = Math.max(0, expiresAt - this.#options.clock.now())
        return { id, state: 'ready', expiresInMs, preview: state.checked.preview, displaced: state.displaced }
      }
    }
  }

  /** Waited for at the end. */
  async #work<T>(act: () => Promise<T>): Promise<T> {
    const working = act()
    this.#working.add(working)
    try {
      return await working
    } finally {
      this.#working.delete(working)
    }
  }
}

function exportFault(path: string, thrown: unknown): Fault {
  if (thrown instanceof FaultError) return thrown.fault
  if (codeOf(thrown) === 'EEXIST') {
    const next = 'choose another name, or say that it is to be replaced'
    return fault('save/exists', path, 'there is such a file already', next)
  }
  return fault(
    'save/failed',
    path,
    `it was not exported: ${systemWords(thrown)}`,
    'choose another place, or make room',
  )
}

const unknownImport = (id: string): Fault =>
  fault('bundle/unknown', id, 'there is no such import', 'import the bundle again')

const expired = (id: string): Fault =>
  fault('bundle/expired', id, 'nobody took it for ten minutes', 'import the bundle again')

const displacedBy = (id: string): Fault =>
  fault('bundle/displaced', id, 'it was let go of for a newer import', 'import the bundle again')

function fileNameOf(show: string): string {
  const plain = show
    .replaceAll(/[^A-Za-z0-9 _-]+/g, ' ')
    .trim()
    .replaceAll(/\s+/g, '-')
    .slice(0, 60)
  return `${plain === '' ? 'show' : plain}${BUNDLE_ENDING}`
}
