// Keeps the file within its bounds: what is oldest goes first, in small pieces, and it is written down up to when.
import type { DatabaseSync } from 'node:sqlite'
import { pragma } from './database.ts'

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

export interface RoomBounds {
  /** Entries older than this many milliseconds are removed. */
  readonly maxAge: number
  /** Bytes beyond which the oldest entries are removed. */
  readonly maxBytes: number
}

/** Bytes that the entries have when the oldest begin to go. */
export const fullBytes = (maxBytes: number): number => maxBytes * FULL_SHARE

export class Room {
  readonly #bounds: RoomBounds
  /** True while entries are removed until there is room to spare again. */
  #shrinking = false

  constructor(bounds: RoomBounds) {
    this.#bounds = bounds
  }

  isUntidy(database: DatabaseSync): boolean {
    return this.#isTooLarge(database) || pragma(database, 'freelist_count') > FREE_PAGES
  }

  /** One small step, so that a batch never waits long. */
  tidy(database: DatabaseSync, now: number): void {
    const { maxAge } = this.#bounds
    remove(database, `${OLDEST} WHERE time < ? ORDER BY time LIMIT ?)`, [now - maxAge, REMOVED_AT_ONCE])
    this.shrink(database)
    if (pragma(database, 'freelist_count') > FREE_PAGES) {
      database.exec(`PRAGMA incremental_vacuum(${FREED_AT_ONCE})`)
    }
  }

  /** Removes the oldest where there are too many: also while so much is written that nobody tidies. */
  shrink(database: DatabaseSync): void {
    if (!this.#isTooLarge(database)) return
    remove(database, `${OLDEST} ORDER BY id LIMIT ?)`, [REMOVED_AT_ONCE])
    database.exec(UNUSED_WORDS)
    database.exec(UNUSED_PERIODS)
  }

  #isTooLarge(database: DatabaseSync): boolean {
    const bound = this.#bounds.maxBytes * (this.#shrinking ? ROOM_SHARE : FULL_SHARE)
    this.#shrinking = usedBytes(database) > bound
    return this.#shrinking
  }
}

function remove(database: DatabaseSync, sql: string, values: readonly number[]): void {
  const gone = database.prepare(`${sql} RETURNING time`).all(...values) as { time: number }[]
  if (gone.length === 0) return
  database.prepare(REMOVED_UP_TO).run(gone.reduce((latest, { time }) => Math.max(latest, time), -Infinity))
}

export function usedBytes(database: DatabaseSync): number {
  return (pragma(database, 'page_count') - pragma(database, 'freelist_count')) * pragma(database, 'page_size')
}

/** Sessions and names that no entry speaks of any more. */
export function forgetUnused(database: DatabaseSync, before: number): void {
  database
    .prepare(
      `DELETE FROM sessions WHERE startedAt < ? AND NOT EXISTS
        (SELECT 1 FROM entries WHERE id BETWEEN sessions.id * ${2 ** 38} AND (sessions.id + 1) * ${2 ** 38} - 1)`,
    )
    .run(before)
  database.exec(
    `DELETE FROM names WHERE NOT EXISTS (SELECT 1 FROM entries WHERE type = names.id)
      AND NOT EXISTS (SELECT 1 FROM entries WHERE source = names.id)
      AND NOT EXISTS (SELECT 1 FROM entries WHERE run = names.id)`,
  )
}
