// Reports that waited while the main thread stood still: of what would only now become an event, what should hold is left.
import { SETS } from './hold-table.ts'
import type { Report } from './reports.ts'
import type { CaughtUp, Emission, RunNumber } from './runner-protocol.ts'
import type { CompiledTimeline } from './timeline.ts'

/** A step that has waited longer than this to become an event is passed over, as a late cue is worse than a missed one. */
const WAITS_MS = 2000

interface Sifted {
  readonly reports: readonly Report[]
  /** What each run passed over; empty where nothing waited for long. */
  readonly passed: readonly CaughtUp[]
}

/** Whether the first of them has waited for so long; what is emitted later has waited for less. */
export function isStale(reports: readonly Report[], now: number): boolean {
  const oldest = reports.find((report) => report.kind === 'emitted')
  return oldest !== undefined && now - oldest.emission.reachedAt > WAITS_MS
}

/** `reports` are in the order in which they were made, `timelineOf` is asked for the runs in them. */
export function sift(
  reports: readonly Report[],
  now: number,
  timelineOf: (run: RunNumber, timeline: number) => CompiledTimeline | null,
): Sifted {
  if (!isStale(reports, now)) return { reports, passed: [] }
  const sieve = new Sieve(now, timelineOf)
  // From the latest on, so that of each value it is known whether a later one follows.
  const left = reports.toReversed().flatMap((report): readonly Report[] => {
    if (report.kind !== 'emitted') return [report]
    const emission = sieve.leaves(report.emission)
    return emission === null ? [] : [{ kind: 'emitted', emission }]
  })
  return { reports: left.reverse(), passed: sieve.passed() }
}

class Sieve {
  readonly #now: number
  readonly #timelineOf: (run: RunNumber, timeline: number) => CompiledTimeline | null
  /** Emissions of each run that come later in the same timeline. */
  readonly #later = new Map<string, Set<number>>()
  readonly #passed = new Map<RunNumber, CaughtUp>()

  constructor(now: number, timelineOf: (run: RunNumber, timeline: number) => CompiledTimeline | null) {
    this.#now = now
    this.#timelineOf = timelineOf
  }

  passed(): readonly CaughtUp[] {
    return [...this.#passed.values()]
  }

  /** The emission as it is told; null where it is passed over. */
  leaves(emission: Emission): Emission | null {
    const { run, index, reachedAt, direct, holds } = emission
    const timeline = this.#timelineOf(run, emission.timeline)
    if (timeline === null) return emission
    const later = this.#laterOf(run, timeline.id)
    const { sets, steps, replacedBy } = timeline
    const isHeld = sets[steps[index] as number] !== SETS.nothing && !later.has(replacedBy[index] as number)
    later.add(index)
    if (direct || holds || this.#now - reachedAt <= WAITS_MS) return emission
    this.#count(run, timeline.offsets[index] as number, isHeld)
    return isHeld ? { ...emission, madeUpFor: true } : null
  }

  #laterOf(run: RunNumber, timeline: number): Set<number> {
    const key = `${run} ${timeline}`
    const known = this.#later.get(key)
    if (known !== undefined) return known
    const later = new Set<number>()
    this.#later.set(key, later)
    return later
  }

  #count(run: RunNumber, offset: number, isHeld: boolean): void {
    const { to = offset, sent = 0, skipped = 0 } = this.#passed.get(run) ?? {}
    const [sentNow, skippedNow] = isHeld ? [sent + 1, skipped] : [sent, skipped + 1]
    this.#passed.set(run, { run, why: 'gap', from: offset, to, sent: sentNow, skipped: skippedNow })
  }
}
