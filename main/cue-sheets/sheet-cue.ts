// One row of a sheet as the cue that it describes, with what of it could not be read.
import type { CueGroup } from '../../shared/model/cue.ts'
import { colourOf, durationOf, goesOn, groupOf, isYes } from './cells.ts'
import type { Meaning, SheetProblem } from '../../shared/model/cue-sheet.ts'
import type { CueContinue } from '../../shared/model/cue.ts'
import type { TableRow } from './table.ts'

/** What a row says; references are still as it words them. */
export interface SheetCue {
  readonly line: number
  /** As an exported sheet holds it; empty where none. */
  readonly id: string
  readonly number: string
  readonly name: string
  readonly note: string
  /** `#rrggbb`, or empty. */
  readonly colour: string
  readonly armed: boolean
  /** Milliseconds. */
  readonly preWait: number
  readonly postWait: number
  readonly goesOn: CueContinue
  /** Null where it is no group. */
  readonly group: CueGroup | null
  /** Group that it is in, by id or number; empty where none. */
  readonly inGroup: string
  /** Playlist that it starts, stops or pauses, by id or name; empty where none. */
  readonly playlist: string
  readonly does: 'start' | 'stop' | 'pause'
  /** An OSC message as people write it; empty where none. */
  readonly message: string
  /** Actions as an exported sheet holds them; empty where none. */
  readonly actions: string
}

/** Kinds of cues of other programs that act as a cue here does. */
const DOES: Readonly<Record<string, SheetCue['does']>> = {
  '': 'start',
  start: 'start',
  go: 'start',
  play: 'start',
  cue: 'start',
  playlist: 'start',
  network: 'start',
  osc: 'start',
  memo: 'start',
  group: 'start',
  event: 'start',
  stop: 'stop',
  pause: 'pause',
}

export function sheetCue(
  { line, cells }: TableRow,
  meanings: readonly Meaning[],
  heads: readonly string[],
): { readonly cue: SheetCue; readonly problems: readonly SheetProblem[] } {
  const problems: SheetProblem[] = []
  const textOf = (meaning: Meaning): string => cells[meanings.indexOf(meaning)] ?? ''
  /** What a cell says; `otherwise` and a problem where it says nothing that is known. */
  const read = <T>(
    meaning: Meaning,
    code: SheetProblem['code'],
    reads: (cell: string) => T | null,
    otherwise: T,
  ): T => {
    const column = meanings.indexOf(meaning)
    const text = cells[column] ?? ''
    if (column === -1) return otherwise
    const value = reads(text)
    if (value === null) problems.push({ line, code, text })
    return value ?? otherwise
  }
  const type = textOf('type').toLowerCase()
  const armed = meanings.includes('armed') ? read('armed', 'yes-no', isYes, true) : true
  const cue: SheetCue = {
    line,
    id: textOf('id'),
    number: textOf('number'),
    name: textOf('name'),
    note: noteOf(cells, meanings, heads),
    colour: read('colour', 'colour', colourOf, ''),
    armed: armed && !read('skip', 'yes-no', isYes, false),
    preWait: read('preWait', 'duration', durationOf, 0),
    postWait: read('postWait', 'duration', durationOf, 0),
    goesOn: read('continue', 'continue', goesOn, 'none'),
    group: read('group', 'group', groupOf, '') || null,
    inGroup: textOf('inGroup'),
    playlist: textOf('playlist'),
    does: read('type', 'type', () => (Object.hasOwn(DOES, type) ? (DOES[type] ?? null) : null), 'start'),
    message: textOf('message'),
    actions: textOf('actions'),
  }
  return { cue, problems }
}

/** The note, and below it each cell that belongs to it, under the head of its column. */
function noteOf(cells: readonly string[], meanings: readonly Meaning[], heads: readonly string[]): string {
  const lines = meanings.flatMap((meaning, column) => {
    const cell = cells[column] ?? ''
    if (cell === '') return []
    if (meaning === 'note') return [cell]
    if (meaning !== 'addToNote') return []
    return [heads[column] ? `${heads[column]}: ${cell}` : cell]
  })
  return lines.join('\n')
}
