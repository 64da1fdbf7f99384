// What the remote page says: of the standby, of what waits, and in the rows of its lists.
import type { CueListState, CueStateView, CueView } from '../../shared/contract/cue-streams.ts'
import type { ClientState } from '../../shared/contract/client.ts'
import type { PlaylistView, RunView } from '../../shared/contract/streams.ts'
import { cueTitle, shownState } from './cue-row-words.ts'
import type { ShownState } from './state-words.ts'

/** What of the cue lists is needed here. */
interface CuesShown {
  readonly view: { readonly states: readonly CueStateView[] }
  readonly states: ReadonlyMap<string, CueStateView>
  of(listId: string): readonly CueView[]
  isArmed(cue: CueView): boolean
  standing(listId: string): CueListState | null
}

/** `2.3 s`. */
export const lateText = (late: number): string => `${(late / 1000).toFixed(1)} s`

/** How the engine is reached, in a word or two; `late` is how slow the line is, where it is slow. */
export function reachWords(state: ClientState, late: number | null): string {
  switch (state) {
    case 'open':
      return late === null ? 'ok' : `slow: ${lateText(late)}`
    case 'silent':
      return 'silent'
    case 'mismatch':
      return 'other version'
    case 'connecting':
    case 'closed':
      return 'not connected'
  }
}

/** How long the longest of the playlists plays that a cue starts; null where it starts none. */
export function cueTime(cue: CueView | null, lengthOf: (playlistId: string) => number): number | null {
  const lengths = (cue?.acts ?? []).flatMap(({ action, id }) =>
    action === 'start_playlist' && id !== null ? [lengthOf(id)] : [],
  )
  return lengths.length === 0 ? null : Math.max(...lengths)
}

export interface StandbyWords {
  readonly number: string
  readonly name: string
  readonly note: string
  readonly time: number | null
}

export function standbyWords(
  cue: CueView | null,
  playlist: Pick<PlaylistView, 'name' | 'length'> | null,
  time: number | null,
): StandbyWords {
  if (cue !== null) return { number: cue.number ?? '', name: cueTitle(cue), note: cue.note, time }
  if (playlist !== null) return { number: '', name: playlist.name, note: '', time: playlist.length }
  return { number: '', name: 'Nothing stands by', note: '', time: null }
}

export interface Row {
  readonly id: string
  readonly number: string
  readonly name: string
  readonly note: string
  readonly depth: number
  readonly colour: string | null
  readonly state: ShownState | null
}

export function cueRows(listId: string, cues: CuesShown): Row[] {
  const list = cues.standing(listId)
  return cues.of(listId).map((cue) => {
    const { cueId, number, note, colour, depth, follows } = cue
    const state = cues.states.get(cue.key)
    const standsBy = list?.standby === cueId
    return {
      ...{ id: cueId, number: number ?? '', name: cueTitle(cue), note, colour },
      depth: depth + (follows && depth === 0 ? 1 : 0),
      state: shownState({
        state,
        armed: cues.isArmed(cue),
        standsBy,
        isLoaded: standsBy && list.loaded !== null,
      }),
    }
  })
}

function heldBy(runs: readonly RunView[]): 'held' | 'paused' | null {
  if (runs.some(({ anchor }) => anchor.state === 'holding')) return 'held'
  return runs.length > 0 && runs.every(({ anchor }) => anchor.state === 'paused') ? 'paused' : null
}

export function playlistRows(
  playlists: readonly PlaylistView[],
  runs: {
    readonly view: { readonly standby: string | null }
    readonly byPlaylist: ReadonlyMap<string, readonly RunView[]>
  },
): Row[] {
  return playlists.map(({ id, name, colour }) => {
    const active = runs.byPlaylist.get(id) ?? []
    const running: ShownState | null = active.length === 0 ? null : (heldBy(active) ?? 'running')
    const state = running ?? (runs.view.standby === id ? 'standby' : null)
    return { id, number: '', name, note: '', depth: 0, colour, state }
  })
}

export interface WaitingCue {
  readonly play: number
  readonly name: string
  readonly state: ShownState
  /** Milliseconds to go. */
  readonly left: number
}

/** Cues that wait before they act, or until the next one starts. */
export function waitingCues(
  states: readonly CueStateView[],
  cueOf: (key: string) => CueView | undefined,
  now: number,
): WaitingCue[] {
  return states.flatMap(({ key, play, wait }) => {
    if (wait === null) return []
    const cue = cueOf(key)
    const name =
      cue === undefined ? key : [cue.number, cueTitle(cue)].filter((word) => word !== null).join(' ')
    const isPaused = wait.dueAt === null
    const state: ShownState = isPaused ? 'paused' : wait.kind === 'pre' ? 'waiting' : 'continuing'
    return [{ play, name, state, left: wait.dueAt === null ? wait.left : Math.max(0, wait.dueAt - now) }]
  })
}
