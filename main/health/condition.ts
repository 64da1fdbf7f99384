// What a condition looks at, and how long it must hold before an operator is told.
import type { PayloadOf, SystemEventType } from '../../shared/model/event.ts'
import type { HealthWarning } from '../../shared/model/payload/health.ts'
import type { HealthReport } from '../../shared/model/health.ts'

/** One `resource.exhausted` and whose it was. */
export interface Exhausted extends PayloadOf<'resource.exhausted'> {
  readonly source: string
}

/** An event that is a trouble, and what it says to an operator. */
export interface Incident {
  readonly type: SystemEventType
  readonly warning: HealthWarning
}

export interface Sample {
  /** The latest jump of each kind since the sample before. */
  readonly jumps: readonly PayloadOf<'clock.jumped'>[]
  /** What was used up since the sample before. */
  readonly exhausted: readonly Exhausted[]
  /** What happened since the sample before and would otherwise be missed. */
  readonly incidents: readonly Incident[]
  /** Ids of warnings of what went well since: it is mended. */
  readonly mended: readonly string[]
  /** Who holds all rules; null while they fire. */
  readonly rulesHeldBy: string | null
  /** Why the show may not act; null while it is armed. */
  readonly disarmed: PayloadOf<'show.disarmed'> | null
  /** What is known of the start before this one, where that crashed. */
  readonly crashed: PayloadOf<'engine.crashed'> | null
  readonly now: Omit<HealthReport, 'warnings'>
  readonly before: Omit<HealthReport, 'warnings'>
  /** The most recent failure of a handler, of a task or at a command, or null. */
  readonly handlerFailure: PayloadOf<'health.handlerFailed'> | null
  /** Failures that were published since the sample before. */
  readonly failuresHeard: number
}

/** Samples: a day, after which what nobody has seen is over; an installation may have nobody. */
export const UNTIL_SEEN = 345_600

export interface Condition {
  /** Samples in a row that must show it before it is raised. */
  readonly raiseAfter: number
  /** Samples in a row that must not show it before it is cleared. */
  readonly clearAfter: number
  /** It tells of what has happened and is over: it stands until somebody has seen it, or that it was mended. */
  readonly happened?: true
  /** A person begins it and ends it: however often that happens, it is cleared as soon as it is over. */
  readonly byHand?: true
  find(sample: Sample): readonly HealthWarning[]
}
