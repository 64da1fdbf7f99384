// What the import of a cue sheet says, in the operator's words.
import type { ImportWay, Meaning, SheetPreview, SheetProblem } from '../../shared/model/cue-sheet.ts'

export const MEANING_WORDS: Readonly<Record<Meaning, string>> = {
  leaveOut: 'Leave out',
  number: 'Number',
  name: 'Name',
  note: 'Note',
  addToNote: 'Add to note',
  colour: 'Colour',
  armed: 'Armed',
  skip: 'Skip (not armed)',
  preWait: 'Pre-wait',
  continue: 'Continues',
  postWait: 'Post-wait',
  type: 'Type',
  playlist: 'Playlist',
  message: 'OSC message',
  group: 'Group',
  inGroup: 'In group',
  actions: 'Actions (as exported)',
  id: 'Id (as exported)',
}

export const WAY_WORDS: Readonly<Record<ImportWay, { readonly label: string; readonly what: string }>> = {
  append: { label: 'Add at the end', what: 'Every row becomes a new cue' },
  update: {
    label: 'Update by number',
    what: 'Cues of the same number change, others are added, none is removed',
  },
  replace: { label: 'Replace the list', what: 'Cues that are not in the sheet are removed' },
}

const FORM_WORDS: Readonly<Record<SheetPreview['form'], string>> = {
  tab: 'cells between tabs',
  semicolon: 'cells between semicolons',
  comma: 'cells between commas',
  ontime: 'a rundown of Ontime',
}

const cues = (count: number): string => `${count} ${count === 1 ? 'cue' : 'cues'}`

export function readAs({ form, rowCount }: SheetPreview): string {
  return `${rowCount} ${rowCount === 1 ? 'row' : 'rows'}, read as ${FORM_WORDS[form]}`
}

/** `Adds 3 cues, changes 1, leaves 12 as they are`: nothing of it is done yet. */
export function outcomeWords({ added, changed, same, removed }: SheetPreview): string {
  const parts = [
    added > 0 ? `adds ${cues(added)}` : '',
    changed > 0 ? `changes ${cues(changed)}` : '',
    same > 0 ? `leaves ${same} as ${same === 1 ? 'it is' : 'they are'}` : '',
    removed > 0 ? `removes ${cues(removed)}` : '',
  ].filter((part) => part !== '')
  if (parts.length === 0) return 'Changes nothing'
  const said = parts.join(', ')
  return `${said.charAt(0).toUpperCase()}${said.slice(1)}`
}

const PROBLEM_WORDS: Readonly<Record<SheetProblem['code'], string>> = {
  duration: 'is no time; write seconds, 1:30 or 1.5 s. Taken as none',
  'yes-no': 'is neither yes nor no. Taken as empty',
  continue: 'is no way to continue; write auto-continue or auto-follow. Taken as none',
  colour: 'is no colour that is known; write #rrggbb or a name. Left out',
  type: 'is a kind of cue that cannot be done here. The cue comes without it',
  group: 'is no kind of group; write together or one-by-one. Left out',
  number: 'cannot be a number; use letters, digits, dots and dashes. The cue comes without one',
  'number-twice': 'is the number of another cue already. The cue comes without one',
  'too-long': 'is too long, and was cut',
  'playlist-unknown': 'is no playlist of this show. The cue comes without it',
  'cue-unknown': 'is no playlist and no cue. The cue comes without it',
  message: 'is no OSC message; write /address and its values. Left out',
  'target-unknown': 'is no OSC target of this show. The message is left out',
  'no-target': 'has nowhere to go, as the show has no OSC target. Left out',
  'group-unknown': 'is no group in the sheet. The cue stands by itself',
  actions: 'are no actions as an exported sheet holds them. Left out',
}

export function problemWords({ line, code, text }: SheetProblem): string {
  const quoted = text.length > 40 ? `${text.slice(0, 40)}…` : text
  return `Line ${line}: “${quoted}” ${PROBLEM_WORDS[code]}`
}
