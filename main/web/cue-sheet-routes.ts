// Routes by which cue lists come and go as tables of spreadsheets, or as a page to be printed.
import { z } from 'zod'
import { ok } from '../../shared/base/result.ts'
import { commands } from '../../shared/contract/commands.ts'
import type { SHEET_FORMS } from '../../shared/contract/cue-sheet-commands.ts'
import { IMPORT_WAYS, MEANINGS, sheetImport } from '../../shared/model/cue-sheet.ts'
import { HTTP_LIMITS } from './limits.ts'
import { Download, fileAnswer, jsonAnswer, route } from './route.ts'
import type { Route } from './route.ts'
import type { Execute } from './served.ts'

const { list } = sheetImport.shape
const TYPES: Readonly<Record<(typeof SHEET_FORMS)[number], string>> = {
  csv: 'text/csv',
  tsv: 'text/tab-separated-values',
  page: 'text/html',
}
/** The page holds its own style and nothing else. */
const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

const count = z.number().int().nonnegative()
const preview = z.object({
  form: z.string(),
  hasHeads: z.boolean(),
  heads: z.array(z.string()),
  meanings: z.array(z.enum(MEANINGS)),
  rows: z.array(z.object({ line: count, cells: z.array(z.string()) })),
  rowCount: count,
  added: count,
  changed: count,
  same: count,
  removed: count,
  problems: z.array(z.object({ line: count, code: z.string(), text: z.string() })),
  more: count,
})
const imported = preview.extend({ generation: count, label: z.string() })

export function cueSheetRoutes(execute: Execute): readonly Route[] {
  const body = sheetImport.omit({ list: true })
  return [
    route({
      method: 'POST',
      path: '/api/cue-lists/{list}/sheet/preview',
      id: 'previewCueSheet',
      tag: 'cues',
      summary: 'What the import of a cue sheet would do; changes nothing',
      params: z.strictObject({ list }),
      query: null,
      body,
      bodyBytes: HTTP_LIMITS.editBytes,
      answer: jsonAnswer('How it is read, and what would change', preview),
      handle: ({ params, body: sheet, by }) => execute('cueSheet.preview', { ...params, ...sheet }, by),
    }),
    route({
      method: 'POST',
      path: '/api/cue-lists/{list}/sheet',
      id: 'importCueSheet',
      tag: 'cues',
      summary: `Take a cue sheet into a list (${IMPORT_WAYS.join(', ')}), as one edit`,
      params: z.strictObject({ list }),
      query: null,
      body,
      bodyBytes: HTTP_LIMITS.editBytes,
      answer: jsonAnswer('What changed', imported),
      handle: ({ params, body: sheet, by }) => execute('cueSheet.import', { ...params, ...sheet }, by),
    }),
    route({
      method: 'GET',
      path: '/api/cue-lists/{list}/sheet',
      id: 'exportCueSheet',
      tag: 'cues',
      summary: 'A cue list as a table, which an import reads again, or as a page to be printed',
      params: z.strictObject({ list }),
      query: commands['cueSheet.export'].args.pick({ form: true }),
      body: null,
      answer: fileAnswer('The file', Object.values(TYPES)),
      async handle({ params, query: { form }, by }) {
        const pieces = await execute('cueSheet.export', { ...params, form }, by)
        if (!pieces.ok) return pieces
        const fileName = `cuewright-${params.list}.${form === 'page' ? 'html' : form}`
        const shown = form === 'page' ? { shownWith: PAGE_POLICY } : {}
        return ok(new Download(fileName, `${TYPES[form]}; charset=utf-8`, pieces.value, shown))
      },
    }),
  ]
}
