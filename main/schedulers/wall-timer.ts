// The triggers of a rule that the wall clock makes: a calendar, and a cron pattern.
import { wallMs } from '../../shared/base/clock.ts'
import type { WallMs } from '../../shared/base/clock.ts'
import { COUNTED } from '../../shared/model/rule-words.ts'
import { MADE_UP_FOR_MS } from '../../shared/model/scheduler.ts'
import type { TimeTrigger } from '../../shared/model/scheduler.ts'
import { countOf, latestOf } from '../expressions/occurrences.ts'
import type { Occurrences } from '../expressions/occurrences.ts'
import type { PendingTask } from './pending-tasks.ts'
import { idsOf } from './rule-ids.ts'
import { nameOf, refuse } from './timer.ts'
import type { RuleTimer, TimerContext } from './timer.ts'
import { ON_TIME_MS, instantFor, nextLook } from './wall-time.ts'

/** Wall time may differ by so much from one look to the next before it counts as set back. */
const SET_BACK_MS = 1000
/**
 * Set back by more than an hour, wall time was wrong before, and what was done by it says nothing about the right one. An
 * hour itself is how a clock is set back by hand when summer ends; daylight saving alone leaves wall milliseconds as they are.
 */
const WAS_WRONG_MS = 3_600_000 + SET_BACK_MS

type WallTrigger = Extract<TimeTrigger, { readonly kind: 'calendar' | 'cron' }>

/** An occurrence that has had its due: it fired, or was cancelled. */
interface Done {
  readonly at: WallMs
  /** How far wall time was ahead of the engine's clock then. */
  readonly ahead: number
}

/** Fires when wall time reaches an occurrence: never before, never twice for one, and not long after it. */
export class WallTimer implements RuleTimer {
  readonly #context: TimerContext
  readonly #trigger: WallTrigger
  readonly #occurrences: Occurrences
  /** How long after its time an occurrence is made up for. */
  readonly #within: number
  /** What the show says in so many words is done also where firing may surprise: at opening and when rules are released. */
  readonly #catchesUp: boolean
  #target: WallMs | null = null
  #done: Done | null = null
  /** What came while rules were held. */
  #passed: { readonly first: WallMs; readonly last: WallMs; readonly count: number } | null = null
  #task: number | null = null
  #shown: PendingTask | null = null
  /** How far wall time was ahead of the engine's clock when it was last looked at. */
  #ahead = 0

  constructor(context: TimerContext, trigger: WallTrigger, occurrences: Occurrences) {
    this.#context = context
    this.#trigger = trigger
    this.#occurrences = occurrences
    const { catchUp, within } = trigger
    this.#within = catchUp === 'skip' ? ON_TIME_MS : (within ?? MADE_UP_FOR_MS)
    this.#catchesUp = catchUp === 'last' || (within !== undefined && catchUp !== 'skip')
  }

  get next(): PendingTask | null {
    return this.#shown
  }

  arm(opening: boolean): void {
    if (this.#task === null) this.#begin(opening && this.#catchesUp ? this.#freshAt(this.#wall) : null)
  }

  disarm(): void {
    if (this.#task !== null) this.#context.tasks.cancel(this.#task)
    this.#context.pending.remove(this.#shown)
    this.#task = null
    this.#shown = null
    this.#target = null
    this.#passed = null
  }

  /** Of what came meanwhile the latest is made up for where the show says so and it is not too late for it. */
  released(cause: number | null): void {
    const passed = this.#passed
    if (passed === null) return
    this.#passed = null
    const { clock, fire } = this.#context
    const isFresh = this.#catchesUp && this.#wall - passed.last <= this.#within
    const skipped = isFresh ? passed.count - 1 : passed.count
    if (skipped > 0) this.#skip('held', skipped, passed.first)
    if (isFresh)
      fire(this.#trigger.kind, { dueAt: instantFor(clock, passed.last), wallDue: passed.last }, cause)
  }

  clockJumped(): void {
    if (this.#task !== null) this.#look()
  }

  get #wall(): WallMs {
    return this.#context.clock.wall()
  }

  /** With what came before the show was opened, where nobody has seen to it already. */
  #begin(fresh: WallMs | null): void {
    const { memory, rule } = this.#context
    if (fresh === null || memory === null) {
      this.#plan(fresh)
      return
    }
    this.#plan(null)
    const asked = memory.firedSince({ ...idsOf(rule), since: fresh })
    void asked.then((fired) => this.#remembered(fresh, fired))
  }

  /** Opened again within the time to catch up, the show does not do again what it has done. */
  #remembered(fresh: WallMs, fired: boolean): void {
    const dealt = this.#done !== null && this.#done.at >= fresh
    if (!fired && !dealt && this.#task !== null) this.#plan(fresh)
  }

  /** A computer that began with a wrong clock opens the show, as it were, once it is right: nothing was done by then. */
  #missedBefore(): WallMs | null {
    return this.#catchesUp && this.#done === null ? this.#freshAt(this.#wall) : null
  }

  /** The latest occurrence that may still be made up for. */
  #freshAt(wall: WallMs): WallMs | null {
    return latestOf(this.#occurrences, wallMs(wall - this.#within), wall)
  }

  /** Aims at `due`, or else at the next occurrence that has not been dealt with; one that is due at this very moment is one. */
  #plan(due: WallMs | null): void {
    const { clock, pending } = this.#context
    const ahead = clock.wall() - clock.now()
    if (this.#done !== null && this.#done.ahead - ahead > WAS_WRONG_MS) this.#done = null
    const after = wallMs(Math.max(Math.ceil(clock.wall()) - 1, this.#done?.at ?? -Infinity))
    this.#target = due ?? this.#occurrences.next(after)
    if (this.#target === null) {
      pending.remove(this.#shown)
      this.#shown = null
    } else this.#show(this.#target)
    this.#lookLater()
  }

  #show(target: WallMs): void {
    const { clock, pending, rule } = this.#context
    const dueAt = instantFor(clock, target)
    if (this.#shown?.wallDue === target) {
      pending.move(this.#shown, dueAt)
      return
    }
    pending.remove(this.#shown)
    const does = this.#trigger
    const cancelled = (): void => {
      this.#deal(target)
      this.#plan(null)
    }
    this.#shown = pending.add({ rule, does, every: null, wallDue: target, cancelled }, dueAt)
  }

  #deal(at: WallMs): void {
    const { clock } = this.#context
    this.#done = { at, ahead: clock.wall() - clock.now() }
  }

  /**
   * Looks again even where nothing comes any more: the clock may be wrong, and set right one day. The look that is over makes
   * room for the next, so that even a full scheduler has a place for it.
   */
  #lookLater(): void {
    const { clock, tasks } = this.#context
    if (this.#task !== null) tasks.cancel(this.#task)
    this.#ahead = clock.wall() - clock.now()
    const dueAt = nextLook(clock, this.#target)
    const name = nameOf(this.#context)
    this.#task = tasks.atInstant(this.#look, [], { dueAt, name, panic: 'goesOn' })
    if (this.#task !== null || tasks.disposed) return
    this.disarm()
    refuse(this.#context)
  }

  readonly #look = (): void => {
    const { clock } = this.#context
    const target = this.#target
    const setBack = this.#ahead - (clock.wall() - clock.now())
    if (target !== null && clock.wall() >= target) this.#reached(target)
    else if (setBack > SET_BACK_MS) this.#begin(setBack > WAS_WRONG_MS ? this.#missedBefore() : null)
    else {
      if (target !== null) this.#show(target)
      this.#lookLater()
    }
  }

  /** Of several occurrences that a sleep has passed by only the latest counts, and that only where it is fresh. */
  #reached(target: WallMs): void {
    const { clock, passesBy, fire } = this.#context
    const { kind } = this.#trigger
    const wall = clock.wall()
    const count = countOf(this.#occurrences, target, wall, COUNTED)
    const fresh = count > 1 ? this.#freshAt(wall) : wall - target <= this.#within ? target : null
    const dueAt = instantFor(clock, fresh ?? target)
    const skipped = fresh === null ? count : count - 1
    if (skipped > 0) this.#skip('late', skipped, target)
    if (fresh !== null) this.#deal(fresh)
    this.#plan(null)
    if (fresh === null) return
    if (passesBy()) this.#passOver(fresh)
    else fire(kind, { dueAt, wallDue: fresh }, null)
  }

  #passOver(occurrence: WallMs): void {
    const { first, count } = this.#passed ?? { first: occurrence, count: 0 }
    this.#passed = { first, last: occurrence, count: Math.min(count + 1, COUNTED) }
  }

  #skip(why: 'late' | 'held', count: number, first: WallMs): void {
    this.#context.skipped({ of: this.#trigger, count, why, lateBy: this.#wall - first, dueTime: first })
  }
}
