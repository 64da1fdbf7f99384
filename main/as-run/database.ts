// The file of the log: its tables, how it is opened, and how a damaged one is put out of the way.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { messageOf } from '../../shared/base/result.ts'
import { SQLITE } from './result-codes.ts'

/** `Cue1`: marks the file as this program's. */
export const APPLICATION = 0x43756531
const LAYOUT = 2
/** Milliseconds to wait where another process is writing. */
const BUSY_MS = 1000
/** Damaged files that are kept; older ones make room. */
const KEPT_ASIDE = 3
/** Kibibytes: holds the pages that new entries of many types and sources go to. */
const CACHE = 16_000

/** Entries of one start of the engine, of which there may be 32,767. Their product is the largest whole number there is. */
export const ENTRIES = 2 ** 38

/** An entry's number in the file: sessions lie one behind the other, each in the order of its events. */
export function idOf(session: number, seq: number): number {
  return session * ENTRIES + seq
}

export function placeOf(id: number): { readonly session: number; readonly seq: number } {
  return { session: Math.floor(id / ENTRIES), seq: id % ENTRIES }
}

// Types, sources and runs are told apart by small numbers, and texts that come again are in `words`, which keeps rows and
// indexes short. `at` and `lateBy` are microseconds, `cause` the distance to it. `subject`, `text` and `shape` are a text or
// the number of a word; `shape` is a payload, or what is left of it without its `numbers`. From `count` on a row has
// something only where entries were folded into it; `lasting` is milliseconds from its time to that of the last.
// Room that removed entries leave can be given back in small pieces.
const TABLES = `
  PRAGMA auto_vacuum = INCREMENTAL;
  PRAGMA journal_mode = WAL;
  BEGIN;
  CREATE TABLE sessions (
    id INTEGER PRIMARY KEY AUTOINCREMENT, startedAt REAL NOT NULL, show TEXT NOT NULL, version TEXT NOT NULL,
    batch INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE TABLE names (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE words (id INTEGER PRIMARY KEY, word TEXT NOT NULL) STRICT;
  CREATE TABLE periods (firstWord INTEGER PRIMARY KEY, lastEntry INTEGER) STRICT;
  CREATE TABLE brought (id INTEGER PRIMARY KEY CHECK (id = 1), upTo INTEGER NOT NULL, sessions TEXT NOT NULL) STRICT;
  CREATE TABLE removed (id INTEGER PRIMARY KEY CHECK (id = 1), upTo REAL NOT NULL) STRICT;
  CREATE TABLE entries (
    id INTEGER PRIMARY KEY, time REAL NOT NULL, type INTEGER NOT NULL, source INTEGER NOT NULL, at REAL NOT NULL,
    cause INTEGER, lateBy REAL, run INTEGER, subject ANY, text ANY NOT NULL, shape ANY NOT NULL, numbers TEXT,
    count INTEGER, seqs INTEGER, lasting INTEGER, ranges TEXT, moments BLOB
  ) STRICT;
  CREATE INDEX entriesByTime ON entries (time);
  CREATE INDEX entriesByType ON entries (type, time);
  CREATE INDEX entriesBySource ON entries (source, time);
  CREATE INDEX entriesByRun ON entries (run, time) WHERE run IS NOT NULL;
  PRAGMA application_id = ${APPLICATION};
  PRAGMA user_version = ${LAYOUT};
  COMMIT;
`

/** A file that is sound but of no layout that this version knows. */
class UnknownLayout extends Error {
  override readonly name = 'UnknownLayout'
}

/** The primary result code of what SQLite threw; 0 for anything else. */
function codeOf(thrown: unknown): number {
  const { errcode } = (thrown ?? {}) as { errcode?: unknown }
  return typeof errcode === 'number' ? errcode & 0xff : 0
}

/** Whether what was thrown means that the file itself is of no use. */
export function isDamage(thrown: unknown): boolean {
  const code = codeOf(thrown)
  return code === SQLITE.CORRUPT || code === SQLITE.NOTADB || thrown instanceof UnknownLayout
}

export function failureOf(thrown: unknown): { kind: 'failed'; code: number; message: string } {
  return { kind: 'failed', code: codeOf(thrown), message: messageOf(thrown) }
}

export function pragma(database: DatabaseSync, name: string): number {
  return Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0] as number
}

/** Opens the file, makes it where it is missing, and looks whether it can be used. */
export function openDatabase(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: BUSY_MS })
  try {
    const { tables } = database.prepare('SELECT count(*) AS tables FROM sqlite_schema').get() as {
      tables: number
    }
    if (tables === 0) database.exec(TABLES)
    if (pragma(database, 'application_id') !== APPLICATION || pragma(database, 'user_version') !== LAYOUT) {
      throw new UnknownLayout('it was made by something else or by another version')
    }
    database.exec(
      `PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
      PRAGMA cache_size = -${CACHE}; PRAGMA journal_size_limit = 16777216`,
    )
    // Where a write was cut off, the end of the file is what suffered.
    database.prepare('SELECT * FROM entries ORDER BY id DESC LIMIT 1').get()
    return database
  } catch (thrown) {
    database.close()
    throw thrown
  }
}

/** Whether a connection that failed so is better opened anew: it may hold on to what is not there any more. */
export function isBroken({ code }: { readonly code: number }): boolean {
  return code === SQLITE.IOERR || code === SQLITE.READONLY || code === SQLITE.CANTOPEN
}

/** One by one, because Node's own recursive mkdir never returns below folders such as /proc. */
export function makeFolderOf(path: string): void {
  const dir = dirname(path)
  if (existsSync(dir)) return
  makeFolderOf(dir)
  mkdirSync(dir, { mode: 0o700 })
}

/** What tells the file that lies at a path from another that took its place; null where there is none. */
export function identityOf(path: string): string | null {
  const there = statSync(path, { bigint: true, throwIfNoEntry: false })
  return there === undefined ? null : `${there.dev} ${there.ino}`
}

export function openForReading(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { readOnly: true, timeout: BUSY_MS })
  // An entry's texts and names lie all over the file.
  database.exec(`PRAGMA cache_size = -${CACHE}`)
  return database
}

/** `20261121T201500Z` */
function stamp(now: number): string {
  return new Date(now).toISOString().replace(/[-:]|\.\d+/g, '')
}

/** Moves the file and what belongs to it to `FILE.corrupt-TIME`, and answers that name. */
export function setAside(file: string, now: number): string {
  const dir = dirname(file)
  const prefix = `${basename(file)}.corrupt-`
  const before = readdirSync(dir).filter((name) => name.startsWith(prefix))
  let aside = `${file}.corrupt-${stamp(now)}`
  for (let again = 2; before.includes(basename(aside)); again += 1) {
    aside = `${file}.corrupt-${stamp(now)}.${again}`
  }
  renameSync(file, aside)
  for (const part of ['-wal', '-shm']) {
    try {
      renameSync(file + part, aside + part)
    } catch {
      // There is none after an orderly end. One that stays would be taken for a part of the new file.
      rmSync(file + part, { force: true })
    }
  }
  const files = before.filter((name) => !/-(?:wal|shm)$/.test(name)).sort()
  for (const old of files.slice(0, Math.max(0, files.length + 1 - KEPT_ASIDE))) {
    for (const part of ['', '-wal', '-shm']) rmSync(join(dir, old + part), { force: true })
  }
  return aside
}
