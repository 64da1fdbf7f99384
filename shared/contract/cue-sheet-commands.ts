// What a client may ask about cue lists as tables: to look at one, to take it into the show, and to have one as a file.
import { z } from 'zod'
import { sheetImport } from '../model/cue-sheet.ts'
import type { SheetPreview } from '../model/cue-sheet.ts'
import { identifier } from '../model/names.ts'
import { ask, edit, typed } from './command.ts'

export const SHEET_FORMS = ['csv', 'tsv', 'page'] as const

export const cueSheetCommands = {
  /** What an import would do; changes nothing. */
  'cueSheet.preview': ask(sheetImport, typed<SheetPreview>(), { waits: true }),
  /** One edit, and so taken back as one. */
  'cueSheet.import': edit(
    sheetImport,
    typed<SheetPreview & { readonly generation: number; readonly label: string }>(),
    { waits: true },
  ),
  /** A table, or a page to be printed. */
  'cueSheet.export': ask(
    z.strictObject({ list: identifier, form: z.enum(SHEET_FORMS).default('csv') }),
    typed<AsyncIterable<string>>(),
    { asFile: true },
  ),
}
