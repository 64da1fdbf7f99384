// The as-run log as others see it: what was done when, how late and why; how to ask for it; what is answered.
import { z } from 'zod'
import type { Fault } from '../base/result.ts'
import type { Json } from './json.ts'

export const AS_RUN_LIMITS = {
  /** Entries of one answer. */
  page: 1000,
  /** Patterns of one question. */
  types: 64,
  /** Entries of one chain of causes. */
  chain: 1000,
  /** Characters of an entry's payload as JSON; what is longer is shortened and marked with `…`. */
  payload: 2048,
} as const

/** One event as it was kept. */
export interface AsRunEntry {
  /** Start of the engine that it belongs to; 0 while the log has not been opened. */
  readonly session: number
  /** The event's own number, unique within its session. */
  readonly seq: number
  /** Milliseconds on the engine's clock of that session. */
  readonly at: number
  /** Wall milliseconds. */
  readonly time: number
  readonly type: string
  readonly source: string
  /** `seq` of the event that led to it. */
  readonly cause: number | null
  /** Milliseconds between when it was meant and when it was done; null where it was not meant for a time. */
  readonly lateBy: number | null
  /** What it is about: id of a playlist or gesture, `scheduler/rule`, a device, an output. */
  readonly subject: string | null
  readonly runId: string | null
  /** A sentence for people; empty where there is none. */
  readonly text: string
  readonly payload: Json
  /** Only where the entry stands for several: all else is of the first of them. */
  readonly folded?: AsRunFolded | undefined
}

/** What like entries of a short time have become one: the same step of a loop, the messages of a fader. */
export interface AsRunFolded {
  readonly count: number
  /** `seq` of the first, by which they are kept. */
  readonly firstSeq: number
  readonly lastSeq: number
  /** Wall milliseconds. */
  readonly firstTime: number
  readonly lastTime: number
  /** The numbers of the payload that were not always the same, each with the name that stands before it. */
  readonly values: readonly {
    readonly name: string
    readonly first: number
    readonly last: number
    readonly min: number
    readonly max: number
  }[]
  /** Wall milliseconds of each; in a chain of causes and in an export as JSON lines. */
  readonly times?: readonly number[] | undefined
}

/** One start of the engine. */
export interface AsRunSession {
  readonly id: number
  /** Wall milliseconds. */
  readonly startedAt: number
  /** That it began with. */
  readonly show: string
  /** All that were opened in it, oldest first, as far as their entries are kept; of very many the newest. */
  readonly opened: readonly { readonly show: string; readonly time: number }[]
  readonly version: string
}

const typePattern = z
  .string()
  .max(120)
  .regex(
    /^(?:\*|[a-zA-Z][\w-]*(?:\.[a-zA-Z][\w-]*)*(?:\.\*)?)$/,
    'must be an event type such as lights.go, or a family such as lights.*',
  )

const moment = z
  .union([z.number(), z.iso.datetime({ offset: true, local: true }), z.iso.date()])
  .meta({ description: 'ISO 8601, without a zone in that of the engine, or milliseconds since 1970' })
export type Moment = z.infer<typeof moment>

/** Filters of the as-run log; all given ones must hold. */
const filters = {
  from: moment.optional().meta({ description: 'First moment' }),
  to: moment.optional().meta({ description: 'End, itself left out' }),
  types: z
    .array(typePattern)
    .min(1)
    .max(AS_RUN_LIMITS.types)
    .optional()
    .meta({ description: 'Event types, or families such as playlist.*' }),
  source: z.string().max(1000).optional(),
  runId: z.string().max(200).optional(),
  text: z
    .string()
    .max(200)
    .optional()
    .meta({ description: 'Part of the sentence; small and capital letters from A to Z are alike' }),
} as const

export const asRunFilter = z.strictObject(filters)
export type AsRunFilter = z.output<typeof asRunFilter>

export const asRunQuery = z.strictObject({
  ...filters,
  limit: z.number().int().min(1).max(AS_RUN_LIMITS.page).default(100),
  before: z
    .string()
    .max(60)
    .regex(/^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?_\d+$/, 'must be the next of an earlier answer')
    .optional()
    .meta({ description: 'Go on where an earlier answer ended: its next' }),
})
export type AsRunQuery = z.output<typeof asRunQuery>

/** Newest first. */
export interface AsRunPage {
  readonly entries: readonly AsRunEntry[]
  /** Sessions of these entries. */
  readonly sessions: readonly AsRunSession[]
  /**
   * Given as `before`, the question goes on from here; null at the end. A search for something rare may answer few
   * entries, or none, before the end.
   */
  readonly next: string | null
}

export const asRunFormat = z.enum(['csv', 'jsonl'])
export type AsRunFormat = z.infer<typeof asRunFormat>

export interface AsRunHealth {
  /** Number of this start in the log; null while it could not be opened. */
  readonly session: number | null
  /** Entries since start. */
  readonly written: number
  /** Entries that found no room while the disk did not keep up. */
  readonly dropped: number
  /** Entries not yet on disk. */
  readonly waiting: number
  /** Of the file. */
  readonly bytes: number
  /** Why nothing is being written; null where all is well. */
  readonly trouble: Fault | null
  /** Times that its file was deleted, replaced or damaged, and begun anew. */
  readonly begunAnew: number
  /** Wall milliseconds since when it is complete; null while it is empty or could not be opened. */
  readonly completeSince: number | null
  /** Whether entries before that were removed to make room. */
  readonly removed: boolean
  /** Entries that an earlier version has kept and that are still to be brought over, at most. */
  readonly earlier: number
  /** Milliseconds that it would hold if all went on as in the last minutes; null until that can be said. */
  readonly holds: number | null
}

/** Wall milliseconds of a moment. A date alone is its first instant where the engine is. */
export function wallOf(moment: Moment): number {
  if (typeof moment === 'number') return moment
  return Date.parse(moment.includes('T') ? moment : `${moment}T00:00`)
}
