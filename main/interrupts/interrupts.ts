// The interrupts stage: keeps the questions of runs and rules, one each, until they are answered, time out or are cleared.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { ActingClock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import { failed, fault, ok } from '../../shared/base/result.ts'
import type { Fault, Result } from '../../shared/base/result.ts'
import { Ring } from '../../shared/base/ring.ts'
import type { InterruptsView, PendingInterrupt } from '../../shared/contract/scheduler-streams.ts'
import { ALWAYS_ARMED } from '../../shared/model/arming.ts'
import type { Permission } from '../../shared/model/arming.ts'
import type { Publish } from '../../shared/model/event.ts'
import { TOO_OLD_MS } from '../../shared/model/too-old.ts'
import { INTERRUPT_LIMITS } from '../../shared/model/interrupt.ts'
import type { InterruptAnswer, InterruptRequest } from '../../shared/model/interrupt.ts'
import { parseAnswer } from './parse-answer.ts'

const SOURCE = 'interrupts'
/** Past ones that a client is shown. */
const PAST_SHOWN = 50
const ID = /^q([1-9]\d{0,14})$/

/**
 * Called once when a question is over: with the answer, or with null where time ran out without a default, a newer question
 * of the same owner took its place, or somebody cleared it. `seq` is that of the event that says so. Not called where the
 * owner has ended, nor when the stage is disposed of.
 */
export type Answered = (answer: InterruptAnswer | null, by: string, seq: number) => void

export type ClearReason = 'ownerEnded' | 'cleared' | 'panicked'

interface InterruptsOptions {
  readonly clock: ActingClock
  readonly publish: Publish
  /** Where absent, somebody may always be asked. */
  readonly arming?: Permission
}

interface Pending {
  readonly view: PendingInterrupt
  readonly raisedSeq: number
  readonly answered: Answered
  /** Milliseconds in which it is to be answered; nothing where it waits for ever. */
  readonly time: number
  readonly timeout: Disposable | null
}

type Past = InterruptsView['past'][number]

export class Interrupts implements Disposable {
  readonly #clock: ActingClock
  readonly #publish: Publish
  readonly #arming: Permission
  readonly #pending = new Map<string, Pending>()
  readonly #owners = new Map<string, Pending>()
  readonly #past = new Ring<Past>(INTERRUPT_LIMITS.history)
  #raised = 0

  constructor({ clock, publish, arming = ALWAYS_ARMED }: InterruptsOptions) {
    this.#clock = clock
    this.#publish = publish
    this.#arming = arming
  }

  /** Asks for an owner, in the place of what it may have asked before. `answered` is never called before this returns. */
  raise(
    owner: string,
    ownerName: string,
    request: InterruptRequest,
    cause: number | null,
    answered: Answered,
  ): Result<{ readonly interruptId: string }> {
    const refused = this.#arming.refusal(ownerName, false)
    if (refused !== null) return failed(refused)
    const older = this.#owners.get(owner)
    if (older === undefined && this.#pending.size >= INTERRUPT_LIMITS.pending) return this.#full(owner, cause)
    // Cleared before the newer is published, so that nobody ever hears of two of one owner.
    const clearedSeq = older === undefined ? 0 : this.#publishCleared(older, 'replaced', null, cause)
    this.#raised += 1
    const view = this.#viewOf(`q${this.#raised}`, owner, ownerName, request)
    const raisedSeq = this.#publishRaised(view, request, older?.view.interruptId ?? null, cause)
    const time = request.timeout ?? Infinity
    const pending: Pending = { view, raisedSeq, answered, time, timeout: this.#timeoutOf(view) }
    this.#keep(pending)
    older?.answered(null, 'replaced', clearedSeq)
    return ok({ interruptId: view.interruptId })
  }

  /** Answers a question, however the answer is written. */
  answer(
    interruptId: string,
    raw: unknown,
    by: string,
    cause: number | null,
  ): Result<{ readonly interruptId: string; readonly answer: InterruptAnswer }> {
    const pending = this.#pending.get(interruptId)
    if (pending === undefined) return failed(this.#overFault(interruptId))
    const { kind, choices, prompt } = pending.view
    const answer = parseAnswer(kind, choices, raw)
    if (!answer.ok) return failed({ ...answer.error, where: `${interruptId} ${JSON.stringify(prompt)}` })
    this.#answer(pending, answer.value, by, cause)
    return ok({ interruptId, answer: answer.value })
  }

  /** Takes an owner's question back; false where it has none. */
  clear(owner: string, by: string | null, reason: ClearReason, cause: number | null): boolean {
    const pending = this.#owners.get(owner)
    if (pending === undefined) return false
    const seq = this.#publishCleared(pending, reason, by, cause)
    if (reason === 'cleared') pending.answered(null, by ?? reason, seq)
    return true
  }

  /** Owners go by other names from now on, all of them at once. */
  rename(owners: ReadonlyMap<string, { readonly owner: string; readonly ownerName: string }>): void {
    const renamed = [...owners].flatMap(([before, now]) => {
      const pending = this.#owners.get(before)
      return pending === undefined
        ? []
        : [{ before, next: { ...pending, view: { ...pending.view, ...now } } }]
    })
    for (const { before } of renamed) this.#owners.delete(before)
    for (const { next } of renamed) this.#keep(next)
  }

  /** Takes back every question without its default; who asked is ended as well, and hears nothing. */
  panic(cause: number): { readonly questions: number } {
    const pending = [...this.#pending.values()]
    for (const question of pending) this.#publishCleared(question, 'panicked', null, cause)
    return { questions: pending.length }
  }

  view(): InterruptsView {
    return {
      pending: Array.from(this.#pending.values(), ({ view }) => view),
      past: [...this.#past.newestFirst()].slice(0, PAST_SHOWN),
    }
  }

  [Symbol.dispose](): void {
    for (const { timeout } of this.#pending.values()) dispose(timeout)
    this.#pending.clear()
    this.#owners.clear()
  }

  #viewOf(
    interruptId: string,
    owner: string,
    ownerName: string,
    { kind, prompt, choices, timeout, default: answer }: InterruptRequest,
  ): PendingInterrupt {
    const raisedAt = this.#clock.now()
    const timeoutAt = timeout === null ? null : raisedAt + timeout
    return { interruptId, owner, ownerName, kind, prompt, choices, default: answer, raisedAt, timeoutAt }
  }

  #timeoutOf({ interruptId, timeoutAt, default: answer }: PendingInterrupt): Disposable | null {
    if (timeoutAt === null) return null
    return this.#clock.act(monotonicMs(timeoutAt), () => {
      const pending = this.#pending.get(interruptId)
      if (pending === undefined) return
      if (this.#clock.now() - timeoutAt >= TOO_OLD_MS) this.#extend(pending)
      else this.#answer(pending, answer, 'timeout', pending.raisedSeq)
    })
  }

  /** Nobody could have answered while the engine stood still: it is asked for as long again as it was. */
  #extend(pending: Pending): void {
    const view = { ...pending.view, timeoutAt: this.#clock.now() + pending.time }
    const extended: Pending = { ...pending, view, timeout: this.#timeoutOf(view) }
    const { interruptId, owner, prompt } = view
    this.#keep(extended)
    const payload = { interruptId, owner, prompt, timeoutAt: view.timeoutAt }
    this.#publish({ type: 'interrupt.extended', source: SOURCE, cause: pending.raisedSeq, payload })
  }

  #answer(pending: Pending, answer: InterruptAnswer | null, by: string, cause: number | null): void {
    const { interruptId, owner, prompt } = pending.view
    this.#end(pending, answer, by)
    const payload = { interruptId, owner, prompt, answer, by }
    const seq = this.#publish({ type: 'interrupt.answered', source: SOURCE, cause, payload })
    pending.answered(answer, by, seq ?? cause ?? pending.raisedSeq)
  }

  /** Ends a question without an answer; answers `seq` of the event. */
  #publishCleared(
    pending: Pending,
    reason: ClearReason | 'replaced',
    by: string | null,
    cause: number | null,
  ): number {
    const { interruptId, owner, prompt } = pending.view
    this.#end(pending, null, by ?? reason)
    const payload = { interruptId, owner, prompt, reason, by }
    const causedBy = cause ?? pending.raisedSeq
    const seq = this.#publish({ type: 'interrupt.cleared', source: SOURCE, cause: causedBy, payload })
    return seq ?? causedBy
  }

  #keep(pending: Pending): void {
    this.#pending.set(pending.view.interruptId, pending)
    this.#owners.set(pending.view.owner, pending)
  }

  #publishRaised(
    view: PendingInterrupt,
    { metadata }: InterruptRequest,
    replaced: string | null,
    cause: number | null,
  ): number {
    const { raisedAt: _, ...raised } = view
    const payload = { ...raised, replaced, metadata }
    const seq = this.#publish({ type: 'interrupt.raised', source: SOURCE, cause, payload })
    return seq ?? cause ?? 0
  }

  #end({ view, timeout }: Pending, answer: InterruptAnswer | null, by: string): void {
    dispose(timeout)
    this.#pending.delete(view.interruptId)
    this.#owners.delete(view.owner)
    this.#past.push({ ...view, endedAt: this.#clock.now(), answer, by })
  }

  #full(owner: string, cause: number | null): Result<never> {
    const quota = INTERRUPT_LIMITS.pending
    const payload = { runId: null, resource: 'interrupts', usage: this.#pending.size, quota }
    this.#publish({ type: 'resource.exhausted', source: SOURCE, cause, payload })
    const what = `${quota} questions wait already`
    return failed(fault('interrupt/full', owner, what, 'answer some of them'))
  }

  /** Why a question cannot be answered: it is over, or never was. */
  #overFault(interruptId: string): Fault {
    const past = [...this.#past.newestFirst()].find((one) => one.interruptId === interruptId)
    if (past !== undefined) {
      const ago = ((this.#clock.now() - past.endedAt) / 1000).toFixed(1)
      const what = `${JSON.stringify(past.prompt)} was over ${ago} s ago: ${outcomeOf(past)}`
      return fault('interrupt/answered', interruptId, what, 'nothing more is to be done')
    }
    const number = Number(ID.exec(interruptId)?.[1] ?? NaN)
    if (number <= this.#raised) {
      return fault('interrupt/answered', interruptId, 'it was over long ago', 'nothing more is to be done')
    }
    const asked = [...this.#pending.keys()].slice(0, 10).join(', ')
    const next = asked === '' ? 'nothing waits for an answer' : `these wait for an answer: ${asked}`
    return fault('interrupt/unknown', interruptId.slice(0, 100), 'nobody has asked this', next)
  }
}

function outcomeOf({ answer, by }: Past): string {
  switch (by) {
    case 'timeout':
      return answer === null
        ? 'nobody answered in time'
        : `nobody answered in time, taken as ${shown(answer)}`
    case 'replaced':
      return 'a newer question took its place'
    case 'ownerEnded':
      return 'what asked it has ended'
    case 'panicked':
      return 'a panic took it back'
    case 'cleared':
      return 'it was no longer needed'
    default:
      return answer === null ? `${by} cleared it` : `${by} answered ${shown(answer)}`
  }
}

function shown(answer: InterruptAnswer): string {
  if (typeof answer === 'boolean') return answer ? 'yes' : 'no'
  return JSON.stringify(answer)
}
