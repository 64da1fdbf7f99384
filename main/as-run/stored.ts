// Rows of the file back to entries: texts for their numbers, payloads put together, folded ones told apart.
import type { AsRunFolded } from '../../shared/model/as-run.ts'
import { placeOf } from './database.ts'
import type { StoredEntry } from './messages.ts'
import { momentsOf } from './moments.ts'
import type { Moment } from './moments.ts'
import { joined, namesOf, part } from './template.ts'

const word = (column: string): string =>
  `CASE typeof(${column}) WHEN 'integer' THEN (SELECT word FROM words WHERE id = ${column}) ELSE ${column} END`

/** The sentence of an entry, to be searched. */
export const TEXT = word('text')

export const COLUMNS = `id, time, (SELECT name FROM names WHERE id = type) AS type,
  (SELECT name FROM names WHERE id = source) AS source, at, cause, lateBy,
  (SELECT name FROM names WHERE id = run) AS runId, ${word('subject')} AS subject, ${TEXT} AS text,
  ${word('shape')} AS shape, numbers, count, seqs, lasting, ranges, moments`

/** A row as `COLUMNS` gives it. */
export interface StoredRow {
  readonly id: number
  readonly time: number
  readonly type: string
  readonly source: string
  readonly at: number
  readonly cause: number | null
  readonly lateBy: number | null
  readonly runId: string | null
  readonly subject: string | null
  readonly text: string
  readonly shape: string
  readonly numbers: string | null
  readonly count: number | null
  readonly seqs: number | null
  readonly lasting: number | null
  readonly ranges: string | null
  readonly moments: Uint8Array | null
}

const milliseconds = (microseconds: number): number => microseconds / 1000

/** With the moments of what was folded where they are asked for. */
export function entryOfRow(row: StoredRow, withMoments = false): StoredEntry {
  const { id, time, type, source, cause, lateBy, subject, runId, text, shape, numbers } = row
  const { session, seq } = placeOf(id)
  const payload = numbers === null ? shape : joined({ template: shape, numbers: listOf(numbers) }, runId)
  const entry = {
    ...{ id, session, seq, at: milliseconds(row.at), time, type, source },
    cause: cause === null ? null : seq - cause,
    lateBy: lateBy === null ? null : milliseconds(lateBy),
    ...{ subject, runId, text, payload },
  }
  return row.count === null ? entry : { ...entry, folded: foldedOf(row, entry, withMoments) }
}

/** The entry that one of the folded ones was, where it was one of them; its payload and text are those of the first. */
export function oneOf(row: StoredRow, seq: number): StoredEntry | null {
  const entry = entryOfRow(row)
  const moment = allMoments(row, entry).find((one) => one.seq === seq)
  if (moment === undefined) return null
  const { at, cause } = moment
  return { ...entry, seq, at, cause, time: Math.round(entry.time + at - entry.at) }
}

function listOf(numbers: string): readonly string[] {
  return numbers === '' ? [] : numbers.split(',')
}

function allMoments({ moments }: StoredRow, first: Moment): readonly Moment[] {
  return moments === null ? [first] : momentsOf(first, moments)
}

function foldedOf(row: StoredRow, entry: StoredEntry, withMoments: boolean): AsRunFolded {
  const { seq, at, time } = entry
  const folded = {
    firstSeq: seq,
    lastSeq: seq + (row.seqs ?? 0),
    count: row.count ?? 1,
    firstTime: time,
    lastTime: time + (row.lasting ?? 0),
    values: valuesOf(entry, row.ranges ?? ''),
  }
  if (!withMoments) return folded
  const times = allMoments(row, entry).map((moment) => Math.round(time + moment.at - at))
  return { ...folded, times }
}

/** Of each number that was not always the same. */
function valuesOf({ payload, runId }: StoredEntry, ranges: string): AsRunFolded['values'] {
  const { template, numbers } = part(payload, runId)
  const names = namesOf(template)
  return ranges.split(';').flatMap((range, place) => {
    if (range === '') return []
    const first = Number(numbers[place])
    const [min, max, last] = range.split(':').map(Number) as [number, number?, number?]
    const name = names[place] ?? ''
    // One number alone is the last of those that only rose.
    if (max === undefined || last === undefined) return [{ name, first, last: min, min: first, max: min }]
    return [{ name, first, last, min, max }]
  })
}
