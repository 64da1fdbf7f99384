// The commands that ask the owner of the show: edits, undo, its file, and what it holds.
import { failed, fault, ok } from '../shared/base/result.ts'
import type { Fault, Result } from '../shared/base/result.ts'
import { commandOf } from '../shared/contract/commands.ts'
import type { CommandAnswer, CommandsWith, ParsedArgs } from '../shared/contract/commands.ts'
import type { EditCommandName } from '../shared/contract/edit-commands.ts'
import type { Client } from '../shared/model/client.ts'
import type { Json } from '../shared/model/json.ts'

/** Who asks, and the event by which. */
export interface Asker {
  /** Names a window or program, and so whose edits are taken back. */
  readonly by: Client
  readonly cause: number | null
}

type Args<N extends EditCommandName | 'cueSheet.import'> = ParsedArgs<N>
type Now<N extends EditCommandName> = Result<CommandAnswer<N>>

/** The owner of the show, as commands see it. What needs the disk is answered later. */
export interface Editing {
  edit(request: Args<'show.edit'>, asker: Asker): Now<'show.edit'>
  undo(asker: Asker): Now<'show.undo'>
  redo(asker: Asker): Now<'show.redo'>
  turn(entry: number, asker: Asker): Now<'show.turn'>
  whenKept(request: Args<'show.kept'>): Promise<Now<'show.kept'>>
  save(asker: Asker): Promise<Now<'show.save'>>
  saveAs(request: Args<'show.saveAs'>, asker: Asker): Promise<Now<'show.saveAs'>>
  open(request: Args<'show.open'>, asker: Asker): Promise<Now<'show.open'>>
  /** An empty show. */
  empty(request: Args<'show.new'>, asker: Asker): Promise<Now<'show.new'>>
  close(request: Args<'show.close'>, asker: Asker): Promise<Now<'show.close'>>
  takeOffered(asker: Asker): Promise<Now<'show.takeOffered'>>
  keepMine(asker: Asker): Now<'show.keepMine'>
  autosave(request: Args<'show.autosave'>, asker: Asker): Promise<Now<'show.autosave'>>
  giveUpSave(asker: Asker): Now<'show.giveUpSave'>
  read(what: Args<'show.read'>): Now<'show.read'>
  versions(): Promise<Now<'show.versions'>>
  previewVersion(request: Args<'show.previewVersion'>): Promise<Now<'show.previewVersion'>>
  restoreVersion(request: Args<'show.restoreVersion'>, asker: Asker): Promise<Now<'show.restoreVersion'>>
  history(): CommandAnswer<'show.history'>
}

type Owner<N extends EditCommandName> = (
  args: Args<N>,
  cause: number,
  by: Client,
) => N extends CommandsWith<{ readonly waits: true }> ? Promise<Now<N>> : Now<N>

/** `editing` is null in a rehearsal, whose show stays as it is. */
export function editOwners(editing: Editing | null): { readonly [N in EditCommandName]: Owner<N> } {
  const now = <T>(act: (owner: Editing) => Result<T>): Result<T> =>
    editing === null ? failed(notHere()) : act(editing)
  const later = async <T>(act: (owner: Editing) => Promise<Result<T>>): Promise<Result<T>> =>
    editing === null ? failed(notHere()) : await act(editing)
  return {
    'show.edit': (request, cause, by) => now((owner) => owner.edit(request, { by, cause })),
    'show.undo': (_, cause, by) => now((owner) => owner.undo({ by, cause })),
    'show.redo': (_, cause, by) => now((owner) => owner.redo({ by, cause })),
    'show.turn': ({ entry }, cause, by) => now((owner) => owner.turn(entry, { by, cause })),
    'show.kept': (request) => later((owner) => owner.whenKept(request)),
    'show.save': (_, cause, by) => later((owner) => owner.save({ by, cause })),
    'show.saveAs': (request, cause, by) => later((owner) => owner.saveAs(request, { by, cause })),
    'show.open': (request, cause, by) => later((owner) => owner.open(request, { by, cause })),
    'show.new': (request, cause, by) => later((owner) => owner.empty(request, { by, cause })),
    'show.close': (request, cause, by) => later((owner) => owner.close(request, { by, cause })),
    'show.takeOffered': (_, cause, by) => later((owner) => owner.takeOffered({ by, cause })),
    'show.keepMine': (_, cause, by) => now((owner) => owner.keepMine({ by, cause })),
    'show.autosave': (request, cause, by) => later((owner) => owner.autosave(request, { by, cause })),
    'show.giveUpSave': (_, cause, by) => now((owner) => owner.giveUpSave({ by, cause })),
    'show.versions': () => later((owner) => owner.versions()),
    'show.previewVersion': (request) => later((owner) => owner.previewVersion(request)),
    'show.restoreVersion': (request, cause, by) =>
      later((owner) => owner.restoreVersion(request, { by, cause })),
    'show.read': (what) => now((owner) => owner.read(what)),
    'show.history': () => now((owner) => ok(owner.history())),
  }
}

/** In a rehearsal nothing of the show, or of its file, is changed. */
export function notHere(): Fault {
  const what = 'a rehearsal keeps the show that it began with'
  return fault('show/not-here', 'rehearsal', what, 'open the show live')
}

/** What events say of the arguments of a command: of a PIN nothing, and of an edit not what it changes, which may be megabytes. */
export function toldArgs(name: string, args: unknown): Json {
  if (commandOf(name)?.secret === true) return null
  if (name === 'cueSheet.preview' || name === 'cueSheet.import') {
    const { text, ...others } = args as Args<'cueSheet.import'>
    return { ...others, characters: text.length } as Json
  }
  // The bytes of what is sent are told nowhere.
  if (name === 'bundle.receive') return {}
  if (name !== 'show.edit') return args as Json
  const { seen, group, mutation } = args as Args<'show.edit'>
  // Not yet looked at: it may be anything, null too.
  const given: unknown = mutation
  const { edit, edits } = (given ?? {}) as { readonly edit?: unknown; readonly edits?: unknown }
  return {
    seen,
    ...(group === undefined ? {} : { group }),
    edit: typeof edit === 'string' ? edit.slice(0, 20) : null,
    edits: Array.isArray(edits) ? edits.length : 1,
  }
}
