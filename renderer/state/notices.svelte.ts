// Refusals, failures and news that the operator has not yet read.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import type { Fault } from '../../shared/base/result.ts'
import type { ContractClient } from '../../shared/contract/client.ts'
import { NAMELESS, lateAnswer, unsent } from '../lib/command-words.ts'

/** What can be done about it, at a press on the notice. */
export interface NoticeAction {
  readonly label: string
  act(): void
}

export interface Notice {
  readonly id: number
  readonly fault: Fault
  /** How often it has happened since it was shown. */
  readonly times: number
  /** Whether something went wrong, rather than as it was meant. */
  readonly warns: boolean
  /** What was refused, as the person calls it who asked; null where it is about nothing that was asked. */
  readonly subject: string | null
  readonly action: NoticeAction | null
}

const MOST_SHOWN = 3
/** News go by themselves; with something to press later. */
const NEWS_SHOWN_FOR_MS = 8_000
const OFFER_SHOWN_FOR_MS = 30_000
/** What was not done is over soon: the operator has seen it, and gives it again when it can be. */
const NOT_DONE_SHOWN_FOR_MS = 10_000
/** The code by which a silent engine is known. */
const UNSENT = 'connection/silent'
/** The code by which what this page did not even try is known. */
const NOT_NOW = 'page/not-now'
/** Codes of what was not sent, for want of an engine that hears. */
const OVER_WITH_CONTACT: ReadonlySet<string> = new Set([UNSENT, 'connection/none'])
/** The code of what was sent, and not answered in time. */
const UNANSWERED = 'connection/timeout'

/** Of these how long it took differs from one to the next: what they are about is the same. */
const TIMED: ReadonlySet<string> = new Set([UNSENT, 'command/too-late'])

function same(left: Fault, right: Fault): boolean {
  return (
    left.code === right.code &&
    left.where === right.where &&
    (TIMED.has(left.code) || left.what === right.what)
  )
}

/** Warnings stay until somebody has read them, or they are so no longer: null. */
function shownForMs({ fault: { code }, warns, action }: Notice): number | null {
  if (code === UNSENT || code === NOT_NOW) return NOT_DONE_SHOWN_FOR_MS
  if (warns) return null
  return action === null ? NEWS_SHOWN_FOR_MS : OFFER_SHOWN_FOR_MS
}

export class Notices implements Disposable {
  readonly #client: ContractClient
  readonly #clock: Clock
  readonly #listening: Disposable
  readonly #timers = new Map<number, Disposable>()
  #nextId = 0

  /** Oldest first; a repetition is counted, not shown again. */
  #all = $state.raw<readonly Notice[]>([])
  readonly #isStillTrue: (fault: Fault) => boolean
  /** Without what is no longer so. */
  readonly shown = $derived(this.#all.filter(({ fault }) => this.#isStillTrue(fault)))

  constructor(client: ContractClient, clock: Clock, isStillTrue: (fault: Fault) => boolean) {
    this.#isStillTrue = isStillTrue
    this.#client = client
    this.#clock = clock
    this.#listening = client.onState((state) => {
      if (state === 'open') this.#heard()
    })
  }

  /** Shows what went wrong; `subject` is what a command is to the person who gave it. */
  add(refused: Fault, subject = NAMELESS): void {
    const fault = refused.code === UNSENT ? unsent(refused, subject, this.#silentFor()) : refused
    const known = this.#all.find((notice) => same(notice.fault, fault))
    this.#show({
      id: known?.id ?? this.#nextId++,
      fault,
      times: (known?.times ?? 0) + 1,
      warns: true,
      subject: subject === NAMELESS ? null : subject,
      action: null,
    })
  }

  /** What was refused before has been accepted: that it was not is no news any more. */
  accepted(subject: string): void {
    for (const notice of this.#all) if (notice.subject === subject) this.dismiss(notice.id)
  }

  /** Shows what there is to say of a matter now, in place of what was said of it before. */
  say(fault: Fault, options: Pick<Notice, 'warns' | 'action'>): void {
    const known = this.#all.find((notice) => notice.fault.code === fault.code)
    this.#show({ id: known?.id ?? this.#nextId++, fault, times: 1, subject: null, ...options })
  }

  /** The engine has answered a command after all: that it had not is no news any more. */
  answeredLate(command: string, subject: string, refused: Fault | null): void {
    for (const { id, fault } of this.#all) {
      if (fault.code === UNANSWERED && fault.where === command) this.dismiss(id)
    }
    this.say(lateAnswer(subject, refused), { warns: refused !== null, action: null })
  }

  dismiss(id: number): void {
    dispose(this.#timers.get(id))
    this.#timers.delete(id)
    this.#all = this.#all.filter((notice) => notice.id !== id)
  }

  [Symbol.dispose](): void {
    dispose(this.#listening)
    for (const timer of this.#timers.values()) dispose(timer)
  }

  #silentFor(): number {
    const now = this.#clock.now()
    return now - (this.#client.lastContact ?? now)
  }

  /** What was not sent is over with the silence, and the next silence is not counted together with this one. */
  #heard(): void {
    for (const { id, fault } of this.#all) if (OVER_WITH_CONTACT.has(fault.code)) this.dismiss(id)
  }

  #show(notice: Notice): void {
    const others = this.#all.filter(({ id }) => id !== notice.id)
    for (const { id } of others.slice(0, -(MOST_SHOWN - 1))) this.dismiss(id)
    this.#all = [...others.slice(-(MOST_SHOWN - 1)), notice]
    this.#expire(notice)
  }

  #expire(notice: Notice): void {
    const { id } = notice
    dispose(this.#timers.get(id))
    this.#timers.delete(id)
    const shownFor = shownForMs(notice)
    if (shownFor === null) return
    const dueAt = monotonicMs(this.#clock.now() + shownFor)
    this.#timers.set(
      id,
      this.#clock.upkeep(dueAt, () => this.dismiss(id)),
    )
  }
}
