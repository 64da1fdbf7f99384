// Payloads of the editing of a show: what was asked of it, what became of that, and its way to the disk.
import { z } from 'zod'
import { count } from './common.ts'

const fault = { code: z.string(), where: z.string(), what: z.string(), next: z.string() }
const way = z.enum(['edit', 'undo', 'redo', 'turn'])

export const showEditPayloads = {
  /** The show is another from here on; `generation` numbers it. */
  'show.mutation.accepted': z.object({ way, label: z.string(), by: z.string(), generation: count }),
  'show.mutation.rejected': z.object({ way, by: z.string(), ...fault }),
  'show.persistence.requested': z.object({ path: z.string(), generation: count, by: z.string() }),
  'show.persistence.completed': z.object({ path: z.string(), generation: count, bytes: count }),
  /** The file is as it was, or holds the show but may not survive a power cut: `code` says which. */
  'show.persistence.failed': z.object({ path: z.string(), generation: count, ...fault }),
  /** What is saved by itself, or not any more. */
  'show.persistence.decided': z.object({ by: z.string(), text: z.string() }),
  /** Somebody else had changed the file, and a save replaces it: what they wrote is kept in another. */
  'show.persistence.putAside': z.object({ path: z.string(), aside: z.string() }),
  /** All up to this generation would survive a power cut. */
  'show.persistence.kept': z.object({ generation: count }),
  /** Nothing beyond this generation would, until it is kept after all. */
  'show.persistence.notKept': z.object({ generation: count, ...fault }),
  /** Edits that an earlier run had kept are back; `at` is when the last was made, `torn` bytes of an end that was not whole. */
  'show.persistence.restored': z.object({
    path: z.string().nullable(),
    generation: count,
    edits: count,
    at: z.number(),
    torn: count,
  }),
  /** The show is in its file, but no earlier version was kept of that save, or older ones could not be let go of. */
  'show.persistence.versionFailed': z.object({ path: z.string(), ...fault }),
  /** All versions of all shows took more room than they may, so that the oldest went although they were to stay. */
  'show.persistence.versionsLetGo': z.object({ count, bytes: count }),
  /** The file cannot be used, and an earlier version of it is open instead; `passedOver` newer ones could not be used either. */
  'show.persistence.rescued': z.object({
    path: z.string(),
    ...fault,
    version: count,
    savedAt: z.number(),
    by: z.string().nullable(),
    passedOver: count,
  }),
  /** What was read has an older form: what is other in the show, which is in no file until it is saved. */
  'show.persistence.migrated': z.object({ path: z.string().nullable(), changes: z.array(z.string()) }),
  /** What was kept cannot be used here, and is still there. */
  'show.persistence.setAside': z.object({ what: z.string(), path: z.string(), next: z.string() }),
  /** How the show stood when it ran last is back: how long ago that was, and what of it could not be taken over. */
  'show.state.restored': z.object({
    path: z.string().nullable(),
    /** Milliseconds; at least so many where `isSure` is false; null of what comes back later than the rest. */
    age: z.number().nullable(),
    isSure: z.boolean(),
    /** Things by part. */
    parts: z.record(z.string(), count),
    /** The first of those that are not back. */
    left: z.array(z.object({ part: z.string(), what: z.string(), why: z.string() })),
    lost: count,
    /** Parts that wait for the decision whether the show resumes. */
    pending: z.array(z.string()),
  }),
  /** It would not be back after a crash; not until it is kept after all. */
  'show.state.notKept': z.object(fault),
  'show.state.kept': z.object({}),
} as const
