// Text of a spreadsheet, saved or pasted, to rows of cells; read in slices, so that a long sheet stops nothing else.
import { parse } from 'csv-parse'
import type { CsvError } from 'csv-parse'
import { failed, fault, ok } from '../../shared/base/result.ts'
import type { Fault, Result } from '../../shared/base/result.ts'
import { SEPARATORS, SHEET_LIMITS } from '../../shared/model/cue-sheet.ts'
import type { Separator } from '../../shared/model/cue-sheet.ts'

/** Characters that are read between two turns of the event loop: about 2 ms of work. */
const SLICE = 64 * 1024

export interface TableRow {
  /** Of the text, counted from 1: where people find the row again. */
  readonly line: number
  readonly cells: readonly string[]
}

export interface Table {
  readonly rows: readonly TableRow[]
  /** Cells of the longest row. */
  readonly width: number
}

/**
 * What stands between the cells: of a pasted selection always a tab; of a file whatever its first line holds most of, outside
 * of quotes.
 */
export function separatorOf(text: string): Separator {
  const counts = { tab: 0, semicolon: 0, comma: 0 }
  let quoted = false
  for (const character of text) {
    if (character === '"') quoted = !quoted
    else if (!quoted && (character === '\n' || character === '\r')) break
    else if (!quoted && character === '\t') counts.tab += 1
    else if (!quoted && character === ';') counts.semicolon += 1
    else if (!quoted && character === ',') counts.comma += 1
  }
  if (counts.tab > 0) return 'tab'
  return counts.semicolon > counts.comma ? 'semicolon' : 'comma'
}

interface Parsed {
  readonly record: string[]
  readonly info: { readonly lines: number }
}

/** Rows without any text are passed over. `pause` is awaited between slices. */
export async function readTable(
  text: string,
  separator: Separator,
  pause: () => Promise<void>,
): Promise<Result<Table>> {
  if (text.length > SHEET_LIMITS.characters) return failed(tooLong(text.length))
  const rows: TableRow[] = []
  let width = 0
  const first: { refusal: Fault | null } = { refusal: null }
  const parser = parse({
    delimiter: SEPARATORS[separator],
    bom: true,
    info: true,
    // Spreadsheets copy `5" pipe` as it stands, and leave empty cells at the end of a row away.
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: SHEET_LIMITS.columns * (SHEET_LIMITS.cell + 1),
  })
  parser.on('readable', () => {
    for (let next = parser.read() as Parsed | null; next !== null; next = parser.read() as Parsed | null) {
      const cells = filled(next.record.map((cell) => cell.trim()))
      if (first.refusal !== null || cells.length === 0) continue
      const line = next.info.lines
      first.refusal = rowRefusal(cells, line, rows.length)
      rows.push({ line, cells })
      width = Math.max(width, cells.length)
    }
  })
  const over = new Promise<CsvError | null>((resolve) => {
    parser.once('error', (error) => resolve(error as CsvError))
    parser.once('end', () => resolve(null))
  })
  for (let from = 0; from < text.length && first.refusal === null && parser.writable; from += SLICE) {
    parser.write(text.slice(from, from + SLICE))
    await pause()
  }
  if (parser.writable) parser.end()
  const error = await over
  if (first.refusal !== null) return failed(first.refusal)
  if (error !== null) return failed(unreadable(error))
  if (rows.length === 0) return failed(empty())
  return ok({ rows, width })
}

/** Without the empty cells at its end, of which spreadsheets write hundreds. */
function filled(cells: readonly string[]): readonly string[] {
  return cells.slice(0, cells.findLastIndex((cell) => cell !== '') + 1)
}

function rowRefusal(cells: readonly string[], line: number, before: number): Fault | null {
  const { rows, columns, cell } = SHEET_LIMITS
  // One more may name the columns.
  if (before > rows) return tooManyRows(line)
  if (cells.length > columns) {
    const what = `the row has ${cells.length} cells, and at most ${columns} are read`
    return fault('cue-sheet/too-large', `line ${line}`, what, 'leave out columns that are not needed')
  }
  const long = cells.findIndex((text) => text.length > cell)
  if (long === -1) return null
  const what = `the cell has more than ${cell} characters`
  return fault('cue-sheet/too-large', `line ${line}, column ${long + 1}`, what, 'shorten it')
}

export function tooManyRows(line: number): Fault {
  const what = `the sheet has more than ${SHEET_LIMITS.rows} rows`
  return fault('cue-sheet/too-large', `line ${line}`, what, 'import it in parts')
}

function tooLong(characters: number): Fault {
  const what = `the sheet has ${characters} characters, and at most ${SHEET_LIMITS.characters} are read`
  return fault('cue-sheet/too-large', 'sheet', what, 'import it in parts')
}

function unreadable(error: CsvError): Fault {
  const line = (error as { readonly lines?: unknown }).lines
  const where = typeof line === 'number' ? `line ${line}` : 'sheet'
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') {
    return fault(
      'cue-sheet/not-a-table',
      where,
      'a quote is opened and never closed',
      'close it, or take it away',
    )
  }
  const next = 'save the sheet as CSV with UTF-8 text, or paste its cells'
  return fault('cue-sheet/not-a-table', where, 'the text is not a table of cells', next)
}

function empty(): Fault {
  return fault('cue-sheet/empty', 'sheet', 'there is no row with text', 'copy the rows of the cues')
}
