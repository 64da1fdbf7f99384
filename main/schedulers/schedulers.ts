// The schedulers stage: fires the rules of a show by events, by thrown events and by time, and hands thrown events around.
import { disposable } from '../../shared/base/disposable.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { failed, fault, ok } from '../../shared/base/result.ts'
import type { Result } from '../../shared/base/result.ts'
import type { SchedulersView, ThrownEntry, ThrownView } from '../../shared/contract/scheduler-streams.ts'
import { ALWAYS_ARMED } from '../../shared/model/arming.ts'
import type { Client } from '../../shared/model/client.ts'
import type { Publish } from '../../shared/model/event.ts'
import type { RulesHealth } from '../../shared/model/health.ts'
import type { StateChanged, StatePart } from '../../shared/model/kept-state.ts'
import type { DueRule } from '../../shared/model/panic.ts'
import { pendingText } from '../../shared/model/rule-words.ts'
import type { SchedulerDefinition } from '../../shared/model/scheduler.ts'
import type { ShowChange } from '../../shared/model/show-change.ts'
import type { ThrownEvent } from '../../shared/model/thrown-event.ts'
import { TriggerTable } from '../../shared/model/trigger-table.ts'
import { Actions } from './actions.ts'
import { Agenda } from './agenda.ts'
import { Executions } from './executions.ts'
import { FailingRules } from './failing.ts'
import { Firing } from './firing.ts'
import { heldThrown } from './kept-thrown.ts'
import { heldVars, takeBackVars } from './kept-vars.ts'
import { Hold } from './hold.ts'
import type { SchedulersOptions } from './options.ts'
import { PendingTasks } from './pending-tasks.ts'
import { RuleBook } from './rule-book.ts'
import { RuleTimes } from './rule-times.ts'
import { resetVars } from './reset-vars.ts'
import { ANY, PARAMS } from './state.ts'
import type { SchedulerState } from './state.ts'
import type { RuleTimer } from './timer.ts'
import { ThrownEvents } from './thrown-events.ts'
import { dueRules, schedulersView } from './view.ts'
import type { Viewing } from './view.ts'
import { Instants } from './wall-time.ts'

/** What the stage counts of itself; totals since the show was opened. */
export interface SchedulersHealth {
  readonly schedulers: number
  readonly rules: number
  readonly fired: number
  /** Executions that failed. */
  readonly failures: number
  /** Rules that rest because they fired too often. */
  readonly resting: number
  /** Executions that wait or hold. */
  readonly waiting: number
  /** Things that are to happen at a known time. */
  readonly pending: number
  /** Tasks of the scheduler that all deferred work is on, and the most it takes. */
  readonly tasks: number
  readonly maxTasks: number
  /** Whether no rule may fire. */
  readonly held: boolean
  readonly thrown: ReturnType<ThrownEvents['health']>
}

/** Since when rules did not fire, and the event that ends it. */
interface Kept {
  readonly since: number
  readonly seq: number | null
}

export class Schedulers implements Disposable {
  readonly #clock: Clock
  readonly #publish: Publish
  readonly #tasks: SchedulersOptions['tasks']
  readonly #changed = new Set<() => void>()
  readonly #pending = new PendingTasks(() => this.#notifyChanged())
  readonly #failing = new FailingRules(() => this.#notifyChanged())
  readonly #hold: Hold
  readonly #instants: Instants
  readonly #times: RuleTimes
  readonly #executions: Executions
  readonly #firing: Firing
  readonly #rules: RuleBook
  readonly #thrown: ThrownEvents
  readonly #stateChanged: StateChanged
  readonly #scope = new DisposableStack()

  /** Without rules: these are taken. FaultError where `tasks` has no place left. */
  constructor({
    clock,
    publish,
    subscribe,
    tasks,
    playlists,
    cues,
    params,
    scenes,
    interrupts,
    memory,
    patterns,
    arming = ALWAYS_ARMED,
    changed,
  }: SchedulersOptions) {
    this.#stateChanged = changed
    this.#clock = clock
    this.#publish = publish
    this.#tasks = tasks
    const [pending, failing] = [this.#pending, this.#failing]
    const hold = new Hold({ clock, publish, arming, changed: () => this.#notifyChanged() })
    this.#hold = hold
    this.#instants = new Instants(clock)
    const actions = new Actions({
      clock,
      publish,
      ...{ playlists, cues },
      ...{ params, scenes },
      throwEvent: (event, by, cause) => this.throwEvent(event, by, cause),
      varChanged: (scheduler, name) => this.#varChanged(scheduler, name),
    })
    this.#executions = new Executions({
      ...{ clock, publish, tasks, pending, interrupts, actions, failing },
      failed: (rule, text, cause) => this.#firing.failed(rule, text, cause),
      ended: (rule) => {
        if (rule.crowded) this.#thrown.offerAgain(rule.scheduler)
      },
    })
    this.#firing = new Firing({ clock, publish, params, executions: this.#executions, failing, hold })
    this.#times = new RuleTimes({ clock, publish, hold, firing: this.#firing })
    const table = new TriggerTable({
      ...{ subscribe, ends: false },
      patterns,
      jumpedOver: (over, { source: port, seq }) =>
        void publish({
          type: 'timecode.jumpedOver',
          source: 'schedulers',
          cause: seq,
          payload: { port, ...over },
        }),
    })
    this.#rules = this.#scope.use(
      new RuleBook({
        ...{ publish, table, firing: this.#firing, executions: this.#executions, failing },
        timing: { clock, tasks, pending, memory, outcomes: (rule) => this.#times.of(rule) },
      }),
    )
    const agenda = this.#scope.use(new Agenda(clock, tasks, 'thrown events'))
    this.#thrown = this.#scope.use(
      new ThrownEvents({
        ...{ clock, publish, agenda, changed: () => changed('thrown') },
        catchers: {
          admits: (rule, event, cause) => this.#firing.admits(rule, event, cause),
          fire: (rule, event, cause) => void this.#firing.fire(rule, 'thrown', event, null, cause),
        },
      }),
    )
    const hearing = { acts: false }
    this.#scope.use(subscribe('param.changed', () => this.#paramChanged(), hearing))
    this.#scope.use(subscribe('clock.jumped', () => this.#clockJumped(), hearing))
  }

  /**
   * From now on these are the schedulers. What did not change goes on untouched; a rule that did ends what it has under way
   * and keeps what it counted; a scheduler keeps its variables and what was thrown to it. No rule fires inside of this call.
   */
  take(definitions: readonly SchedulerDefinition[], change: ShowChange): void {
    const taken = this.#rules.take(definitions, change)
    this.#stateChanged('vars')
    if (taken !== null) this.#thrown.take(taken, change)
  }

  /** What outlives the program: variables that the show declares, and what was thrown and waits. */
  readonly kept: readonly StatePart[] = [
    {
      ...{ name: 'vars', acts: false, moves: true },
      hold: () => heldVars(this.#rules.schedulers()),
      takeBack: (value) =>
        takeBackVars(
          value,
          new Map(Array.from(this.#rules.schedulers(), (scheduler) => [scheduler.definition.id, scheduler])),
        ),
    },
    {
      ...{ name: 'thrown', acts: true },
      hold: () => heldThrown(this.#thrown.waiting(), this.#clock.now()),
      takeBack: (value, lain) => this.#thrown.takeBack(value, lain),
    },
  ]

  /** Puts an event into the queues of its destinations; rules catch it later, never inside of this call. */
  throwEvent(
    event: ThrownEvent,
    by: Client,
    cause: number | null,
  ): Result<{ readonly eventId: string; readonly destinations: number }> {
    return this.#thrown.throw(event, by, cause)
  }

  /** Takes the waiting events of a key, or the one of an id, out of all queues; answers how many events there were. */
  clearThrown(keyOrId: string, by: string, cause: number | null): Result<{ readonly cleared: number }> {
    return ok({ cleared: this.#thrown.clear(keyOrId, by, cause) })
  }

  /** What waits for a scheduler, in the order in which it was thrown. */
  queueOf(destId: string): Result<readonly ThrownEntry[]> {
    return this.#thrown.queueOf(destId)
  }

  /** Cancels one thing that is pending: a wait ends its execution, a rhythm and a calendar skip this time and go on. */
  cancelTask(taskId: number, by: Client, cause: number | null): Result<{ readonly taskId: number }> {
    const task = this.#pending.get(taskId)
    if (task === undefined) {
      const next = 'it may have happened by now; look at what is pending'
      return failed(fault('task/unknown', String(taskId), 'nothing pending has this number', next))
    }
    this.#pending.remove(task)
    const payload = { taskId, what: pendingText(task.does) }
    const seq = this.#publish({ type: 'task.cancelled', source: by.source, cause, payload })
    task.cancelled(seq ?? cause)
    return ok({ taskId })
  }

  /** A rule that is switched off fires no more; what it began goes on. Switched on, its rhythm begins anew. */
  setEnabled(
    schedulerId: string,
    ruleId: string,
    enabled: boolean,
    cause: number | null,
  ): Result<{ readonly enabled: boolean }> {
    const rule = this.#rules.find(schedulerId, ruleId)
    if (!rule.ok) return rule
    this.#rules.switch(rule.value, enabled, cause)
    if (enabled) this.#thrown.offerAgain(rule.value.scheduler)
    return ok({ enabled })
  }

  /** Fires a rule because somebody wants it now, even where it is switched off and whatever its condition says. */
  fire(
    schedulerId: string,
    ruleId: string,
    _by: string,
    cause: number | null,
  ): Result<{ readonly execution: number }> {
    const rule = this.#rules.find(schedulerId, ruleId)
    return rule.ok ? this.#firing.fireNow(rule.value, cause) : rule
  }

  /**
   * From now on no rule fires, neither by time nor by events nor by hand; what is already under way goes on. Until when
   * that is so is nobody's but an operator's to say.
   */
  hold(by: string, cause: number | null): Result<{ readonly held: boolean }> {
    this.#hold.begin(by, cause)
    return ok({ held: true })
  }

  /** Nothing of what came meanwhile is made up for, but the latest time of a rule that says `catchUp: last`. */
  release(by: string, cause: number | null): Result<{ readonly held: boolean }> {
    const ended = this.#hold.end(by, cause)
    // Of a show that is disarmed besides, they go on when it is armed.
    if (ended !== null && !this.#hold.isOn) this.#goOn(ended, by)
    return ok({ held: false })
  }

  /** The show is armed again after it was disarmed, as `release`; rules that an operator holds wait for that. */
  armed(disarmed: Kept, by: string): void {
    if (!this.#hold.isOn) this.#goOn(disarmed, by)
  }

  /** Rules that time makes fire within so many milliseconds; none while they are held. */
  dueWithin(ms: number): readonly DueRule[] {
    return this.#hold.isOn ? [] : dueRules(this.#viewing(), this.#rules.rules(), ms)
  }

  /** Calls `changed` when the view is another of which no event tells: a time has moved, was passed by, or a rule is well again. */
  onChanged(changed: () => void): Disposable {
    this.#changed.add(changed)
    return disposable('listener to schedulers', () => this.#changed.delete(changed))
  }

  view(): SchedulersView {
    return schedulersView(this.#viewing(), this.#rules.schedulers(), this.#pending, this.#hold.view)
  }

  thrown(): ThrownView {
    return this.#thrown.view()
  }

  health(): SchedulersHealth {
    const rules = [...this.#rules.rules()]
    const now = this.#clock.now()
    return {
      schedulers: this.#rules.size,
      rules: rules.length,
      fired: this.#firing.fired,
      failures: this.#executions.failures,
      resting: rules.filter(({ restsUntil }) => restsUntil > now).length,
      waiting: rules.reduce((sum, { executions }) => sum + executions.size, 0),
      pending: this.#pending.size,
      tasks: this.#tasks.taskCount(),
      maxTasks: this.#tasks.maxTasks,
      held: this.#hold.isOn,
      thrown: this.#thrown.health(),
    }
  }

  /** The engine stood still, `asleep` milliseconds of it with its clock: what rules were to do meanwhile they do not do late. */
  overslept(asleep: number): void {
    for (const rule of this.#rules.rules()) this.#executions.overslept(rule, asleep)
    this.#thrown.overslept(asleep)
  }

  /** Ends what waits, holds or was thrown; what is to happen by time another day goes on. */
  panic(cause: number): { readonly rules: number; readonly thrown: number } {
    this.#times.panic()
    const thrown = this.#thrown.panic(cause)
    let rules = 0
    for (const rule of this.#rules.rules()) rules += this.#executions.end(rule, cause)
    return { rules, thrown }
  }

  /** Puts every variable back to what the show declares, and leaves rules and what was thrown alone; answers how many changed. */
  resetVars(cause: number): number {
    let changed = 0
    for (const scheduler of this.#rules.schedulers()) {
      changed += resetVars(scheduler, cause, this.#publish, (name) => this.#varChanged(scheduler, name))
    }
    return changed
  }

  /** Which rules an operator should look after. */
  rulesHealth(): RulesHealth {
    return { ...this.#failing.health(), crowded: this.#thrown.crowded() }
  }

  [Symbol.dispose](): void {
    this.#scope.dispose()
  }

  #goOn({ since, seq }: Kept, by: string): void {
    this.#thrown.passOver(since, by, seq)
    for (const timer of this.#timers()) timer.released(seq)
  }

  #notifyChanged(): void {
    for (const changed of this.#changed) changed()
  }

  #viewing(): Viewing {
    return { now: this.#clock.now(), instantOf: this.#instants.look() }
  }

  *#timers(): Generator<RuleTimer> {
    for (const { timers } of this.#rules.rules()) for (const { timer } of timers) yield timer
  }

  #varChanged(scheduler: SchedulerState, name: string): void {
    this.#stateChanged('vars')
    const { decisive } = scheduler
    if (decisive.has(name) || decisive.has(ANY)) this.#thrown.offerAgain(scheduler)
  }

  #paramChanged(): void {
    for (const scheduler of this.#rules.schedulers()) {
      if (scheduler.decisive.has(PARAMS)) this.#thrown.offerAgain(scheduler)
    }
  }

  /** Wall time is looked at once a minute otherwise. */
  #clockJumped(): void {
    for (const timer of this.#timers()) timer.clockJumped()
    this.#thrown.clockJumped()
  }
}

export function createSchedulers(options: SchedulersOptions): Schedulers {
  return new Schedulers(options)
}
