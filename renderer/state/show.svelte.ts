// The show as prepared, and which of its playlists the operator looks at.
import type { ContractClient } from '../../shared/contract/client.ts'
import type { PlaylistView, ShowView } from '../../shared/contract/streams.ts'
import { dispose } from '../../shared/base/disposable.ts'

export class Show implements Disposable {
  readonly #subscription: Disposable

  view = $state.raw<ShowView | null>(null)
  filter = $state('')
  /** What the operator chose; may since have left the show. */
  #chosenId = $state<string | null>(null)

  readonly playlists = $derived<readonly PlaylistView[]>(this.view?.playlists ?? [])
  readonly byId = $derived(new Map(this.playlists.map((playlist) => [playlist.id, playlist])))
  readonly selected = $derived(this.byId.get(this.#chosenId ?? '') ?? this.playlists[0] ?? null)
  readonly listed = $derived.by(() => {
    const wanted = this.filter.trim().toLowerCase()
    if (wanted === '') return this.playlists
    return this.playlists.filter(
      ({ id, name }) => name.toLowerCase().includes(wanted) || id.toLowerCase().includes(wanted),
    )
  })

  constructor(client: ContractClient) {
    this.#subscription = client.subscribe('show', (view) => {
      this.view = view
    })
  }

  select(playlistId: string): void {
    this.#chosenId = playlistId
  }

  lengthOf(playlistId: string): number {
    return this.byId.get(playlistId)?.length ?? 0
  }

  [Symbol.dispose](): void {
    dispose(this.#subscription)
  }
}
