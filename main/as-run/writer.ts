// The writing half of the log: batches to one transaction each, old entries out, a damaged file aside.
import type { DatabaseSync } from 'node:sqlite'
import {
  failureOf,
  identityOf,
  isBroken,
  isDamage,
  makeFolderOf,
  openDatabase,
  setAside,
} from './database.ts'
import { EarlierLog, putEarlierAside } from './earlier-layout.ts'
import { EntryTable } from './entry-table.ts'
import { rowOf } from './folds.ts'
import { ROW_WIDTH } from './messages.ts'
import type { WriterData, WriterReply, WriterRequest } from './messages.ts'
import { Room, forgetUnused } from './room.ts'

type WriteRequest = Extract<WriterRequest, { kind: 'write' }>

interface Open {
  readonly database: DatabaseSync
  /** Of its file, and of the one beside it that holds what was written last. */
  readonly identity: string | null
  readonly beside: string | null
  readonly session: number
  readonly table: EntryTable
  readonly room: Room
  /** A log of an earlier version that is being brought over. */
  earlier: EarlierLog | null
}

export class Writer {
  readonly #data: WriterData
  readonly #breathe: () => void
  #open: Open | null = null
  /** Number of this start, known from an earlier thread or from before the file was replaced. */
  #session: number | null = null
  #begunAnew = false
  /** Where a damaged log of an earlier version was moved to; until it is told. */
  #earlierAside: string | null = null
  /** Bytes that entries have taken since this was last told. */
  #grown = 0

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
    if (request.kind === 'tidy') {
      this.#bringOver(open, request.now)
      open.room.tidy(request.now)
    }
    return this.#done(open, 0, null)
  }

  #done(open: Open, written: number, aside: string | null): WriterReply {
    const { room, session, earlier } = open
    const { bytes } = room.pages.read()
    const begunAnew = this.#begunAnew
    this.#begunAnew = false
    const grown = this.#grown
    this.#grown = 0
    const asideNow = aside ?? this.#earlierAside
    this.#earlierAside = null
    return {
      ...{ kind: 'done', session, written, bytes, begunAnew, grown },
      ...{ untidy: earlier !== null || room.isUntidy, setAside: asideNow },
      ...{ ...room.reach, earlier: earlier?.left ?? 0 },
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
    putEarlierAside(file)
    const database = openDatabase(file)
    try {
      forgetUnused(database, this.#data.session.startedAt - this.#data.maxAge)
      // Its sessions come before this one.
      const earlier = this.#earlierBeside(database)
      this.#session = this.#sessionIn(database)
      return {
        database,
        identity: identityOf(file),
        beside: identityOf(`${file}-wal`),
        session: this.#session,
        table: new EntryTable(database),
        room: new Room(database, this.#data),
        earlier,
      }
    } catch (thrown) {
      database.close()
      throw thrown
    }
  }

  #earlierBeside(database: DatabaseSync): EarlierLog | null {
    const { file, session } = this.#data
    try {
      return EarlierLog.beside(file, database)
    } catch (thrown) {
      if (!isDamage(thrown)) throw thrown
      this.#earlierAside = setAside(EarlierLog.fileBeside(file) ?? file, session.startedAt)
      return null
    }
  }

  /** A piece of what an earlier version has kept; what is too old stays behind. */
  #bringOver(open: Open, now: number): void {
    const { database, table, earlier } = open
    if (earlier === null) return
    database.exec('BEGIN IMMEDIATE')
    try {
      table.begin(now)
      const more = earlier.step(table, now - this.#data.maxAge)
      database.exec('COMMIT')
      if (more) return
      open.earlier = earlier.remove() ? EarlierLog.beside(this.#data.file, database) : null
    } catch (thrown) {
      table.forget()
      if (database.isTransaction) database.exec('ROLLBACK')
      // Damage is of the one that is read; the other would say so with the next batch.
      if (!isDamage(thrown)) throw thrown
      earlier.close()
      open.earlier = null
      this.#earlierAside = setAside(earlier.file, now)
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

  #write({ database, session, table, room }: Open, { cells, batch, calm, now }: WriteRequest): number {
    const before = room.pages.read().used
    database.exec('BEGIN IMMEDIATE')
    try {
      let written = 0
      // It was written already where only the answer to it was lost.
      if (isNews(database, session, batch)) {
        table.begin(now)
        for (let at = 0; at < cells.length; at += ROW_WIDTH) {
          written += table.write(session, rowOf(cells, at))
          if (calm) this.#breathe()
        }
        table.finish()
      }
      database.exec('COMMIT')
      this.#grown += Math.max(0, room.pages.read().used - before)
      room.shrink()
      return written
    } catch (thrown) {
      // Names that were added are gone with it.
      table.forget()
      // Some errors have rolled it back already.
      if (database.isTransaction) database.exec('ROLLBACK')
      throw thrown
    }
  }

  #moveAside(now: number): string {
    this.#closeFile()
    return setAside(this.#data.file, now)
  }

  #closeFile(): void {
    try {
      this.#open?.earlier?.close()
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

/** Whether a batch has not been written, and notes that it is. */
function isNews(database: DatabaseSync, session: number, batch: number): boolean {
  const noted = database.prepare('UPDATE sessions SET batch = ? WHERE id = ? AND batch < ?')
  return Number(noted.run(batch, session, batch).changes) > 0
}
