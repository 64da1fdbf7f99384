// What a command is called where it is refused: what the operator pressed, and of what.
import type { CommandName } from '../shared/contract/commands.ts'

const CALLED: Readonly<Partial<Record<CommandName, string>>> = {
  ...{
    'show.go': 'GO',
    'show.back': 'Back',
    'show.stop': 'Stop',
    'show.pause': 'Pause',
    'show.resume': 'Resume',
  },
  ...{ 'show.panic': 'Panic', 'show.arm': 'Arm', 'show.disarm': 'Disarm', 'show.reset': 'Reset' },
  ...{
    'cueList.back': 'Back',
    'cueList.skip': 'Skip',
    'cueList.standBy': 'Standby',
    'standby.set': 'Standby',
  },
  ...{
    'cue.go': 'GO',
    'cue.start': 'Start',
    'cue.stop': 'Stop',
    'cue.pause': 'Pause',
    'cue.resume': 'Resume',
  },
  ...{ 'cue.load': 'Load', 'cue.arm': 'Arm', 'cue.disarm': 'Disarm', 'cue.cancelWait': 'Cancel of a wait' },
  ...{ 'playlist.start': 'Start', 'playlist.stop': 'Stop', 'playlist.pause': 'Pause' },
  ...{ 'playlist.resume': 'Resume', 'playlist.seek': 'Move', 'playlist.setRate': 'Tempo' },
  ...{
    'run.stop': 'Stop',
    'run.pause': 'Pause',
    'run.resume': 'Resume',
    'run.seek': 'Move',
    'run.setRate': 'Tempo',
  },
  ...{ 'param.set': 'Set', 'param.fade': 'Fade', 'param.resync': 'Resync', 'scene.recall': 'Recall' },
  ...{
    'scene.store': 'Store',
    'interrupt.answer': 'Answer',
    'rules.hold': 'Hold rules',
    'rules.release': 'Release rules',
  },
}

/** `GO`, `GO of list b`, `Start of cue 5`, `Start of storm`. */
export function calledBy(command: CommandName, args: unknown): string {
  const { list, number, id, name } = Object(args) as Readonly<Record<string, unknown>>
  const called = CALLED[command] ?? command
  if (typeof number === 'string') return `${called} of cue ${number}`
  if (typeof list === 'string') return `${called} of list ${list}`
  const thing = id ?? name
  return typeof thing === 'string' ? `${called} of ${thing}` : called
}
