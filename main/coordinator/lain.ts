// How long something has lain in a file, by clocks of which one may have been set meanwhile.
import { z } from 'zod'
import { wallMs } from '../../shared/base/clock.ts'
import type { Lain } from '../../shared/model/kept-state.ts'

/** An instant, as it is known again after the program, or the computer, has begun anew. */
export const moment = z.object({
  wall: z.number(),
  /** Which start of the computer it was in, and its milliseconds since then; null where the system does not say. */
  boot: z.string().max(100).nullable(),
  up: z.number().nonnegative().nullable(),
})
export type Moment = Readonly<z.infer<typeof moment>>

export function lainSince(then: Moment, now: Moment): Lain {
  const wall = wallMs(then.wall)
  if (
    then.boot !== null &&
    then.boot === now.boot &&
    then.up !== null &&
    now.up !== null &&
    now.up >= then.up
  )
    return { age: now.up - then.up, isSure: true, wall }
  const age = now.wall - then.wall
  // The computer has been started meanwhile, and has been up for so long since.
  const atLeast = then.boot !== null && now.boot !== null && then.boot !== now.boot ? (now.up ?? 0) : 0
  return age < atLeast ? { age: atLeast, isSure: false, wall } : { age, isSure: true, wall }
}
