// What playlists are called, by id, in the show as it is now; one that has just gone keeps its name for what is told of its end.
import type { ShowFile } from '../../shared/model/show.ts'

type Playlists = ShowFile['playlists']

export function playlistNames(current: () => Pick<ShowFile, 'playlists'>): (playlistId: string) => string {
  let named: Playlists | null = null
  let now: ReadonlyMap<string, string> = new Map()
  let before = now
  return (playlistId) => {
    const { playlists } = current()
    if (playlists !== named) {
      named = playlists
      before = now
      now = new Map(playlists.map(({ id, name }) => [id, name]))
    }
    return now.get(playlistId) ?? before.get(playlistId) ?? playlistId
  }
}
