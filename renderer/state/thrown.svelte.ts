// The events that wait in the schedulers' queues, those that are over, and the form that throws another.
import type { Clock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import type { Result } from '../../shared/base/result.ts'
import type { ContractClient } from '../../shared/contract/client.ts'
import type { CommandAnswer } from '../../shared/contract/commands.ts'
import type { ThrownEntry, ThrownView } from '../../shared/contract/scheduler-streams.ts'
import type { ThrownOutcome } from '../../shared/model/thrown-event.ts'
import { EMPTY_FORM, formAgain, throwOf } from '../lib/throw-form.ts'
import type { ThrowForm } from '../lib/throw-form.ts'
import type { Schedulers } from './schedulers.svelte.ts'

type Queue = ThrownView['queues'][number]

/** A click sooner after a throw belongs to a double click. */
const AGAIN_AFTER_MS = 400

/** As a rule's trigger begins that waits for a key. */
const THROWN = 'thrown '

/** One event in one queue: the same event may wait in several. */
function entryKey({ eventId, destId }: Pick<ThrownEntry, 'eventId' | 'destId'>): string {
  return `${eventId} ${destId}`
}

function matches({ key, name, destId, by }: ThrownEntry, wanted: string): boolean {
  return wanted === '' || `${key}\n${name}\n${destId}\n${by}`.toLowerCase().includes(wanted)
}

export class Thrown implements Disposable {
  readonly #client: ContractClient
  readonly #clock: Clock
  #subscription: Disposable | null = null
  readonly #schedulers: Pick<Schedulers, 'all' | 'watch'>
  #thrownAt = -Infinity

  view = $state.raw<ThrownView | null>(null)
  form = $state.raw<ThrowForm>(EMPTY_FORM)
  throwing = $state(false)
  /** How the last throw went; null once the form is written in again. */
  result = $state.raw<Result<CommandAnswer<'thrown.throw'>> | null>(null)
  queueText = $state('')
  historyText = $state('')
  /** None chosen means all. */
  outcomes = $state.raw<ReadonlySet<ThrownOutcome>>(new Set())
  /** Entries whose payload is shown. */
  open = $state.raw<ReadonlySet<string>>(new Set())

  readonly groups = $derived(
    [...new Set(this.view?.queues.flatMap(({ groups }) => groups))].sort((left, right) =>
      left.localeCompare(right),
    ),
  )
  /** Keys that rules wait for, and those that were thrown before. */
  readonly keys = $derived(
    [
      ...new Set([
        ...(this.view?.queues.flatMap(({ entries }) => entries.map(({ key }) => key)) ?? []),
        ...(this.view?.history.map(({ key }) => key) ?? []),
        ...this.#waitedFor(),
      ]),
    ].sort((left, right) => left.localeCompare(right)),
  )
  readonly queues = $derived.by((): readonly Queue[] => {
    const wanted = this.queueText.trim().toLowerCase()
    const all = this.view?.queues ?? []
    if (wanted === '') return all
    return all.flatMap((queue) => {
      if (`${queue.destId}\n${queue.name}`.toLowerCase().includes(wanted)) return [queue]
      const entries = queue.entries.filter((entry) => matches(entry, wanted))
      return entries.length === 0 ? [] : [{ ...queue, entries }]
    })
  })
  readonly history = $derived.by(() => {
    const wanted = this.historyText.trim().toLowerCase()
    const { outcomes } = this
    return (this.view?.history ?? []).filter(
      (entry) => (outcomes.size === 0 || outcomes.has(entry.outcome)) && matches(entry, wanted),
    )
  })

  constructor(client: ContractClient, clock: Clock, schedulers: Pick<Schedulers, 'all' | 'watch'>) {
    this.#client = client
    this.#clock = clock
    this.#schedulers = schedulers
  }

  /** Follows the queues until the returned function is called. */
  readonly watch = (): (() => void) => {
    this.#subscription ??= this.#client.subscribe('thrown', (view) => this.#take(view))
    const unwatch = this.#schedulers.watch()
    return () => {
      unwatch()
      this.#unwatch()
    }
  }

  change(change: Partial<ThrowForm>): void {
    this.form = { ...this.form, ...change }
    this.result = null
  }

  /** Fills the form with what throws the same again. */
  again(entry: ThrownEntry): void {
    this.change(formAgain(entry))
    // The stream does not tell which of its groups it was thrown to.
    const groups = this.view?.queues.find(({ destId }) => destId === entry.destId)?.groups ?? []
    if (entry.scope === 'group') this.change({ groupId: groups.length === 1 ? (groups[0] as string) : '' })
  }

  async throw(): Promise<void> {
    const args = throwOf(this.form)
    const tooSoon = this.#clock.now() - this.#thrownAt < AGAIN_AFTER_MS
    if (args === null || this.throwing || tooSoon) return
    this.#thrownAt = this.#clock.now()
    this.throwing = true
    this.result = null
    const result = await this.#client.command('thrown.throw', args)
    this.throwing = false
    this.result = result
  }

  toggleOutcome(outcome: ThrownOutcome): void {
    const chosen = new Set(this.outcomes)
    if (!chosen.delete(outcome)) chosen.add(outcome)
    this.outcomes = chosen
  }

  /** Shows the payload, or puts it away. */
  toggle(entry: ThrownEntry): void {
    const open = new Set(this.open)
    if (!open.delete(entryKey(entry))) open.add(entryKey(entry))
    this.open = open
  }

  [Symbol.dispose](): void {
    this.#unwatch()
  }

  #waitedFor(): string[] {
    const waits = this.#schedulers.all.flatMap(({ rules }) => rules.flatMap(({ when }) => when))
    return waits.flatMap((text) => (text.startsWith(THROWN) ? [text.slice(THROWN.length)] : []))
  }

  #unwatch(): void {
    dispose(this.#subscription)
    this.#subscription = null
  }

  #take(view: ThrownView): void {
    this.view = view
    if (this.open.size === 0) return
    const there = new Set([...view.queues.flatMap(({ entries }) => entries), ...view.history].map(entryKey))
    const open = new Set([...this.open].filter((key) => there.has(key)))
    if (open.size < this.open.size) this.open = open
  }
}
