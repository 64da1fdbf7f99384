// Cue lists of a show as pages are shown them.
import type { CueAction, CueDefinition, CueListDefinition } from '../model/cue.ts'
import { CueOrder, NOWHERE } from '../model/cue-order.ts'
import { cueActionText } from '../model/cue-words.ts'
import type { Json } from '../model/json.ts'
import { labelOf } from '../model/scene.ts'
import type { ShowFile } from '../model/show.ts'
import { clip } from '../model/words.ts'
import type { CueActView, CueLeader, CueListView, CueView } from './cue-streams.ts'

/** Characters of a note, and actions, that stand in a row. */
const NOTE_SHOWN = 300
const ACTIONS_SHOWN = 6

export function cueListView({ id, name, number, colour }: CueListDefinition): CueListView {
  return { id, name, number: number ?? null, colour: colour ?? null }
}

type Shown = Pick<ShowFile, 'cueLists' | 'playlists' | 'scenes'>

/** The cues of all lists, one list after the other. */
export function cueViews(show: Shown): readonly CueView[] {
  return new CueViews().of(show)
}

/** What a row says beside its cue: where it lies in its list. */
type Place = Pick<CueView, 'depth' | 'follows' | 'leader'>

interface Known {
  readonly listId: string
  readonly names: Names
  readonly view: CueView
}

/** What people call them, by the ids of playlists and the names of scenes. */
interface Names {
  readonly playlists: ReadonlyMap<string, string>
  readonly scenes: ReadonlyMap<string, string>
}

/** The rows of a show that is edited again and again: those of which nothing changed are the very same. */
export class CueViews {
  readonly #known = new WeakMap<CueDefinition, Known>()
  #shown: {
    readonly cueLists: Shown['cueLists']
    readonly names: Names
    readonly views: readonly CueView[]
  } | null = null
  #names: Pick<Shown, 'playlists' | 'scenes'> & { readonly names: Names } = {
    ...{ playlists: [], scenes: {} },
    names: { playlists: new Map(), scenes: new Map() },
  }

  /** The cues of all lists, one list after the other. */
  of(show: Shown): readonly CueView[] {
    const names = this.#namesOf(show)
    const shown = this.#shown
    if (shown?.cueLists === show.cueLists && shown.names === names) return shown.views
    const { cueLists } = show
    const views = cueLists.flatMap((list) => {
      const order = new CueOrder(list)
      return list.cues.map((cue, place) => this.#view(list.id, cue, placeOf(order, place), names))
    })
    this.#shown = { cueLists, names, views }
    return views
  }

  #view(listId: string, cue: CueDefinition, place: Place, names: Names): CueView {
    const known = this.#known.get(cue)
    if (known?.listId === listId && known.names === names && isSamePlace(known.view, place)) return known.view
    const view = cueView(listId, cue, place, names)
    this.#known.set(cue, { listId, names, view })
    return view
  }

  /** The very same for as long as all are called as they were, whatever else is changed of them. */
  #namesOf({ playlists, scenes }: Pick<Shown, 'playlists' | 'scenes'>): Names {
    const before = this.#names
    if (before.playlists === playlists && before.scenes === scenes) return before.names
    const called = {
      playlists: sameOr(
        before.names.playlists,
        playlists.map(({ id, name }) => [id, name]),
      ),
      scenes: sameOr(
        before.names.scenes,
        Object.entries(scenes).map(([name, scene]) => [name, labelOf(name, scene)]),
      ),
    }
    const isSame = called.playlists === before.names.playlists && called.scenes === before.names.scenes
    const names = isSame ? before.names : called
    this.#names = { playlists, scenes, names }
    return names
  }
}

/** The very same map where it has nothing else. */
function sameOr(
  before: ReadonlyMap<string, string>,
  now: readonly (readonly [string, string])[],
): ReadonlyMap<string, string> {
  const isSame = before.size === now.length && now.every(([id, name]) => before.get(id) === name)
  return isSame ? before : new Map(now)
}

function placeOf(order: CueOrder, place: number): Place {
  return { depth: order.depthOf(place), follows: order.follows(place), leader: leaderOf(order, place) }
}

function isSamePlace(known: Place, { depth, follows, leader }: Place): boolean {
  if (known.depth !== depth || known.follows !== follows) return false
  if (known.leader === null || leader === null) return known.leader === leader
  const { cueId, by, wait } = known.leader
  return cueId === leader.cueId && by === leader.by && wait === leader.wait
}

function cueView(listId: string, cue: CueDefinition, place: Place, names: Names): CueView {
  const { id, number, name, note, colour, armed, group, preWait, postWait, actions } = cue
  const more = actions.length - ACTIONS_SHOWN
  const namesOf = {
    playlist: (playlistId: string) => names.playlists.get(playlistId) ?? playlistId,
    scene: (scene: string) => names.scenes.get(scene) ?? scene,
  }
  const does = actions.slice(0, ACTIONS_SHOWN).map((action) => cueActionText(action, namesOf))
  return {
    key: `${listId}/${id}`,
    ...{ listId, cueId: id, number: number ?? null, name },
    note: note.length > NOTE_SHOWN ? `${note.slice(0, NOTE_SHOWN)}…` : note,
    ...{ colour: colour ?? null, armed, group: group ?? null },
    ...place,
    ...{ preWait, continue: cue.continue, postWait },
    does: more > 0 ? [...does, `and ${more} more`] : does,
    acts: actions.slice(0, ACTIONS_SHOWN).map(actView),
    actionCount: actions.length,
  }
}

function leaderOf(order: CueOrder, place: number): CueLeader | null {
  if (!order.follows(place)) return null
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
    case 'fade_param':
      return { action, id: act.param, listId: null, detail: null }
    case 'recall_scene':
      return { action, id: act.scene, listId: null, detail: null }
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
