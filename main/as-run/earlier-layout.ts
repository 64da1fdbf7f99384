// A log that an earlier version kept: put beside the new one, and brought over into it in small pieces.
import { existsSync, renameSync, rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { APPLICATION, pragma } from './database.ts'
import type { EntryTable } from './entry-table.ts'
import { Folds } from './folds.ts'
import type { Row } from './folds.ts'

const EARLIER = 1
/** Entries of one piece. */
const AT_ONCE = 500
/** Logs that may wait to be brought over: one for each time that an earlier version was used again meanwhile. */
const MOST = 9

const names = (file: string): readonly string[] =>
  Array.from({ length: MOST }, (_, index) => `${file}.earlier${index === 0 ? '' : `-${index + 1}`}`)

function isEarlier(file: string): boolean {
  if (!existsSync(file)) return false
  try {
    using database = new DatabaseSync(file, { readOnly: true })
    return pragma(database, 'application_id') === APPLICATION && pragma(database, 'user_version') === EARLIER
  } catch {
    // Whoever opens it says what is wrong.
    return false
  }
}

/** Moves a log of the earlier layout out of the way of the new one. */
export function putEarlierAside(file: string): void {
  if (!isEarlier(file)) return
  const free = names(file).find((name) => !existsSync(name))
  if (free === undefined) return
  // Its last writes are taken into it first: what lies beside it would stay behind.
  const database = new DatabaseSync(file)
  try {
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  } finally {
    database.close()
  }
  renameSync(file, free)
  for (const part of ['-wal', '-shm']) rmSync(file + part, { force: true })
}

interface EarlierRow extends Row {
  readonly id: number
  readonly session: number
}

const ROWS = `SELECT id, session, seq, at, time, (SELECT name FROM names WHERE id = type) AS type,
  (SELECT name FROM names WHERE id = source) AS source, cause, lateBy, subject, runId, text, payload
  FROM entries WHERE id > ? AND time >= ? ORDER BY id LIMIT ${AT_ONCE}`

export class EarlierLog {
  readonly file: string
  readonly #into: DatabaseSync
  readonly #from: DatabaseSync
  readonly #folds = new Folds()
  readonly #last: number
  /** Numbers that its sessions have in the new log. */
  readonly #sessions: ReadonlyMap<number, number>
  #upTo: number
  #session: number | null = null

  /** The one that waits, or null. */
  static beside(file: string, into: DatabaseSync): EarlierLog | null {
    const waiting = EarlierLog.fileBeside(file)
    return waiting === null ? null : new EarlierLog(waiting, into)
  }

  static fileBeside(file: string): string | null {
    return names(file).find((name) => existsSync(name)) ?? null
  }

  private constructor(file: string, into: DatabaseSync) {
    this.file = file
    this.#into = into
    this.#from = new DatabaseSync(file, { readOnly: true })
    try {
      const { last } = this.#from.prepare('SELECT coalesce(max(id), 0) AS last FROM entries').get() as {
        last: number
      }
      this.#last = last
      const { upTo, sessions } = broughtOf(this.#from, into)
      this.#upTo = upTo
      this.#sessions = sessions
    } catch (thrown) {
      this.close()
      throw thrown
    }
  }

  /** Entries that are still to come, at most. */
  get left(): number {
    return this.#last - this.#upTo
  }

  /** Brings a piece over; false once there is no more. Called within a transaction. */
  step(table: EntryTable, since: number): boolean {
    // Another engine on the same file may have come further.
    const { upTo: begun } = this.#into.prepare('SELECT upTo FROM brought').get() as { upTo: number }
    if (begun !== this.#upTo) this.#folds.clear()
    this.#upTo = begun
    const rows = this.#from.prepare(ROWS).all(this.#upTo, since) as unknown as EarlierRow[]
    for (const row of rows) {
      const session = this.#sessions.get(row.session) ?? row.session
      if (session !== this.#session) this.#folds.clear()
      this.#session = session
      table.write(session, row, this.#folds)
    }
    table.finish(this.#folds)
    const upTo = rows.at(-1)?.id ?? this.#last
    this.#into.prepare('UPDATE brought SET upTo = ?').run(upTo)
    this.#upTo = upTo
    return rows.length === AT_ONCE
  }

  /** All of it is in the new log. False where another has it open still: the next start removes it. */
  remove(): boolean {
    this.close()
    try {
      for (const part of ['', '-wal', '-shm']) rmSync(this.file + part, { force: true })
    } catch {
      return false
    }
    this.#into.exec('DELETE FROM brought')
    return true
  }

  close(): void {
    if (this.#from.isOpen) this.#from.close()
  }
}

/** How far it has come, also before the engine was started anew; at first its sessions are brought over. */
function broughtOf(
  from: DatabaseSync,
  into: DatabaseSync,
): { readonly upTo: number; readonly sessions: ReadonlyMap<number, number> } {
  const begun = into.prepare('SELECT upTo, sessions FROM brought').get() as
    { upTo: number; sessions: string } | undefined
  if (begun !== undefined) {
    return { upTo: begun.upTo, sessions: new Map(JSON.parse(begun.sessions) as [number, number][]) }
  }
  const add = into.prepare('INSERT INTO sessions (id, startedAt, show, version) VALUES (?, ?, ?, ?)')
  const taken = into.prepare('SELECT 1 FROM sessions WHERE id = ?')
  const rows = from.prepare('SELECT id, startedAt, show, version FROM sessions ORDER BY id').all()
  into.exec('BEGIN IMMEDIATE')
  try {
    const sessions = rows.map(({ id, startedAt, show, version }) => {
      const free = taken.get(id as number) === undefined ? (id as number) : null
      const added = add.run(free, startedAt as number, show as string, version as string)
      return [id as number, Number(added.lastInsertRowid)] as const
    })
    into.prepare('INSERT INTO brought (id, upTo, sessions) VALUES (1, 0, ?)').run(JSON.stringify(sessions))
    into.exec('COMMIT')
    return { upTo: 0, sessions: new Map(sessions) }
  } catch (thrown) {
    if (into.isTransaction) into.exec('ROLLBACK')
    throw thrown
  }
}
