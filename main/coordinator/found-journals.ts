// Which of the journals that an earlier run has left is that of a show, and what became of the others.
import { JOURNAL_FORMAT } from './journal-records.ts'
import type { Head, KeptRecord, Mark, Place } from './journal-records.ts'

/** A journal as it was found on the disk. */
export interface FoundJournal {
  readonly path: string
  readonly bodies: readonly Buffer[]
  /** Bytes of its whole records, and of what comes behind them. */
  readonly size: number
  readonly torn: number
  /** Whether whole records come behind what is none. */
  readonly isDamaged: boolean
  /** Why the disk does not give it; null where it does. */
  readonly unreadable: string | null
}

export interface ReadJournal {
  readonly found: FoundJournal
  readonly head: Head
  /** The show that it begins with, as a text; null where that is in a file. */
  readonly text: Buffer | null
  readonly records: readonly KeptRecord[]
  readonly last: { readonly generation: number; readonly at: number }
}

/** Null where it is of another format, or none at all. */
export function readJournal(found: FoundJournal): ReadJournal | null {
  try {
    const [first, ...others] = found.bodies
    if (first === undefined) return null
    const head = parse(first) as Head
    if (head.journal !== JOURNAL_FORMAT) return null
    const text = head.hasText ? others.shift() : null
    if (text === undefined) return null
    const records = others.map((body) => parse(body) as KeptRecord)
    return { found, head, text, records, last: lastOf(head, records) }
  } catch {
    return null
  }
}

/** A save may be kept after edits that it does not hold. */
function lastOf(head: Head, records: readonly KeptRecord[]): ReadJournal['last'] {
  const generation = records.reduce((last, record) => Math.max(last, record.generation), head.generation)
  return { generation, at: (records.at(-1) ?? head).at }
}

/** The state of a show from which a journal goes on. */
export interface From {
  readonly mark: Mark
  /** The show itself, where the journal has it. */
  readonly text: Buffer | null
  /** What comes after it. */
  readonly records: readonly KeptRecord[]
}

/** What a file holds, and the earlier version that stands in where that cannot be used. */
export interface Contents {
  readonly digest: string | null
  readonly standsIn: string | null
}

/** Where it goes on from the content of a file; `changed` where it is of that file with another content; null where of another. */
export function from(
  journal: ReadJournal,
  path: string | null,
  { digest, standsIn }: Contents,
): From | 'changed' | null {
  const { head, records, text } = journal
  const saved = records.findLastIndex(({ kind }) => kind === 'saved')
  const marks = [...(saved < 0 ? [head] : []), ...records.slice(Math.max(saved, 0)).filter(isMark)]
  const own = marks.filter((mark) => placesOf(mark).some((place) => place.path === path))
  if (own.length === 0) return null
  const isOne = (of: string | null): boolean => of === digest || (standsIn !== null && of === standsIn)
  const isThere = (mark: Mark): boolean =>
    placesOf(mark).some((place) => place.path === path && (path === null || isOne(place.digest)))
  const match = own.findLast(isThere)
  if (match === undefined) return 'changed'
  // What came between a save and the text is in the text alone.
  const mark = match.generation < head.generation ? head : match
  // Edits may be kept before it is that a file was about to hold the show without them.
  const isAfter = ({ generation, kind }: KeptRecord): boolean =>
    (kind === 'edit' || kind === 'turn') && generation > mark.generation
  return { mark, text: mark === head ? text : null, records: records.filter(isAfter) }
}

/** All that the file may have held from which it goes on, the newest first. */
export function placesIn({ head, records }: ReadJournal): readonly Place[] {
  return [head, ...records.filter(isMark)].flatMap(placesOf).toReversed()
}

/** The same journal, with other names for the files that it speaks of. */
export function renamedPlaces(
  journal: ReadJournal,
  nameOf: (path: string | null) => string | null,
): ReadJournal {
  const places = journal.head.places.map((place) => ({ ...place, path: nameOf(place.path) }))
  const records = journal.records.map((record) =>
    isMark(record) ? { ...record, path: nameOf(record.path) } : record,
  )
  return { ...journal, head: { ...journal.head, places }, records }
}

function isMark(record: KeptRecord): record is Extract<KeptRecord, Mark> {
  return record.kind === 'saving' || record.kind === 'saved'
}

function placesOf(mark: Mark): readonly Place[] {
  return 'places' in mark ? mark.places : [mark]
}

function parse(body: Buffer): unknown {
  return JSON.parse(body.toString('utf8'))
}
