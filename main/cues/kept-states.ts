// How cues stood, as it outlives the program: what was over stays so, and what was on its way was ended with the engine.
import { z } from 'zod'
import { monotonicMs } from '../../shared/base/clock.ts'
import type { CueDefinition } from '../../shared/model/cue.ts'
import { cueStart, cueStop } from '../../shared/model/payload/cue.ts'
import type { CuePlay } from './cue-play.ts'

/** Of all lists together, those that were started last. */
const MOST_KEPT = 1000
const LONGEST_ERROR = 200
/** Of one cue: those that would find it again when they go on. */
const MOST_RUNS = 20

export const keptState = z.object({
  list: z.string(),
  cue: z.string(),
  from: cueStart,
  /** Null where it was on its way. */
  outcome: z.enum(['completed', 'failed', 'stopped', 'skipped']).nullable(),
  reason: z.union([cueStop, z.enum(['disarmed', 'operator', 'engine'])]).optional(),
  error: z.string().max(LONGEST_ERROR).optional(),
  /** Milliseconds since it started, and since it ended. */
  began: z.number().nonnegative(),
  ended: z.number().nonnegative().optional(),
  /** Ids of its runs, which go on by others where the show resumes. */
  runs: z.array(z.string()).max(MOST_RUNS).optional(),
})
export type KeptState = Readonly<z.output<typeof keptState>>
export const keptStates = z.array(keptState).max(MOST_KEPT)

export function holdStates(latest: Iterable<CuePlay>, now: number): readonly KeptState[] {
  const newest = [...latest].sort((a, b) => a.number - b.number).slice(-MOST_KEPT)
  return newest.map(({ listId: list, cueId: cue, from, outcome, reason, error, runs, ...times }) => ({
    ...{ list, cue, from, outcome },
    ...(reason !== null && { reason }),
    ...(error !== null && { error: error.slice(0, LONGEST_ERROR) }),
    began: Math.max(0, now - times.startedAt),
    ...(times.endedAt !== null && { ended: Math.max(0, now - times.endedAt) }),
    ...(runs.size > 0 && { runs: [...runs].slice(0, MOST_RUNS) }),
  }))
}

/** `now` is when it was kept, on the clock of today. */
export function playOfBefore(kept: KeptState, cue: CueDefinition, number: number, now: number): CuePlay {
  const { list: listId, cue: cueId, from, outcome, reason = null, error = null, began, ended = 0 } = kept
  const wasOver = outcome !== null
  return {
    ...{ number, listId, cueId, cue, from, group: null, cause: null, startCause: null, endCause: null },
    startedAt: monotonicMs(now - began),
    endedAt: monotonicMs(now - ended),
    chain: new Set<string>(),
    ...{
      offset: 0,
      phase: 'over',
      wait: null,
      ...{ pausedAsking: false, answered: null, pausedFading: false },
      begun: cue.actions.length,
      acted: true,
      error,
      cutShort: false,
      interrupted: false,
      view: null,
    },
    ...{
      runs: new Set<string>(),
      superseded: new Set<string>(),
      fades: new Map<number, never>(),
      members: new Set<CuePlay>(),
    },
    skipped: outcome === 'skipped',
    outcome: outcome ?? (error === null ? 'stopped' : 'failed'),
    reason: wasOver ? reason : 'engine',
  }
}
