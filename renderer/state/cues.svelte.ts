// The cue lists and how they stand: what GO runs next, what waits, and what became of each cue.
import { dispose } from '../../shared/base/disposable.ts'
import type { ContractClient } from '../../shared/contract/client.ts'
import type { CueListState, CueStateView, CueView, CuesView } from '../../shared/contract/cue-streams.ts'
import type { NumberedLists } from '../../shared/model/mutations/renumber.ts'
import { positionAt, remainingAt } from '../lib/position.ts'
import type { Runs } from './runs.svelte.ts'
import type { Show } from './show.svelte.ts'

const NONE: CuesView = { lists: [], states: [], armed: [] }

/** How far something is that a cue has begun. */
export interface Progress {
  /** Milliseconds. */
  readonly left: number
  /** From 0 to 1. */
  readonly share: number
  /** Whether it goes on by itself. */
  readonly moves: boolean
}

export class Cues implements Disposable {
  readonly #subscription: Disposable
  readonly #show: Show
  readonly #runs: Runs

  view = $state.raw<CuesView>(NONE)
  /** Starts that failed and that somebody has looked at, by cue. */
  #seen = $state.raw<ReadonlyMap<string, number>>(new Map())

  readonly lists = $derived.by(() => this.#show.view?.cueLists ?? [])
  readonly states = $derived(
    new Map<string, CueStateView>(this.view.states.map((state) => [state.key, state])),
  )
  readonly #armed = $derived(new Map(this.view.armed.map(({ key, armed }) => [key, armed])))
  readonly #cues = $derived.by(() => Map.groupBy(this.#show.view?.cues ?? [], ({ listId }) => listId))
  readonly #standing = $derived(new Map(this.view.lists.map((list) => [list.id, list])))
  readonly #active = $derived.by(() => new Map(this.#runs.active.map((run) => [run.runId, run])))
  /** Where the list stands that a GO without a name is of; null in a show without lists. */
  readonly first = $derived(this.view.lists[0] ?? null)
  /** What a GO would run; null where nothing stands by, or playlists do. */
  readonly standby = $derived.by(() => {
    const { first } = this
    if (first === null || first.standby === null) return null
    return this.of(first.id).find(({ cueId }) => cueId === first.standby) ?? null
  })
  /** Cues that wait or ask, which end at a stop. */
  readonly waiting = $derived(
    this.view.states.filter(({ wait, state }) => wait !== null || state === 'asking').length,
  )

  constructor(client: ContractClient, show: Show, runs: Runs) {
    this.#show = show
    this.#runs = runs
    this.#subscription = client.subscribe('cues', (view) => {
      this.view = view
    })
  }

  of(listId: string): readonly CueView[] {
    return this.#cues.get(listId) ?? []
  }

  /** All cues by their ids and numbers, as edits go by them. */
  numbered(): NumberedLists['cueLists'] {
    return this.lists.map(({ id }) => ({
      id,
      cues: this.of(id).map(({ cueId, number, name }) => ({ id: cueId, number: number ?? undefined, name })),
    }))
  }

  /** By hand or as the show says. */
  isArmed({ key, armed }: CueView): boolean {
    return this.#armed.get(key) ?? armed
  }

  standing(listId: string): CueListState | null {
    return this.#standing.get(listId) ?? null
  }

  /** What is left at `now` of what a cue waits for or plays; null where nobody knows. */
  progress(state: CueStateView, now: number): Progress | null {
    const { wait, startedAt, endsAt, held } = state
    if (wait !== null) {
      const left = wait.dueAt === null ? wait.left : Math.max(0, wait.dueAt - now)
      const whole = wait.dueAt === null ? 0 : wait.dueAt - startedAt
      return { left, share: whole <= 0 ? 0 : 1 - left / whole, moves: wait.dueAt !== null }
    }
    if (state.endedAt !== null) return null
    const share = this.#share(state, now)
    if (held !== null) return held.left === null ? null : { left: held.left, share, moves: false }
    return endsAt === null ? null : { left: Math.max(0, endsAt - now), share, moves: true }
  }

  /** How much is done of the run that takes longest. */
  #share({ runs }: CueStateView, now: number): number {
    let most = { left: -1, share: 0 }
    for (const runId of runs) {
      const run = this.#active.get(runId)
      const length = this.#show.byId.get(run?.playlistId ?? '')?.length ?? 0
      if (run === undefined || length === 0) continue
      const left = remainingAt(run.anchor, now, length)
      if (left > most.left) most = { left, share: positionAt(run.anchor, now, length) / length }
    }
    return most.share
  }

  /** Whether it failed and nobody has looked at it yet. */
  isNews({ key, play, state }: CueStateView): boolean {
    return state === 'failed' && this.#seen.get(key) !== play
  }

  /** Somebody has looked at it. */
  see(state: CueStateView): void {
    if (this.isNews(state)) this.#seen = new Map([...this.#seen, [state.key, state.play]])
  }

  [Symbol.dispose](): void {
    dispose(this.#subscription)
  }
}
