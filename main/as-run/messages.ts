// What the main thread and the log's two threads say to each other.
import type { AsRunFolded, AsRunSession } from '../../shared/model/as-run.ts'

export type Cell = string | number | null

/**
 * Columns of an entry in the order in which they cross to the writer: seq, at, time, type, source, cause, lateBy, subject,
 * runId, text, payload. A batch is one flat list of them, because a list a row takes three times as long to hand over.
 */
export const ROW_WIDTH = 11

export interface WriterData {
  readonly role: 'writer'
  readonly file: string
  readonly session: Omit<AsRunSession, 'id' | 'opened'>
  /** Entries older than this many milliseconds are removed. */
  readonly maxAge: number
  /** Bytes beyond which the oldest entries are removed. */
  readonly maxBytes: number
}

/** `now` is wall milliseconds: a thread has no clock of its own. */
export type WriterRequest =
  /** The session's number where it is known, because an earlier thread of this session has opened the file. */
  | { readonly kind: 'open'; readonly session: number | null; readonly now: number }
  | {
      readonly kind: 'write'
      readonly cells: readonly Cell[]
      /** Numbers the batches of this start from 1, so that one that comes again is known. */
      readonly batch: number
      /** Little else waits, so that the thread may let others go first all the time. */
      readonly calm: boolean
      readonly now: number
    }
  | { readonly kind: 'tidy'; readonly now: number }
  /** Whether the file is still there. */
  | { readonly kind: 'look'; readonly now: number }
  /** A reader found the file damaged. */
  | { readonly kind: 'setAside'; readonly now: number }
  | { readonly kind: 'close' }

export type WriterReply =
  | {
      readonly kind: 'done'
      readonly session: number
      /** Entries that this request added. */
      readonly written: number
      /** Of the file. */
      readonly bytes: number
      /** Bytes that entries have newly taken, before any were removed. */
      readonly grown: number
      /** Wall milliseconds of the first entry; null where there is none. */
      readonly oldest: number | null
      /** Wall milliseconds up to which entries were removed to make room; null where none was. */
      readonly removedUpTo: number | null
      /** Entries of an earlier version's log that are still to be brought over, at most. */
      readonly earlier: number
      /** Whether old entries wait to be removed, or those of an earlier version to be brought over. */
      readonly untidy: boolean
      /** Where a damaged file was moved to, of which this request has made an end. */
      readonly setAside: string | null
      /** Whether the file had been deleted or replaced, and was begun anew for this request. */
      readonly begunAnew: boolean
    }
  | { readonly kind: 'failed'; readonly code: number; readonly message: string }
  | { readonly kind: 'closed' }

export interface ReaderData {
  readonly role: 'reader'
  readonly file: string
}

/** Place in the log: entries are in the order of `time`, those of one instant in the order of `id`. */
export interface Position {
  readonly time: number
  readonly id: number
}

export interface Search {
  readonly from: number | null
  readonly to: number | null
  readonly types: readonly string[] | null
  readonly source: string | null
  readonly runId: string | null
  readonly text: string | null
  readonly limit: number
  readonly order: 'newest' | 'oldest'
  /** Itself left out; null begins at the end that `order` begins with. */
  readonly after: Position | null
  /** Whether folded entries tell the time of each. */
  readonly times: boolean
}

/** An entry as it lies in the file; its payload is JSON text. */
export interface StoredEntry {
  readonly id: number
  readonly session: number
  readonly seq: number
  readonly at: number
  readonly time: number
  readonly type: string
  readonly source: string
  readonly cause: number | null
  readonly lateBy: number | null
  readonly subject: string | null
  readonly runId: string | null
  readonly text: string
  readonly payload: string
  readonly folded?: AsRunFolded | undefined
}

export interface Found {
  readonly entries: readonly StoredEntry[]
  readonly sessions: readonly AsRunSession[]
  /** Where to go on; null at the end. */
  readonly next: Position | null
}

export type ReaderRequest =
  | { readonly kind: 'search'; readonly search: Search }
  /** From the event to its first cause, at most `limit`. */
  | { readonly kind: 'chain'; readonly session: number; readonly seq: number; readonly limit: number }

export type ReaderAnswer =
  | { readonly kind: 'found'; readonly found: Found }
  | { readonly kind: 'chain'; readonly entries: readonly StoredEntry[] }
  | { readonly kind: 'failed'; readonly code: number; readonly message: string }

export interface Asked {
  readonly id: number
  readonly request: ReaderRequest
}
export interface Answered {
  readonly id: number
  readonly answer: ReaderAnswer
}
