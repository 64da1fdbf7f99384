// What a command is to the person who gave it, and how it is said that it was not sent.
import { fault } from '../../shared/base/result.ts'
import type { Fault } from '../../shared/base/result.ts'
import type { CommandArgs, CommandName } from '../../shared/contract/commands.ts'

/** What is known by name; null where it is not. */
export interface Names {
  playlist(playlistId: string): string | null
  run(runId: string): string | null
}

type Subjects = { readonly [N in CommandName]?: (args: CommandArgs<N>, names: Names) => string | null }

const of = (what: string, name: string | null): string | null => (name === null ? null : `${what} of ${name}`)

const SUBJECTS: Subjects = {
  'show.go': () => 'GO',
  'show.back': () => 'Back',
  'show.reset': () => 'Reset',
  'show.arm': () => 'Arm',
  'show.disarm': () => 'Disarm',
  'show.pause': () => 'Pause all',
  'show.resume': () => 'Resume all',
  'show.stop': () => 'Stop all',
  'standby.set': ({ playlistId }, { playlist }) =>
    playlistId === null ? null : of('Standby', playlist(playlistId)),
  'playlist.start': ({ id }, { playlist }) => of('Start', playlist(id)),
  'playlist.stop': ({ id }, { playlist }) => of('Stop', playlist(id)),
  'run.pause': ({ runId }, { run }) => of('Pause', run(runId)),
  'run.resume': ({ runId }, { run }) => of('Resume', run(runId)),
  'run.stop': ({ runId }, { run }) => of('Stop', run(runId)),
  'run.seek': ({ runId }, { run }) => of('Move', run(runId)),
  'run.setRate': ({ runId }, { run }) => of('Tempo', run(runId)),
  'rules.hold': () => 'Hold rules',
  'rules.release': () => 'Release rules',
  'show.edit': () => 'The edit',
  'show.undo': () => 'Undo',
  'show.redo': () => 'Redo',
  'show.turn': () => 'Undo',
  'show.save': () => 'Save',
  'show.saveAs': () => 'Save as',
  'show.open': () => 'Open',
  'show.new': () => 'New show',
  'show.close': () => 'Close',
  'show.reload': () => 'Read the file again',
  'show.takeOffered': () => 'Take the file',
  'cueSheet.import': () => 'Import of the cue sheet',
  'show.keepMine': () => 'Keep mine',
  'show.autosave': () => 'Autosave',
  'show.giveUpSave': () => 'Give up saving',
  'show.versions': () => 'Earlier versions',
  'show.previewVersion': () => 'The comparison',
  'show.restoreVersion': () => 'Restore',
  'bundle.export': () => 'Export',
  'bundle.take': () => 'Import',
  'bundle.approval': () => 'Look at targets and keys',
  'bundle.approve': () => 'Approve',
}

/** What a command is called that has no better name. */
export const NAMELESS = 'The command'

/** `GO`, `Start of Blackout`; `The command` where there is no better name. */
export function subjectOf<N extends CommandName>(command: N, args: CommandArgs<N>, names: Names): string {
  return SUBJECTS[command]?.(args, names) ?? NAMELESS
}

/** That a command was not sent because the engine has said nothing for `silentFor` milliseconds. */
export function unsent(refused: Fault, subject: string, silentFor: number): Fault {
  const what = `${subject} was not sent: the engine has said nothing for ${Math.floor(silentFor / 1000)} s`
  return fault(refused.code, subject, what, refused.next)
}

/** What became of a command that was not answered in time. */
export function lateAnswer(subject: string, refused: Fault | null): Fault {
  return refused === null
    ? fault(
        'command/answered-late',
        subject,
        `${subject} was carried out, and answered late`,
        'look at what runs',
      )
    : fault('command/answered-late', subject, `${subject} did nothing: ${refused.what}`, refused.next)
}
