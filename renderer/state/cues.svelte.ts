// The cue lists and how they stand: what GO runs next, what waits, and what became of each cue.
import { dispose } from '../../shared/base/disposable.ts'
import type { ContractClient } from '../../shared/contract/client.ts'
import type { CueStateView, CueView, CuesView } from '../../shared/contract/cue-streams.ts'
import type { Show } from './show.svelte.ts'

const NONE: CuesView = { lists: [], states: [], armed: [] }

export class Cues implements Disposable {
  readonly #subscription: Disposable
  readonly #show: Show

  view = $state.raw<CuesView>(NONE)

  readonly lists = $derived.by(() => this.#show.view?.cueLists ?? [])
  readonly states = $derived(
    new Map<string, CueStateView>(this.view.states.map((state) => [state.key, state])),
  )
  readonly #armed = $derived(new Map(this.view.armed.map(({ key, armed }) => [key, armed])))
  readonly #cues = $derived.by(() => Map.groupBy(this.#show.view?.cues ?? [], ({ listId }) => listId))
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

  constructor(client: ContractClient, show: Show) {
    this.#show = show
    this.#subscription = client.subscribe('cues', (view) => {
      this.view = view
    })
  }

  of(listId: string): readonly CueView[] {
    return this.#cues.get(listId) ?? []
  }

  /** By hand or as the show says. */
  isArmed({ key, armed }: CueView): boolean {
    return this.#armed.get(key) ?? armed
  }

  standbyOf(listId: string): string | null {
    return this.view.lists.find(({ id }) => id === listId)?.standby ?? null
  }

  [Symbol.dispose](): void {
    dispose(this.#subscription)
  }
}
