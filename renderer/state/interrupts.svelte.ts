// The questions that wait for the operator: which is in front, when it may be answered, and who was quicker.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import { fault } from '../../shared/base/result.ts'
import type { ContractClient } from '../../shared/contract/client.ts'
import type { InterruptsView, PendingInterrupt } from '../../shared/contract/scheduler-streams.ts'
import type { InterruptAnswer } from '../../shared/model/interrupt.ts'
import { answerText } from '../../shared/model/words.ts'
import type { Notices } from './notices.svelte.ts'
import { ARMED_AFTER_MS } from '../lib/moved-under.ts'

type Past = InterruptsView['past'][number]

const NONE: InterruptsView = { pending: [], past: [] }
/** What the owner of a question begins with where a run asks, before its id. */
const RUN_OWNER = 'run:'

/** Ids begin again with each start of the engine. */
function same(left: PendingInterrupt | null, right: PendingInterrupt | null): boolean {
  return left?.interruptId === right?.interruptId && left?.raisedAt === right?.raisedAt
}

/** How a question ended that this page did not answer; null where nobody need be told. */
function endText({ prompt, answer, by }: Past, wasInFront: boolean): string | null {
  const asked = `“${prompt}”`
  switch (by) {
    case 'replaced':
      return null
    case 'ownerEnded':
      return wasInFront ? `${asked} need not be answered any more: what asked has ended` : null
    case 'cleared':
      return `${asked} was taken back`
    case 'panicked':
      return `${asked} was ended by a panic`
    case 'timeout':
      return answer === null
        ? `nobody answered ${asked} in time, and what asked has ended`
        : `nobody answered ${asked} in time: it was taken as ${answerText(answer)}`
    default:
      return answer === null
        ? `${asked} was taken back by ${by}`
        : `${asked} was answered ${answerText(answer)} by ${by}`
  }
}

export class Interrupts implements Disposable {
  readonly #client: ContractClient
  readonly #clock: Clock
  readonly #notices: Notices
  readonly #endedByOwnHand: () => boolean
  readonly #listening: readonly Disposable[]
  /** Questions that this page has answered or taken back. */
  readonly #own = new Set<string>()
  #arming: Disposable | null = null

  view = $state.raw<InterruptsView>(NONE)
  /** Whether the question in front has stood there long enough to be meant. */
  armed = $state(false)
  /** Question whose answer is on its way. */
  sending = $state<string | null>(null)

  readonly front = $derived(this.view.pending[0] ?? null)
  /** What each run asks that holds. */
  readonly prompts = $derived(
    new Map(
      this.view.pending.flatMap(({ owner, prompt }) =>
        owner.startsWith(RUN_OWNER) ? [[owner.slice(RUN_OWNER.length), prompt] as const] : [],
      ),
    ),
  )
  readonly ready = $derived(this.armed && this.sending === null)

  constructor(client: ContractClient, clock: Clock, notices: Notices, endedByOwnHand: () => boolean) {
    this.#client = client
    this.#clock = clock
    this.#notices = notices
    this.#endedByOwnHand = endedByOwnHand
    this.#listening = [
      client.subscribe('interrupts', (view) => this.#take(view)),
      client.onState((state) => {
        if (state === 'closed') this.#own.clear()
      }),
    ]
  }

  /** Answers the question in front, if it is still this one and has been there for a moment. */
  answer(interruptId: string, answer: InterruptAnswer): void {
    if (!this.ready || this.front?.interruptId !== interruptId) return
    void this.#settle(interruptId, this.#client.command('interrupt.answer', { interruptId, answer }))
  }

  /** Takes the question in front back, which ends what asked it. */
  withdraw(interruptId: string): void {
    if (!this.ready || this.front?.interruptId !== interruptId) return
    void this.#settle(interruptId, this.#client.command('interrupt.clear', { interruptId }))
  }

  [Symbol.dispose](): void {
    dispose(this.#arming)
    for (const listener of this.#listening) dispose(listener)
  }

  async #settle(interruptId: string, answering: ReturnType<ContractClient['command']>): Promise<void> {
    this.sending = interruptId
    this.#own.add(interruptId)
    const result = await answering
    this.sending = null
    if (result.ok) return
    this.#notices.add(result.error, 'The answer')
    // Still there: whoever answers it now may be somebody else.
    if (this.view.pending.some((one) => one.interruptId === interruptId)) this.#own.delete(interruptId)
  }

  #take(view: InterruptsView): void {
    const before = this.view
    this.view = view
    for (const gone of before.pending) {
      if (!view.pending.some((one) => same(one, gone)))
        this.#notifyGone(gone, view, same(gone, before.pending[0] ?? null))
    }
    if (!same(before.pending[0] ?? null, this.front)) this.#arm()
  }

  #notifyGone(gone: PendingInterrupt, { past }: InterruptsView, wasInFront: boolean): void {
    if (this.#own.delete(gone.interruptId)) return
    const ended = past.find((one) => same(one, gone))
    // Panic's own notice counts it.
    if (ended?.answer === null && this.#endedByOwnHand()) return
    const what = ended === undefined ? null : endText(ended, wasInFront)
    if (what === null) return
    this.#notices.add(fault('interrupt/over', gone.ownerName, what, 'nothing more is to be done'))
  }

  #arm(): void {
    dispose(this.#arming)
    this.#arming = null
    this.armed = false
    if (this.front === null) return
    this.#arming = this.#clock.upkeep(monotonicMs(this.#clock.now() + ARMED_AFTER_MS), () => {
      this.armed = true
    })
  }
}
