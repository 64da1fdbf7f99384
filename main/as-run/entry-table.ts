// Writes entries as they lie in the file: texts as numbers, like entries into one row.
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { idOf } from './database.ts'
import { Folds } from './folds.ts'
import type { Fold, Row } from './folds.ts'
import type { Parted } from './template.ts'
import { Words } from './words.ts'

const INSERT = `INSERT OR IGNORE INTO entries
  (id, time, type, source, at, cause, lateBy, run, subject, text, shape, numbers)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
const GROW = 'UPDATE entries SET count = ?, seqs = ?, lasting = ?, ranges = ?, moments = ? WHERE id = ?'
const REMEMBERED_NAMES = 20_000

const microseconds = (ms: number): number => Math.round(ms * 1000)

export class EntryTable {
  readonly #insert: StatementSync
  readonly #grow: StatementSync
  readonly #nameOf: StatementSync
  readonly #addName: StatementSync
  readonly #words: Words
  readonly #folds = new Folds()
  readonly #names = new Map<string, number>()

  constructor(database: DatabaseSync) {
    this.#insert = database.prepare(INSERT)
    this.#grow = database.prepare(GROW)
    this.#nameOf = database.prepare('SELECT id FROM names WHERE name = ?')
    this.#addName = database.prepare('INSERT INTO names (name) VALUES (?)')
    this.#words = new Words(database)
  }

  /** Within a transaction, before its first entry. */
  begin(now: number): void {
    this.#words.begin(now)
  }

  /** Answers how many entries were added: one, or none where it is there already. */
  write(session: number, row: Row, folds = this.#folds): number {
    const { parted, fold, key } = folds.take(row)
    if (fold !== null) return 1
    const id = idOf(session, row.seq)
    const added = this.#add(id, row, parted)
    if (added > 0 && key !== null) folds.begin(key, id, row, parted)
    return added
  }

  /** Before the transaction ends. */
  finish(folds = this.#folds): void {
    for (const fold of folds.takeGrown()) this.#keep(fold)
  }

  /** The transaction came to nothing. */
  forget(): void {
    this.#folds.clear()
    this.#words.forget()
    this.#names.clear()
  }

  #add(id: number, row: Row, { template, numbers }: Parted): number {
    const { seq, at, time, type, source, cause, lateBy, subject, runId, text, payload } = row
    const shape = this.#words.shortOf(template)
    this.#words.wrote(id)
    const outcome = this.#insert.run(
      id,
      Math.floor(time),
      this.#nameId(type),
      this.#nameId(source),
      microseconds(at),
      cause === null ? null : seq - cause,
      lateBy === null ? null : microseconds(lateBy),
      runId === null ? null : this.#nameId(runId),
      subject === null ? null : this.#words.shortOf(subject),
      this.#words.shortOf(text),
      typeof shape === 'bigint' ? shape : payload,
      typeof shape === 'bigint' ? numbers.join() : null,
    )
    return Number(outcome.changes)
  }

  #keep({ id, first, count, lasting, ranges, moments }: Fold): void {
    this.#grow.run(count, moments.last.seq - first.seq, lasting, ranges, moments.bytes, id)
  }

  #nameId(name: string): number {
    const known = this.#names.get(name)
    if (known !== undefined) return known
    const row = this.#nameOf.get(name)
    const id = row === undefined ? Number(this.#addName.run(name).lastInsertRowid) : (row['id'] as number)
    if (this.#names.size === REMEMBERED_NAMES) this.#names.clear()
    this.#names.set(name, id)
    return id
  }
}
