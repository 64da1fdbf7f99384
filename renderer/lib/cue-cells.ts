// The cells of a cue's row that are typed in: the text that stands there, and what a text means.
import { failed, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import type { CueView } from '../../shared/contract/cue-streams.ts'
import { CUE_LIMITS, cueNumber } from '../../shared/model/cue.ts'
import { parseTime, timeText } from './typed-time.ts'

/** In the order in which Tab goes through them. */
export const CELLS = ['number', 'name', 'note', 'preWait'] as const
export type Cell = (typeof CELLS)[number]

export const CELL_WORDS: Readonly<Record<Cell, string>> = {
  number: 'Number',
  name: 'Name',
  note: 'Note',
  preWait: 'Pre-wait',
}

export function cellText(cue: CueView, cell: Cell): string {
  if (cell === 'preWait') return cue.preWait === 0 ? '' : timeText(cue.preWait)
  return cue[cell] ?? ''
}

/** Whether all of it stands in the row: long notes are cut on their way, and several lines fit no row. */
export function fitsRow(cue: CueView, cell: Cell): boolean {
  return cell !== 'note' || (!cue.note.endsWith('…') && !cue.note.includes('\n'))
}

export interface CellChange {
  readonly set?: Readonly<Record<string, unknown>>
  readonly unset?: readonly string[]
}

/** What is to change for a text to stand there, or why it cannot. */
export function cellChange(cell: Cell, text: string): Result<CellChange, string> {
  const bare = text.trim()
  if (bare === '') return ok(cell === 'name' || cell === 'note' ? { set: { [cell]: '' } } : { unset: [cell] })
  if (cell === 'number') {
    return cueNumber.safeParse(bare).success
      ? ok({ set: { number: bare } })
      : failed('letters, digits, dots and dashes, such as 1.5')
  }
  if (cell === 'preWait') {
    const ms = parseTime(bare)
    return ms === null ? failed('a time, such as 5 s or 1:30') : ok({ set: { preWait: ms } })
  }
  const most = CUE_LIMITS[cell]
  return bare.length > most ? failed(`at most ${most} characters`) : ok({ set: { [cell]: bare } })
}
