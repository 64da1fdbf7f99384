// What playlists are called, by id, in the show as it is now; one that has just gone keeps its name for what is said of its end.
import type { ShowFile } from '../../shared/model/show.ts'

export class PlaylistNames {
  #named: ShowFile['playlists'] = []
  #now: ReadonlyMap<string, string> = new Map()
  #before = this.#now

  take(playlists: ShowFile['playlists']): void {
    if (playlists === this.#named) return
    this.#named = playlists
    this.#before = this.#now
    this.#now = new Map(playlists.map(({ id, name }) => [id, name]))
  }

  readonly of = (playlistId: string): string =>
    this.#now.get(playlistId) ?? this.#before.get(playlistId) ?? playlistId
}
