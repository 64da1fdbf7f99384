// All that the page for stage managers and performers knows. It asks for nothing to be done, so it needs to be allowed nothing.
import type { Clock } from '../../shared/base/clock.ts'
import { dispose } from '../../shared/base/disposable.ts'
import type { ContractClient } from '../../shared/contract/client.ts'
import { longestRun } from '../lib/countdown.ts'
import { cueTitle } from '../lib/cue-row-words.ts'
import { Connection } from './connection.svelte.ts'
import { Cues } from './cues.svelte.ts'
import { Health } from './health.svelte.ts'
import { Message } from './message.svelte.ts'
import { Runs } from './runs.svelte.ts'
import { Show } from './show.svelte.ts'

export interface Named {
  readonly number: string | null
  readonly name: string
}

export class CountdownDesk implements Disposable {
  readonly clock: Clock
  readonly connection: Connection
  readonly runs: Runs
  readonly show: Show
  readonly cues: Cues
  readonly health: Health
  readonly message: Message
  readonly #parts: readonly Disposable[]
  /** Named in the address; null for the first. */
  readonly #list: string | null

  /** Whose cues are shown; null in a show without lists. */
  readonly list = $derived.by(
    () => this.cues.lists.find(({ id }) => id === this.#list) ?? this.cues.lists[0] ?? null,
  )
  /** What a GO would run. */
  readonly next = $derived.by((): Named | null => {
    const { list } = this
    if (list === null) {
      const playlist = this.show.byId.get(this.runs.view.standby ?? '')
      return playlist === undefined ? null : { number: null, name: playlist.name }
    }
    const standby = this.cues.standing(list.id)?.standby ?? null
    const cue = this.cues.of(list.id).find(({ cueId }) => cueId === standby)
    return cue === undefined ? null : { number: cue.number, name: cueTitle(cue) }
  })
  /** What runs longest now: of the list that is named in the address, else of all. */
  readonly running = $derived.by(() => {
    const { runs } = this
    const all = runs.active
    const asked =
      this.#list === null ? all : all.filter(({ runId }) => this.#cueOf(runId)?.listId === this.#list)
    const longest = longestRun(asked, this.lengthOf, this.connection.now)
    if (longest === null) return null
    const cue = this.#cueOf(longest.run.runId)
    const named: Named =
      cue === undefined
        ? { number: null, name: longest.run.name }
        : { number: cue.number, name: cue.name === '' ? longest.run.name : cue.name }
    return { ...named, run: longest.run, others: asked.length - 1 }
  })

  constructor(client: ContractClient, clock: Clock, list: string | null) {
    this.#list = list
    this.clock = clock
    this.connection = new Connection(client, clock)
    this.runs = new Runs(client)
    this.show = new Show(client, this.runs)
    this.cues = new Cues(client, this.show, this.runs)
    this.health = new Health(client)
    this.message = new Message(client)
    this.#parts = [this.message, this.health, this.cues, this.show, this.runs, this.connection]
  }

  readonly lengthOf = (playlistId: string): number => this.show.byId.get(playlistId)?.length ?? 0

  /** Wall time at the engine as of the last tick; null before its first report. */
  readonly wallNow = (): number | null => {
    const { wallOffset } = this.health
    return wallOffset === null ? null : wallOffset + this.connection.now
  };

  [Symbol.dispose](): void {
    for (const part of this.#parts) dispose(part)
  }

  #cueOf(runId: string) {
    const state = this.cues.view.states.find(({ runs }) => runs.includes(runId))
    return state === undefined ? undefined : this.show.view?.cues.find(({ key }) => key === state.key)
  }
}
