// The reading half of the log: searches in time order, and chains of causes.
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { jsonBytes } from '../../shared/base/json-bytes.ts'
import { ANSWER_BYTES } from '../../shared/contract/answer-size.ts'
import type { AsRunSession } from '../../shared/model/as-run.ts'
import { failureOf, idOf, openForReading } from './database.ts'
import { FOLD_BOUNDS } from './folds.ts'
import type { Found, Position, ReaderAnswer, ReaderRequest, Search, StoredEntry } from './messages.ts'
import { planOf } from './search-plan.ts'
import type { Plan, Values } from './search-plan.ts'
import { COLUMNS, entryOfRow, oneOf } from './stored.ts'
import type { StoredRow } from './stored.ts'

/** Entries that are looked at in one step of a search that filters what an index has found. */
const STEP = 20_000
/** Entries that one search may look at before it answers what it has: about half a second. */
const MOST_LOOKED_AT = 500_000

/** Shows of one session that are told. */
const OPENED_TOLD = 100
const ROW = `SELECT ${COLUMNS} FROM entries WHERE id = ?`
const OPENED = `SELECT ${COLUMNS} FROM entries
  WHERE type = (SELECT id FROM names WHERE name = 'show.loaded') AND id BETWEEN ? AND ?
  ORDER BY time DESC, id DESC LIMIT ?`
/** Rows into which an event may be folded: those that begin before it and end after it. */
const AROUND = `SELECT ${COLUMNS} FROM entries
  WHERE id BETWEEN ? AND ? AND seqs >= ? - id ORDER BY id DESC`

/** Entries that are looked for. */
interface Stretch {
  readonly after: Position | null
  /** Itself let in; null where there is no end. */
  readonly end: Position | null
  readonly limit: number
  readonly times: boolean
}

export class Reader {
  readonly #file: string
  #database: DatabaseSync | null = null
  /** By their text, of which there are few: values are bound, never written into it. */
  readonly #statements = new Map<string, StatementSync>()

  constructor(file: string) {
    this.#file = file
  }

  handle(request: ReaderRequest): ReaderAnswer {
    try {
      this.#database ??= openForReading(this.#file)
      // One answer is of one moment, though entries are removed and added meanwhile.
      this.#database.exec('BEGIN')
      try {
        return this.#answer(request)
      } finally {
        if (this.#database.isTransaction) this.#database.exec('COMMIT')
      }
    } catch (thrown) {
      return failureOf(thrown)
    }
  }

  close(): void {
    this.#database?.close()
    this.#database = null
    this.#statements.clear()
  }

  #answer(request: ReaderRequest): ReaderAnswer {
    if (request.kind === 'search') return { kind: 'found', found: this.#search(request.search) }
    return { kind: 'chain', entries: this.#chain(request.session, request.seq, request.limit) }
  }

  #search(search: Search): Found {
    const plan = planOf(search, (sql, values) => this.#all(sql, values))
    if (plan === null) return { entries: [], sessions: [], next: null }
    const found = plan.filter.sql === '' ? this.#page(plan, search) : this.#filtered(plan, search)
    const entries = found.entries.slice(0, fitting(found.entries))
    const next = entries.length < found.entries.length ? positionOf(entries.at(-1)) : found.next
    return { entries, next, sessions: this.#sessionsOf(entries) }
  }

  /** Every entry that the index finds is wanted. */
  #page(plan: Plan, { limit, after, times }: Search): Omit<Found, 'sessions'> {
    const entries = this.#entries(plan, { after, end: null, limit, times })
    return { entries, next: entries.length < limit ? null : positionOf(entries.at(-1)) }
  }

  /** Looks at what the index finds step by step, so that a search for something rare ends in reasonable time. */
  #filtered(plan: Plan, { limit, after, times }: Search): Omit<Found, 'sessions'> {
    const entries: StoredEntry[] = []
    let from = after
    for (let lookedAt = 0; lookedAt < MOST_LOOKED_AT; lookedAt += STEP) {
      const end = this.#stepEnd(plan, from)
      entries.push(...this.#entries(plan, { after: from, end, limit: limit - entries.length, times }))
      if (entries.length === limit) return { entries, next: positionOf(entries.at(-1)) }
      if (end === null) return { entries, next: null }
      from = end
    }
    return { entries, next: from }
  }

  /** Position of the last entry of the step that begins after `from`; null where fewer are left. */
  #stepEnd(plan: Plan, from: Position | null): Position | null {
    const parts = plan.parts.map(({ sql }) => `SELECT time, id FROM entries WHERE ${sql}${plan.beyond(from)}`)
    const sql = `${parts.join(' UNION ALL ')} ORDER BY time ${plan.direction}, id ${plan.direction} LIMIT 1 OFFSET ${STEP - 1}`
    const values = plan.parts.flatMap((part) => [...part.values, ...positionValues(from)])
    return (this.#all(sql, values)[0] as Position | undefined) ?? null
  }

  /** The first `limit` wanted entries after a position, up to and with `end`. */
  #entries(plan: Plan, { after: from, end, limit, times }: Stretch): StoredEntry[] {
    const { direction, filter, parts } = plan
    const where = `${plan.beyond(from)}${plan.upTo(end)}${filter.sql}`
    const selects = parts.map(({ sql }) => `SELECT id, time FROM entries WHERE ${sql}${where}`)
    const values = parts.flatMap((part) => [
      ...part.values,
      ...positionValues(from),
      ...positionValues(end),
      ...filter.values,
    ])
    const order = `ORDER BY time ${direction}, id ${direction} LIMIT ?`
    // Places first, entries then: merging whole entries of several types would carry their payloads along.
    const places = this.#all(`${selects.join(' UNION ALL ')} ${order}`, [...values, limit])
    return places.flatMap(({ id }) => {
      const row = this.#row(id as number)
      return row === undefined ? [] : entryOfRow(row, times)
    })
  }

  #row(id: number): StoredRow | undefined {
    const row = this.#prepared(ROW).get(id)
    return row as unknown as StoredRow | undefined
  }

  /** An event by its number, also where it was folded with others. */
  #event(session: number, seq: number): StoredEntry | null {
    const id = idOf(session, seq)
    const row = this.#row(id)
    if (row !== undefined) return entryOfRow(row, true)
    const first = idOf(session, Math.max(0, seq - FOLD_BOUNDS.seqs))
    const around = this.#prepared(AROUND).iterate(first, id, id) as Iterable<unknown>
    for (const candidate of around) {
      const entry = oneOf(candidate as StoredRow, seq)
      if (entry !== null) return entry
    }
    return null
  }

  #chain(session: number, seq: number, limit: number): StoredEntry[] {
    const chain: StoredEntry[] = []
    const seen = new Set<number>()
    for (let next: number | null = seq; next !== null && !seen.has(next) && chain.length < limit;) {
      seen.add(next)
      const found = this.#event(session, next)
      if (found === null) break
      chain.push(found)
      next = found.cause
    }
    return chain
  }

  #sessionsOf(entries: readonly StoredEntry[]): AsRunSession[] {
    const ids = [...new Set(entries.map(({ session }) => session))]
    const session = this.#prepared('SELECT id, startedAt, show, version FROM sessions WHERE id = ?')
    return ids.flatMap((id) => {
      const found = session.get(id) as unknown as Omit<AsRunSession, 'opened'> | undefined
      return found === undefined ? [] : { ...found, opened: this.#openedIn(id) }
    })
  }

  #openedIn(session: number): AsRunSession['opened'] {
    const values = [idOf(session, 0), idOf(session + 1, 0) - 1, OPENED_TOLD]
    const newest = this.#all(OPENED, values) as unknown as StoredRow[]
    return newest.toReversed().map((row) => {
      const { time, payload } = entryOfRow(row)
      return { show: (JSON.parse(payload) as { name: string }).name, time }
    })
  }

  #all(sql: string, values: Values): Record<string, unknown>[] {
    return this.#prepared(sql).all(...values)
  }

  #prepared(sql: string): StatementSync {
    const known = this.#statements.get(sql)
    if (known !== undefined) return known
    this.#database ??= openForReading(this.#file)
    const statement = this.#database.prepare(sql)
    if (this.#statements.size === 100) this.#statements.clear()
    this.#statements.set(sql, statement)
    return statement
  }
}

/** How many of the first make up one answer that is not too large. */
function fitting(entries: readonly StoredEntry[]): number {
  let left = ANSWER_BYTES
  const tooMany = entries.findIndex((entry, index) => {
    left -= jsonBytes(entry)
    return left < 0 && index > 0
  })
  return tooMany === -1 ? entries.length : tooMany
}

function positionValues(position: Position | null): Values {
  return position === null ? [] : [position.time, position.id]
}

function positionOf(entry: StoredEntry | undefined): Position | null {
  return entry === undefined ? null : { time: entry.time, id: entry.id }
}
