// What of runs outlives the program: where each stood, and from where one goes on after a while in which nothing played.
import { z } from 'zod'
import type { Anchor } from '../../shared/model/payload/playlist.ts'
import type { Run } from './run.ts'
import { emissionAt, questionFrom } from './timeline.ts'
import type { CompiledTimeline } from './timeline.ts'

const keptRun = z.object({
  /** As it was called then; absent from what an older program has kept. */
  runId: z.string().optional(),
  playlistId: z.string(),
  state: z.enum(['running', 'paused', 'holding']),
  /** Milliseconds of its timeline, at the moment at which this was given. */
  position: z.number().nonnegative(),
  rate: z.number().positive(),
  /** The emission at which it waits for an answer; null where it does at none. */
  asks: z.number().int().nonnegative().nullable(),
  emitted: z.number().int().nonnegative(),
  passedOver: z.number().int().nonnegative(),
  /** Emissions at the very place where it stood that had asked and were answered. */
  answered: z.array(z.number().int().nonnegative()).max(1000),
  /** Milliseconds since it started. */
  age: z.number().nonnegative(),
})
export type KeptRun = Readonly<z.output<typeof keptRun>>
export const keptRuns = z.array(keptRun).max(10_000)

/** Of those that nobody has asked to stop; in the order in which they began. */
export function holdRuns(runs: readonly Run[], now: number): readonly KeptRun[] {
  return runs.flatMap((run): KeptRun[] => {
    const { anchor, definition, question, emitted, passedOver, startedAt, stopRequest } = run
    const { state, rate } = anchor
    if (stopRequest !== null || (state !== 'running' && state !== 'paused' && state !== 'holding')) return []
    const position = positionAt(anchor, now)
    const asks = question?.index ?? null
    const { offsets } = run.timeline
    const answered = [...run.answered].filter((index) => offsets[index] === anchor.position).slice(0, 1000)
    const { id: playlistId } = definition
    const counts = { emitted, passedOver, age: now - startedAt }
    return [{ runId: run.id, playlistId, state, position, rate, asks, answered, ...counts }]
  })
}

function positionAt({ state, position, at, rate }: Anchor, now: number): number {
  return state === 'running' ? position + Math.max(0, now - at) * rate : position
}

/** Where a run goes on. */
export interface GoingOn {
  readonly position: number
  readonly state: KeptRun['state']
  /** The next emission. */
  readonly cursor: number
  /** Whether it waits for an answer to the one before. */
  readonly asking: boolean
  /** Where it stood when nothing played any more, and emissions that would have come since then. */
  readonly from: number
  readonly missed: number
}

/**
 * `age` is how long ago it stood there, and `away` for how much of that nothing played. A run that played goes on where it
 * would be by now, but no question is passed over: it is asked.
 */
export function goOnFrom(kept: KeptRun, timeline: CompiledTimeline, age: number, away: number): GoingOn {
  const { position: stood, state, rate, asks } = kept
  if (state !== 'running') {
    const isAsked = asks !== null && timeline.questions.includes(asks)
    const position = Math.min(stood, timeline.length)
    const cursor = isAsked ? asks + 1 : emissionAt(timeline, position)
    // One that waited for what is no question any more waits for somebody to let it go on.
    return {
      ...{ position, cursor, asking: isAsked, from: position, missed: 0 },
      state: isAsked ? state : 'paused',
    }
  }
  const crashedAt = Math.min(timeline.length, stood + Math.max(0, age - away) * rate)
  const reached = stood + age * rate
  const first = emissionAt(timeline, crashedAt)
  let question = questionFrom(timeline, emissionAt(timeline, stood))
  while (kept.answered.includes(question) && timeline.offsets[question] === stood)
    question = questionFrom(timeline, question + 1)
  const offset = timeline.offsets[question]
  const cursor = Math.min(emissionAt(timeline, reached), question)
  const position = Math.min(reached, offset ?? timeline.length)
  return { position, state, cursor, asking: false, from: crashedAt, missed: Math.max(0, cursor - first) }
}
