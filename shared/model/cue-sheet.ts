// Sheets of cues that come from spreadsheets and other programs: how they are read, and what is said of them.
import { z } from 'zod'
import { identifier } from './names.ts'

export const SHEET_LIMITS = {
  /** Of the text, so that it fits into one frame of a page that edits. */
  characters: 900_000,
  rows: 5_000,
  columns: 64,
  cell: 4_000,
  /** Rows that a preview shows. */
  shown: 12,
  /** Problems that are said one by one; the others are counted. */
  problems: 100,
} as const

export const SEPARATORS = { tab: '\t', semicolon: ';', comma: ',' } as const
const SEPARATOR_NAMES = ['tab', 'semicolon', 'comma'] as const
export type Separator = (typeof SEPARATOR_NAMES)[number]

/** What a column means. `addToNote` may be given to several columns, each other to one. */
export const MEANINGS = [
  'number',
  'name',
  'note',
  'colour',
  'armed',
  'skip',
  'preWait',
  'continue',
  'postWait',
  'type',
  'playlist',
  'message',
  'actions',
  'id',
  'group',
  'inGroup',
  'addToNote',
  'leaveOut',
] as const
export type Meaning = (typeof MEANINGS)[number]

/** `append` adds all of them; `update` changes cues of the same number and adds the others; `replace` keeps no other. */
export const IMPORT_WAYS = ['append', 'update', 'replace'] as const
export type ImportWay = (typeof IMPORT_WAYS)[number]

/** Of single cells, which are taken as if empty. */
export const CELL_PROBLEMS = ['duration', 'yes-no', 'continue', 'colour', 'type', 'group'] as const
/** Of what a row refers to. */
export const ROW_PROBLEMS = [
  'number',
  'number-twice',
  'too-long',
  'playlist-unknown',
  'cue-unknown',
  'message',
  'target-unknown',
  'no-target',
  'group-unknown',
  'actions',
] as const

export interface SheetProblem {
  /** Of the text, counted from 1. */
  readonly line: number
  readonly code: (typeof CELL_PROBLEMS)[number] | (typeof ROW_PROBLEMS)[number]
  /** What the sheet says there. */
  readonly text: string
}

/** A sheet, and what is to be done with it; what is left out is guessed. */
export const sheetImport = z.strictObject({
  text: z.string().max(SHEET_LIMITS.characters).meta({
    description: 'CSV or TSV as files hold it or spreadsheets copy it, or a project of Ontime as JSON',
  }),
  separator: z.enum(SEPARATOR_NAMES).optional(),
  heads: z.boolean().optional().meta({ description: 'Whether the first row names the columns' }),
  meanings: z
    .array(z.enum(MEANINGS))
    .max(SHEET_LIMITS.columns)
    .refine((meanings) => {
      const once = meanings.filter((meaning) => meaning !== 'addToNote' && meaning !== 'leaveOut')
      return new Set(once).size === once.length
    }, 'must give each meaning to one column')
    .optional()
    .meta({ description: 'What each column means, in their order' }),
  list: identifier.meta({ description: 'Id of the cue list; one that is not there is made' }),
  way: z.enum(IMPORT_WAYS).default('append'),
})
export type SheetImport = z.output<typeof sheetImport>

/** What an import of a sheet would do, or did. */
export interface SheetPreview {
  readonly form: Separator | 'ontime'
  readonly hasHeads: boolean
  readonly heads: readonly string[]
  readonly meanings: readonly Meaning[]
  /** The first of them. */
  readonly rows: readonly { readonly line: number; readonly cells: readonly string[] }[]
  readonly rowCount: number
  readonly added: number
  readonly changed: number
  readonly same: number
  readonly removed: number
  readonly problems: readonly SheetProblem[]
  /** Problems beyond those. */
  readonly more: number
}
