// Owns the current show, alone: opens it, edits it, builds it anew when its file has changed, saves it, and hands it to the stages.
import type { Clock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import { failed, fault, ok } from '../../shared/base/result.ts'
import type { Fault, Result } from '../../shared/base/result.ts'
import type { CommandAnswer, ParsedArgs } from '../../shared/contract/commands.ts'
import type { EditsView, Signature } from '../../shared/contract/edits-view.ts'
import type { DisarmedWhy } from '../../shared/model/arming.ts'
import type { Publish } from '../../shared/model/event.ts'
import type { ShowHealth } from '../../shared/model/health.ts'
import type { EditedShow } from '../../shared/model/mutations/edited-show.ts'
import type { Accepted } from '../../shared/model/mutations/followed.ts'
import type { Generation } from '../../shared/model/mutations/mutation.ts'
import type { LoadedShow } from '../../shared/model/show.ts'
import { EarlierVersions } from './earlier-versions.ts'
import { Editor } from './editor.ts'
import type { Asker, CheckEdit, EditRequest, Keep } from './editor.ts'
import { HeldShow } from './held-show.ts'
import { KeptEdits } from './kept-edits.ts'
import type { Journals } from './kept-edits.ts'
import { KeptState } from './kept-state.ts'
import type { KeptStateOptions, States } from './kept-state.ts'
import type { KeptShow } from './left-journals.ts'
import type { CurrentShow, Take } from './held-show.ts'
import type { KeptVersions, Rescue } from './newest-version.ts'
import { readThing } from './read-thing.ts'
import { Reloads } from './reloads.ts'
import type { Build, Read, Reloaded } from './reloads.ts'
import { ShowFiles } from './show-files.ts'
import type { ShowFilesOptions } from './show-files.ts'
import type { StateParts } from './state-parts.ts'
import { VersionKeeper } from './version-keeper.ts'
import type { VersionKeeperOptions } from './version-keeper.ts'

export interface CoordinatorOptions extends Pick<ShowFilesOptions, 'save' | 'text' | 'watch' | 'folder'> {
  readonly clock: Clock
  readonly publish: Publish
  readonly read: Read
  readonly build: Build
  readonly check: CheckEdit
  readonly journals: Journals
  /** Why nobody may change the show now; null where they may, and where it is absent. */
  readonly locked?: (what: string) => Fault | null
  readonly versions: KeptVersions & VersionKeeperOptions['versions']
  /** Has a show not act, before it is handed out, until somebody arms it; where absent, every show acts. */
  readonly disarm?: (why: DisarmedWhy, asker: Asker) => void
  readonly states: States
  /** What of the stages' state is kept there. */
  readonly stateParts: StateParts
  readonly moment: KeptStateOptions['moment']
  readonly acting: KeptStateOptions['acting']
  /** Awaited between pieces of long work. */
  pause(): Promise<void>
}

type Args<N extends 'show.open' | 'show.new' | 'show.saveAs'> = ParsedArgs<N>

export class ShowCoordinator implements AsyncDisposable {
  readonly #held: HeldShow
  readonly #editor: Editor
  readonly #reloads: Reloads
  readonly #files: ShowFiles
  readonly #keeping: KeptEdits
  readonly #keeper: VersionKeeper
  readonly #versions: EarlierVersions
  readonly #disarm: CoordinatorOptions['disarm']
  readonly #state: KeptState

  constructor({
    check,
    save,
    text,
    watch,
    folder,
    clock,
    journals,
    versions,
    ...others
  }: CoordinatorOptions) {
    const { publish, read, build, locked = () => null } = others
    const { states, stateParts: parts, moment, acting } = others
    const pause = (): Promise<void> => others.pause()
    this.#disarm = others.disarm
    this.#held = new HeldShow()
    const held = this.#held
    const changed = (): void => this.#reloads.showChanged()
    const keep: Keep = (before, record) => this.#keeping.accepted(before, record)
    this.#editor = new Editor({ clock, held, publish, check, changed, keep })
    const { undoable } = this.#editor
    const keeping = new KeptEdits({ clock, publish, held, undoable, journals, build, check, text })
    this.#keeping = keeping
    const fileHolds = (): void => keeping.fileHolds()
    this.#reloads = new Reloads({
      ...{ held, clock, publish, undoable, read, build, fileHolds, pause, locked },
    })
    this.#keeper = new VersionKeeper({ clock, publish, versions })
    const keepAll = fileHolds
    this.#versions = new EarlierVersions({
      ...{ held, publish, versions, build, undoable, keep, keepAll, changed, pause, locked },
    })
    const state = new KeptState({ publish, held, states, parts, moment, acting })
    this.#state = state
    this.#files = new ShowFiles({
      ...{ versions, keeper: this.#keeper, state },
      ...{ held, keeping, publish, read, build, pause, save, text, watch, folder, locked },
      reloads: this.#reloads,
    })
  }

  /**
   * Hands the first show to every stage, as `take` will every one after it; by `digest` its content is known again, where it
   * came from a file. With `rescue` it is an earlier version, and the digest is that of the file that cannot be used.
   */
  begin(
    loaded: LoadedShow,
    digest: string | null,
    take: Take,
    kept: KeptShow | null = null,
    rescue: Rescue | null = null,
  ): void {
    this.#held.handTo(take)
    this.#keeping.open(loaded, digest, null, kept)
    this.#state.begin(null)
    if (rescue !== null) this.#files.standIn(rescue, digest, kept)
    this.#files.follow()
  }

  /** What would act, and was held back when the show was opened, comes back now. */
  resume(cause: number | null): void {
    this.#state.resume(cause)
  }

  /** What an earlier run had kept of the show that is going to be the first, and that is in no file. How it stood is looked for too. */
  async findKept(
    loaded: LoadedShow,
    digest: string | null,
    rescue: Rescue | null = null,
  ): Promise<KeptShow | null> {
    await this.#state.find(loaded.path)
    return this.#keeping.find(loaded, digest, rescue?.digest ?? null)
  }

  /** Asked for each time: nobody keeps it. */
  current(): CurrentShow {
    return this.#held.current
  }

  /** The same with what is known of its parts. */
  edited(): EditedShow {
    return this.#held.edited
  }

  /** The edits by which one generation became another; null where that is not known. */
  acceptedBetween(from: Generation, to: Generation): readonly Accepted[] | null {
    return this.#editor.accepted.between(from, to)
  }

  health(): ShowHealth {
    const { generation } = this.#held
    const { failing, offered } = this.#reloads
    const [notKept, versions] = [this.#keeping.trouble, this.#keeper.trouble]
    const stateNotKept = this.#state.trouble
    const rescued = this.#files.rescue?.fault ?? null
    const { saving } = this.#files
    return { generation, failing, offered, saving, notKept, stateNotKept, versions, rescued }
  }

  edits(): EditsView {
    const { failing, offered } = this.#reloads
    const { rescue } = this.#files
    const path = this.#held.current.path ?? ''
    const rescued = rescue && { path, what: rescue.fault.what, instead: rescue.instead }
    const view = { ...this.#editor.view(), ...this.#keeping.view(), rescued }
    if (failing === null) return { ...view, offered, failing }
    const { first, more } = failing
    const { where, what, next } = first
    return { ...view, offered, failing: { path: failing.path, where, what, next, more } }
  }

  /** Reads the file again; answers when the show that it holds runs, or why it does not. */
  reload(by: Signature, cause: number | null, discard = false): Promise<Result<Reloaded>> {
    return this.#reloads.reload(by, cause, discard)
  }

  edit(request: EditRequest, asker: Asker): ReturnType<Editor['edit']> {
    return this.#editor.edit(request, asker)
  }

  undo(asker: Asker): ReturnType<Editor['undo']> {
    return this.#editor.undo(asker)
  }

  redo(asker: Asker): ReturnType<Editor['redo']> {
    return this.#editor.redo(asker)
  }

  turn(entry: number, asker: Asker): ReturnType<Editor['turn']> {
    return this.#editor.turn(entry, asker)
  }

  history(): ReturnType<Editor['history']> {
    return this.#editor.history()
  }

  read(what: ParsedArgs<'show.read'>): Result<CommandAnswer<'show.read'>> {
    return readThing(this.#held.edited, what)
  }

  save(asker: Asker): ReturnType<ShowFiles['save']> {
    return this.#files.save(asker)
  }

  saveAs({ path, replace }: Args<'show.saveAs'>, asker: Asker): ReturnType<ShowFiles['saveAs']> {
    return this.#files.saveAs(path, replace, asker)
  }

  open(request: Args<'show.open'>, asker: Asker): ReturnType<ShowFiles['open']> {
    const { path, discard, version = null, disarmed } = request
    const before = (): void => {
      if (disarmed !== undefined) this.#disarm?.(disarmed, asker)
    }
    return this.#files.open({ path, discard, version, before }, asker)
  }

  versions(): ReturnType<EarlierVersions['list']> {
    return this.#versions.list()
  }

  previewVersion({ version }: ParsedArgs<'show.previewVersion'>): ReturnType<EarlierVersions['preview']> {
    return this.#versions.preview(version)
  }

  restoreVersion(
    { version }: ParsedArgs<'show.restoreVersion'>,
    asker: Asker,
  ): ReturnType<EarlierVersions['restore']> {
    return this.#versions.restore(version, asker)
  }

  empty({ discard }: Args<'show.new'>, asker: Asker): ReturnType<ShowFiles['empty']> {
    return this.#files.empty('New show', discard, asker)
  }

  /** As empty as a new one, but nobody means to fill it. */
  close({ discard }: Args<'show.new'>, asker: Asker): ReturnType<ShowFiles['empty']> {
    return this.#files.empty('No show', discard, asker)
  }

  /** The changed file wins over what was not saved. */
  async takeOffered(asker: Asker): Promise<Result<CommandAnswer<'show.takeOffered'>>> {
    const taken = await this.#reloads.takeOffered(asker)
    return taken.ok ? ok(this.#place()) : taken
  }

  keepMine(asker: Asker): Result<CommandAnswer<'show.keepMine'>> {
    const kept = this.#reloads.keepMine(asker)
    return kept.ok ? ok(this.#place()) : kept
  }

  /** Answers when that generation would survive a power cut, or why it would not. */
  async whenKept({ generation }: ParsedArgs<'show.kept'>): Promise<Result<CommandAnswer<'show.kept'>>> {
    if (generation > this.#held.generation) {
      const what = `the show is at generation ${this.#held.generation}`
      return failed(fault('edit/other-show', 'generation', what, 'ask for one that was answered'))
    }
    const kept = await this.#keeping.whenKept(generation)
    return kept.ok ? ok({ generation, kept: this.#keeping.kept }) : kept
  }

  async [Symbol.asyncDispose](): Promise<void> {
    dispose(this.#versions)
    await this.#files[Symbol.asyncDispose]()
    await this.#state[Symbol.asyncDispose]()
    await this.#reloads[Symbol.asyncDispose]()
    await this.#keeper[Symbol.asyncDispose]()
    await this.#keeping[Symbol.asyncDispose]()
  }

  #place(): { readonly generation: number; readonly path: string | null } {
    const { generation, path } = this.#held.current
    return { generation, path }
  }
}
