// Keeps the file within its bounds: what is oldest goes first, in small pieces, and it is written down up to when.
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { ENTRIES, pragma } from './database.ts'

/** Entries that one step of tidying removes: some tens of milliseconds on a slow disk. */
const REMOVED_AT_ONCE = 1000
/** Free pages left for what comes next; beyond them the file is made shorter, this many pages a step. */
const FREE_PAGES = 2048
const FREED_AT_ONCE = 512
/** Share of the bound that the entries may take, before and after room is made; the rest is for free pages and what lies beside the file. */
const FULL_SHARE = 0.95
const ROOM_SHARE = 0.93

const OLDEST = 'DELETE FROM entries WHERE id IN (SELECT id FROM entries'
/** Texts of periods of which no entry is left. */
const UNUSED_WORDS = `DELETE FROM words WHERE id IN (SELECT id FROM words WHERE id < (
    SELECT min(firstWord) FROM periods
    WHERE lastEntry IS NULL OR lastEntry >= coalesce((SELECT min(id) FROM entries), 0)
  ) ORDER BY id LIMIT ${REMOVED_AT_ONCE})`
const UNUSED_PERIODS = `DELETE FROM periods WHERE firstWord IN (
  SELECT firstWord FROM periods WHERE lastEntry < (SELECT min(id) FROM entries)
    AND NOT EXISTS (SELECT 1 FROM words WHERE id < firstWord + 1) LIMIT 100)`
const REMOVED_UP_TO = `INSERT INTO removed (id, upTo) VALUES (1, ?)
  ON CONFLICT (id) DO UPDATE SET upTo = max(upTo, excluded.upTo)`

const REACH = 'SELECT (SELECT min(time) FROM entries) AS oldest, (SELECT upTo FROM removed) AS removedUpTo'

export interface RoomBounds {
  /** Entries older than this many milliseconds are removed. */
  readonly maxAge: number
  /** Bytes beyond which the oldest entries are removed. */
  readonly maxBytes: number
}

/** Bytes that the entries have when the oldest begin to go. */
export const fullBytes = (maxBytes: number): number => maxBytes * FULL_SHARE

/** The pages of a file, asked for several times a batch. */
class Pages {
  readonly #counts: StatementSync
  readonly #size: number

  constructor(database: DatabaseSync) {
    this.#counts = database.prepare(
      'SELECT page_count AS pages, freelist_count AS free FROM pragma_page_count, pragma_freelist_count',
    )
    this.#size = pragma(database, 'page_size')
  }

  read(): { readonly bytes: number; readonly used: number; readonly free: number } {
    const { pages, free } = this.#counts.get() as { pages: number; free: number }
    return { bytes: pages * this.#size, used: (pages - free) * this.#size, free }
  }
}

export class Room {
  readonly #bounds: RoomBounds
  readonly #database: DatabaseSync
  readonly #reach: StatementSync
  readonly pages: Pages
  /** True while entries are removed until there is room to spare again. */
  #shrinking = false

  constructor(database: DatabaseSync, bounds: RoomBounds) {
    this.#database = database
    this.#bounds = bounds
    this.pages = new Pages(database)
    this.#reach = database.prepare(REACH)
  }

  get isUntidy(): boolean {
    const { used, free } = this.pages.read()
    return this.#isTooLarge(used) || free > FREE_PAGES
  }

  /** Times of the first entry, and of the last that was removed. */
  get reach(): { readonly oldest: number | null; readonly removedUpTo: number | null } {
    return this.#reach.get() as { oldest: number | null; removedUpTo: number | null }
  }

  /** One small step, so that a batch never waits long. */
  tidy(now: number): void {
    this.#remove(`${OLDEST} WHERE time < ? ORDER BY time LIMIT ?)`, [
      now - this.#bounds.maxAge,
      REMOVED_AT_ONCE,
    ])
    this.shrink()
    if (this.pages.read().free > FREE_PAGES)
      this.#database.exec(`PRAGMA incremental_vacuum(${FREED_AT_ONCE})`)
  }

  /** Removes the oldest where there are too many: also while so much is written that nobody tidies. */
  shrink(): void {
    if (!this.#isTooLarge(this.pages.read().used)) return
    this.#remove(`${OLDEST} ORDER BY id LIMIT ?)`, [REMOVED_AT_ONCE])
    this.#database.exec(UNUSED_WORDS)
    this.#database.exec(UNUSED_PERIODS)
  }

  #isTooLarge(used: number): boolean {
    this.#shrinking = used > this.#bounds.maxBytes * (this.#shrinking ? ROOM_SHARE : FULL_SHARE)
    return this.#shrinking
  }

  #remove(sql: string, values: readonly number[]): void {
    const gone = this.#database.prepare(`${sql} RETURNING time`).all(...values) as { time: number }[]
    if (gone.length === 0) return
    const upTo = gone.reduce((latest, { time }) => Math.max(latest, time), -Infinity)
    this.#database.prepare(REMOVED_UP_TO).run(upTo)
  }
}

/** Sessions and names that no entry speaks of any more. */
export function forgetUnused(database: DatabaseSync, before: number): void {
  database
    .prepare(
      `DELETE FROM sessions WHERE startedAt < ? AND NOT EXISTS
        (SELECT 1 FROM entries WHERE id BETWEEN sessions.id * ${ENTRIES} AND (sessions.id + 1) * ${ENTRIES} - 1)`,
    )
    .run(before)
  database.exec(
    `DELETE FROM names WHERE NOT EXISTS (SELECT 1 FROM entries WHERE type = names.id)
      AND NOT EXISTS (SELECT 1 FROM entries WHERE source = names.id)
      AND NOT EXISTS (SELECT 1 FROM entries WHERE run = names.id)`,
  )
}
