// What is done with the show and its file: the lines of the show's menu, in its groups.
import { action } from '../lib/actions.ts'
import type { Action } from '../lib/actions.ts'
import type { Desk } from './desk.svelte.ts'

type Parts = Pick<Desk, 'edits' | 'files' | 'versions' | 'check' | 'cueSheet' | 'bundles'> &
  Pick<Desk, 'show' | 'arming' | 'transport' | 'ending'>

const NO_SHOW = 'No show is open'
const NO_FILE = 'This show has no file yet'

export function fileActions(desk: Parts): readonly Action[] {
  const { edits, files, versions, show, ending } = desk
  const path = (): string | null => edits.view?.path ?? show.view?.path ?? null
  const noShow = (): string | null => (show.view === null ? NO_SHOW : null)
  const noFile = (): string | null => noShow() ?? (path() === null ? NO_FILE : null)
  const unchanged = (): string | null =>
    path() !== null && !edits.isEdited ? 'The file holds what is here' : null
  const readOnly = (): string | null => {
    const why = edits.view?.readOnly ?? null
    return why === null ? null : `Read only, because ${why}: save it as another`
  }
  const of = { group: 'file', role: 'editor' } as const
  return [
    action({
      ...{ ...of, id: 'file.save', words: 'Save', keys: ['Ctrl+S'], reach: 'everywhere', role: 'operator' },
      ...{ when: () => noShow() ?? readOnly() ?? unchanged(), anyway: true, run: () => void files.save() },
    }),
    action({ ...of, id: 'file.saveAs', words: 'Save as…', when: noShow, run: () => files.name('saveAs') }),
    action({
      ...{ ...of, id: 'file.autosave', words: 'Autosave', ticked: () => edits.view?.autosave === true },
      ...{ when: noShow, run: edits.switchAutosave },
    }),
    action({
      ...{ ...of, id: 'file.open', words: 'Open…', keys: ['Ctrl+O'], reach: 'text', group: 'otherShow' },
      run: () => files.name('open'),
    }),
    action({
      ...{ ...of, id: 'file.new', words: 'New show', keys: ['Ctrl+N'], reach: 'text', group: 'otherShow' },
      run: ending.unlessIdle('Begin a new show', () => void files.create()),
    }),
    action({
      ...{ ...of, id: 'file.close', words: 'Close the show', group: 'otherShow', when: noShow },
      run: ending.unlessIdle('Close the show', () => void files.close()),
    }),
    action({
      ...{ ...of, id: 'file.versions', words: 'Earlier versions…', role: 'viewer', group: 'versions' },
      ...{ also: 'restore history backup', when: noFile, run: versions.open },
    }),
    action({
      ...{ ...of, id: 'file.reload', words: 'Read the file again', also: 'reload revert', group: 'versions' },
      ...{ when: noFile, run: () => void files.reload() },
    }),
    ...exchangeActions(desk),
    ...armActions(desk),
  ]
}

/** Sheets and bundles. */
function exchangeActions({ cueSheet, bundles, show }: Parts): readonly Action[] {
  const noShow = (): string | null => (show.view === null ? NO_SHOW : null)
  const of = { group: 'exchange', when: noShow } as const
  return [
    action({
      ...{ ...of, id: 'file.sheets', words: 'Cue sheets…', role: 'viewer', also: 'import export csv print' },
      run: () => cueSheet.open(show.view?.cueLists[0]?.id ?? null),
    }),
    action({
      ...{ ...of, id: 'file.export', words: 'Export bundle…', role: 'operator', also: 'pack' },
      run: bundles.nameExport,
    }),
    action({
      ...{ ...of, id: 'file.import', words: 'Import bundle…', role: 'editor', also: 'unpack' },
      ...{ when: () => null, run: bundles.choose },
    }),
  ]
}

/** An imported show is looked at before it is armed. */
export function armShow({ arming, bundles, transport }: Parts): void {
  if (!arming.view.armed && arming.view.why === 'imported') void bundles.look()
  else transport.send('show.arm', {})
}

function armActions(desk: Parts): readonly Action[] {
  const { check, arming, transport, ending } = desk
  const disarm = ending.unlessIdle('Disarm the show', () => transport.send('show.disarm', {}))
  return [
    action({
      ...{ id: 'check.open', words: 'Check before the show…', group: 'check', role: 'viewer' },
      ...{ also: 'pre-show test', run: check.open },
    }),
    action({
      ...{ id: 'show.arming', group: 'check', role: 'operator', also: 'arm disarm' },
      get words() {
        return arming.view.armed ? 'Disarm: ends all, then nothing acts' : 'Arm the show'
      },
      run: () => {
        if (arming.view.armed) disarm()
        else armShow(desk)
      },
    }),
  ]
}

/** Undo and redo of what this screen did; in a text they are the text's own. */
export function editActions({ edits }: Pick<Desk, 'edits'>): readonly Action[] {
  return [
    action({
      ...{
        id: 'edit.undo',
        group: 'editing',
        role: 'editor',
        keys: ['Ctrl+Z'],
        keyWords: 'Undo; in a text field of what is typed there',
        run: edits.undo,
      },
      get words() {
        return edits.toUndo === null ? 'Undo' : `Undo: ${edits.toUndo.label}`
      },
      when: () => (edits.toUndo === null ? 'Nothing that this screen did is left to undo' : null),
    }),
    action({
      ...{
        id: 'edit.redo',
        group: 'editing',
        role: 'editor',
        keys: ['Ctrl+Shift+Z'],
        keyWords: 'Redo',
        run: edits.redo,
      },
      get words() {
        return edits.toRedo === null ? 'Redo' : `Redo: ${edits.toRedo.label}`
      },
      when: () => (edits.toRedo === null ? 'Nothing was undone here' : null),
    }),
  ]
}
