// The show as prepared, and which of its playlists the operator looks at.
import { dispose } from '../../shared/base/disposable.ts'
import type { ContractClient } from '../../shared/contract/client.ts'
import type { PlaylistView, ShowView } from '../../shared/contract/streams.ts'
import type { Runs } from './runs.svelte.ts'

export class Show implements Disposable {
  readonly #subscription: Disposable
  readonly #runs: Runs

  view = $state.raw<ShowView | null>(null)
  filter = $state('')
  /** What the operator chose; may since have left the show. */
  #chosenId = $state<string | null>(null)

  readonly playlists = $derived<readonly PlaylistView[]>(this.view?.playlists ?? [])
  readonly byId = $derived(new Map(this.playlists.map((playlist) => [playlist.id, playlist])))
  /** The chosen one; until then what started last, what is in standby, or the first. */
  readonly selected = $derived.by(() => {
    const { active, view } = this.#runs
    const ids = [this.#chosenId, active.at(-1)?.playlistId, view.standby]
    const found = ids.map((id) => this.byId.get(id ?? '')).find((playlist) => playlist !== undefined)
    return found ?? this.playlists[0] ?? null
  })
  readonly listed = $derived.by(() => {
    const wanted = this.filter.trim().toLowerCase()
    if (wanted === '') return this.playlists
    return this.playlists.filter(
      ({ id, name }) => name.toLowerCase().includes(wanted) || id.toLowerCase().includes(wanted),
    )
  })

  constructor(client: ContractClient, runs: Runs) {
    this.#runs = runs
    this.#subscription = client.subscribe('show', (view) => {
      this.view = view
    })
  }

  select(playlistId: string): void {
    this.#chosenId = playlistId
  }

  [Symbol.dispose](): void {
    dispose(this.#subscription)
  }
}
