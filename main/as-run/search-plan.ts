// How a search is carried out: which index finds the entries, and what is left to be filtered of them.
import { FOLD_BOUNDS } from './folds.ts'
import type { Position, Search } from './messages.ts'
import { TEXT } from './stored.ts'

export type Values = readonly (string | number)[]

interface Condition {
  readonly sql: string
  readonly values: Values
}

export interface Plan {
  /** Each is answered by one index in time order; together they are merged. */
  readonly parts: readonly Condition[]
  /** ` AND ...` for what no index answers; empty where there is nothing. */
  readonly filter: Condition
  readonly direction: 'ASC' | 'DESC'
  /** ` AND ...` for what comes after a position, which is itself left out. */
  beyond(position: Position | null): string
  /** ` AND ...` for what comes up to a position, which is itself let in. */
  upTo(position: Position | null): string
}

type Ask = (sql: string, values: Values) => readonly Readonly<Record<string, unknown>>[]

/** Types beyond which looking through all entries is quicker than merging. */
const MERGED_TYPES = 64

function named(name: string, ask: Ask): number[] {
  return ask('SELECT id FROM names WHERE name = ?', [name]).map(({ id }) => id as number)
}

/** Numbers of the types that a pattern covers. */
function covered(pattern: string, ask: Ask): number[] {
  if (!pattern.endsWith('.*')) return named(pattern, ask)
  const family = pattern.slice(0, -2)
  // What begins with `lights.` lies before `lights/`, the next character.
  const rows = ask('SELECT id FROM names WHERE name >= ? AND name < ?', [`${family}.`, `${family}/`])
  return rows.map(({ id }) => id as number)
}

function typesOf(patterns: readonly string[] | null, ask: Ask): readonly number[] | null {
  if (patterns === null || patterns.includes('*')) return null
  return [...new Set(patterns.flatMap((pattern) => covered(pattern, ask)))]
}

/** A text as the pattern that finds it anywhere. */
function containing(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`
}

/** Words that are looked up beforehand; where a text is in more of them, each entry's is read. */
const WORDS = 20_000

/** Sentences come again and again: each is searched once, and entries by its number. */
function saying(text: string, ask: Ask): Condition {
  const pattern = containing(text)
  const words = ask(String.raw`SELECT id FROM words WHERE word LIKE ? ESCAPE '\' LIMIT ${WORDS + 1}`, [
    pattern,
  ])
  if (words.length > WORDS) {
    return { sql: String.raw`(${TEXT}) LIKE ? ESCAPE '\'`, values: [pattern] }
  }
  return {
    sql: String.raw`CASE typeof(text) WHEN 'integer' THEN text IN (SELECT value FROM json_each(?)) ELSE text LIKE ? ESCAPE '\' END`,
    values: [JSON.stringify(words.map(({ id }) => id)), pattern],
  }
}

/** What began before the window may have been folded with what came within it. */
function timeWindow({ from, to }: Search): Condition {
  const since = from === null ? [] : [from - FOLD_BOUNDS.span, from, from]
  const sql = from === null ? '' : ' AND time >= ? AND (time >= ? OR time + lasting >= ?)'
  return { sql: `${sql}${to === null ? '' : ' AND time < ?'}`, values: to === null ? since : [...since, to] }
}

const oneOf = (types: readonly number[]): Condition => ({
  sql: '+type IN (SELECT value FROM json_each(?))',
  values: [JSON.stringify(types)],
})

const EVERYTHING: Condition = { sql: 'time IS NOT NULL', values: [] }

/** What one index answers, and what is left to be filtered. */
function divide(
  run: number | null,
  types: readonly number[] | null,
  source: number | null,
): { parts: readonly Condition[]; filters: readonly Condition[] } {
  const ofTypes = types === null ? [] : [oneOf(types)]
  const ofSource = source === null ? [] : [{ sql: '+source = ?', values: [source] }]
  if (run !== null) {
    return { parts: [{ sql: 'run = ?', values: [run] }], filters: [...ofTypes, ...ofSource] }
  }
  if (types !== null && types.length <= MERGED_TYPES) {
    return { parts: types.map((type) => ({ sql: 'type = ?', values: [type] })), filters: ofSource }
  }
  const part = source === null ? EVERYTHING : { sql: 'source = ?', values: [source] }
  return { parts: [part], filters: ofTypes }
}

/** Null where nothing can be found, because no entry has such a type, source or run. */
export function planOf(search: Search, ask: Ask): Plan | null {
  const types = typesOf(search.types, ask)
  const [source = null] = search.source === null ? [] : named(search.source, ask)
  const [run = null] = search.runId === null ? [] : named(search.runId, ask)
  if (types?.length === 0 || (search.source !== null && source === null)) return null
  if (search.runId !== null && run === null) return null

  const { parts, filters: plain } = divide(run, types, source)
  const filters = search.text === null || search.text === '' ? plain : [...plain, saying(search.text, ask)]
  const window = timeWindow(search)
  const newest = search.order === 'newest'
  return {
    parts: parts.map(({ sql, values }) => ({ sql: sql + window.sql, values: [...values, ...window.values] })),
    filter: {
      sql: filters.map(({ sql }) => ` AND ${sql}`).join(''),
      values: filters.flatMap(({ values }) => values),
    },
    direction: newest ? 'DESC' : 'ASC',
    beyond: (position) => (position === null ? '' : ` AND (time, id) ${newest ? '<' : '>'} (?, ?)`),
    upTo: (position) => (position === null ? '' : ` AND (time, id) ${newest ? '>=' : '<='} (?, ?)`),
  }
}
