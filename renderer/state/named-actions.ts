// What can be done with the cues and playlists of the show, by their numbers and names.
import type { CueView } from '../../shared/contract/cue-streams.ts'
import { action } from '../lib/actions.ts'
import type { Action } from '../lib/actions.ts'
import { standbyTitle } from '../lib/cue-row-words.ts'
import type { Desk } from './desk.svelte.ts'

type Parts = Pick<Desk, 'show' | 'cues' | 'runs' | 'transport' | 'arming'>

export function namedActions(desk: Parts): readonly Action[] {
  const { show, cues, transport, arming } = desk
  const disarmed = (): string | null => (arming.view.armed ? null : 'The show is disarmed')
  const hasLists = cues.lists.length > 0
  const lists = new Map(cues.lists.map(({ id, name }) => [id, name]))
  const several = lists.size > 1
  const ofCue = (cue: CueView): readonly Action[] => {
    const { key, listId: list, cueId: id } = cue
    const title = several ? `${standbyTitle(cue)}, in ${lists.get(list) ?? list}` : standbyTitle(cue)
    const of = { group: 'cues', role: 'operator', also: 'cue' } as const
    return [
      action({
        ...{ ...of, id: `cue.standby ${key}`, words: `Go to ${title}`, also: 'cue standby jump' },
        run: () => transport.send('cueList.standBy', { list, id }),
      }),
      action({
        ...{ ...of, id: `cue.start ${key}`, words: `Start ${title}`, when: disarmed },
        run: () => transport.send('cue.start', { list, id }),
      }),
    ]
  }
  const playlists = show.playlists.flatMap(({ id, name }) => {
    const of = { group: 'playlists', role: 'operator', also: 'playlist' } as const
    const start = action({
      ...{ ...of, id: `playlist.start ${id}`, words: `Start ${name}`, when: disarmed },
      run: () => transport.send('playlist.start', { id }),
    })
    const standby = action({
      ...{ ...of, id: `playlist.standby ${id}`, words: `Go to ${name}`, also: 'playlist standby' },
      run: () => transport.send('standby.set', { playlistId: id }),
    })
    return hasLists ? [start] : [standby, start]
  })
  return [...(show.view?.cues ?? []).flatMap((cue) => ofCue(cue)), ...playlists]
}
