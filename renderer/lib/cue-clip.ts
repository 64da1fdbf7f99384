// Cues as text for the clipboard: JSON that says what it is, and tables of other programs.
import { z } from 'zod'
import type { Fields } from '../../shared/model/mutations/mutation.ts'

const KIND = 'cuewright.cues'
const VERSION = 1
/** More is no gesture, but an import. */
export const MOST_CLIPPED = 500

const clip = z.object({
  kind: z.literal(KIND),
  version: z.literal(VERSION),
  cues: z.array(z.record(z.string(), z.unknown())).max(MOST_CLIPPED),
})

export function clipText(cues: readonly Fields[]): string {
  return JSON.stringify({ kind: KIND, version: VERSION, cues }, null, 1)
}

/** What a text holds; null where it is neither ours nor a table. */
export function readClip(text: string): readonly Fields[] | null {
  const bare = text.trim()
  if (bare === '') return null
  if (!bare.startsWith('{')) return readTable(bare)
  try {
    const read = clip.safeParse(JSON.parse(bare))
    return read.success ? read.data.cues : null
  } catch {
    return null
  }
}

const HEADS: Readonly<Record<string, 'number' | 'name' | 'note'>> = {
  ...{ number: 'number', 'no.': 'number', no: 'number', '#': 'number' },
  ...{ name: 'name', cue: 'name', title: 'name' },
  ...{ note: 'note', notes: 'note' },
}
const USUAL = ['number', 'name', 'note'] as const
const NUMBER = /^[A-Za-z0-9][\w.-]*$/

/** Cells as a spreadsheet copies them: number, name and note, or as the first line says; a single column is names. */
function readTable(text: string): readonly Fields[] | null {
  const lines = text.split(/\r?\n/).map((line) => line.split('\t').map((cell) => cell.trim()))
  const [first = []] = lines
  const heads = first.map((cell) => HEADS[cell.toLowerCase()])
  const isHeaded = heads.every((head) => head !== undefined)
  const columns = isHeaded ? heads : first.length === 1 ? (['name'] as const) : USUAL
  const rows = (isHeaded ? lines.slice(1) : lines).filter((cells) => cells.some((cell) => cell !== ''))
  if (rows.length === 0 || rows.length > MOST_CLIPPED) return null
  return rows.map((cells, index) => {
    const fields = columns.map((column, at) => [column, cells[at] ?? ''] as const)
    const given = fields.filter(([column, cell]) => cell !== '' && (column !== 'number' || NUMBER.test(cell)))
    return { id: `row${index}`, ...Object.fromEntries(given) }
  })
}
