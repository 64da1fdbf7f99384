// What a run that passed over steps has still to send: what should hold where it plays on, and no more.
import type { CatchUpReason } from '../../shared/model/payload/playlist.ts'
import { SETS, nextHolding } from './hold-table.ts'
import { emissionAt, questionFrom } from './timeline.ts'
import type { CompiledTimeline } from './timeline.ts'

/** Emissions that are still to be looked through, and which of them are sent. */
interface Span {
  next: number
  readonly end: number
  /**
   * `held`: values and note-offs that hold at its end. `noteOffs`: of these only note-offs. `fresh`: all that are not long
   * past, but of a trigger's repeats only the last, or they would leave in one burst.
   */
  readonly picks: 'held' | 'noteOffs' | 'fresh'
}

export interface CatchUp {
  readonly why: CatchUpReason
  /** Positions in ms of the timeline. */
  readonly from: number
  readonly to: number
  /** First of the emissions that are passed over, and one past the last; none are where the run was moved back. */
  readonly passedFrom: number
  readonly passedTo: number
  readonly spans: Span[]
  /** Monotonic ms at which it goes on: later than what other runs have due. */
  dueAt: number
  sent: number
  skipped: number
}

/** What of a timeline comes no more, wherever it lies: it has been played before an edit put it there. */
export interface Over {
  isOver(index: number): boolean
  countOver(from: number, to: number): number
}
export const NOTHING_OVER: Over = { isOver: () => false, countOver: () => 0 }

/** An emission that a catch-up picked; `madeUpFor` where it leaves in place of those that were passed over. */
export interface Pick {
  readonly index: number
  readonly madeUpFor: boolean
}

/**
 * For a run that stands at emission `cursor` though its position says that it should be further on. A question is never
 * passed over: the catch-up ends before it.
 */
export function afterGap(
  timeline: CompiledTimeline,
  progress: Over & { readonly cursor: number },
  position: { readonly now: number; readonly longPast: number },
  why: CatchUpReason,
  now: number,
): CatchUp {
  const { cursor } = progress
  let question = questionFrom(timeline, cursor)
  while (progress.isOver(question)) question = questionFrom(timeline, question + 1)
  const past = Math.min(emissionAt(timeline, position.longPast), question)
  const end = Math.min(Math.max(past, emissionAt(timeline, position.now)), question)
  return {
    why,
    from: offsetOf(timeline, cursor),
    to: offsetOf(timeline, end),
    passedFrom: cursor,
    passedTo: end,
    spans: [
      { next: cursor, end: past, picks: 'held' },
      { next: past, end, picks: 'fresh' },
    ],
    dueAt: now,
    sent: 0,
    skipped: end - cursor - progress.countOver(cursor, end),
  }
}

/** For a run that was moved from one position to another, of which `cursor` and `end` are the emissions that come next. */
export function afterSeek(
  timeline: CompiledTimeline,
  { cursor, end, from, to }: Record<'cursor' | 'end' | 'from' | 'to', number>,
  now: number,
): CatchUp {
  const passedTo = Math.max(cursor, end)
  const values: Span = { next: 0, end, picks: 'held' }
  // What sounds where it was moved away from is let go of: its note-off lies ahead and might never come.
  const sounding: Span = { next: end, end: timeline.offsets.length, picks: 'noteOffs' }
  return {
    why: 'seek',
    from,
    to,
    passedFrom: cursor,
    passedTo,
    spans: end < cursor ? [sounding, values] : [values],
    dueAt: now,
    sent: 0,
    skipped: passedTo - cursor,
  }
}

/** The next emission to send; null where nothing is left. It stays the next one until `advance`. */
export function nextPick(timeline: CompiledTimeline, { spans }: CatchUp, over: Over): Pick | null {
  for (let span = spans[0]; span !== undefined; span = spans[0]) {
    let index = nextIn(timeline, span)
    while (index < span.end && over.isOver(index)) index = nextIn(timeline, { ...span, next: index + 1 })
    span.next = index
    if (index < span.end) return { index, madeUpFor: span.picks !== 'fresh' }
    spans.shift()
  }
  return null
}

/** Moves on behind what `nextPick` answered, which has left. */
export function advance(catchUp: CatchUp, { index, madeUpFor }: Pick, now: number): void {
  const [span] = catchUp.spans
  if (span !== undefined) span.next = index + 1
  catchUp.dueAt = now
  if (madeUpFor) catchUp.sent += 1
  if (index >= catchUp.passedFrom && index < catchUp.passedTo) catchUp.skipped -= 1
}

function nextIn(timeline: CompiledTimeline, { next, end, picks }: Span): number {
  switch (picks) {
    case 'held':
      return nextHolding(timeline, next, end)
    case 'noteOffs':
      return nextNoteOff(timeline, next, end)
    case 'fresh':
      return nextFresh(timeline, next, end)
  }
}

function nextNoteOff(timeline: CompiledTimeline, from: number, end: number): number {
  const { sets, steps } = timeline
  let index = nextHolding(timeline, from, end)
  while (index < end && sets[steps[index] as number] !== SETS.noteOff)
    index = nextHolding(timeline, index + 1, end)
  return index
}

function nextFresh({ sets, steps, replacedBy }: CompiledTimeline, from: number, end: number): number {
  let index = from
  while (index < end && sets[steps[index] as number] === SETS.nothing && (replacedBy[index] as number) < end)
    index += 1
  return index
}

function offsetOf({ offsets, length }: CompiledTimeline, index: number): number {
  return offsets[index] ?? length
}
