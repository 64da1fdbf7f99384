// What is kept of one start of the engine, for the next ones.
import { z } from 'zod'
import { disarmedWhy } from './arming.ts'

const text = z.string().max(4096)

/** How a start ended, where it could still say so; a crash need not have said anything. */
const startEnd = z.discriminatedUnion('kind', [
  /** Somebody, or the system, ended it: `SIGTERM`, `window closed`. */
  z.object({ kind: z.literal('clean'), how: text }),
  /** It could not begin, and said why. */
  z.object({ kind: z.literal('refused'), what: text }),
  z.object({ kind: z.literal('failed'), message: text, stack: z.string().max(16_384) }),
])
export type StartEnd = z.output<typeof startEnd>

export const startRecord = z.object({
  number: z.number().int().positive(),
  version: text,
  /** The file of the show that was opened last. */
  show: text.nullable(),
  /** Wall time at which it began, for people. */
  begunAt: z.number(),
  /** Milliseconds that it is known to have run, by a clock that nobody sets. */
  ranFor: z.number().nonnegative(),
  /** Wall time at which it was known to run last. */
  aliveAt: z.number(),
  /** The same as the computer counts it since its own start, where it does, and which start that was. */
  aliveUp: z.number().nonnegative().nullable(),
  boot: text.nullable(),
  /** Wall time of the latest panic, or of whatever else ended all that played; null where there was none. */
  endedAllAt: z.number().nullable(),
  /** Whether it had come so far that it could be used. */
  ready: z.boolean(),
  /** What began last, the newest last, in words. */
  began: z.array(text).max(20),
  /** Why its show did not act when it ended. */
  disarmed: z.object({ why: disarmedWhy, by: text, detail: text.nullable() }).nullable(),
  /** Null where it did not say how it ended: it still runs, or it crashed. */
  end: startEnd.nullable(),
})
export type StartRecord = Readonly<z.output<typeof startRecord>>
