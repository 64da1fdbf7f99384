// What is wrong and what the operator does about it: the light, where it leads, what was seen, muted and tried.
import { monotonicMs } from '../../shared/base/clock.ts'
import type { Clock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import type { Fault, Result } from '../../shared/base/result.ts'
import type { ContractClient } from '../../shared/contract/client.ts'
import type { CommandAnswer, CommandArgs } from '../../shared/contract/commands.ts'
import type { OutputKind } from '../../shared/model/output.ts'
import { keyOfAbout } from '../lib/warning-groups.ts'
import { lightOf } from '../lib/worst.ts'
import type { Place } from '../lib/worst.ts'
import type { Connection } from './connection.svelte.ts'
import type { Health } from './health.svelte.ts'

/** What a test of an output has found stands for so long. */
const SHOWN_MS = 30_000

export type Trial =
  | { readonly state: 'trying' }
  | { readonly state: 'ended'; readonly at: number; readonly found: Result<CommandAnswer<'output.test'>> }

type Acting = 'health.acknowledge' | 'output.mute'

export class Attention implements Disposable {
  readonly #client: ContractClient
  readonly #clock: Clock
  readonly #health: Health
  readonly #connection: Connection
  readonly #timers = new Map<string, Disposable>()

  /** What the view that was led to is to bring into sight; it takes it. */
  lead = $state.raw<Place | null>(null)
  /** By key of the card. */
  trials = $state.raw<ReadonlyMap<string, Trial>>(new Map())
  /** What was refused last, by key of the card where it was asked for; until something else is asked there. */
  refusals = $state.raw<ReadonlyMap<string, Fault>>(new Map())

  readonly light = $derived.by(() => lightOf(this.#health.report?.warnings ?? null, this.#connection.live))

  constructor(
    client: ContractClient,
    clock: Clock,
    around: { readonly health: Health; readonly connection: Connection },
  ) {
    this.#client = client
    this.#clock = clock
    this.#health = around.health
    this.#connection = around.connection
  }

  /** Leads to what is worst; answers the view. */
  readonly follow = (): Place['view'] => this.to(this.light.place)

  to(place: Place): Place['view'] {
    this.lead = place
    return place.view
  }

  arrived(): void {
    this.lead = null
  }

  /** Somebody has seen what is over, of one warning or all. */
  acknowledge(key: string, id: string | null): void {
    void this.#ask(key, 'health.acknowledge', id === null ? {} : { id })
  }

  mute(kind: OutputKind, id: string, muted: boolean): void {
    void this.#ask(keyOfAbout({ kind, id }), 'output.mute', { kind, id, muted })
  }

  async test(kind: OutputKind, id: string): Promise<void> {
    const key = keyOfAbout({ kind, id })
    if (this.trials.get(key)?.state === 'trying') return
    this.#forget(key)
    this.#note(key, { state: 'trying' })
    const found = await this.#client.command('output.test', { kind, id })
    this.#note(key, { state: 'ended', at: this.#clock.now(), found })
    this.#timers.set(
      key,
      this.#clock.upkeep(monotonicMs(this.#clock.now() + SHOWN_MS), () => this.#forget(key)),
    )
  }

  [Symbol.dispose](): void {
    for (const timer of this.#timers.values()) dispose(timer)
  }

  async #ask<N extends Acting>(key: string, name: N, args: CommandArgs<N>): Promise<void> {
    this.#forget(key)
    const result = await this.#client.command(name, args)
    if (!result.ok) this.refusals = new Map(this.refusals).set(key, result.error)
  }

  #note(key: string, trial: Trial): void {
    this.trials = new Map(this.trials).set(key, trial)
  }

  #forget(key: string): void {
    dispose(this.#timers.get(key))
    this.#timers.delete(key)
    const [trials, refusals] = [new Map(this.trials), new Map(this.refusals)]
    if (trials.delete(key)) this.trials = trials
    if (refusals.delete(key)) this.refusals = refusals
  }
}
