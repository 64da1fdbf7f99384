// A sheet as somebody brings it, text of a table or a project of Ontime: its columns, what they seem to mean, and its rows.
import { failed, fault, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import { SHEET_LIMITS } from '../../shared/model/cue-sheet.ts'
import type { Meaning, Separator } from '../../shared/model/cue-sheet.ts'
import { meant } from './cells.ts'
import { guessMeanings, isHead } from './meanings.ts'
import { ontimeTable } from './ontime.ts'
import { readTable, separatorOf, tooManyRows } from './table.ts'
import type { Table, TableRow } from './table.ts'

export type SheetForm = Separator | 'ontime'

export interface Sheet {
  readonly form: SheetForm
  /** Texts at the heads of the columns; empty where the sheet has none. */
  readonly heads: readonly string[]
  readonly hasHeads: boolean
  readonly guessed: readonly Meaning[]
  readonly rows: readonly TableRow[]
}

/** How a sheet is to be read where it is read otherwise than one would guess. */
export interface Reading {
  readonly separator?: Separator | undefined
  /** Whether its first row names the columns. */
  readonly heads?: boolean | undefined
}

/** Without heads the columns are taken in the order in which people write them. */
const USUAL: readonly Meaning[] = ['number', 'name', 'note']

export async function readSheet(
  text: string,
  reading: Reading,
  pause: () => Promise<void>,
): Promise<Result<Sheet>> {
  const project = reading.separator === undefined ? projectIn(text) : null
  if (project !== null) return project
  const separator = reading.separator ?? separatorOf(text)
  const table = await readTable(text, separator, pause)
  if (!table.ok) return table
  const sheet = sheetOf(table.value, separator, reading.heads)
  const beyond = sheet.rows[SHEET_LIMITS.rows]
  return beyond === undefined ? ok(sheet) : failed(tooManyRows(beyond.line))
}

/** Null where the text is not JSON at all, and so a table. */
function projectIn(text: string): Result<Sheet> | null {
  if (!/^\uFEFF?\s*\{/.test(text)) return null
  if (text.length > SHEET_LIMITS.characters) {
    const what = `the file has ${text.length} characters, and at most ${SHEET_LIMITS.characters} are read`
    return failed(fault('cue-sheet/too-large', 'sheet', what, 'export its rundown as CSV'))
  }
  let content: unknown
  try {
    content = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    return null
  }
  const table = ontimeTable(content)
  if (table !== null && table.rows.length > 1) return ok(sheetOf(table, 'ontime', true))
  const what = table === null ? 'of JSON files only projects of Ontime are read' : 'its rundown is empty'
  return failed(fault('cue-sheet/not-a-table', 'sheet', what, 'save the cue list as CSV, or paste its cells'))
}

function sheetOf({ rows, width }: Table, form: SheetForm, heads: boolean | undefined): Sheet {
  const [first, ...others] = rows
  const hasHeads = heads ?? (first !== undefined && isHead(first.cells))
  const full = (cells: readonly string[]): string[] =>
    Array.from({ length: width }, (_, index) => meant(cells[index] ?? ''))
  const texts = hasHeads && first !== undefined ? full(first.cells) : Array.from({ length: width }, () => '')
  const guessed = hasHeads ? guessMeanings(texts) : texts.map((_, index) => USUAL[index] ?? 'leaveOut')
  const body = (hasHeads ? others : rows).map(({ line, cells }) => ({ line, cells: full(cells) }))
  return { form, heads: texts, hasHeads, guessed, rows: body }
}
