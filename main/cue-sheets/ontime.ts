// Rundowns of Ontime, as its project files hold them, as tables: versions 1 to 4 write them in three ways.
import { z } from 'zod'
import { SHEET_LIMITS } from '../../shared/model/cue-sheet.ts'
import type { Table, TableRow } from './table.ts'

const text = z.string().catch('')
const entry = z.looseObject({
  type: text,
  cue: text,
  title: text,
  note: text,
  colour: text,
  skip: z.boolean().catch(false),
  endAction: text,
  /** Milliseconds. */
  duration: z.number().min(0).catch(0),
  /** Milliseconds after midnight. */
  timeStart: z.number().min(0).catch(0),
})
type Entry = z.output<typeof entry>

const list = z.array(entry)
const byId = z.looseObject({
  order: z.array(z.string()),
  flatOrder: z.array(z.string()).optional(),
  entries: z.record(z.string(), entry),
})
const project = z.union([
  z.looseObject({ rundowns: z.record(z.string(), byId) }),
  z.looseObject({ rundown: list }),
  z.looseObject({ events: list }),
])

const HEADS = ['Cue', 'Title', 'Note', 'Colour', 'Skip', 'End action', 'Time start', 'Duration', 'Type']

/** Null where it is no such file. Of several rundowns the first is read. */
export function ontimeTable(content: unknown): Table | null {
  const parsed = project.safeParse(content)
  if (!parsed.success) return null
  const entries = entriesOf(parsed.data)
  const rows: TableRow[] = [{ line: 1, cells: HEADS }]
  for (const [index, one] of entries.slice(0, SHEET_LIMITS.rows).entries()) {
    if (one.type === 'delay') continue
    rows.push({ line: index + 2, cells: cellsOf(one) })
  }
  return { rows, width: HEADS.length }
}

function entriesOf(file: z.output<typeof project>): readonly Entry[] {
  if ('rundown' in file) return file.rundown as readonly Entry[]
  if ('events' in file) return file.events as readonly Entry[]
  const [first] = Object.values(file.rundowns as Readonly<Record<string, z.output<typeof byId>>>)
  if (first === undefined) return []
  const { order, flatOrder, entries } = first
  return (flatOrder ?? order).flatMap((id) => {
    const found = Object.hasOwn(entries, id) ? entries[id] : undefined
    return found === undefined ? [] : [found]
  })
}

function cellsOf({ type, cue, title, note, colour, skip, endAction, timeStart, duration }: Entry): string[] {
  const isGroup = type === 'block' || type === 'group'
  const times = isGroup ? ['', ''] : [clock(timeStart), clock(duration)]
  return [cue, title, note, colour, skip ? 'yes' : '', endAction, ...times, isGroup ? 'group' : '']
}

const two = (value: number): string => String(value).padStart(2, '0')

function clock(ms: number): string {
  const seconds = Math.round(ms / 1000)
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
}
