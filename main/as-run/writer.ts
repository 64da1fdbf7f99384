// The writing half of the log: batches to one transaction each, old entries out, a damaged file aside.
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import {
  failureOf,
  identityOf,
  isBroken,
  isDamage,
  makeFolderOf,
  openDatabase,
  pragma,
  setAside,
} from './database.ts'
import { ROW_WIDTH } from './messages.ts'
import type { Cell, WriterData, WriterReply, WriterRequest } from './messages.ts'

/** Entries that one step of tidying removes: some tens of milliseconds on a slow disk. */
const REMOVED_AT_ONCE = 1000
/** Free pages left for what comes next; beyond them the file is made shorter, this many pages a step. */
const FREE_PAGES = 2048
const FREED_AT_ONCE = 512
/** Once the file is too large it is brought down to this share, so that not every batch makes it too large again. */
const ROOM_SHARE = 0.95
const REMEMBERED_NAMES = 20_000

const INSERT = `INSERT OR IGNORE INTO entries
  (session, seq, at, time, type, source, cause, lateBy, subject, runId, text, payload)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

type WriteRequest = Extract<WriterRequest, { kind: 'write' }>

interface Open {
  readonly database: DatabaseSync
  /** Of its file, and of the one beside it that holds what was written last. */
  readonly identity: string | null
  readonly beside: string | null
  readonly session: number
  readonly insert: StatementSync
  readonly nameOf: StatementSync
  readonly addName: StatementSync
}

export class Writer {
  readonly #data: WriterData
  readonly #breathe: () => void
  #open: Open | null = null
  /** Number of this start, known from an earlier thread or from before the file was replaced. */
  #session: number | null = null
  readonly #names = new Map<string, number>()
  /** True while entries are removed until there is room to spare again. */
  #shrinking = false
  #begunAnew = false

  /** `breathe` is called often while there is much to write. */
  constructor(data: WriterData, breathe: () => void) {
    this.#data = data
    this.#breathe = breathe
  }

  /** Never throws: the thread lives on whatever becomes of the disk. */
  handle(request: WriterRequest): WriterReply {
    if (request.kind === 'close') return this.#close()
    if (request.kind === 'open') this.#session = request.session
    try {
      return this.#carryOut(request)
    } catch (thrown) {
      if (!isDamage(thrown)) return this.#failed(thrown)
    }
    try {
      const aside = this.#moveAside(request.now)
      const done = this.#carryOut(request)
      return done.kind === 'done' ? { ...done, setAside: aside } : done
    } catch (thrown) {
      return failureOf(thrown)
    }
  }

  #failed(thrown: unknown): WriterReply {
    const failure = failureOf(thrown)
    if (isBroken(failure)) this.#closeFile()
    return failure
  }

  #carryOut(request: Exclude<WriterRequest, { kind: 'close' }>): WriterReply {
    if (request.kind === 'setAside') {
      const aside = this.#moveAside(request.now)
      return this.#done(this.#opened(), 0, aside)
    }
    this.#letGoOfGone()
    const open = this.#opened()
    if (request.kind === 'write') return this.#done(open, this.#write(open, request), null)
    if (request.kind === 'tidy') this.#tidy(open, request.now)
    return this.#done(open, 0, null)
  }

  #done(open: Open, written: number, aside: string | null): WriterReply {
    const { database, session } = open
    const bytes = pragma(database, 'page_count') * pragma(database, 'page_size')
    const begunAnew = this.#begunAnew
    this.#begunAnew = false
    return {
      ...{ kind: 'done', session, written, bytes, begunAnew },
      ...{ untidy: this.#isTooLarge(database), setAside: aside },
    }
  }

  /** A file that was deleted or replaced takes what is written to it, and nobody will ever read that. */
  #letGoOfGone(): void {
    if (this.#open === null) return
    const { file } = this.#data
    const { identity, beside } = this.#open
    // Null where it was deleted just as it was opened.
    const isThere = identity !== null && identityOf(file) === identity
    if (isThere && identityOf(`${file}-wal`) === beside) return
    this.#closeFile()
    if (!isThere) this.#begunAnew = true
  }

  #opened(): Open {
    return (this.#open ??= this.#openFile())
  }

  #openFile(): Open {
    const { file } = this.#data
    makeFolderOf(file)
    const database = openDatabase(file)
    try {
      forgetUnused(database, this.#data.session.startedAt - this.#data.maxAge)
      this.#session = this.#sessionIn(database)
      this.#names.clear()
      return {
        database,
        identity: identityOf(file),
        beside: identityOf(`${file}-wal`),
        session: this.#session,
        insert: database.prepare(INSERT),
        nameOf: database.prepare('SELECT id FROM names WHERE name = ?'),
        addName: database.prepare('INSERT INTO names (name) VALUES (?)'),
      }
    } catch (thrown) {
      database.close()
      throw thrown
    }
  }

  /** Goes on with this start's session where the file has it, and begins it where not. */
  #sessionIn(database: DatabaseSync): number {
    const { startedAt, show, version } = this.#data.session
    const known = database
      .prepare('SELECT id FROM sessions WHERE id = ? AND startedAt = ? AND show = ? AND version = ?')
      .get(this.#session, startedAt, show, version)
    if (known !== undefined) return known['id'] as number
    const begun = database.prepare('INSERT INTO sessions (startedAt, show, version) VALUES (?, ?, ?)')
    return Number(begun.run(startedAt, show, version).lastInsertRowid)
  }

  #write(open: Open, { cells, calm }: WriteRequest): number {
    const { database } = open
    database.exec('BEGIN IMMEDIATE')
    try {
      let written = 0
      for (let at = 0; at < cells.length; at += ROW_WIDTH) {
        written += this.#writeRow(open, cells, at)
        if (calm) this.#breathe()
      }
      database.exec('COMMIT')
      return written
    } catch (thrown) {
      // Names that were added are gone with it.
      this.#names.clear()
      // Some errors have rolled it back already.
      if (database.isTransaction) database.exec('ROLLBACK')
      throw thrown
    }
  }

  /** A row that is there already, because the answer to its batch was lost, is left as it is. */
  #writeRow(open: Open, cells: readonly Cell[], at: number): number {
    const [seq, arose, time, type, source, ...rest] = cells.slice(at, at + ROW_WIDTH) as [
      ...[Cell, Cell, Cell, string, string],
      ...Cell[],
    ]
    const [typeId, sourceId] = [this.#nameId(open, type), this.#nameId(open, source)]
    const outcome = open.insert.run(open.session, seq, arose, time, typeId, sourceId, ...rest)
    return Number(outcome.changes)
  }

  #nameId({ nameOf, addName }: Open, name: string): number {
    const known = this.#names.get(name)
    if (known !== undefined) return known
    const row = nameOf.get(name)
    const id = row === undefined ? Number(addName.run(name).lastInsertRowid) : (row['id'] as number)
    if (this.#names.size === REMEMBERED_NAMES) this.#names.clear()
    this.#names.set(name, id)
    return id
  }

  #usedBytes(database: DatabaseSync): number {
    return (
      (pragma(database, 'page_count') - pragma(database, 'freelist_count')) * pragma(database, 'page_size')
    )
  }

  #isTooLarge(database: DatabaseSync): boolean {
    const bound = this.#data.maxBytes * (this.#shrinking ? ROOM_SHARE : 1)
    this.#shrinking = this.#usedBytes(database) > bound
    return this.#shrinking || pragma(database, 'freelist_count') > FREE_PAGES
  }

  /** One small step, so that a batch never waits long. */
  #tidy({ database }: Open, now: number): void {
    const oldest = 'DELETE FROM entries WHERE id IN (SELECT id FROM entries'
    database
      .prepare(`${oldest} WHERE time < ? ORDER BY time LIMIT ?)`)
      .run(now - this.#data.maxAge, REMOVED_AT_ONCE)
    if (this.#isTooLarge(database) && this.#shrinking) {
      database.prepare(`${oldest} ORDER BY id LIMIT ?)`).run(REMOVED_AT_ONCE)
    }
    if (pragma(database, 'freelist_count') > FREE_PAGES) {
      database.exec(`PRAGMA incremental_vacuum(${FREED_AT_ONCE})`)
    }
  }

  #moveAside(now: number): string {
    this.#closeFile()
    return setAside(this.#data.file, now)
  }

  #closeFile(): void {
    try {
      this.#open?.database.close()
    } catch {
      // What a damaged file says at its end changes nothing.
    }
    this.#open = null
  }

  #close(): WriterReply {
    this.#closeFile()
    return { kind: 'closed' }
  }
}

/** Sessions and names that no entry speaks of any more. */
function forgetUnused(database: DatabaseSync, before: number): void {
  database
    .prepare(
      `DELETE FROM sessions WHERE startedAt < ? AND NOT EXISTS (SELECT 1 FROM entries WHERE session = sessions.id)`,
    )
    .run(before)
  database.exec(
    `DELETE FROM names WHERE NOT EXISTS (SELECT 1 FROM entries WHERE type = names.id)
      AND NOT EXISTS (SELECT 1 FROM entries WHERE source = names.id)`,
  )
}
