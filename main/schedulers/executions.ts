// Firings of rules on their way through the actions: what they do at once, and where they wait or hold.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { fault, failed, ok } from '../../shared/base/result.ts'
import type { Fault, Result } from '../../shared/base/result.ts'
import type { Publish } from '../../shared/model/event.ts'
import type { InterruptAnswer, OperatorQuestions } from '../../shared/model/interrupt.ts'
import { sizeOf } from '../../shared/model/size.ts'
import { TOO_OLD_MS } from '../../shared/model/too-old.ts'
import type { Actions } from './actions.ts'
import type { Step } from './compiled-rule.ts'
import type { FailingRules } from './failing.ts'
import { crowdedMemory, schedulerFull } from './faults.ts'
import type { PendingTasks } from './pending-tasks.ts'
import type { Scheduler } from '../tasks/scheduler.ts'
import type { Execution, RuleState } from './state.ts'

/** Bytes of the events that executions remember while they wait or hold. */
const REMEMBERED_BYTES = 32 * 1024 * 1024
/** Of the bound of a request's prompt. */
const PROMPT_LENGTH = 500

type AskingStep = Extract<Step, { readonly kind: 'raise_interrupt' }>
type Outcome = 'completed' | 'failed' | 'ended' | 'late'
/** What an action leads to: the next one at once, the next one later, or the end. */
type Reached = Result<'next' | 'later' | 'end'>

/** A rule and what it is called. */
export interface NamedRule {
  readonly rule: RuleState
  readonly owner: string
  readonly ownerName: string
}

interface ExecutionsOptions {
  readonly clock: Clock
  readonly publish: Publish
  readonly tasks: Scheduler
  readonly pending: PendingTasks
  readonly interrupts: OperatorQuestions
  readonly actions: Actions
  readonly failing: FailingRules
  /** A template could not be worked out. */
  failed(rule: RuleState, text: string, cause: number | null): void
  /** There is room for another execution of the rule. */
  ended(rule: RuleState): void
}

export class Executions {
  readonly #options: ExecutionsOptions
  /** Total since the show was opened. */
  failures = 0
  /** Bytes of the events of those that wait or hold. */
  #remembered = 0

  constructor(options: ExecutionsOptions) {
    this.#options = options
  }

  begin(rule: RuleState, number: number, event: object | null, cause: number | null): void {
    const { steps } = rule.compiled
    const begins = { begun: 0, waiting: null, holding: false, bytes: 0, over: false }
    this.#goOn({ rule, steps, number, event, cause, ...begins })
  }

  /** Ends those of a rule that wait or hold, and publishes nothing. */
  forget({ executions, owner }: RuleState): void {
    const { tasks, pending, interrupts } = this.#options
    for (const execution of executions) {
      execution.over = true
      this.#remembered -= execution.bytes
      if (execution.waiting !== null) {
        tasks.cancel(execution.waiting.task)
        pending.remove(execution.waiting.pending)
      }
    }
    if ([...executions].some(({ holding }) => holding)) interrupts.clear(owner, null, 'ownerEnded', null)
    executions.clear()
  }

  /** Rules are called so from now on, all of them at once: what they ask stays theirs. */
  rename(rules: readonly NamedRule[]): void {
    const renamed = rules.filter(({ rule, owner }) => rule.owner !== owner)
    if (renamed.length === 0) return
    this.#options.interrupts.rename(
      new Map(renamed.map(({ rule, owner, ownerName }) => [rule.owner, { owner, ownerName }])),
    )
    for (const { rule, owner } of renamed) rule.owner = owner
  }

  /** What waits or holds goes on as what its rule now is, which does the same under other names. */
  goOnAs({ executions, compiled: { steps } }: RuleState): void {
    for (const execution of executions) execution.steps = steps
  }

  /** Ends those of a rule that wait or hold, as something that `cause` did; answers how many. */
  end(rule: RuleState, cause: number | null): number {
    const { tasks, pending, interrupts } = this.#options
    const ending = [...rule.executions]
    for (const execution of ending) {
      if (execution.waiting !== null) {
        tasks.cancel(execution.waiting.task)
        pending.remove(execution.waiting.pending)
        execution.waiting = null
      }
      if (execution.holding) interrupts.clear(rule.owner, null, 'ownerEnded', cause)
      execution.cause = cause
      this.#finish(execution, 'ended', null)
    }
    return ending.length
  }

  #goOn(execution: Execution): void {
    const { steps } = execution
    for (let step = steps[execution.begun]; step !== undefined; step = steps[execution.begun]) {
      execution.begun += 1
      const reached = this.#take(execution, step)
      // The action itself may have led to its end.
      if (execution.over) return
      if (!reached.ok) {
        this.#fail(execution, step, reached.error)
        return
      }
      if (reached.value === 'later') return
      if (reached.value === 'end') {
        this.#finish(execution, 'ended', null)
        return
      }
    }
    this.#finish(execution, 'completed', null)
  }

  #take(execution: Execution, step: Step): Reached {
    switch (step.kind) {
      case 'wait':
        return this.#wait(execution, step.action.for)
      case 'raise_interrupt':
        return this.#ask(execution, step)
      default: {
        const done = this.#options.actions.perform(execution, step)
        return done === null ? ok('next') : failed(done)
      }
    }
  }

  #wait(execution: Execution, ms: number): Reached {
    const { clock, tasks, pending } = this.#options
    const { rule } = execution
    const crowded = this.#remember(execution)
    if (crowded !== null) return failed(crowded)
    const dueAt = monotonicMs(clock.now() + ms)
    const task = tasks.atInstant(() => this.#waited(execution), [], {
      ...{ dueAt, name: `wait of ${rule.owner}` },
      panic: 'ends',
    })
    if (task === null) return failed(schedulerFull(rule.owner, tasks.maxTasks))
    const cancelled = (cause: number | null): void => {
      tasks.cancel(task)
      execution.waiting = null
      execution.cause = cause
      this.#finish(execution, 'ended', null)
    }
    const fields = { rule, does: { kind: 'wait', for: ms } as const, every: null, wallDue: null, cancelled }
    execution.waiting = { task, pending: pending.add(fields, dueAt), dueAt }
    return ok('later')
  }

  /**
   * The engine stood still, and the clock with it for so many milliseconds: what waits of a rule gives up where its wait would
   * long have been over.
   */
  overslept(rule: RuleState, asleep: number): void {
    const now = this.#options.clock.now()
    for (const execution of [...rule.executions]) {
      const { waiting } = execution
      if (waiting === null || now + asleep - waiting.dueAt < TOO_OLD_MS) continue
      this.#options.tasks.cancel(waiting.task)
      this.#giveUp(execution, now + asleep - waiting.dueAt)
    }
  }

  #waited(execution: Execution): void {
    const { clock, pending } = this.#options
    const lateBy = clock.now() - (execution.waiting?.dueAt ?? clock.now())
    if (lateBy >= TOO_OLD_MS) {
      this.#giveUp(execution, lateBy)
      return
    }
    pending.remove(execution.waiting?.pending ?? null)
    execution.waiting = null
    this.#goOn(execution)
  }

  /** A late cue is worse than a missed one. */
  #giveUp(execution: Execution, lateBy: number): void {
    this.#options.pending.remove(execution.waiting?.pending ?? null)
    execution.waiting = null
    const { begun, steps } = execution
    const left = steps.length - begun
    const text = `actions[${begun - 1}] wait: it was over ${(lateBy / 1000).toFixed(1)} s before the engine could go on; ${left} ${left === 1 ? 'action' : 'actions'} not done`
    this.#finish(execution, 'late', text)
  }

  #ask(execution: Execution, { action, prompt: template }: AskingStep): Reached {
    const { interrupts, actions } = this.#options
    const { rule } = execution
    const prompt = template.evaluate(actions.scopeOf(execution))
    if (!prompt.ok) return prompt
    const text = prompt.value.trim().slice(0, PROMPT_LENGTH)
    if (text === '')
      return failed(fault('scheduler/no-prompt', rule.owner, 'the prompt is empty', 'ask something'))
    const crowded = this.#remember(execution)
    if (crowded !== null) return failed(crowded)
    const request = { ...action.interrupt, prompt: text }
    execution.holding = true
    const answered = (answer: InterruptAnswer | null, _by: string, seq: number): void => {
      if (execution.over) return
      execution.holding = false
      execution.cause = seq
      this.#answered(execution, answer)
    }
    const raised = interrupts.raise(rule.owner, rule.name, request, execution.cause, answered)
    if (raised.ok) return ok('later')
    // Nobody can be asked: as if nobody had answered.
    execution.holding = false
    return this.#takeAnswer(execution, action.var, request.default)
  }

  #answered(execution: Execution, answer: InterruptAnswer | null): void {
    const step = execution.steps[execution.begun - 1] as AskingStep
    const reached = this.#takeAnswer(execution, step.action.var, answer)
    if (!reached.ok) this.#fail(execution, step, reached.error)
    else if (reached.value === 'end') this.#finish(execution, 'ended', null)
    else this.#goOn(execution)
  }

  #takeAnswer(execution: Execution, variable: string | undefined, answer: InterruptAnswer | null): Reached {
    if (variable !== undefined && answer !== null) {
      const refused = this.#options.actions.setVar(execution, variable, answer)
      if (refused !== null) return failed(refused)
    }
    return ok(answer === null || answer === false ? 'end' : 'next')
  }

  #fail(execution: Execution, { action: { action } }: Step, error: Fault): void {
    const { rule, begun, cause } = execution
    const text = `actions[${begun - 1}] ${action}: ${error.where}: ${error.what}; ${error.next}`
    this.failures += 1
    if (error.code.startsWith('expression/')) this.#options.failed(rule, text, cause)
    else this.#options.failing.failed(rule, text)
    this.#finish(execution, 'failed', text)
  }

  #finish(execution: Execution, outcome: Outcome, error: string | null): void {
    const { rule, number, cause } = execution
    execution.over = true
    const { source, definition } = rule.scheduler
    if (outcome === 'completed') this.#options.failing.succeeded(rule)
    const payload = {
      schedulerId: definition.id,
      ruleId: rule.definition.id,
      name: rule.name,
      execution: number,
      outcome,
      error,
    }
    this.#options.publish({ type: 'rule.finished', source, cause, payload })
    if (!rule.executions.delete(execution)) return
    this.#remembered -= execution.bytes
    this.#options.ended(rule)
  }

  /** Counts it among those that wait or hold; answers why it may not be. */
  #remember(execution: Execution): Fault | null {
    const { rule, event } = execution
    if (rule.executions.has(execution)) return null
    const bytes = sizeOf(event)
    if (this.#remembered + bytes > REMEMBERED_BYTES) return crowdedMemory(rule.owner)
    execution.bytes = bytes
    this.#remembered += bytes
    rule.executions.add(execution)
    return null
  }
}
