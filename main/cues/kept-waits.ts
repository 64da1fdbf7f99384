// Pre-waits and post-waits that go on, as they outlive the program: how much of each is left, and what it is part of.
import { z } from 'zod'
import { cueStart } from '../../shared/model/payload/cue.ts'
import type { CuePlay } from './cue-play.ts'

const MOST_KEPT = 1024
/** Cues that came of the same GO; of a longer chain the first are let go of. */
const LONGEST_CHAIN = 200

const keptWait = z.object({
  list: z.string(),
  cue: z.string(),
  kind: z.enum(['pre', 'post']),
  /** Milliseconds, when this was given. */
  left: z.number().nonnegative(),
  paused: z.boolean(),
  from: cueStart,
  /** Milliseconds by which the cue began later than at its beginning. */
  offset: z.number().nonnegative(),
  chain: z.array(z.string()).max(LONGEST_CHAIN),
  /** Groups that it is part of, the innermost first. */
  groups: z.array(z.string()).max(100),
})
export type KeptWait = Readonly<z.output<typeof keptWait>>
export const keptWaits = z.array(keptWait).max(MOST_KEPT)

export function holdWaits(plays: readonly CuePlay[], now: number): readonly KeptWait[] {
  return plays.flatMap((play): KeptWait[] => {
    const { listId: list, cueId: cue, wait, from, offset, chain } = play
    if (wait === null) return []
    const paused = wait.timer === null
    const left = paused ? wait.left : Math.max(0, wait.dueAt - now)
    const groups: string[] = []
    for (let { group } = play; group !== null; group = group.group) groups.push(group.cueId)
    const kept = { list, cue, kind: wait.kind, left, paused, from, offset, groups: groups.slice(0, 100) }
    return [{ ...kept, chain: [...chain].slice(-LONGEST_CHAIN) }]
  })
}
