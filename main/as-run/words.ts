// Texts that come again and again, kept once: sentences, subjects, what payloads have in common.
import type { DatabaseSync, StatementSync } from 'node:sqlite'

/** Milliseconds after which texts are numbered anew, so that those of entries that are gone can go too. */
const PERIOD_MS = 3_600_000
/** Texts that are remembered; beyond it they are numbered anew as well. */
const REMEMBERED = 50_000
/** Characters that take no more room than a number. */
const SHORT = 4
const ONCE = 0n

export class Words {
  readonly #add: StatementSync
  readonly #begin: StatementSync
  readonly #end: StatementSync
  readonly #next: StatementSync
  readonly #known = new Map<string, bigint>()
  #period: { readonly first: number; readonly since: number } | null = null
  /** Of the entries of this period, the greatest number. */
  #lastEntry = 0

  constructor(database: DatabaseSync) {
    this.#add = database.prepare('INSERT INTO words (word) VALUES (?)')
    this.#begin = database.prepare('INSERT OR REPLACE INTO periods (firstWord, lastEntry) VALUES (?, NULL)')
    this.#end = database.prepare(
      'UPDATE periods SET lastEntry = max(coalesce(lastEntry, 0), ?) WHERE firstWord = ?',
    )
    // Cut off without its end: its texts are of entries that are all there are.
    database.exec('UPDATE periods SET lastEntry = (SELECT max(id) FROM entries) WHERE lastEntry IS NULL')
    this.#next = database.prepare('SELECT coalesce(max(id), 0) + 1 AS next FROM words')
  }

  /** The number that stands for a text; the text itself where it is seen for the first time or as short as a number. */
  shortOf(text: string): string | bigint {
    if (text.length <= SHORT) return text
    const known = this.#known.get(text)
    if (known === undefined) {
      this.#known.set(text, ONCE)
      return text
    }
    if (known !== ONCE) return known
    // A column of any kind keeps a plain number as a fraction of eight bytes.
    const id = BigInt(this.#add.run(text).lastInsertRowid)
    this.#known.set(text, id)
    return id
  }

  /** Within a transaction, before its first entry. */
  begin(now: number): void {
    const isOver =
      this.#period === null ||
      now - this.#period.since > PERIOD_MS ||
      now < this.#period.since ||
      this.#known.size > REMEMBERED
    if (!isOver) return
    if (this.#period !== null) this.#end.run(this.#lastEntry, this.#period.first)
    this.#known.clear()
    const first = this.#next.get()?.['next'] as number
    this.#period = { first, since: now }
    this.#begin.run(first)
  }

  wrote(id: number): void {
    if (id > this.#lastEntry) this.#lastEntry = id
  }

  /** What was added is not there after all. */
  forget(): void {
    this.#known.clear()
    this.#period = null
  }
}
