// Payloads of the show as a whole: commands, panic, what is next, and parameters.
import { z } from 'zod'
import { json } from '../json.ts'
import { disarmedWhy } from '../arming.ts'
import { dueRule, panicEnded } from '../panic.ts'
import { paramValue } from '../param-value.ts'
import { count, id } from './common.ts'

/** `by` is the name of who asked. */
const command = { command: z.string(), args: json, by: z.string() }

export const showPayloads = {
  'show.loaded': z.object({ name: z.string(), path: z.string().nullable(), playlists: count, steps: count }),
  /** The show has been opened and holds what can hardly be meant. */
  'show.checked': z.object({
    warnings: z
      .array(z.object({ code: z.string(), where: z.string(), what: z.string(), next: z.string() }))
      .readonly(),
  }),
  /** Said at the next start. */
  'engine.crashed': z.object({
    /** Wall time at which it was known to run last, and for how long it had run. */
    at: z.number(),
    ranFor: z.number().nonnegative(),
    /** How it ended, as far as that is known. */
    what: z.string(),
    /** Where more is written down; null where that could not be written. */
    report: z.string().nullable(),
  }),
  /** It has been decided what is done about what played when the engine ended; `ask` where somebody is asked. */
  'show.resume.decided': z.object({
    outcome: z.enum(['stopped', 'resume', 'ask']),
    /** Why, in words. */
    why: z.string(),
    /** Milliseconds in which nothing played; null where that is not known. */
    away: z.number().nonnegative().nullable(),
    /** What played, the first of it, and how many runs there were. */
    names: z.array(z.string()).max(20).readonly(),
    runs: count,
  }),
  /** Everything was to fall silent at once, and has: what would still have acted is over. */
  'show.panicked': z.object({
    by: z.string(),
    ended: panicEnded,
    /** Rules that go on and are due within a minute. */
    soon: z.array(dueRule).readonly(),
  }),
  /** Somebody stopped all runs and cues. */
  'show.stopped': z.object({
    by: z.string(),
    runs: count,
    cues: count,
    /** What the show runs then, and its run; `error` is why it could not begin. Null where there is nothing. */
    playlistId: id.nullable(),
    runId: id.nullable(),
    error: z.string().nullable(),
    /** It was the second, which ends what the first left too. */
    again: z.boolean(),
  }),
  /** From now on nothing begins and nothing is sent, and what would still have acted is over. */
  'show.disarmed': z.object({
    why: disarmedWhy,
    by: z.string(),
    /** What else is to be known of it, in a sentence. */
    detail: z.string().nullable(),
    ended: panicEnded,
  }),
  /** A line for all who watch; null seconds where it stays. */
  'show.messageShown': z.object({ text: z.string(), by: z.string(), seconds: z.number().nullable() }),
  /** Null where its time was over. */
  'show.messageCleared': z.object({ by: z.string().nullable() }),
  'show.armed': z.object({
    by: z.string(),
    /** Why it had been disarmed, and for how many milliseconds. */
    why: disarmedWhy,
    disarmedFor: z.number().nonnegative(),
    /** How often something would have begun meanwhile, and how many messages would have been sent. */
    passedOver: count,
    withheld: count,
  }),
  /** Standby, parameters and variables are to be as they are when the show opens. */
  'show.reset.requested': z.object({ by: z.string() }),
  'show.reset.applied': z.object({
    by: z.string(),
    playlistId: id.nullable(),
    /** How many parameters and variables changed. */
    params: count,
    vars: count,
  }),
  /** Somebody asked for it; whatever comes of it names this event. */
  'command.received': z.object(command),
  /** Its owner has done it, or began to. */
  'command.accepted': z.object(command),
  /** Nothing has come of it. */
  'command.rejected': z.object({
    ...command,
    code: z.string(),
    message: z.string(),
  }),
  'standby.changed': z.object({ playlistId: id.nullable() }),
  'param.changed': z.object({ name: z.string(), value: paramValue, by: z.string() }),
  /** What somebody sent for it over OSC was refused, or there is no such parameter; or the show's state did not take the value. */
  'param.rejected': z.object({
    name: z.string(),
    /** What was sent, as JSON, cut where it is long. */
    value: z.string(),
    from: z.string(),
    code: z.string(),
    message: z.string(),
    total: count,
  }),
  /** It has not changed for a quarter of a second, and the show's state has taken the value. */
  'param.committed': z.object({
    name: z.string(),
    value: paramValue,
    /** Who moved it last. */
    by: z.string(),
    /** How many values it took on the way, with those of which only a later one was left. */
    count,
    /** When it began to move, on the engine's clock. */
    since: z.number(),
    /** The scene that has brought it there. */
    scene: z.string().optional(),
  }),
} as const
