// A cue list as a table that spreadsheets open and that comes back the same.
import { stringify } from 'csv-stringify/sync'
import type { CueAction, CueDefinition, CueListDefinition } from '../../shared/model/cue.ts'
import { recallText } from '../../shared/model/scene-words.ts'
import { SEPARATORS } from '../../shared/model/cue-sheet.ts'

/** Heads are words that an import knows again. `Does` is for people. */
const HEADS = [
  'Number',
  'Name',
  'Note',
  'Colour',
  'Armed',
  'Pre wait',
  'Continue',
  'Post wait',
  'Group',
  'In group',
  'Does',
  'Actions',
  'Cuewright ID',
]

/** Rows that are written at once, so that a long list stops nothing else. */
const ROWS = 500

export function* sheetText(list: CueListDefinition, separator: 'comma' | 'tab'): Generator<string> {
  const options = { delimiter: SEPARATORS[separator], record_delimiter: '\r\n' }
  // By the mark spreadsheets know that the text is UTF-8.
  yield `\uFEFF${stringify([HEADS], options)}`
  for (let from = 0; from < list.cues.length; from += ROWS) {
    yield stringify(list.cues.slice(from, from + ROWS).map(rowOf), options)
  }
}

function rowOf(cue: CueDefinition): string[] {
  const { id, number = '', name, note, colour = '', armed, preWait, postWait, group = '', actions } = cue
  const waits = { pre: seconds(preWait), post: seconds(postWait) }
  const does = actions.map(actionText).join('\n')
  const row = [number, name, note, colour, armed ? 'yes' : 'no', waits.pre, cue.continue, waits.post, group]
  return [...row, cue.in ?? '', does, actions.length === 0 ? '' : JSON.stringify(actions), id].map(asText)
}

const seconds = (ms: number): string => (ms === 0 ? '' : String(ms / 1000))

/** With an apostrophe before what a spreadsheet would take for a formula. */
function asText(cell: string): string {
  return /^[=+@-]/.test(cell) && !/^[+-]?[\d.]+$/.test(cell) ? `'${cell}` : cell
}

/** What an action does, in a few words. */
export function actionText(action: CueAction): string {
  switch (action.action) {
    case 'start_playlist':
      return `start playlist ${action.id}`
    case 'stop_playlist':
      return `stop playlist ${action.id}`
    case 'pause_playlist':
      return `pause playlist ${action.id}`
    case 'resume_playlist':
      return `resume playlist ${action.id}`
    case 'emit':
      return sent(action)
    case 'set_param':
      return `set ${action.param} to ${JSON.stringify(action.value)}`
    case 'recall_scene':
      return `recall scene ${recallText(action)}`
    case 'fade_param':
      return `fade ${action.param} to ${JSON.stringify(action.to)} in ${action.over / 1000} s`
    case 'raise_interrupt':
      return `ask: ${action.interrupt.prompt}`
    case 'go_list':
      return `GO list ${action.list}`
    case 'stop_cue':
      return `stop cue ${action.cue}`
    case 'arm_cue':
      return `arm cue ${action.cue}`
    case 'disarm_cue':
      return `disarm cue ${action.cue}`
  }
}

function sent({ type, payload }: Extract<CueAction, { action: 'emit' }>): string {
  if (type !== 'osc.send' || typeof payload !== 'object' || payload === null || !('address' in payload)) {
    return `publish ${type}`
  }
  const { target, address, args } = payload as Readonly<Record<string, unknown>>
  const values = Array.isArray(args) ? args.map((value) => ` ${JSON.stringify(value)}`).join('') : ''
  return `send ${String(target)} ${String(address)}${values}`
}
