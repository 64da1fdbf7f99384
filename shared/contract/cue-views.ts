// Cue lists of a show as pages are shown them.
import type { CueDefinition, CueListDefinition } from '../model/cue.ts'
import { CueOrder } from '../model/cue-order.ts'
import { cueActionText } from '../model/cue-words.ts'
import type { ShowFile } from '../model/show.ts'
import type { CueListView, CueView } from './cue-streams.ts'

/** Characters of a note, and actions, that stand in a row. */
const NOTE_SHOWN = 300
const ACTIONS_SHOWN = 6

export function cueListView({ id, name, number, colour }: CueListDefinition): CueListView {
  return { id, name, number: number ?? null, colour: colour ?? null }
}

type Shown = Pick<ShowFile, 'cueLists' | 'playlists'>

/** The cues of all lists, one list after the other. */
export function cueViews(show: Shown): readonly CueView[] {
  const names = new Map(show.playlists.map(({ id, name }) => [id, name]))
  return show.cueLists.flatMap((list) => {
    const order = new CueOrder(list)
    return list.cues.map((cue, place) => cueView(list, order, cue, place, names))
  })
}

function cueView(
  list: CueListDefinition,
  order: CueOrder,
  cue: CueDefinition,
  place: number,
  names: ReadonlyMap<string, string>,
): CueView {
  const { id, number, name, note, colour, armed, group, preWait, postWait, actions } = cue
  const more = actions.length - ACTIONS_SHOWN
  const does = actions
    .slice(0, ACTIONS_SHOWN)
    .map((action) => cueActionText(action, (playlistId) => names.get(playlistId) ?? playlistId))
  return {
    key: `${list.id}/${id}`,
    ...{ listId: list.id, cueId: id, number: number ?? null, name },
    note: note.length > NOTE_SHOWN ? `${note.slice(0, NOTE_SHOWN)}…` : note,
    ...{ colour: colour ?? null, armed, group: group ?? null },
    depth: order.depthOf(place),
    follows: order.follows(place),
    ...{ preWait, continue: cue.continue, postWait },
    does: more > 0 ? [...does, `and ${more} more`] : does,
  }
}
