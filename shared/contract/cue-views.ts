// Cue lists of a show as pages are shown them.
import type { CueAction, CueDefinition, CueListDefinition } from '../model/cue.ts'
import { CueOrder, NOWHERE } from '../model/cue-order.ts'
import { cueActionText } from '../model/cue-words.ts'
import type { Json } from '../model/json.ts'
import type { ShowFile } from '../model/show.ts'
import { clip } from '../model/words.ts'
import type { CueActView, CueLeader, CueListView, CueView } from './cue-streams.ts'

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
    leader: leaderOf(order, place),
    ...{ preWait, continue: cue.continue, postWait },
    does: more > 0 ? [...does, `and ${more} more`] : does,
    acts: actions.slice(0, ACTIONS_SHOWN).map(actView),
    actionCount: actions.length,
  }
}

function leaderOf(order: CueOrder, place: number): CueLeader | null {
  const at = order.leaderOf(place)
  const leader = order.cues[at]
  if (at === NOWHERE || leader === undefined) return null
  const { id: cueId, continue: goesOn, postWait } = leader
  if (order.continuesInto(at) !== place || goesOn === 'none') return { cueId, by: 'group', wait: 0 }
  return { cueId, by: goesOn, wait: goesOn === 'auto-continue' ? postWait : 0 }
}

function actView(act: CueAction): CueActView {
  const { action } = act
  switch (act.action) {
    case 'emit':
      return { action, id: act.type, listId: null, detail: detailOf(act.payload) }
    case 'set_param':
      return { action, id: act.param, listId: null, detail: null }
    case 'raise_interrupt':
      return { action, id: null, listId: null, detail: clip(act.interrupt.prompt) }
    case 'go_list':
      return { action, id: act.list, listId: act.list, detail: null }
    case 'stop_cue':
    case 'arm_cue':
    case 'disarm_cue':
      return { action, id: act.cue, listId: act.list ?? null, detail: null }
    default:
      return { action, id: act.id, listId: null, detail: null }
  }
}

/** The address of an OSC message, or the kind of a MIDI message. */
function detailOf(payload: Json): string | null {
  if (typeof payload !== 'object' || payload === null) return null
  const { address, message } = payload as { readonly address?: unknown; readonly message?: unknown }
  if (typeof address === 'string') return clip(address)
  const kind = (message as { readonly kind?: unknown } | null | undefined)?.kind
  return typeof kind === 'string' ? clip(kind) : null
}
