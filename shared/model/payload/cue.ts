// Payloads of what cue lists publish: which cue stands by, and what became of each cue that was started.
import { z } from 'zod'
import { count, id, milliseconds } from './common.ts'

/** The cue as it is called when it happens; `number` is null of one that has none. */
const cue = { listId: id, cueId: id, number: z.string().nullable(), name: z.string() }
/** Numbers the starts of cues since the program was started. */
const play = count

/** What started it: a GO, its name, the cue before it, the group that it is in, or a cue of another list. */
export const cueStart = z.enum(['go', 'name', 'continue', 'follow', 'group', 'cue'])
export type CueStart = z.infer<typeof cueStart>

/** Why it ended early: somebody stopped it, a cue did, panic, a no to its question, or it is no more in the show. */
export const cueStop = z.enum(['stopped', 'cue', 'panic', 'answered', 'removed', 'restarted', 'interrupted'])
export type CueStop = z.infer<typeof cueStop>

export const cuePayloads = {
  /** Its pre-wait has begun. */
  'cue.waiting': z.object({ ...cue, play, from: cueStart, wait: milliseconds }),
  /** It acts. */
  'cue.started': z.object({ ...cue, play, from: cueStart }),
  /** It has acted, and what it started has ended. */
  'cue.completed': z.object({ ...cue, play, lasted: milliseconds }),
  'cue.failed': z.object({ ...cue, play, error: z.string() }),
  'cue.stopped': z.object({ ...cue, play, reason: cueStop }),
  /** It did not act: it is disarmed, or the operator passed over it. `play` is null of one that was not started. */
  'cue.skipped': z.object({ ...cue, play: play.nullable(), reason: z.enum(['disarmed', 'operator']) }),
  /** The wait for the next cue was taken back: nothing follows. */
  'cue.waitCancelled': z.object({ ...cue, play }),
  /** It stands by to begin at a later place. */
  'cue.loaded': z.object({ ...cue, position: milliseconds }),
  'cue.armedChanged': z.object({ ...cue, armed: z.boolean() }),
  'cueList.standbyChanged': z.object({
    listId: id,
    cueId: id.nullable(),
    number: z.string().nullable(),
    name: z.string().nullable(),
  }),
} as const
