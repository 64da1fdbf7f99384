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
import { Autosave } from './autosave.ts'
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

export interface CoordinatorOptions extends Pick<
  ShowFilesOptions,
  'save' | 'putAside' | 'whyReadOnly' | 'text' | 'watch' | 'folder'
> {
  readonly clock: Clock
  readonly publish: Publish
  readonly read: Read
  readonly build: Build
  readonly check: CheckEdit
  readonly journals: Journals
  /** Why nobody may change the show now; null where they may, and where it is absent. */
  readonly locked?: (what: string) => Fault | null
  /** Absent where shows are not saved by themselves. */
  readonly autosave?: AutosaveSetting
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

/** Whether shows are saved by themselves, for this installation. */
export interface AutosaveSetting {
  readonly autosave: boolean
  setAutosave(on: boolean): Promise<Result<void>>
  /** Files that are not, such as what came with the program. */
  spares(path: string): boolean
}

type Args<N extends 'show.open' | 'show.new' | 'show.saveAs' | 'show.autosave'> = ParsedArgs<N>

export class ShowCoordinator implements AsyncDisposable {
  readonly #held: HeldShow
  readonly #editor: Editor
  readonly #locked: (what: string) => Fault | null
  readonly #reloads: Reloads
  readonly #files: ShowFiles
  readonly #keeping: KeptEdits
  readonly #autosave: Autosave
  readonly #setting: AutosaveSetting
  readonly #publish: Publish
  readonly #keeper: VersionKeeper
  /** Digest of what was kept of the file. */
  #base: string | null = null
  #live = true
  readonly #versions: EarlierVersions
  readonly #disarm: CoordinatorOptions['disarm']
  readonly #state: KeptState

  constructor({ check, text, clock, journals, versions, ...others }: CoordinatorOptions) {
    const { publish, read, build, save, putAside, watch, folder, locked = () => null } = others
    const { states, stateParts: parts, moment, acting } = others
    const pause = (): Promise<void> => others.pause()
    this.#disarm = others.disarm
    this.#held = new HeldShow()
    const held = this.#held
    const changed = (): void => {
      this.#reloads.showChanged()
      this.#files.saves.showChanged()
      this.#autosave.edited()
    }
    const keep: Keep = (before, record) => {
      this.#keeping.accepted(before, record)
      void this.#keepBase(read)
    }
    this.#locked = locked
    this.#editor = new Editor({ clock, held, publish, check, changed, keep })
    const { undoable } = this.#editor
    const keeping = new KeptEdits({ clock, publish, held, undoable, journals, build, check, text, versions })
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
      ...{ clock, held, keeping, publish, read, build, pause, save, putAside, text, watch, folder, locked },
      reloads: this.#reloads,
    })
    this.#publish = publish
    this.#setting = others.autosave ?? NEVER
    const { saves } = this.#files
    const isOn = (): boolean => this.#setting.autosave
    const spared = (path: string): boolean => this.#setting.spares(path) || this.#files.readOnly !== null
    this.#autosave = new Autosave({ clock, held, reloads: this.#reloads, saves, isOn, spared })
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
    const saving = this.#files.saves.trouble
    return { generation, failing, offered, saving, notKept, stateNotKept, versions, rescued }
  }

  edits(): EditsView {
    const { offered } = this.#reloads
    const { migrated } = this.#held
    const isEdited = this.#files.isUnsaved || migrated !== null
    return {
      ...{ ...this.#editor.view(), ...this.#keeping.view(), isEdited, offered },
      ...{ failing: this.#failing(), saving: this.#saving(), autosave: this.#setting.autosave },
      readOnly: this.#files.readOnly,
      rescued: this.#rescued(),
      migrated,
    }
  }

  /** Reads the file again; answers when the show that it holds runs, or why it does not. */
  async reload(by: Signature, cause: number | null, discard = false): Promise<Result<Reloaded>> {
    const reloaded = await this.#reloads.reload(by, cause, discard)
    if (discard) await this.#keeping.letGo()
    if (reloaded.ok || this.#reloads.failing === null) return reloaded
    return failed(await this.#files.withInstead(reloaded.error))
  }

  /** What was made of more than one thing, such as a sheet of cues, may come after somebody has locked. */
  edit(request: EditRequest, asker: Asker): ReturnType<Editor['edit']> {
    const barred = this.#locked('show.edit')
    if (barred !== null) return failed(barred)
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

  save(asker: Asker): ReturnType<ShowFiles['saves']['save']> {
    return this.#files.saves.save(asker)
  }

  saveAs({ path, replace }: Args<'show.saveAs'>, asker: Asker): ReturnType<ShowFiles['saveAs']> {
    return this.#files.saveAs(path, replace, asker)
  }

  open(request: Args<'show.open'>, asker: Asker): ReturnType<ShowFiles['open']> {
    const { path, discard, version = null, disarmed } = request
    const before = (): void => {
      if (disarmed !== undefined) this.#disarm?.(disarmed, asker)
    }
    return this.#lettingGo(this.#files.open({ path, discard, version, before }, asker))
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

  empty({ discard }: Args<'show.new'>, asker: Asker): ReturnType<ShowFiles['open']> {
    return this.#lettingGo(this.#files.empty('New show', discard, asker))
  }

  /** As empty as a new one, but nobody means to fill it. */
  close({ discard }: Args<'show.new'>, asker: Asker): ReturnType<ShowFiles['open']> {
    return this.#lettingGo(this.#files.empty('No show', discard, asker))
  }

  /** What somebody has let go of does not come back, however the program ends after its answer. */
  async #lettingGo<T>(opened: T | Promise<T>): Promise<T> {
    const answer = await opened
    await this.#keeping.letGo()
    return answer
  }

  /** What others than this stage need of the show's file. */
  get files(): Pick<ShowFiles, 'mayLeave' | 'placeFor' | 'resolved'> & {
    readonly saves: Pick<ShowFiles['saves'], 'text'>
  } {
    return this.#files
  }

  /** The changed file wins over what was not saved. */
  async takeOffered(asker: Asker): Promise<Result<CommandAnswer<'show.takeOffered'>>> {
    const taken = await this.#lettingGo(this.#reloads.takeOffered(asker))
    // What could not be saved has given way to what the file holds.
    if (taken.ok) this.#files.saves.forget()
    return taken.ok ? ok(this.#place()) : taken
  }

  /** What could not be saved is not tried again. */
  giveUpSave(asker: Asker): Result<CommandAnswer<'show.giveUpSave'>> {
    const given = this.#files.saves.giveUp()
    if (!given.ok) return given
    this.#decided(asker, 'The save that failed is not tried again')
    return ok(this.#place())
  }

  /** Switches for this installation whether shows are saved by themselves. */
  async autosave(
    { on }: Args<'show.autosave'>,
    asker: Asker,
  ): Promise<Result<CommandAnswer<'show.autosave'>>> {
    const set = await this.#setting.setAutosave(on)
    if (on) this.#autosave.edited()
    else this.#autosave.over()
    this.#decided(asker, `Autosave is ${on ? 'on' : 'off'}`)
    return set.ok ? ok({ on }) : set
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
    this.#live = false
    dispose(this.#autosave)
    dispose(this.#versions)
    await this.#files[Symbol.asyncDispose]()
    await this.#state[Symbol.asyncDispose]()
    await this.#reloads[Symbol.asyncDispose]()
    await this.#keeper[Symbol.asyncDispose]()
    await this.#keeping[Symbol.asyncDispose]()
  }

  #decided({ by, cause }: Asker, text: string): void {
    const payload = { by: by.name, text }
    this.#publish({ type: 'show.persistence.decided', source: 'show', cause, payload })
  }

  /** What the file held before it was edited is kept among its versions: the journal goes on from it, whatever becomes of the file. */
  async #keepBase(read: Read): Promise<void> {
    const { digest, current } = this.#held
    const { path } = current
    if (path === null || digest === null || digest === this.#base) return
    this.#base = digest
    const content = await read(path)
    if (content.ok && content.value.digest === digest && this.#live)
      await this.#keeper.replacing(path, content.value)
  }

  #rescued(): EditsView['rescued'] {
    const { rescue } = this.#files
    const path = this.#held.current.path ?? ''
    return rescue && { path, what: rescue.fault.what, instead: rescue.instead }
  }

  #failing(): EditsView['failing'] {
    const { failing } = this.#reloads
    if (failing === null) return null
    const { path, first, more, isKept } = failing
    const { where, what, next } = first
    return { path, where, what, next, more, isKept }
  }

  #saving(): EditsView['saving'] {
    const { trouble } = this.#files.saves
    if (trouble === null) return null
    const { code, what, next } = trouble.fault
    return { path: trouble.path, code, what, next }
  }

  #place(): { readonly generation: number; readonly path: string | null } {
    const { generation, path } = this.#held.current
    return { generation, path }
  }
}

const NEVER: AutosaveSetting = {
  autosave: false,
  spares: () => true,
  setAutosave: () =>
    Promise.resolve(failed(fault('show/not-here', 'autosave', 'there is none here', 'save the show'))),
}
