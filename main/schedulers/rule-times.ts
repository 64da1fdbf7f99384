// What becomes of the times of rules: they make them fire, or pass by, which is counted and published.
import { wallMs } from '../../shared/base/clock.ts'
import type { Clock } from '../../shared/base/clock.ts'
import type { Publish } from '../../shared/model/event.ts'
import { skipText } from '../../shared/model/rule-words.ts'
import type { TimeKind } from '../../shared/model/scheduler.ts'
import type { Firing } from './firing.ts'
import type { Hold } from './hold.ts'
import type { RuleState } from './state.ts'
import type { Due, Skip, TimerContext } from './timer.ts'

/** What the timers of a rule call when a time has come, is passed by or fails. */
export type TimeOutcomes = Pick<TimerContext, 'passesBy' | 'fire' | 'skipped' | 'failed'>

/** Of one moment, put on the engine's clock twice. */
const SAME_MS = 1000

interface RuleTimesOptions {
  readonly clock: Clock
  readonly publish: Publish
  readonly hold: Hold
  readonly firing: Firing
}

/** Two triggers that name one moment make it fire once. The same wall time of a clock that was set is another moment. */
function isSame(left: Due | null, right: Due): boolean {
  if (left === null || left.wallDue === null || left.wallDue !== right.wallDue) return false
  return Math.abs(left.dueAt - right.dueAt) < SAME_MS
}

export class RuleTimes {
  readonly #options: RuleTimesOptions
  /** The latest panic on both clocks: wall time goes on while a computer sleeps, the engine's may not. */
  #panicked = { at: -Infinity, wall: -Infinity }

  constructor(options: RuleTimesOptions) {
    this.#options = options
  }

  of(rule: RuleState): TimeOutcomes {
    const { hold, firing } = this.#options
    return {
      passesBy: () => hold.passesBy(rule),
      fire: (kind, due, cause) => {
        if (isSame(rule.lastDue, due)) return
        rule.lastDue = due
        if (this.#cameBeforePanic(due)) this.#publishSkipped(rule, this.#endedByPanic(kind, due))
        else if (firing.admits(rule, null, cause)) firing.fire(rule, kind, null, due.dueAt, cause)
      },
      skipped: (skip) => this.#publishSkipped(rule, skip),
      failed: ({ where, what, next }) => firing.failed(rule, `${where}: ${what}; ${next}`, null),
    }
  }

  panic(): void {
    const { clock } = this.#options
    this.#panicked = { at: clock.now(), wall: clock.wall() }
  }

  /** What came before a panic and is handled after it, or would be made up for, does not act any more. */
  #cameBeforePanic({ dueAt, wallDue }: Due): boolean {
    const { at, wall } = this.#panicked
    return dueAt <= at && (wallDue ?? -Infinity) <= wall
  }

  #endedByPanic(kind: TimeKind, { dueAt, wallDue }: Due): Skip {
    const { clock } = this.#options
    const lateBy = wallDue === null ? clock.now() - dueAt : clock.wall() - wallDue
    const dueTime = wallMs(clock.wall() - lateBy)
    return { of: kind, count: 1, why: 'panic', lateBy, dueTime }
  }

  #publishSkipped(rule: RuleState, skip: Skip): void {
    const { scheduler, definition } = rule
    // What passed by while rules were held has been counted then.
    if (skip.why !== 'held') rule.skipped += skip.count
    rule.lastSkip = skip
    const ids = { schedulerId: scheduler.definition.id, ruleId: definition.id }
    const payload = { ...ids, level: 'warn' as const, message: skipText(skip) }
    this.#options.publish({ type: 'scheduler.logged', source: scheduler.source, cause: null, payload })
  }
}
